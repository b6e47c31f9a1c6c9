"""The study area beside external benchmarks: the nation, other provinces, countries."""

import numpy as np
import pandas as pd

from layout.industries.panel import COLUMNS as MEASURED
from layout.industries.panel import IndustryPanel, measure_label
from layout.industries.reference import Reference
from layout.views import Array, Note, View, labelled, rounded

COLUMNS = (
    "benchmark",
    "benchmark_zh",
    "industry",
    "industry_zh",
    "measure",
    "year",
    "benchmark_year",
    "value_study",
    "value_benchmark",
    "share_study_pct",
    "share_benchmark_pct",
    "quotient",
    "per_value_added_study",
    "per_value_added_benchmark",
    "source",
)
RIGHTS = ("patents_in_force", "inventions_in_force", "patents_filed", "trademarks_in_force")
"""Measures that are set against value added (件 per 亿元)."""


def table(found: IndustryPanel, benchmarks: list[Reference]) -> View:
    """Every measure that a benchmark tells, beside the study area in the last year.

    Shares and quotients are over the industries that the benchmark tells, so that a benchmark of
    manufacturing alone is not compared with all industries.
    """
    axes = found.axes
    year = axes.panel.years[-1]
    parts = [pd.DataFrame(columns=[*COLUMNS])]
    notes: list[Note] = []
    for benchmark in benchmarks:
        for measure in MEASURED:
            there = benchmark.amounts(measure, year)
            here = _study(found, measure)
            told = ~np.isnan(there)
            if not told.any():
                continue
            used = benchmark.year(measure, year)
            if used != year:
                words = {"name": benchmark.label, "measure": measure_label(measure), "used": used}
                notes.append(("benchmark_year", {**words, "year": year}))
            parts.append(_rows(found, benchmark, measure, here, there, told))
    frame = pd.concat(parts[1:], ignore_index=True) if len(parts) > 1 else parts[0]
    return View(labelled(frame, {"measure": "industry_measure"}), notes)


def _rows(
    found: IndustryPanel,
    benchmark: Reference,
    measure: str,
    here: Array,
    there: Array,
    told: np.ndarray,
) -> pd.DataFrame:
    """One measure of one benchmark."""
    axes, year = found.axes, found.axes.panel.years[-1]
    own, other = (_share(values[told]) for values in (here, there))
    quotient = own / np.where(other > 0, other, np.nan)
    rate = rate_there = np.full(told.sum(), np.nan)
    used = benchmark.year(measure, year)
    if measure in RIGHTS:
        rate = _rate(here, _study(found, "value_added"))[told]
        # of one year: rights over the value added of another year are no intensity
        same = benchmark.year("value_added", year) == used
        added = benchmark.amounts("value_added", year)
        rate_there = _rate(there, added)[told] if same else rate_there
    rows = benchmark.figures
    rows = rows[(rows.measure == measure) & (rows.year == used)].set_index("industry")
    industries = np.array(axes.industries, dtype=object)[told]
    return pd.DataFrame(
        {
            "benchmark": benchmark.name,
            "benchmark_zh": benchmark.label,
            "industry": industries,
            "industry_zh": np.array(axes.labels, dtype=object)[told],
            "measure": measure,
            "year": year,
            "benchmark_year": used,
            "value_study": rounded(here[told]),
            "value_benchmark": rounded(there[told]),
            "share_study_pct": rounded(100 * own),
            "share_benchmark_pct": rounded(100 * other),
            "quotient": rounded(quotient),
            "per_value_added_study": rounded(rate),
            "per_value_added_benchmark": rounded(rate_there),
            "source": rows.source.reindex(industries).to_numpy(),
        },
        columns=[*COLUMNS],
    )


def _study(found: IndustryPanel, measure: str) -> Array:
    """(I,) sum of the regions that tell the measure in the last year, NaN where none does."""
    last = found.values[measure][-1]
    return np.where(np.isnan(last).all(axis=0), np.nan, np.nansum(last, axis=0))


def _share(amounts: Array) -> Array:
    """Shares among the industries told; NaN where the study has none at all."""
    total = np.nansum(amounts)
    return np.asarray(amounts / total if total > 0 else np.full(amounts.shape, np.nan))


def _rate(rights: Array, added: Array) -> Array:
    """Rights per 亿元 of value added, NaN where there is none."""
    return np.asarray(rights / np.where(added > 0, added, np.nan))
