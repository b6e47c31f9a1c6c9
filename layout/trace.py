"""From a row of the catalogue down to the cells of figures that it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from geodata.evidence import Evidence
from layout.core import Core
from layout.guidance import OVERLAY
from layout.indicators import DIMENSIONS, Indicator
from layout.labels import label
from layout.matching import PAIRS
from layout.measures import NO_YEAR, Measures
from layout.metrics import PERCENTILE, Metrics, growth_start
from layout.overlays import Overlays
from layout.registered import RegisterTables
from layout.rules import Rule
from layout.study import Study
from layout.trace_industries import IndustryTrace
from layout.views import published
from layout.zones.wording import vocabulary

COLUMNS = (
    "catalog_id",
    "rule_id",
    "rule_file",
    "rule_row",
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
)
NUMBERS = ("metric_value", "weight", "indicator_value", "cell_value")
TEXTS = tuple(c for c in COLUMNS if c not in (*NUMBERS, "rule_row", "cell_year"))
NOTHING = float("nan")
Line = dict[str, object]


class Subject(NamedTuple):
    """A region or overlay: its metrics and measures, its place in them, and whose cells are its.

    Attributes
    ----------
    regions
        Codes of the regions that it consists of.
    """

    metrics: Metrics
    measures: Measures
    place: int
    regions: tuple[str, ...]


def trace(
    study: Study,
    evidence: Evidence,
    base: Core,
    every: Measures,
    measured: Metrics,
    over: Overlays | None,
    registered: RegisterTables,
) -> pd.DataFrame:
    """One line for every catalogue row, metric, part of the metric and cell behind it.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`. A metric made of levels (coordination, a ratio, a lag) has the levels as its
        parts (``indicator``), and each of them is a metric of its own below, made of weighted
        indicators; each indicator has the cells of its numerator and denominator, of a derived
        statistic those of its parts. ``metric@year`` is a level of an earlier year, from which
        growth is counted. Metrics of rows on an industry have the table and row that publishes
        each, and the counts of registers that it is made of.

    Notes
    -----
    The lines tell the figures of the row's own region. A percentile, a relative lag and the
    coverage of a dimension depend on the other regions, too.
    """
    made = _Tracer(study, evidence, base, every)
    lines: list[Line] = []
    subjects = _subjects(evidence, every, measured, over)
    of_industries = IndustryTrace(registered.tables, evidence)
    rules = {rule.rule_id: rule for rule in (*study.rules, *study.industry_rules)}
    for row in registered.catalogue.to_dict("records"):
        rule = rules[row["rule_id"]]
        head = {
            "catalog_id": row["catalog_id"],
            "rule_id": rule.rule_id,
            "rule_file": rule.file,
            "rule_row": rule.row,
        }
        if row["industry_code"]:
            found = of_industries.lines(row)
        else:
            found = made.lines(rule, subjects[str(row["layer"]), str(row["region_code"])])
        lines += [head | line for line in found]
    table = pd.DataFrame(lines, columns=[*COLUMNS])
    numbers = {name: table[name].astype(np.float64) for name in NUMBERS}
    texts = {name: table[name].fillna("") for name in TEXTS}
    return table.assign(**numbers, **texts, cell_year=table.cell_year.astype("Int64"))


def _subjects(
    evidence: Evidence, every: Measures, measured: Metrics, over: Overlays | None
) -> Mapping[tuple[str, str], Subject]:
    """Regions and overlays by layer and code."""
    found = {
        ("region", str(code)): Subject(measured, every, r, (str(code),))
        for r, code in enumerate(evidence.regions.region_code)
    }
    if over:
        for o, (code, regions) in enumerate(
            zip(over.codes, evidence.overlays.study_codes, strict=True)
        ):
            found[OVERLAY, code] = Subject(over.metrics, over.sums.measures, o, tuple(regions))
    return found


@dataclass(frozen=True, eq=False)
class _Tracer:
    """Follows metrics to their cells."""

    study: Study
    evidence: Evidence
    base: Core
    every: Measures

    def lines(self, rule: Rule, subject: Subject) -> Iterator[Line]:
        """Lines of all metrics that a rule uses, and of the levels that they are made of."""
        last = len(self.study.settings.years) - 1
        asked = [(name, last) for name in (rule.gap_metric, *rule.condition.names, *rule.evidence)]
        queue = list(dict.fromkeys(asked))
        for name, year in queue:  # grows while it is read
            parts = self._parts(name, year)
            queue += [part for part in parts if part not in queue and part[0] not in self.numbers]
            value = self._value(name, year, subject)
            head = {"metric": self._name(name, year, last), "metric_value": value}
            for part, at, weight in self._members(name, year, parts):
                for line in self._of_part(part, at, subject):
                    yield head | {"weight": weight} | line

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Position of every indicator."""
        return {indicator.code: j for j, indicator in enumerate(self.study.indicators)}

    @cached_property
    def weights(self) -> dict[str, float]:
        """Weight of every scored indicator within its dimension."""
        used = self.base.scores.weights[self.study.settings.index.weighting]
        codes = [indicator.code for indicator in self.base.indicators]
        return dict(zip(codes, map(published, used), strict=True))

    @cached_property
    def labels(self) -> dict[str, str]:
        """Words for every metric."""
        return {name: words.text for name, words in vocabulary(self.study.indicators).items()}

    @cached_property
    def cells(self) -> dict[tuple[str, int, str], Line]:
        """Figures by region, year and statistic."""
        file = Path(self.study.settings.tables.figures).name
        sources = self.evidence.sources.set_index("source_id")
        observed = self.evidence.figures[self.evidence.figures.status == "observed"]
        found: dict[tuple[str, int, str], Line] = {}
        keys = zip(observed.region_code, observed.year, observed.statistic, strict=True)
        rest = zip(observed.value, observed.row, observed.source_id, strict=True)
        for (code, year, statistic), (value, row, source) in zip(keys, rest, strict=True):
            known = [one for one in source.split(";") if one in sources.index]
            found[code, int(year), statistic] = {
                "cell_value": published(value),
                "cell_unit": self.evidence.statistics[statistic].unit.name,
                # what was counted from registers stands in no row of the table of figures
                "file": file if row else label("catalogue_part", "registers"),
                "row": str(row) if row else "",
                "source_id": source,
                "publisher": "；".join(sources.publisher[one] for one in known),
                "source_title": "；".join(sources.title[one] for one in known),
            }
        return found

    @cached_property
    def formulas(self) -> dict[str, Sequence[str]]:
        """Derived statistic → its parts."""
        return {one.code: formula.names for one, formula in self.study.derived}

    def _name(self, name: str, year: int, last: int) -> str:
        return name if year == last else f"{name}@{self.study.settings.years[year]}"

    def _value(self, name: str, year: int, subject: Subject) -> float:
        return published(subject.metrics.arrays[name][year, subject.place])

    def _parts(self, name: str, year: int) -> list[tuple[str, int]]:
        """What a metric is made of: other metrics, or indicators, with the year of each."""
        if name in self.numbers:
            return [(name, year)]
        if name.startswith(PERCENTILE):
            return [(name.removeprefix(PERCENTILE), year)]
        if name.startswith("growth_"):
            subject = name.removeprefix("growth_")
            level = f"u_{subject}" if subject in DIMENSIONS else subject
            start = [growth_start(self.study.settings.years, year)] if year else []
            return [(level, at) for at in (*start, year)]
        for dimension in DIMENSIONS:
            if name == f"u_{dimension}" or name.startswith(f"u_{dimension}_"):
                sub = name.removeprefix(f"u_{dimension}").removeprefix("_")
                return [(i.code, year) for i in self._scored(dimension, sub)]
        pair = next((pair for pair in PAIRS if name == "ratio_" + "_".join(pair)), DIMENSIONS)
        return [(f"u_{dimension}", year) for dimension in pair]

    def _scored(self, dimension: str, sub_dimension: str) -> list[Indicator]:
        return [
            indicator
            for indicator in self.base.indicators
            if indicator.dimension == dimension and sub_dimension in ("", indicator.sub_dimension)
        ]

    def _members(
        self, name: str, year: int, parts: Sequence[tuple[str, int]]
    ) -> Iterator[tuple[str, int, float]]:
        """The parts with their weights; blank where a metric is no weighted mean."""
        weighs = name.startswith("u_")
        dimension_weights = self.study.settings.index.weights_of_dimensions()
        of_levels = dict(zip([f"u_{d}" for d in DIMENSIONS], dimension_weights, strict=True))
        for part, at in parts or [("", year)]:
            weight = self.weights.get(part, NOTHING) if weighs else NOTHING
            if name in ("composite", "development"):
                weight = published(of_levels[part])
            yield part, at, weight

    def _of_part(self, part: str, year: int, subject: Subject) -> Iterator[Line]:
        """A level with its value, or an indicator with its cells."""
        if part not in self.numbers:
            last = len(self.study.settings.years) - 1
            value = self._value(part, year, subject) if part else NOTHING
            yield {
                "indicator": self._name(part, year, last),
                "indicator_label": self.labels.get(part, ""),
                "indicator_value": value,
            }
            return
        j = self.numbers[part]
        indicator = self.study.indicators[j]
        head: Line = {
            "indicator": part,
            "indicator_label": indicator.label_zh,
            "indicator_value": published(subject.measures.values[year, subject.place, j]),
            "indicator_unit": indicator.unit.name,
        }
        found = False
        for line in self._cells(j, year, subject):
            found = True
            yield head | line
        if not found:
            yield head | {"statistic": indicator.numerator}

    def _cells(self, j: int, year: int, subject: Subject) -> Iterator[Line]:
        """Cells behind one indicator, of every region that the subject consists of."""
        indicator = self.study.indicators[j]
        for code in subject.regions:
            # a sum takes one year of all its regions, a mean each region's own
            measures, place = subject.measures, subject.place
            own = self.evidence.regions.region_code.to_list().index(code)
            for statistic, years, fallback in (
                (indicator.numerator, measures.numerator_years, self.every.numerator_years),
                (indicator.denominator, measures.denominator_years, self.every.denominator_years),
            ):
                wanted = int(years[year, place, j])
                if not statistic or wanted == NO_YEAR:
                    continue
                keys = [(code, wanted), (code, int(fallback[year, own, j]))]
                yield from next(filter(None, (self._found(*key, statistic) for key in keys)), [])

    def _found(self, code: str, year: int, statistic: str) -> list[Line]:
        """The cell of a statistic, or those of its parts where it is derived."""
        cell = self.cells.get((code, year, statistic))
        if cell:
            return [{"statistic": statistic, "cell_year": year, "cell_region": code} | cell]
        parts = [self._found(code, year, part) for part in self.formulas.get(statistic, ())]
        return [line for part in parts for line in part]
