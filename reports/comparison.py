"""The comparison of two runs as a table and as text for the terminal."""

import json
import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.outputs import Run
from layout.comparison import PARTS, SEPARATOR, TOLERANCE, text
from layout.labels import label
from reports.csv_file import write_csv
from reports.offline_map import words

LONGEST = 60
"""Characters of a setting that are shown: a list of regions would fill the screen."""

HASH = 12
"""Characters of a hash that are shown: enough to tell two files apart."""

DECIMALS = {"score": 4, "rank": 2}
"""Of contributions as they are read; the table has them in full."""

WIDE = ("W", "F")
"""East Asian widths that take two places of a terminal."""


def explained(frame: pd.DataFrame, a: Run, b: Run) -> pd.DataFrame:
    """The comparison with a sentence on each region whose rank changed, else blank."""
    labels: dict[str, str] = {}
    for run in (b, a):
        labels |= dict(zip(run.codes, run.indicators.label, strict=True))
    moved = _moved(frame)
    sentences = [
        _sentence(row, labels) if yes else ""
        for row, yes in zip(_records(frame), moved, strict=True)
    ]
    return frame.assign(explanation=sentences)


def write_comparison(frame: pd.DataFrame, path: Path) -> None:
    """Write the comparison as a CSV file, contributions in full."""
    write_csv(frame, path)


def comparison_text(frame: pd.DataFrame, a: Run, b: Run) -> str:
    """What differs between two runs, and what that did to the regions that changed."""
    told = explained(frame, a, b)
    compared = told[told.rank_a.notna()]
    changed = compared[(compared.main_cause != "none") | _moved(compared)]
    made_up = any(run.settings.get("demonstration") for run in (a, b))
    lines = [words()["demonstration_runs"]] if made_up else []
    lines += [*_head(a, b), ""]
    if len(compared) < len(told):
        lines.append(text("text", "among", compared=len(compared)))
    if changed.empty:
        lines.append(text("text", "unchanged"))
    else:
        lines.append(text("text", "table", compared=len(compared), changed=len(changed)))
        lines += _aligned(_cells(changed))
    sentences = changed.explanation[changed.explanation != ""]
    if len(sentences):
        lines += ["", text("text", "sentences"), *("  " + one for one in sentences)]
    apart = told[told.rank_a.isna()]
    if len(apart):
        lines += ["", text("text", "apart")]
        lines += [
            "  " + text("text", "apart_region", region=name, cause=text("cause", cause))
            for name, cause in zip(apart.region_name, apart.main_cause, strict=True)
        ]
    lines += ["", text("text", "rounding", tolerance=f"{TOLERANCE:g}")]
    return "\n".join(lines)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _moved(frame: pd.DataFrame) -> pd.Series:
    """Which regions have another rank; one that is not compared has none."""
    return (frame.rank_a != frame.rank_b).fillna(False).astype(bool)


def _head(a: Run, b: Run) -> Iterator[str]:
    """Which runs these are, and what differs between them."""
    names = {"name_a": a.name, "folder_a": a.folder, "year_a": a.year}
    names |= {"name_b": b.name, "folder_b": b.folder, "year_b": b.year}
    yield text("text", "head", **names)
    found = list(differences(a, b))
    yield text("text", "differences" if found else "same")
    for kind, key, one, other in found:
        words = text("difference", kind)
        yield "  " + text("text", "difference", what=words, key=key, a=one, b=other)
    if any(kind == "indicator" for kind, *_ in found):
        yield "  " + text("text", "one_sided")


def differences(a: Run, b: Run) -> Iterator[tuple[str, str, str, str]]:
    """Kind, key and both sides of everything that differs between two runs."""
    settings = [dict(_flat(run.settings)) for run in (a, b)]
    yield from _differing("setting", settings[0], settings[1])
    inputs = [{name: digest[:HASH] for name, digest in run.inputs.items()} for run in (a, b)]
    yield from _differing("input", inputs[0], inputs[1])
    tables = [_indicators(run) for run in (a, b)]
    both = set(tables[0]) & set(tables[1])
    scored = [dict.fromkeys(table, text("text", "scored")) for table in tables]
    yield from _differing("indicator", scored[0], scored[1])
    for place, kind in enumerate(("goalposts", "weight")):
        sides = [{k: v[place] for k, v in t.items() if k in both} for t in tables]
        yield from _differing(kind, sides[0], sides[1])


def _differing(
    kind: str, a: Mapping[str, str], b: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str]]:
    nothing = text("text", "nothing")
    for key in dict.fromkeys([*a, *b]):
        one, other = a.get(key, nothing), b.get(key, nothing)
        if one != other:
            yield kind, key, _short(one), _short(other)


