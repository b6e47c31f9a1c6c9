"""The table of external benchmarks: the nation, other provinces, countries, by industry."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from layout.industries.panel import Axes
from layout.views import Array


@dataclass(frozen=True)
class Reference:
    """One benchmark, its figures by industry.

    Attributes
    ----------
    name, label
        Its code and its Chinese name in the table.
    figures
        Its rows: industry, year, measure, value (in the unit of the panel), source.
    """

    name: str
    label: str
    figures: pd.DataFrame
    axes: Axes

    def year(self, measure: str, year: int) -> int:
        """Year whose figures stand for `year`: its own or the last before; 0 where none is."""
        years = self.figures[(self.figures.measure == measure) & (self.figures.year <= year)].year
        return int(years.max()) if len(years) else 0

    def amounts(self, measure: str, year: int) -> Array:
        """(I,) figures of the measure that stand for `year`, NaN where there is none."""
        used = self.figures[
            (self.figures.measure == measure)
            & (self.figures.year == (self.year(measure, year) or -1))
        ]
        series = used.set_index("industry").value
        return np.asarray(series.reindex(self.axes.industries), dtype=np.float64)


def references(benchmarks: pd.DataFrame | None, axes: Axes) -> list[Reference]:
    """The benchmarks in the order of the table; **the first is the regions' external reference**.

    Parameters
    ----------
    benchmarks
        From `geodata.benchmark_tables.read_benchmarks`, or None.
    """
    if benchmarks is None:
        return []
    return [
        Reference(str(name), str(rows.benchmark_zh.iloc[0]), rows, axes)
        for name, rows in benchmarks.groupby("benchmark", sort=False)
    ]
