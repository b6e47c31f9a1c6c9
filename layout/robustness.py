"""How the results would change under other defensible choices, and which choice drives it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.index import Scores, fill, normalise_all, treated
from layout.indicators import DIMENSIONS, Indicator, by_dimension
from layout.matching import GradeScale
from layout.notes import Notes
from layout.settings import Robustness, Settings
from models import sampling, sensitivity, uncertainty
from models.ranking import ranks

Array = npt.NDArray[np.float64]
Option = TypeVar("Option")

FACTORS = ("normalisation", "imputation", "aggregation", "leave_out", "form", "weights")
"""What a draw chooses; the weights of all indicators together are one factor."""

DISCRETE = FACTORS[:-1]
TARGETS = ("composite", "coordination")
"""Quantities whose mean absolute rank shift the sensitivity analysis explains."""

WEIGHT_STREAM = 1
"""Stream of random numbers of the first dimension's Dirichlet weights; 0 is that of all else."""


@dataclass(frozen=True)
class Tables:
    """What the draws lead to; see ``docs/tables.md`` for the columns."""

    uncertainty: pd.DataFrame
    probabilities: pd.DataFrame
    sensitivity: pd.DataFrame
    removals: pd.DataFrame

    @classmethod
    def empty(cls) -> "Tables":
        """Tables of a study that draws nothing."""
        keys = ["region_code", "region_name", "year"]
        intervals = ["score_low", "score_median", "score_high"]
        places = ["rank_low", "rank_median", "rank_high"]
        return cls(
            pd.DataFrame(columns=[*keys, "quantity", "score", *intervals, "rank", *places]),
            pd.DataFrame(columns=[*keys, "kind", "value", "probability"]),
            pd.DataFrame(columns=["target", "factor", "total"]),
            pd.DataFrame(columns=["target", "indicator", "mean_rank_shift"]),
        )


@dataclass(frozen=True, eq=False)
class Alternatives:
    """The choices open to a draw, with everything computed that all draws share.

    Attributes
    ----------
    removable
        Positions of the indicators that may be left out: those not alone in their dimension.
    weights
        (J,) weights in use.
    """

    model: uncertainty.Model
    normalisations: tuple[str, ...]
    imputations: tuple[str, ...]
    removable: npt.NDArray[np.int_]
    weights: Array
    settings: Robustness
    seed: int

    def choices(self, points: Array, weights: Array) -> uncertainty.Choices:
        """Choices of draws from their design points and their weights before leaving out.

        Parameters
        ----------
        points : (n, 5)
            Uniform numbers, one for each of `DISCRETE`.
        weights : (n, J)
        """
        norm = sampling.choose(points[:, 0], len(self.normalisations))
        filled = sampling.choose(points[:, 1], len(self.imputations))
        mean = sampling.choose(points[:, 2], len(self.model.means))
        left_out = sampling.choose(points[:, 3], len(self.removable) + 1)
        form = sampling.choose(points[:, 4], len(self.model.forms))
        return uncertainty.Choices(
            norm * len(self.imputations) + filled, mean, form, self.without(weights, left_out)
        )

    def without(self, weights: Array, left_out: npt.NDArray[np.int_]) -> Array:
        """Weights with one indicator's spread over the rest of its dimension; last option: none."""
        kept = weights.copy()
        some = np.flatnonzero(left_out < len(self.removable))
        kept[some, self.removable[left_out[some]]] = 0.0
        for members in self.model.members:
            kept[:, members] /= kept[:, members].sum(axis=1, keepdims=True)
        return kept

    def draw(self, start: int, stop: int) -> uncertainty.Choices:
        """Choices of draws ``start`` to ``stop - 1``; any range gives the same draws."""
        columns = len(DISCRETE) + len(self.weights)
        points = sampling.uniform(self.seed, columns, start, stop)
        if self.settings.weights == "dirichlet":
            weights = np.empty((stop - start, len(self.weights)))
            for d, members in enumerate(self.model.members):
                weights[:, members] = sampling.dirichlet_weights(
                    self.seed,
                    self.weights[members],
                    self.settings.weight_concentration,
                    start,
                    stop,
                    WEIGHT_STREAM + d,
                )
        else:
            weights = self.perturbed(points[:, len(DISCRETE) :])
        return self.choices(points[:, : len(DISCRETE)], weights)

    def perturbed(self, points: Array) -> Array:
        """(n, J) weights moved up or down by the study's share, or left alone if it says so."""
        share = 0.0 if self.settings.weights == "fixed" else self.settings.weight_share
        weights = np.empty(points.shape)
        for members in self.model.members:
            weights[:, members] = sampling.perturbed_weights(
                points[:, members], self.weights[members], share
            )
        return weights