def _flat(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Dotted keys of nested settings with their values as JSON."""
    for key, value in settings.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{above}{key}.")
        else:
            yield above + key, json.dumps(value, ensure_ascii=False)


def _indicators(run: Run) -> dict[str, tuple[str, str]]:
    """Goalposts and weight of each scored indicator, in words, by its label and unit."""
    found = {}
    for _, row in run.indicators.reset_index().iterrows():
        goalposts = text(
            "text",
            "goalposts",
            low=f"{row.goalpost_low:g}",
            high=f"{row.goalpost_high:g}",
            transform=label("transform", row["transform"]),
            direction=text("direction", row.direction),
        )
        weight = f"{label('dimension', row.dimension)} {row.weight:.4f}"
        found[f"{row.label}（{row.unit}）"] = goalposts, weight
    return found


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _sentence(row: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Where a region moved and why."""
    join = text("text", "join").join

    def shares(what: str) -> str:
        decimals = DECIMALS[what]
        return join(_share(text("part", part), row[f"{what}_{part}"], decimals) for part in PARTS)

    causes = row["main_cause"].split(SEPARATOR)
    detail = _own_data(row["indicators_changed"], labels) if "data" in causes else ""
    direction = "fell" if row["rank_b"] > row["rank_a"] else "rose"
    ranks = {"before": row["rank_a"], "after": row["rank_b"]}
    return text(
        "text",
        "sentence",
        moved=text("text", direction, region=row["region_name"], **ranks),
        score=signed(row["score_b"] - row["score_a"], DECIMALS["score"]),
        score_parts=shares("score"),
        rank=signed(float(row["rank_b"] - row["rank_a"]), DECIMALS["rank"]),
        rank_parts=shares("rank"),
        causes=join(text("part", cause) for cause in causes),
        detail=detail,
    )


def _own_data(changed: str, labels: Mapping[str, str]) -> str:
    """Which of the region's own data changed, or that only others' did."""
    if not changed:
        return text("text", "others")
    told = []
    for item in changed.split(SEPARATOR):
        code, _, effect = item.partition("=")
        told.append(_share(labels[code], float(effect or "nan"), DECIMALS["score"]))
    return text("text", "own_data", indicators=text("text", "join").join(told))


def _share(name: str, change: float, decimals: int) -> str:
    return text("text", "share", part=name, change=signed(change, decimals))


def signed(change: float, decimals: int) -> str:
    """A change with its sign, trailing zeros left out; 0 only where there is none.

    Examples
    --------
    >>> signed(-0.0123, 3), signed(0.00001, 4), signed(1.0, 2), signed(0.0, 2)
    ('−0.012', '+0.0000', '+1', '0')
    """
    if change == 0:
        return "0"
    if math.isnan(change):
        return "?"
    number = f"{change:+.{decimals}f}".replace("-", "−")
    return number.removesuffix("." + "0" * decimals) if abs(change) >= 1 else number


def _cells(frame: pd.DataFrame) -> list[list[str]]:
    """Header and rows of the terminal's table, the greatest changes of rank first."""
    far = (frame.rank_b - frame.rank_a).abs().sort_values(ascending=False, kind="stable").index
    columns = [f"{what}_{of}" for what in DECIMALS for of in ("a", "b", *PARTS)]
    rows = [[text("column", column) for column in ("region", *columns, "main_cause")]]
    for row in _records(frame.loc[far]):
        cells = [row["region_name"]]
        for what, published in (("score", ".6f"), ("rank", "d")):
            cells += [format(row[f"{what}_{side}"], published) for side in ("a", "b")]
            changes = [signed(row[f"{what}_{part}"], DECIMALS[what]) for part in PARTS]
            cells += [change.replace("−", "-") for change in changes]  # of one width everywhere
        causes = [text("part", cause) for cause in row["main_cause"].split(SEPARATOR)]
        rows.append([*cells, text("text", "join").join(causes)])
    return rows


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows in columns, the first and last to the left, numbers to the right."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    last = len(widths) - 1
    lines = []
    for row in rows:
        cells = []
        for place, (cell, wide) in enumerate(zip(row, widths, strict=True)):
            space = " " * (wide - width(cell))
            cells.append(cell + space if place in (0, last) else space + cell)
        lines.append("  " + "  ".join(cells).rstrip())
    return lines


def width(words: str) -> int:
    """Places that a text takes on a terminal.

    Examples
    --------
    >>> width("南通 A")
    6
    """
    return sum(2 if unicodedata.east_asian_width(c) in WIDE else 1 for c in words)
