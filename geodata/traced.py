"""Reading back why a published catalogue says what it says: its rows, rules and trace."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import Problems
from geodata.tables import decode

CATALOGUE = "catalogue/all.csv"
RULES = "tables/catalogue_rules.csv"
TRACE = "tables/catalogue_trace.csv"

COLUMNS = {
    CATALOGUE: (
        "catalog_id",
        "region_code",
        "region_name",
        "layer",
        "industry_code",
        "direction",
        "resource_type",
        "gap_metric",
        "gap_value",
        "target_value",
        "rank",
        "rank_low",
        "rank_high",
        "held_share",
        "confidence",
        "candidate_sources",
        "lead_department",
        "priority",
        "reason",
        "rule_id",
        "remark_label",
    ),
    RULES: ("rule_id", "rule_file", "rule_row", "condition", "target_label"),
    TRACE: (
        "catalog_id",
        "metric",
        "metric_value",
        "indicator",
        "indicator_label",
        "weight",
        "indicator_value",
        "indicator_unit",
        "statistic",
        "cell_value",
        "cell_unit",
        "cell_year",
        "cell_region",
        "file",
        "row",
        "source_id",
        "publisher",
        "source_title",
    ),
}
"""What is read of each table; further columns are left alone."""

Cells = dict[str, str]


@dataclass(frozen=True)
class Traced:
    """One published folder's catalogue.

    Attributes
    ----------
    rows
        Catalogue row by id.
    rules
        Rule by id.
    trace
        Lines by id of the catalogue row, in the order of the file.
    columns
        Header of the trace.
    """

    folder: Path
    rows: dict[str, Cells]
    rules: dict[str, Cells]
    trace: dict[str, list[Cells]]
    columns: tuple[str, ...]


def published_folders(out: Path) -> list[Path]:
    """The folders with a catalogue: `out` itself or those in it, by name."""
    found = [out, *(sorted(out.iterdir()) if out.is_dir() else [])]
    return [folder for folder in found if (folder / CATALOGUE).is_file()]


def read_traced(folder: Path, problems: Problems) -> Traced | None:
    """Read a published folder's catalogue; None where a problem was added."""
    before = len(problems.found)
    tables = {name: _read(folder / name, COLUMNS[name], problems) for name in COLUMNS}
    if len(problems.found) > before:
        return None
    trace: dict[str, list[Cells]] = {}
    for line in tables[TRACE]:
        trace.setdefault(line["catalog_id"], []).append(line)
    return Traced(
        folder,
        {row["catalog_id"]: row for row in tables[CATALOGUE]},
        {rule["rule_id"]: rule for rule in tables[RULES]},
        trace,
        tuple(tables[TRACE][0]) if tables[TRACE] else COLUMNS[TRACE],
    )


def _read(path: Path, columns: Sequence[str], problems: Problems) -> list[Cells]:
    """Lines of a published table; whatever makes it unusable is a problem."""
    try:
        text = decode(path.read_bytes())
    except OSError:
        problems.add("output_missing", str(path))
        return []
    except UnicodeDecodeError as error:
        problems.add("output_unreadable", str(path), detail=error)
        return []
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    header = reader.fieldnames or []
    lacking = [column for column in columns if column not in header]
    if lacking:
        problems.add("output_outdated", str(path), 1, names="、".join(lacking))
        return []
    return [{name: (row[name] or "").strip() for name in header} for row in reader]
