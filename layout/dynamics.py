"""Whether regions draw together over the years, and how they move between classes."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.frames import COMPOSITE, DECIMALS
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.measures import missing_any
from layout.views import Array, Mask, Note, Panel, View, published, rounded
from models import convergence as growth
from models import transitions as markov

CONVERGENCE_COLUMNS = (
    "dimension",
    "dimension_label",
    "measure",
    "first_year",
    "last_year",
    "regions",
    "observations",
    "slope",
    "standard_error",
    "r_squared",
    "speed",
    "variation_first",
    "variation_last",
    "deviation_first",
    "deviation_last",
    "small_sample",
    "remark",
)
TRANSITION_COLUMNS = (
    "dimension",
    "dimension_label",
    "neighbour_class",
    "from_class",
    "to_class",
    "from_lower",
    "from_upper",
    "count",
    "departures",
    "probability",
    "low",
    "high",
    "starved",
    "remark",
)
ALL = "all"
"""Neighbour class of the chain that does not look at neighbours."""

EMPTY, NO_SPEED = "empty", "no_speed"
FEWEST_YEARS, FEWEST_REGIONS = 3, 3
"""A trend of the dispersion takes three years, a line of growth on start three regions."""


def _series(levels: Array, composite: Array) -> Iterator[tuple[str, Array]]:
    """Composite and dimensions with their (Y, R) scores as published."""
    yield COMPOSITE, np.round(composite, DECIMALS)
    for d, dimension in enumerate(DIMENSIONS):
        yield dimension, np.round(levels[..., d], DECIMALS)


def convergence(levels: Array, composite: Array, panel: Panel) -> View:
    """Sigma and beta convergence of the composite and each dimension.

    Parameters
    ----------
    levels : (Y, R, 3)
        Dimension scores, NaN where a dimension has none.
    composite : (Y, R)

    Returns
    -------
    View
        Up to two rows, ``sigma`` and ``beta``, per dimension; none for a study of one year.
        Regions without a score in some year are left out, and a note says so.
    """
    rows: list[dict[str, object]] = []
    if len(panel.years) < 2:
        return View(pd.DataFrame(columns=[*CONVERGENCE_COLUMNS]), [("dynamics_one_year", {})])
    notes: list[Note] = [("convergence_caution", {})]
    for dimension, scores in _series(levels, composite):
        whole = np.asarray((scores > 0).all(axis=0))  # NaN fails the comparison
        words = {"dimension": label("dimension", dimension)}
        notes += _left_out("convergence_left_out", words, whole, panel)
        found = [
            *_sigma(scores[:, whole], panel),
            *_beta(scores[:, whole], panel),
        ]
        missing = {"sigma", "beta"} - {str(row["measure"]) for row in found}
        notes += [(f"convergence_no_{measure}", words) for measure in sorted(missing)]
        for row in found:
            row |= {"dimension": dimension, "dimension_label": words["dimension"]}
            row |= {"first_year": panel.years[0], "last_year": panel.years[-1]}
            row["regions"] = int(whole.sum())
            notes.append((f"convergence_{row['measure']}", _sentence(words, row)))
        rows += found
    return View(pd.DataFrame(rows, columns=[*CONVERGENCE_COLUMNS]), notes)


def _left_out(code: str, words: dict[str, str], whole: Mask, panel: Panel) -> Iterator[Note]:
    if not whole.all():
        regions = panel.listed(tuple(np.flatnonzero(~whole).tolist()))
        yield code, {**words, "regions": regions}


def _sigma(scores: Array, panel: Panel) -> Iterator[dict[str, object]]:
    """The trend of the coefficient of variation, if there are years and regions enough."""
    if len(panel.years) < FEWEST_YEARS or scores.shape[1] < 2:
        return
    found = growth.sigma_convergence(scores, panel.years)
    yield {
        "measure": "sigma",
        "observations": len(panel.years),
        "slope": published(found.slope),
        "standard_error": published(found.standard_error),
        "variation_first": published(found.variation[0]),
        "variation_last": published(found.variation[-1]),
        "deviation_first": published(scores[0].std()),
        "deviation_last": published(scores[-1].std()),
        "small_sample": int(found.small_sample),
        "remark": "",
    }


def _beta(scores: Array, panel: Panel) -> Iterator[dict[str, object]]:
    """The line of yearly growth on the starting level, if there are regions enough."""
    if scores.shape[1] < FEWEST_REGIONS or np.ptp(scores[0]) == 0:
        return
    found = growth.beta_convergence(scores[0], scores[-1], panel.years[-1] - panel.years[0])
    yield {
        "measure": "beta",
        "observations": scores.shape[1],
        "slope": published(found.slope),
        "standard_error": published(found.standard_error),
        "r_squared": published(found.r_squared),
        "speed": published(found.speed),
        "small_sample": int(found.small_sample),
        "remark": NO_SPEED if np.isnan(found.speed) else "",
    }


def _sentence(words: dict[str, str], row: dict[str, object]) -> dict[str, object]:
    """What the note on one row is filled with: its years and every number it has."""
    numbers = {name: f"{value:.4f}" for name, value in row.items() if isinstance(value, float)}
    return {**words, "first": row["first_year"], "last": row["last_year"], **numbers}


def transitions(
    levels: Array, composite: Array, panel: Panel, adjacent: Mask, *, classes: int = 3
) -> View:
    """Moves between classes from each year to the next, alone and by class of the neighbours.

    Parameters
    ----------
    levels : (Y, R, 3)
    composite : (Y, R)
    adjacent : (R, R)
        Which regions touch, islands bridged.
    classes
        Number of classes, with bounds at quantiles of all years and regions pooled; the mean of a
        region's neighbours is classed by quantiles of such means.

    Returns
    -------
    View
        One row per dimension, neighbour class (``all`` for the plain chain), class left and class
        reached; none for a study of one year. An empty row of the chain has no probabilities.
    """
    parts = [pd.DataFrame(columns=[*TRANSITION_COLUMNS])]
    notes: list[Note] = []
    if len(panel.years) < 2:
        return View(parts[0], [("dynamics_one_year", {})])
    if len(set(np.diff(panel.years).tolist())) > 1:
        return View(parts[0], [("transitions_uneven", {})])
    for dimension, scores in _series(levels, composite):
        words = {"dimension": label("dimension", dimension)}
        whole = ~missing_any(scores.T)
        notes += _left_out("transitions_left_out", words, whole, panel)
        near = adjacent[np.ix_(whole, whole)]
        lonely = whole.copy()
        lonely[whole] = near.any(axis=1)
        notes += _left_out("transitions_lonely", words, lonely | ~whole, panel)
        try:
            bounds, counts = _counted(scores[:, whole], near, classes)
        except ValueError as error:
            notes.append(("transitions_undefined", {**words, "detail": error}))
            continue
        parts.append(_rows(dimension, bounds, counts))
        notes += _on_chain(words, counts, bounds)
    table = pd.concat(parts[1:], ignore_index=True) if len(parts) > 1 else parts[0]
    return View(table, notes)


def _counted(
    scores: Array, near: Mask, classes: int
) -> tuple[Array, dict[str, npt.NDArray[np.int_]]]:
    """Bounds of the classes, and neighbour class → counted transitions."""
    bounds = markov.quantile_breaks(scores, classes)
    around = markov.spatial_lag(scores, near)
    own = markov.classify(scores, bounds)
    company = markov.classify(around, markov.quantile_breaks(around, classes))
    by_company = markov.count_by(own, company, classes, classes)
    counts = {ALL: markov.count(own, classes)}
    return bounds, counts | {str(n + 1): by_company[n] for n in range(classes)}


def _rows(dimension: str, bounds: Array, counts: dict[str, npt.NDArray[np.int_]]) -> pd.DataFrame:
    """Long form of all chains of one dimension."""
    number = len(bounds) + 1
    start = np.repeat(np.arange(number), number)
    parts = []
    for company, seen in counts.items():
        found = markov.chain(seen)
        unseen = found.empty[start]  # intervals of an empty row would be those of the prior alone
        parts.append(
            pd.DataFrame(
                {
                    "dimension": dimension,
                    "dimension_label": label("dimension", dimension),
                    "neighbour_class": company,
                    "from_class": start + 1,
                    "to_class": np.tile(np.arange(number), number) + 1,
                    "from_lower": rounded(np.r_[np.nan, bounds][start]),
                    "from_upper": rounded(np.r_[bounds, np.nan][start]),
                    "count": seen.ravel(),
                    "departures": seen.sum(axis=-1)[start],
                    "probability": rounded(found.probabilities),
                    "low": np.where(unseen, np.nan, rounded(found.low)),
                    "high": np.where(unseen, np.nan, rounded(found.high)),
                    "starved": found.starved[start].astype(int),
                    "remark": np.where(unseen, EMPTY, ""),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _on_chain(
    words: dict[str, str], counts: dict[str, npt.NDArray[np.int_]], bounds: Array
) -> Iterator[Note]:
    """How often regions stay, how many rows are starved, and whether neighbours matter."""
    chain = markov.chain(counts[ALL])
    stay = " / ".join(f"{share:.2f}" for share in chain.probabilities.diagonal())
    limits = " / ".join(f"{bound:.3f}" for bound in bounds)
    seen = {"count": int(counts[ALL].sum()), "stay": stay, "bounds": limits}
    yield "transitions_stay", {**words, **seen}
    by_company = np.stack([seen for company, seen in counts.items() if company != ALL])
    starved = markov.chain(by_company).starved
    if starved.any():
        number = {"starved": int(starved.sum()), "rows": starved.size}
        yield "transitions_starved", {**words, **number}
    try:
        test = markov.homogeneity(by_company)
    except ValueError:
        yield "transitions_no_test", words
        return
    p = {"p": f"{test.likelihood_ratio_p:.3f}", "cells": f"{test.starved:.0%}"}
    yield "transitions_neighbours", {**words, **p}