def alternatives(
    values: Array,
    indicators: Sequence[Indicator],
    scores: Scores,
    settings: Settings,
    groups: Sequence[str],
    notes: Notes,
) -> Alternatives:
    """Everything that the draws choose from.

    Parameters
    ----------
    values : (Y, R, J)
        Indicator values in their units.
    groups : (R,)
        Official zones, for the imputation by group.

    Notes
    -----
    A normalisation that an indicator does not admit (one that does not vary, say) leaves it its
    goalpost scores. Where no cell is missing, imputation is no choice.
    """
    options = settings.robustness
    missing = np.isnan(values).any()
    # what is published comes first and always belongs to the choices
    imputations = first(settings.index.imputation, options.imputations) if missing else ("none",)
    kinds = first(settings.index.normalisation, options.normalisations)
    inner = tuple(settings.index.aggregation_of(dimension) for dimension in DIMENSIONS)
    published = (inner[0] if len(set(inner)) == 1 else inner, settings.index.composite)
    known, floor = treated(values, indicators), settings.index.floor
    filled = [fill(known, rule, groups, settings.years)[0] for rule in imputations]
    variants = [
        normalise_all(part, indicators, name, floor, notes) for name in kinds for part in filled
    ]
    members = tuple(np.array(by_dimension(indicators, d)) for d in DIMENSIONS)
    model = uncertainty.Model(
        np.stack(variants),
        members,
        settings.index.weights_of_dimensions(),
        first(published, ((mean, mean) for mean in options.aggregations)),
        first(settings.matching.form, options.forms),
        # leaving one indicator out must not take a level away that the study gives
        min_coverage=min(settings.index.min_coverage, 0.5),
    )
    shared = [m for group in members if len(group) > 1 for m in group]
    removable = np.array(sorted(shared) if options.leave_one_out else [], dtype=int)
    weights = scores.weights[settings.index.weighting]
    return Alternatives(model, kinds, imputations, removable, weights, options, settings.seed)


def first(published: Option, listed: Iterable[Option]) -> tuple[Option, ...]:
    """The options without repeats, the published one first."""
    return tuple(dict.fromkeys((published, *listed)))


def options(choices: Alternatives) -> dict[str, int]:
    """Number of options of each factor; 1 is no choice, and 0 stands for any number of weights."""
    varied = choices.settings.weights != "fixed"
    return {
        "normalisation": len(choices.normalisations),
        "imputation": len(choices.imputations),
        "aggregation": len(choices.model.means),
        "leave_out": len(choices.removable) + 1,
        "form": len(choices.model.forms),
        "weights": 0 if varied else 1,
    }


def spread(choices: Alternatives, grades: GradeScale, lag_threshold: float) -> uncertainty.Summary:
    """Make the study's draws and sum them up: intervals of scores and ranks, shares of grades."""
    return uncertainty.summarise(
        choices.model,
        choices.draw,
        choices.settings.draws,
        grades.uppers,
        lag_threshold,
        choices.settings.memory_mb,
    )


def drivers(choices: Alternatives, nominal: dict[str, Array]) -> dict[str, sensitivity.Indices]:
    """Share of the rank shifts of the last year that each factor accounts for, by target.

    Parameters
    ----------
    nominal : target → (R,)
        Published scores of the last year, NaN where a region has none.

    Returns
    -------
    dict
        Target → Sobol indices in the order of `FACTORS`; a target that never shifts is left out.
    """
    options, last = choices.settings, _last_year(choices.model)
    columns = len(DISCRETE) + len(choices.weights)
    base = sampling.uniform(choices.seed, 2 * columns, 0, options.sensitivity_points, stream=9)
    factor_of = np.minimum(np.arange(columns), len(DISCRETE))
    design = sensitivity.design(base, factor_of)
    points = design.reshape(-1, columns)
    shifts: dict[str, list[Array]] = {target: [] for target in TARGETS}
    for start, stop in uncertainty.blocks(len(points)):
        part = points[start:stop]
        weights = choices.perturbed(part[:, len(DISCRETE) :])
        drawn = uncertainty.draw(last, choices.choices(part[:, : len(DISCRETE)], weights))
        for target in TARGETS:
            placed = ranks(getattr(drawn, target)[0])
            shifts[target].append(sensitivity.mean_rank_shift(placed, ranks(nominal[target])))
    found: dict[str, sensitivity.Indices] = {}
    for target in TARGETS:
        outputs = np.concatenate(shifts[target]).reshape(len(design), -1)
        if np.ptp(outputs[:2]) > 0:
            found[target] = sensitivity.indices(outputs, seed=choices.seed)
    return found


def removals(choices: Alternatives, nominal: dict[str, Array]) -> dict[str, Array]:
    """Ranks of the last year with one indicator left out and everything else as published.

    Returns
    -------
    dict
        Target → (removable indicators, R) change of rank, positive where a region falls; NaN
        where it has no rank.
    """
    count = len(choices.removable)
    zero = np.zeros(count, dtype=int)
    published = uncertainty.Choices(
        zero, zero, zero, choices.without(np.tile(choices.weights, (count, 1)), np.arange(count))
    )
    drawn = uncertainty.draw(_last_year(choices.model), published)
    found = {}
    for target in TARGETS:
        before, after = ranks(nominal[target]), ranks(getattr(drawn, target)[0])
        known = (before > 0) & (after > 0)
        found[target] = np.where(known, after - before, np.nan)
    return found


def _last_year(model: uncertainty.Model) -> uncertainty.Model:
    return uncertainty.Model(
        model.variants[:, -1:],
        model.members,
        model.system_weights,
        model.means,
        model.forms,
        model.min_coverage,
    )
