"""The metrics that rules use, recomputed under every draw of the robustness analysis."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from layout.core import Core
from layout.index import percentiles
from layout.indicators import DIMENSIONS, SUB_DIMENSIONS
from layout.matching import PAIRS, SYNCHRONOUS, Match, match
from layout.metrics import PERCENTILE, Metrics, growth
from layout.robustness import Alternatives
from layout.study import Study
from models import uncertainty

Array = npt.NDArray[np.float64]

ROUNDING = 12
"""Decimals of drawn levels: equal scores stay equal although they were summed in another order,
so that ties share their percentile as they do in the published ranks."""


@dataclass(frozen=True, eq=False)
class Redraw:
    """What the metrics of a draw are computed from.

    Attributes
    ----------
    choices
        What each draw chooses.
    base
        Published index; its indicators are those of the draws' weights, in their order.
    published
        Published metrics: indicators and their percentiles do not vary over the draws.
    """

    study: Study
    choices: Alternatives
    base: Core
    published: Metrics

    @cached_property
    def fixed(self) -> frozenset[str]:
        """Names of the indicators and of their percentiles."""
        codes = [indicator.code for indicator in self.study.indicators]
        return frozenset([*codes, *(PERCENTILE + code for code in codes)])

    @cached_property
    def groups(self) -> dict[str, npt.NDArray[np.int_]]:
        """Name of each sub-dimension's level → positions of its scored indicators."""
        found: dict[str, list[int]] = {}
        for j, indicator in enumerate(self.base.indicators):
            name = f"u_{indicator.dimension}_{indicator.sub_dimension}"
            found.setdefault(name, []).append(j)
        return {name: np.array(members) for name, members in found.items()}

    @cached_property
    def whole(self) -> uncertainty.Model:
        """The model of the draws without coupling, which few rules name."""
        return replace(self.choices.model, forms=())

    @cached_property
    def parts(self) -> uncertainty.Model:
        """The model of the draws with the sub-dimensions as its systems.

        Any figure gives a sub-dimension a level, as in the published index; what the systems
        make together is of no meaning and not used.
        """
        model = self.choices.model
        dimension_of = [self.base.indicators[int(m[0])].dimension for m in self.groups.values()]
        systems = [DIMENSIONS.index(dimension) for dimension in dimension_of]
        return replace(
            model,
            members=tuple(self.groups.values()),
            system_weights=np.full(len(systems), 1 / len(systems)),
            means=tuple(
                (tuple(model.mean_of(m, s) for s in systems), outer)
                for m, (_, outer) in enumerate(model.means)
            ),
            forms=(),
            min_coverage=1e-9,
        )

    def blocks(self, draws: int) -> Iterator[uncertainty.Choices]:
        """Choices of the first draws, as many at a time as memory allows."""
        years, regions = self.choices.model.variants.shape[1:3]
        few = max(1, uncertainty.CELLS // (years * regions))
        for start, stop in uncertainty.blocks(draws, years * regions):
            chosen = self.choices.draw(start, stop)
            for first in range(0, stop - start, few):
                part = slice(first, first + few)
                yield uncertainty.Choices(
                    chosen.variant[part], chosen.mean[part], chosen.form[part], chosen.weights[part]
                )


def drawn_metrics(
    names: Iterable[str], redraw: Redraw, chosen: uncertainty.Choices
) -> dict[str, Array]:
    """Compute the metrics named, for every draw.

    Parameters
    ----------
    names
        Any of `layout.metrics.names`.
    chosen
        Choices of n draws.

    Returns
    -------
    dict
        Metric → (years, n, regions), or (years, 1, regions) where it does not vary; NaN where
        it is undefined. With the published choices these are the published metrics.
    """
    block = _Block(redraw, chosen)
    return {name: block.value(name) for name in names}


@dataclass(frozen=True, eq=False)
class _Block:
    """Some draws; every level is computed when first asked for."""

    redraw: Redraw
    chosen: uncertainty.Choices

    def value(self, name: str) -> Array:
        if name in self.redraw.fixed:
            return self.redraw.published.arrays[name][:, None, :]
        if name.startswith(PERCENTILE):
            return percentiles(self.value(name.removeprefix(PERCENTILE)))
        if name.startswith("growth_"):
            subject = name.removeprefix("growth_")
            level = self.value(f"u_{subject}" if subject in DIMENSIONS else subject)
            return growth(level, self.redraw.study.settings.years)
        if name in self.scores:
            return self.scores[name]
        return self.sub_levels[name] if name.startswith("u_") else self.matching[name]

    @cached_property
    def scores(self) -> dict[str, Array]:
        """Composite and the levels of the dimensions, highest and lowest."""
        drawn = uncertainty.draw(self.redraw.whole, self._formless)
        levels = np.round(drawn.levels, ROUNDING)
        found = {f"u_{dimension}": levels[d] for d, dimension in enumerate(DIMENSIONS)}
        found |= {"max_level": levels.max(axis=0), "min_level": levels.min(axis=0)}
        return found | {"composite": np.round(drawn.composite, ROUNDING)}

    @cached_property
    def _formless(self) -> uncertainty.Choices:
        """The choices without that of a form: coupling is computed by `matching` alone."""
        return self.chosen._replace(form=np.zeros_like(self.chosen.form))

    @cached_property
    def sub_levels(self) -> dict[str, Array]:
        """Levels of the sub-dimensions, NaN in draws that leave out the only indicator."""
        groups, weights = self.redraw.groups, self.chosen.weights.copy()
        gone = []
        for members in groups.values():
            total = weights[:, members].sum(axis=1, keepdims=True)
            gone.append(total[:, 0] <= 0)
            weights[:, members] = np.where(
                total > 0, weights[:, members] / np.where(total > 0, total, 1), 1 / len(members)
            )
        chosen = self._formless._replace(weights=weights)
        levels = np.round(uncertainty.draw(self.redraw.parts, chosen).levels, ROUNDING)
        nothing = np.full(levels.shape[1:], np.nan)
        found = {f"u_{d}_{s}": nothing for d in DIMENSIONS for s in SUB_DIMENSIONS}
        for name, level, without in zip(groups, levels, gone, strict=True):
            level[:, without] = np.nan
            found[name] = level
        return found

    @cached_property
    def matching(self) -> dict[str, Array]:
        """Coupling by each draw's own form, development, ratios and lags."""
        study, forms = self.redraw.study, self.redraw.choices.model.forms
        levels = np.stack([self.scores[f"u_{dimension}"] for dimension in DIMENSIONS], axis=-1)
        shape = levels.shape[:-1]
        # the years of each draw are matched as years of their own
        rows = levels.reshape(-1, *levels.shape[2:])
        some = (~np.isnan(rows).any(axis=-1)).any(axis=-1)
        names = ["coupling", "coordination", "development"]
        names += [f"ratio_{a}_{b}" for a, b in PAIRS]
        lags = [f"lag_{lag}" for lag in (*DIMENSIONS, SYNCHRONOUS)]
        names += [*lags, *(f"relative_{lag}" for lag in lags)]
        found = {name: np.full(rows.shape[:2], np.nan) for name in names}
        if some.any():
            weights = self.redraw.choices.model.system_weights
            made = match(rows[some], weights, study.grades, study.settings.matching)
            form = np.tile(self.chosen.form, shape[0])[some]
            for name, values in _matching(made, np.array(forms)[form]).items():
                found[name][some] = values
        return {name: values.reshape(shape) for name, values in found.items()}


def _matching(made: Match, form: npt.NDArray[np.str_]) -> dict[str, Array]:
    """Metrics of a match; `form` is that of each row."""
    found = {"development": made.development}
    for name, by_form in (
        ("coupling", made.coupling_by_form),
        ("coordination", made.coordination_by_form),
    ):
        found[name] = np.empty(made.development.shape)
        for kind in np.unique(form):
            found[name][form == kind] = by_form[str(kind)][form == kind]
    found |= {f"ratio_{a}_{b}": values for (a, b), values in made.relative.items()}
    for lag in (*DIMENSIONS, SYNCHRONOUS):
        for prefix, given in (("", made.lag), ("relative_", made.lag_relative)):
            found[f"{prefix}lag_{lag}"] = np.where(given == "", np.nan, given == lag)
    return found
