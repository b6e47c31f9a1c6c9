"""Rights shared out among their classes, and the classes among industries, in whole parts.

The engine counts parts of rights by class; there are some ten thousand such sums. What a class
goes to is then a product of two sparse matrices of whole numbers.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.industries import Concordance, profiles
from geodata.registers.cells import CLASS_UNIT, EVENTS, INDUSTRY_UNIT
from geodata.registers.clean import half_width, year_of
from geodata.registers.engine import Column, Engine, Table, constant, frame, functions

SUBCLASS = "[A-H][0-9]{2}[A-Z]"
GROUP = f"{SUBCLASS}(?:[0-9]{{10}}|[0-9]{{1,4}}/[0-9]{{2,6}}|[0-9]{{1,4}})?"
"""Classes of the IPC: whatever else stands in the cell – versions, separators – is passed over."""

LOCARNO = "([0-9]{2})-[0-9]{2}"
"""Classes of designs, where there is none of the IPC."""

EVEN = 10
"""Up to so many classes share a right evenly; of more, the first in order have an odd part."""

CELL = ["place", "type", "event", "year"]

Numbers = NDArray[Any]


@dataclass(frozen=True)
class Sums:
    """Parts of rights by cell and code.

    Attributes
    ----------
    cells
        Columns `CELL`, the event by its position in `EVENTS`.
    codes
        Sorted; a blank one for rights that have none.
    parts
        Sparse matrix (cells, codes) of whole numbers, in parts of `CLASS_UNIT`.
    """

    cells: pd.DataFrame
    codes: list[str]
    parts: Any


def sums(engine: Engine, kind: str, rows: Table, fine: bool) -> Sums:
    """Parts of `CLASS_UNIT` by cell and code.

    Parameters
    ----------
    rows
        One row per right, with `place`, `type`, `filed`, `granted`, `ended`, `classes`.
    fine
        Whether patents are counted by group rather than by subclass.
    """
    years = {event: year_of(rows[event]) for event in EVENTS}
    listed = rows.select("place", "type", **years, codes=codes(kind, rows.classes, fine))
    listed = listed.mutate(number=listed.codes.length().cast("int32"))
    listed = listed.mutate(
        codes=(listed.number == 0).ifelse(constant([""], "array<string>"), listed.codes),
        number=(listed.number == 0).ifelse(1, listed.number),
    )
    odd = listed.number > EVEN
    ordered = functions().array_sort(listed.codes)
    listed = listed.mutate(
        share=(CLASS_UNIT // listed.number).cast("int32"),
        # codes before this one have a part more
        bound=odd.ifelse(ordered[CLASS_UNIT % listed.number], constant("", "string")),
    )
    each = listed.select("place", "type", *EVENTS, "share", "bound", code=listed.codes.unnest())
    parts = each.share + (each.code < each.bound).ifelse(1, 0)
    each = engine.keep(each.select("place", "type", *EVENTS, "code", parts=parts.cast("int32")))
    found = []
    for place, event in enumerate(EVENTS):
        had = each.filter(each[event] > 0)
        grouped = had.group_by("place", "type", "code", year=had[event])
        summed = grouped.agg(parts=had.parts.sum().cast("int64"))
        found.append(
            summed.select("place", "type", "code", "year", "parts", event=constant(place, "int16"))
        )
    return _gathered(frame(engine, found[0].union(*found[1:])))


def _gathered(found: pd.DataFrame) -> Sums:
    cells = found[CELL].drop_duplicates(ignore_index=True)
    at = found[CELL].merge(cells.assign(at=np.arange(len(cells))), on=CELL, how="left")["at"]
    codes, code = np.unique(found["code"].to_numpy(dtype=np.str_), return_inverse=True)
    parts = _matrix(found["parts"].to_numpy(), at.to_numpy(), code, (len(cells), len(codes)))
    return Sums(cells, [*map(str, codes)], parts)


def codes(kind: str, column: Column, fine: bool) -> Column:
    """Distinct codes in a cell, as a list in no order."""
    if kind == "patent":
        found = _patent_codes(column, fine)
        # nearly all cells are clean: only where nothing is found, signs and letters are made plain
        return (found.length() > 0).ifelse(found, _patent_codes(half_width(column).upper(), fine))
    cells = half_width(column).upper().re_replace("[；|,，、/\t\r\n]+", ";").split(";")
    if kind == "trademark":
        # 9, 09 and 第9类 are one class
        cells = cells.map(lambda cell: cell.re_extract("([0-9]{1,2})", 1))
        zero = constant("0", "string")
        cells = cells.map(lambda cell: (cell.length() == 1).ifelse(zero.concat(cell), cell))
    else:
        cells = cells.map(lambda cell: cell.re_replace("[ \t]+", ""))
    return functions().array_distinct(cells.filter(lambda cell: cell != ""))


def _patent_codes(column: Column, fine: bool) -> Column:
    extract = functions().regexp_extract_all
    text = column.re_replace("[ \t]+", "") if fine else column
    ipc = extract(text, GROUP if fine else SUBCLASS, 0)
    locarno = extract(text, LOCARNO, 0 if fine else 1)
    found = (ipc.length() > 0).ifelse(ipc, locarno)
    return (found.length() > 1).ifelse(functions().array_distinct(found), found)


def by_class(found: Sums, kind: str) -> pd.DataFrame:
    """Parts by class: of patents the subclass of the IPC or the class of Locarno."""
    broad = [_broad(code) for code in found.codes] if kind == "patent" else found.codes
    classes, to_class = np.unique(np.asarray(broad, dtype=np.str_), return_inverse=True)
    size = len(found.codes)
    links = _matrix(np.ones(size), np.arange(size), to_class, (size, len(classes)))
    return _table(found, links, classes, "class")


def _broad(code: str) -> str:
    return code[:2] if code[:1].isdigit() else code[:4]


def by_industry(found: Sums, kind: str, concordance: Concordance | None) -> pd.DataFrame:
    """Parts of ``CLASS_UNIT * INDUSTRY_UNIT`` by industry, blank where the class has none."""
    size = len(found.codes)
    if concordance is None:
        whole = np.full(size, INDUSTRY_UNIT)
        links = _matrix(whole, np.arange(size), np.zeros(size, dtype=np.int64), (size, 1))
        return _table(found, links, np.array([""]), "industry")
    table = concordance.links[concordance.links["kind"] == kind]
    known = pd.DataFrame(
        {"code": np.arange(size), "class": profiles(concordance, kind, found.codes)}
    )
    linked = known.merge(table, on="class", how="left")
    linked["parts"] = linked["parts"].fillna(INDUSTRY_UNIT).astype("int64")
    industries, to_industry = np.unique(
        linked["industry"].fillna("").to_numpy(dtype=np.str_), return_inverse=True
    )
    parts, code = linked["parts"].to_numpy(), linked["code"].to_numpy()
    links = _matrix(parts, code, to_industry, (size, len(industries)))
    return _table(found, links, industries, "industry")


def is_fine(concordance: Concordance | None) -> bool:
    """Whether the concordance knows classes of patents below the subclass."""
    if concordance is None:
        return False
    links = concordance.links
    codes_of_patents = links.loc[links["kind"] == "patent", "class"]
    return any(code != _broad(code) for code in codes_of_patents)


def _matrix(values: Numbers, rows: Numbers, columns: Numbers, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_array  # noqa: PLC0415  0.4 s, and only counting needs it

    return csr_array((values.astype(np.int64), (rows, columns)), shape=shape)


def _table(found: Sums, links: Any, labels: NDArray[np.str_], name: str) -> pd.DataFrame:
    """Cells and what their codes go to: the product of the sums and the links, long."""
    product = (found.parts @ links).tocoo()
    table = found.cells.take(product.coords[0]).reset_index(drop=True)
    return table.assign(**{name: labels[product.coords[1]], "parts": product.data})
