"""From a catalogue row on an industry down to the counts of registers that it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geodata.evidence import Evidence
from geodata.registers.cells import Cells
from layout.industries.panel import COLUMNS as MEASURED
from layout.industries.panel import RIGHTS, measure_label
from layout.metrics import PERCENTILE
from layout.views import published

IP, ECONOMY = "ip_basis", "ec_basis"
"""Columns of the specialisation table that name the measure compared; a part so called is it."""

BOTH = (IP, ECONOMY)
PARTS: Mapping[str, tuple[str, ...]] = {
    "rta": (IP,),
    "rsca": (IP,),
    "rights": (IP,),
    "share_ip_pct": (IP,),
    "rights_growth_pct": (IP,),
    "insufficient": (IP,),
    "lq": (ECONOMY,),
    "lq_rsca": (ECONOMY,),
    "economy": (ECONOMY,),
    "share_economy_pct": (ECONOMY,),
    "economy_growth_pct": (ECONOMY,),
    "density": (ECONOMY,),
    "candidate": (ECONOMY,),
    "gap": BOTH,
    "relative_gap": BOTH,
    "matched_advantage": BOTH,
    "patents_without_industry": BOTH,
    "industry_without_patents": BOTH,
    "neither": BOTH,
    "patents": ("patents_in_force",),
    "inventions": ("inventions_in_force",),
    "invention_share": ("inventions_in_force", "patents_in_force"),
    "trademark_quotient": ("trademarks_in_force",),
    "copyright_quotient": ("copyrights",),
    "rd_intensity_pct": ("rd_expenditure", "revenue"),
    "intensive": ("inventions_in_force", "employment"),
}
"""Metric → the columns of the panel of industries that it is made of."""

PANEL, SPECIALISATION = "industry_panel", "industry_specialisation"
Line = dict[str, object]
Row = Mapping[Any, Any]


class _Table(NamedTuple):
    """Rows of one table of industries in its last year, by region and industry."""

    file: str
    rows: dict[tuple[str, str], Row]

    def place(self, key: tuple[str, str]) -> Line:
        """Where the row of a region and industry stands."""
        kept = {"region_code": key[0], "industry": key[1]}
        row = self.rows[key]
        kept |= {"year": row["year"]} if "year" in row else {}
        return {
            "file": self.file,
            "row": "；".join(f"{column}={code}" for column, code in kept.items()),
        }


class IndustryTrace:
    """Lines of the trace of rows on industries; nothing without registers."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], evidence: Evidence) -> None:
        self.tables = _by_industry(tables)
        registers = evidence.registers
        self.sources = _sources(registers.cells, registers.sources) if registers else {}
        known = evidence.sources.set_index("source_id")[["publisher", "title"]]
        self.titles = {
            str(code): tuple(row) for code, row in zip(known.index, known.to_numpy(), strict=True)
        }

    def lines(self, row: Row) -> Iterator[Line]:
        """Metrics of a row, each with the table and row that has it and the counts behind it."""
        key = str(row["region_code"]), str(row["industry_code"])
        for told in str(row["evidence_indicators"]).split("；"):
            name, _, rest = told.partition("=")
            value, _, year = rest.partition("@")
            head: Line = {
                "metric": name,
                "metric_value": float(value),
                "cell_year": int(year),
                "cell_region": key[0],
            }
            yield head | self._published(name, float(value), key)
            for part in self._parts(name, key):
                yield head | part

    def _published(self, name: str, value: float, key: tuple[str, str]) -> Line:
        """The table and row that publish a metric; the flags of quadrants, say, have none."""
        for table in self.tables.values():
            seen = table.rows.get(key, {}).get(name, "")
            # the evidence has four significant digits
            if isinstance(seen, int | float) and np.isclose(seen, value, rtol=1e-3):
                return table.place(key)
        return {}

    def _parts(self, name: str, key: tuple[str, str]) -> Iterator[Line]:
        """The counts that a metric is made of, a line for each register they come from."""
        panel, compared = self.tables.get(PANEL), self.tables.get(SPECIALISATION)
        if panel is None or key not in panel.rows:
            return
        basis = compared.rows.get(key, {}) if compared else {}
        for part in PARTS.get(name.removeprefix(PERCENTILE), ()):
            column = str(basis.get(part, "") if part in BOTH else part)
            if column not in MEASURED:
                continue
            seen = panel.rows[key].get(column, float("nan"))
            found = {
                "indicator": column,
                "indicator_label": measure_label(column),
                "indicator_value": published(seen),
                **panel.place(key),
            }
            for source in self.sources.get(column, ("",)):
                publisher, title = self.titles.get(source, ("", ""))
                told = {"source_id": source, "publisher": publisher, "source_title": title}
                yield found | told


def _by_industry(tables: Mapping[str, pd.DataFrame]) -> dict[str, _Table]:
    """The tables that have one row for each region and industry."""
    found = {}
    for name, table in tables.items():
        if not {"region_code", "industry"} <= set(table.columns):
            continue
        last = table[table.year == table.year.max()] if "year" in table else table
        keys = list(zip(last.region_code, last.industry, strict=True))
        if len(set(keys)) == len(keys):
            rows = dict(zip(keys, last.to_dict("records"), strict=True))
            found[name] = _Table(f"tables/{name}.csv", rows)
    return found


def _sources(cells: Cells, of_kind: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Column of the panel → the sources of the registers that tell it."""
    kinds = {column: rights.kinds for column, rights in RIGHTS.items()}
    for measure, rows in cells.activities.groupby("measure", sort=True):
        kinds[str(measure)] = tuple(sorted(set(rows.kind)))
    return {
        column: tuple(source for kind in some for source in of_kind.get(kind, ()))
        for column, some in kinds.items()
    }
