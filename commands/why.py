"""``why``: what a row of a published catalogue rests on, down to the cells of figures."""

import argparse
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path

import pandas as pd

from commands.outcome import GOOD, busy, told
from geodata.errors import Problems
from geodata.traced import CATALOGUE, Cells, Traced, published_folders, read_traced
from layout.labels import label
from reports.csv_file import write_csv

NUMBERS = ("metric_value", "weight", "indicator_value", "cell_value", "cell_year")
NEAR = 5
"""Ids named where one is unknown."""


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("why", help="追溯导向目录的一行：规则、指标、统计数与来源")
    command.add_argument("catalog_id", help="目录编号，如 320700-R15-2024")
    command.add_argument(
        "--out", type=Path, default=Path("out"), help="输出目录，或其中一个研究的目录；默认 out"
    )
    command.add_argument("--csv", type=Path, default=None, help="另存溯源表为 CSV 文件")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print where the row comes from, in every folder that has it; ``--csv`` saves the trace."""
    problems = Problems(str(options.out))
    folders = published_folders(options.out)
    if not folders:
        problems.add("output_missing", str(options.out / "*" / CATALOGUE))
        return told(problems)
    read = [read_traced(folder, problems) for folder in folders]
    wanted = options.catalog_id.strip()
    known = [one for one in read if one is not None]
    found = [one for one in known if wanted in one.rows]
    # a folder that cannot be read matters only where the others do not answer
    if not found:
        if known:
            ids = list(dict.fromkeys(key for one in known for key in one.rows))
            near = "、".join(get_close_matches(wanted, ids, n=NEAR)) or "无"
            searched = "、".join(one.folder.name for one in known)
            problems.add("catalog_id_unknown", seen=wanted, near=near, folders=searched)
        return told(problems)
    for one in found:
        print("\n".join(explained(one, wanted)))
    if options.csv:
        try:
            write_csv(_saved(found, wanted), options.csv)
        except OSError as error:
            return busy(Problems(str(options.csv)), options.csv, error)
    return GOOD


def explained(one: Traced, catalog_id: str) -> Iterator[str]:
    """The row, its rule, every metric with its parts and cells, and the sources, line by line."""
    row, lines = one.rows[catalog_id], one.trace.get(catalog_id, [])
    rule = one.rules.get(row["rule_id"])
    yield _say("folder", folder=one.folder)
    yield _say("row", **row)
    if row["industry_code"]:
        yield _say("industry", **row)
    if row["remark_label"]:
        yield _say("remark", **row)
    yield _say("gap", **row)
    yield (
        _say("rank", interval=_interval(row))
        if not row["rank"]
        else _say("ranked", rank=row["rank"], interval=_interval(row))
    )
    yield _say("held", share=_share(row["held_share"]), confidence=row["confidence"])
    yield _say("reason", **row)
    if row["candidate_sources"]:
        yield _say("sources", **row)
    if rule:
        yield _say("rule", **rule)
    for (metric, value), parts in groupby(lines, key=lambda x: (x["metric"], x["metric_value"])):
        yield _say("metric", metric=metric, value=value or _say("missing"))
        yield from _parts(list(parts))
    told_of = dict.fromkeys(
        _say("source", **line) for line in lines if line["source_id"] and line["source_title"]
    )
    yield from told_of


def _parts(lines: Sequence[Cells]) -> Iterator[str]:
    """The parts of one metric: levels or indicators, and below them the cells."""
    keys = ("indicator", "indicator_label", "weight", "indicator_value", "indicator_unit")
    for values, cells in groupby(lines, key=lambda line: tuple(line[key] for key in keys)):
        part = dict(zip(keys, values, strict=True))
        if part["indicator"]:
            part["indicator_value"] = part["indicator_value"] or _say("missing")
            unit = f" {part['indicator_unit']}" if part["indicator_unit"] else ""
            text = _say("part", unit=unit, **part)
            yield text + (_say("weight", **part) if part["weight"] else "")
        for cell in cells:
            if cell["cell_value"]:
                yield _say("cell", **cell)
            elif cell["statistic"]:
                yield _say("no_cell", **cell)
            elif cell["file"]:
                yield _say("table", **cell)


def _interval(row: Cells) -> str:
    if not row["rank_low"]:
        return _say("no_interval")
    return _say("interval", low=row["rank_low"], high=row["rank_high"])


def _share(text: str) -> str:
    return f"{float(text):.0%}" if text else _say("not_drawn")


def _say(code: str, **values: object) -> str:
    return label("why", code).format(**values)


def _saved(found: Sequence[Traced], catalog_id: str) -> pd.DataFrame:
    """The lines of all folders, each with its folder."""
    lines = [
        {"folder": one.folder.name} | line
        for one in found
        for line in one.trace.get(catalog_id, [])
    ]
    columns = ["folder", *dict.fromkeys(name for one in found for name in one.columns)]
    table = pd.DataFrame(lines, columns=columns)
    # as text a number below zero would be guarded like a formula
    return table.assign(**{name: pd.to_numeric(table[name]) for name in NUMBERS})
