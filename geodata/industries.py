"""Industries, and the tables that lead from classes of rights to them.

A concordance links a class of some level to industries, with weights or in equal shares. A right's
class takes the finest level that the table has: A01B 1/02, else A01B 1, else A01B, A01, A.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geodata.errors import Problems
from geodata.registers.cells import INDUSTRY_UNIT
from geodata.tables import Row, Table, read_table

INDUSTRY_COLUMNS = ("industry", "label_zh", "section", "section_zh", "high_tech", "source")
HIGH_TECH = ("yes", "part", "no", "")
"""Whether all, some or none of a manufacturing industry is high technology; blank for others."""

LINK_COLUMNS = ("classification", "class", "industry", "weight", "source", "status")
STATUSES = ("official", "draft", "ours", "synthetic")

CLASSIFICATIONS: Mapping[str, str] = MappingProxyType(
    {
        "ipc": "patent",
        "locarno": "patent",
        "nice": "trademark",
        "copyright": "copyright",
        "software": "software_copyright",
        "gi": "geographical_indication",
        "plant": "plant_variety",
    }
)
"""The kind of register whose classes a classification has. Designs have Locarno classes, which
begin with a digit and so cannot be taken for the International Patent Classification."""

ROUNDING = 1e-6
"""Published weights are rounded; so far from one may their sum be."""

CODE = re.compile(r"[A-Z]?[0-9]{1,4}")
VERSION = re.compile(r"\([^)]*\)")
IPC = re.compile(r"([A-H])(?:([0-9]{2})(?:([A-Z])(?:0*([1-9][0-9]{0,3})(?:/([0-9]{2,6}))?)?)?)?")
IPC_FIXED = re.compile(r"([A-H][0-9]{2}[A-Z])([0-9]{4})([0-9]{6})")
"""The form of 14 characters that data exchange uses (WIPO ST.8): A01B0001020000."""
LOCARNO = re.compile(r"([0-9]{1,2})(?:[-.]([0-9]{1,2}))?|([0-9]{2})([0-9]{2})")
NICE = re.compile(r"第?0*([1-9][0-9]?)类?")

Parts = NDArray[np.int64]


@dataclass(frozen=True)
class Concordance:
    """Links from classes to industries in whole parts.

    Attributes
    ----------
    links
        Columns ``kind, class, industry, parts``, sorted; the parts of each class of a kind sum to
        `INDUSTRY_UNIT`. Industries are those of the axis.
    statuses
        Kinds of authority that its rows have, of `STATUSES`, sorted.
    """

    links: pd.DataFrame
    statuses: tuple[str, ...]


def read_industries(path: Path, problems: Problems) -> tuple[pd.DataFrame, Table]:
    """Read the table of industries, the axis of every table by industry.

    Returns
    -------
    frame, table
        Columns `INDUSTRY_COLUMNS` as text, in the order of the file. Codes may be of any level,
        and of several: what is finer belongs to the longest code that it begins with.
    """
    table = read_table(path, INDUSTRY_COLUMNS, problems)
    first: dict[str, int] = {}
    rows = []
    for row in table:
        before, code = len(problems.found), row["industry"]
        if not CODE.fullmatch(code):
            problems.add_study("code_invalid", table.name, row.number, "industry", seen=code)
        elif code in first:
            problems.add_study(
                "code_repeated", table.name, row.number, "industry", seen=code, first=first[code]
            )
        first.setdefault(code, row.number)
        if not row["label_zh"]:
            problems.add_study("cell_empty", table.name, row.number, "label_zh")
        if row["high_tech"] not in HIGH_TECH:
            _not_allowed(row, "high_tech", HIGH_TECH, table.name, problems)
        if len(problems.found) == before:
            rows.append([row[column] for column in INDUSTRY_COLUMNS])
    return pd.DataFrame(rows, columns=[*INDUSTRY_COLUMNS], dtype="str"), table


def on_axis(code: str, axis: Collection[str]) -> str:
    """The longest industry of the axis that a code begins with; blank if there is none.

    A leading letter of a section may be missing on either side.

    Examples
    --------
    >>> [on_axis(code, {"39", "391", "40"}) for code in ("3911", "C3920", "39", "41", "")]
    ['391', '39', '39', '', '']
    """
    text = unicodedata.normalize("NFKC", code).strip().upper()
    for known in (text, text[1:] if text[:1].isalpha() else ""):
        for length in range(len(known), 0, -1):
            if known[:length] in axis:
                return known[:length]
    return ""


def read_concordance(
    path: Path, industries: pd.DataFrame, problems: Problems
) -> tuple[Concordance, Table]:
    """Read a concordance; faults go to `problems`, and a table with faults has no links.

    `industries` is the axis, as `read_industries` returns it. A finer industry is cut to the
    axis; what then falls together is added up, after equal shares were taken.
    """
    table = read_table(path, LINK_COLUMNS, problems)
    before = len(problems.found)
    axis = set(industries.industry)
    links: list[tuple[str, str, str, float, str]] = []
    first: dict[tuple[str, str, str], int] = {}
    for row in table:
        read = _link(row, axis, table.name, problems)
        if read is None:
            continue
        kind, key, _, _ = read
        pair = (kind, key, row["industry"])
        if pair in first:
            cell = f"{row['class']}、{row['industry']}"
            problems.add_study("cell_repeated", table.name, row.number, key=cell, first=first[pair])
        first.setdefault(pair, row.number)
        links.append((*read, row["status"]))
    columns = ["kind", "class", "industry", "weight", "status"]
    frame = pd.DataFrame(links, columns=columns).astype({"weight": "float64"})
    _check_weights(frame, table.name, problems)
    if len(problems.found) > before:
        frame = frame.iloc[:0]
    statuses = tuple(sorted(set(frame.status)))
    return Concordance(_shared(frame), statuses), table


def _link(
    row: Row, axis: Collection[str], file: str, problems: Problems
) -> tuple[str, str, str, float] | None:
    """Kind, class, industry on the axis and weight (NaN = equal shares) of one row."""
    before = len(problems.found)
    kind = CLASSIFICATIONS.get(row["classification"], "")
    if not kind:
        _not_allowed(row, "classification", [*CLASSIFICATIONS], file, problems)
    levels = class_levels(kind, row["class"])
    if kind and not levels:
        problems.add_study("class_invalid", file, row.number, "class", seen=row["class"])
    industry = on_axis(row["industry"], axis)
    if not industry:
        problems.add_study("industry_unknown", file, row.number, "industry", seen=row["industry"])
    weight = pd.to_numeric(row["weight"], errors="coerce") if row["weight"] else np.nan
    if row["weight"] and not (weight > 0 and np.isfinite(weight)):
        problems.add_study("weight_invalid", file, row.number, "weight", seen=row["weight"])
    if row["status"] not in STATUSES:
        _not_allowed(row, "status", STATUSES, file, problems)
    if len(problems.found) > before:
        return None
    return kind, levels[0], industry, float(weight)


def _not_allowed(
    row: Row, column: str, allowed: Iterable[str], file: str, problems: Problems
) -> None:
    choices = "、".join(one or "（空）" for one in allowed)
    problems.add_study(
        "value_not_allowed", file, row.number, column, seen=row[column], allowed=choices
    )


def _check_weights(frame: pd.DataFrame, file: str, problems: Problems) -> None:
    """Weights of a class are all there and sum to one, or are all left out."""
    for (_, key), weights in frame.groupby(["kind", "class"])["weight"]:
        blank = int(weights.isna().sum())
        if 0 < blank < len(weights):
            problems.add_study("weight_mixed", file, None, "weight", seen=key)
        elif not blank and abs(weights.sum() - 1) > ROUNDING:
            total = f"{weights.sum():.6g}"
            problems.add_study("weight_sum", file, None, "weight", seen=key, total=total)


def _shared(frame: pd.DataFrame) -> pd.DataFrame:
    """Whole parts of each class, by code, so that they do not depend on the order of rows."""
    keys = ["kind", "class"]
    share = 1 / frame.groupby(keys)["weight"].transform("size")
    weights = frame.assign(weight=frame.weight.fillna(share))
    summed = weights.groupby([*keys, "industry"], as_index=False, sort=True)[["weight"]].sum()
    groups = summed.groupby(keys, sort=True).ngroup()
    summed["parts"] = exact_parts(summed.weight, groups, INDUSTRY_UNIT)
    types = {**dict.fromkeys([*keys, "industry"], "str"), "parts": "int64"}
    return summed[[*types]].astype(types)


def exact_parts(weights: ArrayLike, groups: ArrayLike, unit: int) -> Parts:
    """Divide one unit of each group into whole parts, as close to the weights as possible.

    Parameters
    ----------
    weights : (rows,)
        Positive, finite; only their ratios within a group count.
    groups : (rows,)
        Label of each row's group.
    unit : int
        Parts of one, 1 or more.

    Returns
    -------
    (rows,)
        0 or more, summing to the unit in each group; of equal remainders the earlier row has the
        odd part.

    Raises
    ------
    ValueError
        If a weight is missing, infinite or not positive, or the shapes differ.

    Notes
    -----
    Method of the largest remainder (Hamilton; Hare and Niemeyer).

    Examples
    --------
    >>> exact_parts([1, 1, 1, 0.7, 0.3], ["A", "A", "A", "B", "B"], 10)
    array([4, 3, 3, 7, 3])
    """
    shares, labels = np.asarray(weights, dtype=np.float64), np.asarray(groups)
    if shares.ndim != 1 or labels.shape != shares.shape:
        raise ValueError(f"need one group for each weight, got {labels.shape} and {shares.shape}")
    if not np.all((shares > 0) & np.isfinite(shares)):  # NaN fails the comparison
        raise ValueError("weights must be positive and finite, none missing")
    which = np.unique(labels, return_inverse=True)[1]
    exact = unit * shares / np.bincount(which, weights=shares)[which]
    rounded = np.round(exact, 9)  # so that 19.999999999 is 20, and equal remainders are equal
    parts = np.floor(rounded).astype(np.int64)
    order = np.lexsort((parts - rounded, which))  # stable: by group, the largest remainder first
    sizes = np.bincount(which)
    rank = np.empty(len(which), dtype=np.int64)
    rank[order] = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    left = unit - np.bincount(which, weights=parts).astype(np.int64)
    return np.asarray(parts + (rank < left[which]))


def class_levels(kind: str, code: str) -> tuple[str, ...]:
    """A class and the broader ones that hold it, the finest first; empty if it is no class.

    A main group is the same with and without ``/00``; versions in brackets do not count.

    Examples
    --------
    >>> class_levels("patent", "a01b 1/02 (2006.01)")
    ('A01B1/02', 'A01B1', 'A01B', 'A01', 'A')
    >>> class_levels("patent", "A01B0001020000")[0], class_levels("patent", "A01B 1/00")[0]
    ('A01B1/02', 'A01B1')
    >>> class_levels("patent", "6-1"), class_levels("patent", "?")
    (('06-01', '06'), ())
    >>> class_levels("trademark", "第9类"), class_levels("trademark", "46")
    (('09',), ())
    """
    text = "".join(unicodedata.normalize("NFKC", code).upper().split())
    if kind == "patent":
        return _patent_levels(VERSION.sub("", text))
    if kind == "trademark":
        nice = NICE.fullmatch(text)
        return (f"{int(nice[1]):02}",) if nice and int(nice[1]) <= 45 else ()
    return (text,) if text else ()


def _patent_levels(text: str) -> tuple[str, ...]:
    if fixed := IPC_FIXED.fullmatch(text):
        subgroup = fixed[3].rstrip("0")
        text = f"{fixed[1]}{int(fixed[2])}/{subgroup:0<2}"
    if ipc := IPC.fullmatch(text):
        section, division, letter, group, subgroup = ipc.groups()
        found = [section]
        for more in (division, letter, group):
            if more:
                found.append(found[-1] + more)
        if subgroup and subgroup.strip("0"):
            found.append(f"{found[-1]}/{subgroup}")
        return tuple(reversed(found))
    if locarno := LOCARNO.fullmatch(text):
        main, sub = locarno[1] or locarno[3], locarno[2] or locarno[4]
        top = f"{int(main):02}"
        return (f"{top}-{int(sub):02}", top) if sub else (top,)
    return ()


def profiles(concordance: Concordance, kind: str, codes: Sequence[str]) -> NDArray[Any]:
    """The class of the concordance that each code belongs to.

    Parameters
    ----------
    kind : str
        Kind of register.
    codes : (codes,)
        Distinct classes as the register has them.

    Returns
    -------
    (codes,)
        Text: a ``class`` of the kind's links, of the finest level that is there; blank where the
        concordance knows none.

    Examples
    --------
    >>> links = pd.DataFrame({"kind": "patent", "class": ["A01B", "A"], "industry": "35"})
    >>> profiles(Concordance(links, ()), "patent", ["A01B 1/02", "A22C", "H04L"]).tolist()
    ['A01B', 'A', '']
    """
    links = concordance.links
    known = set(links.loc[links["kind"] == kind, "class"])
    found = [next((one for one in class_levels(kind, code) if one in known), "") for code in codes]
    return np.array(found, dtype=object)
