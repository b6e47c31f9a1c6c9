"""How nodes work, by an editable system of indicators: scores, what they rest on, ranks."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geodata.services.records import Services
from layout.labels import label
from layout.notes import Notes
from layout.services.places import Array
from layout.services.words import table_of
from layout.views import published, remark

EFFICIENCY_TABLE = (
    "node_id",
    "name",
    "year",
    "dimension",
    "score",
    "rank",
    "known_weight",
    "remark",
)
EFFICIENCY_KINDS = {"remark": "remark"}
FULL = 100.0
ENOUGH = 0.6
"""Share of the weights below which a score is told but not ranked: it rests on too little."""
TOTAL = ""


def efficiency_table(services: Services, notes: Notes) -> pd.DataFrame:
    """Scores of nodes by year, in total and by dimension, ``service_efficiency``.

    An indicator scores 0 at its worst and 100 at its best value, straight between, never beyond.
    A dimension is the mean of its known indicators, the total that of the known dimensions, each
    by the weights of the system; ``known_weight`` is the share of the weights that have a figure.
    """
    system, figures = services.efficiency, services.efficiency_figures
    names = dict(zip(services.nodes.node_id, services.nodes.name, strict=True))
    weights = system.weight.to_numpy(float)
    dimensions = [*dict.fromkeys(system.dimension)]
    member = np.array([[one == own for one in system.dimension] for own in dimensions])
    rows: list[dict[str, object]] = []
    for (node, year), own in figures.groupby(["node_id", "year"], sort=True):
        scores = _scores(system, dict(zip(own.code, own.value, strict=True)))
        for dimension, score, known in _parts(scores, weights, member, dimensions):
            rows.append(
                {
                    "node_id": node,
                    "name": names.get(node, ""),
                    "year": year,
                    "dimension": dimension,
                    "score": published(score),
                    "rank": np.nan,
                    "known_weight": published(known),
                    "remark": _remark(published(known)),
                }
            )
    table = table_of(_in_order(rows, dimensions), EFFICIENCY_TABLE, EFFICIENCY_KINDS)
    words = [code or label("service_dimension", "total") for code in table.dimension]
    table.insert(list(table.columns).index("dimension") + 1, "dimension_label", words)
    table["rank"] = _ranks(table)
    few = table[(table.dimension == TOTAL) & (table.known_weight < ENOUGH)]
    if len(few):
        notes.add("service_efficiency_partial", n=len(few), enough=f"{100 * ENOUGH:g}")
    return table


def _scores(system: pd.DataFrame, values: dict[str, float]) -> Array:
    """(indicators,) 0 to 100; NaN where there is no figure."""
    seen = np.array([values.get(code, np.nan) for code in system.code], dtype=float)
    worst, best = system.worst.to_numpy(float), system.best.to_numpy(float)
    return np.asarray(np.clip((seen - worst) / (best - worst), 0.0, 1.0) * FULL)


def _parts(
    scores: Array, weights: Array, member: Array, dimensions: list[str]
) -> Iterator[tuple[str, float, float]]:
    """Dimension, score, known share of the weights; the total first."""
    known = ~np.isnan(scores)
    each = np.array([_mean(scores[own & known], weights[own & known]) for own in member])
    whole = np.array([weights[own].sum() for own in member])
    there = ~np.isnan(each)
    yield TOTAL, _mean(each[there], whole[there]), weights[known].sum() / weights.sum()
    for place, dimension in enumerate(dimensions):
        own = member[place]
        yield dimension, each[place], weights[own & known].sum() / weights[own].sum()


def _mean(values: Array, weights: Array) -> float:
    return float(np.average(values, weights=weights)) if len(values) else np.nan


def _remark(known: float) -> str:
    if known <= 0:
        return "service_no_figures"
    return remark("service_known_part" if known < ENOUGH else "")


def _in_order(rows: list[dict[str, object]], dimensions: list[str]) -> list[dict[str, object]]:
    """By year, the total before the dimensions, nodes in the order of their ids."""
    place = {code: n for n, code in enumerate([TOTAL, *dimensions])}
    return sorted(rows, key=lambda row: (row["year"], place[str(row["dimension"])], row["node_id"]))


def _ranks(table: pd.DataFrame) -> pd.Series:
    """1 is best, within a year and dimension; only of those that rest on enough."""
    scores = table.score.where(table.known_weight >= ENOUGH)
    ranks = scores.groupby([table.year, table.dimension]).rank(ascending=False, method="min")
    return ranks.astype("Int64")
