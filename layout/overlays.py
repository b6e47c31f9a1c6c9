"""What overlay zones are worth: index and matching of each, on the sums of its regions.

An overlay's indicators are evaluated on the sums of its regions' figures (`layout.overlay_sums`),
scored against the regions' goalposts and aggregated with the published weights, so overlays change
nothing about the regions. They overlap each other and the regions, so they have no rank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.evidence import Evidence
from layout import index, matching
from layout.core import Core
from layout.frames import COMPOSITE, Frame, flat
from layout.indicators import DIMENSIONS, by_dimension
from layout.matching import Match
from layout.measures import Measures
from layout.metrics import PERCENTILE, Metrics, metrics
from layout.notes import Notes
from layout.overlay_remarks import BY_METHOD, NO_WHOLE_REGION, PARTS_MISSING, overlay_notes
from layout.overlay_sums import Sums, sums
from layout.study import Study
from layout.views import Note, labelled

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

Whole = TypeVar("Whole", index.Scores, Match)

LAYER = "overlay"
ON_WHOLE_REGIONS = "按其所在的完整地区计算"
"""Words in an overlay's note by which the study accepts scores of its whole regions alone."""

UNSUMMED = (NO_WHOLE_REGION, PARTS_MISSING)
"""Remarks on overlays whose regions' sums would not be theirs."""


@dataclass(frozen=True)
class Overlays:
    """The evaluation of a study's overlays, beside that of its regions.

    Shapes as in `Scores`, `Match` and `Measures`, with O overlays in place of R regions.

    Attributes
    ----------
    core
        Index and matching, of the same indicators as the regions'.
    sums
        Values of all indicators of the study, and which are means for want of a sum.
    metrics
        Metrics for rules; percentiles are places among the study's regions, not the overlays.
    scores, matching, indicators
        Rows in the columns of the regions' tables, ranks blank, with ``layer`` and ``remark``.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    core: Core
    sums: Sums
    metrics: Metrics
    scores: pd.DataFrame
    matching: pd.DataFrame
    indicators: pd.DataFrame
    notes: list[Note]


def overlays(
    study: Study, evidence: Evidence, base: Core, every: Measures, measured: Metrics
) -> Overlays | None:
    """Evaluate the overlays of a study; None where it has none.

    Parameters
    ----------
    base, every, measured
        Index and matching, all measures and metrics of the study's regions.
    """
    table = evidence.overlays
    if table.empty:
        return None
    remarks = tuple(_remark(row, study) for row in table.to_dict("records"))
    members = np.array(
        [
            evidence.regions.region_code.isin(() if remark in UNSUMMED else codes).to_numpy()
            for codes, remark in zip(table.study_codes, remarks, strict=True)
        ]
    )
    own = sums(study, evidence, every, members)
    core = _core(study, own, base)
    found = _metrics(study, core, own, measured)
    weights = base.scores.weights[study.settings.index.weighting]
    on_means = _weight_on_means(core, weights, own.on_means[..., _used(study, base)])
    at = Frame(study, replace(evidence, regions=_as_regions(table)))
    return Overlays(
        codes=tuple(table["overlay"]),
        names=tuple(table["name"]),
        core=core,
        sums=own,
        metrics=found,
        scores=_scores_frame(at, core, found, on_means, remarks),
        matching=_marked(at.matching(core.match, core.scores), remarks, ["rank_coordination"]),
        indicators=_indicators_frame(at, core, own, remarks),
        notes=overlay_notes(study, evidence, remarks, core, on_means),
    )


def _remark(overlay: dict[Any, Any], study: Study) -> str:
    """Why an overlay has no scores; blank where it has."""
    if not overlay["study_codes"]:
        return NO_WHOLE_REGION
    incomplete = overlay["partial_codes"] or overlay["outside_names"]
    if incomplete and ON_WHOLE_REGIONS not in overlay["note"]:
        return PARTS_MISSING
    # other normalisations place a region among the study's regions, to which no overlay belongs
    return "" if study.settings.index.normalisation == "goalpost" else BY_METHOD


def _as_regions(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Overlays under the names of the columns of regions, for the frames."""
    return table.rename(columns={"overlay": "region_code", "name": "region_name"})


def _used(study: Study, base: Core) -> Mask:
    """(J,) which of the study's indicators the index is made of."""
    codes = {indicator.code for indicator in base.indicators}
    return np.array([indicator.code in codes for indicator in study.indicators])


def _core(study: Study, own: Sums, base: Core) -> Core:
    """Index and matching of the overlays, with the goalposts and weights of the regions'."""
    settings = study.settings
    method = settings.index.weighting
    values = own.measures.of(_used(study, base))
    by_goalposts = settings.index.normalisation == "goalpost"
    # the published weights take the place of the table's; nothing is weighted or filled anew
    weighted = [
        replace(indicator, weight=float(weight))
        for indicator, weight in zip(base.indicators, base.scores.weights[method], strict=True)
    ]
    plain = {"weighting": "table", "imputation": "none", "normalisation": "goalpost"}
    around = index.Around((), tuple(settings.years), study.judged)
    own_values = values.values if by_goalposts else np.full_like(values.values, np.nan)
    # two complete rows, at the goalposts: equal weights are undefined where no row is complete
    ends = np.array([[[i.worst for i in weighted], [i.best for i in weighted]]])
    rows = np.concatenate([np.repeat(ends, len(own_values), axis=0), own_values], axis=1)
    # what the index would note of entropy weights of overlays concerns nobody
    scores = index.score(rows, weighted, settings.index.model_copy(update=plain), around, Notes())
    scores = replace(_part(replace(scores, weights={}), 2), weights=base.scores.weights)
    return Core(base.indicators, values, scores, _match(study, scores.levels, base.scores.levels))


def _match(study: Study, own: Array, regions: Array) -> Match:
    """Matching of the overlays; the relative lag is beside the mean over the regions."""
    settings = study.settings
    weights = settings.index.weights_of_dimensions()
    first = regions.shape[1]

    def beside(levels: Array) -> Match:
        return matching.match(levels, weights, study.grades, settings.matching)

    levels = np.concatenate([regions, own], axis=1)
    complete = ~np.isnan(regions).any(axis=-1, keepdims=True)
    means = np.nanmean(np.where(complete, regions, np.nan), axis=1, keepdims=True)
    # brought back into [0, 1]: a common factor changes no ratio of lowest to mean
    relative = beside(levels / means / np.nanmax(levels / means)).lag
    return _part(replace(beside(levels), lag_relative=relative), first)


def _part(whole: Whole, first: int) -> Whole:
    """Scores or a matching of the regions from position `first` on."""

    def cut(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: array[:, first:] for key, array in value.items()}
        return value[:, first:]

    return replace(whole, **{f.name: cut(getattr(whole, f.name)) for f in fields(whole)})


def _metrics(study: Study, core: Core, own: Sums, measured: Metrics) -> Metrics:
    """Metrics of the overlays, percentiles as places among the regions."""
    found = metrics(core.scores, core.match, own.measures, study.indicators, study.settings.years)
    places = {
        name: places_among(
            found.arrays[name.removeprefix(PERCENTILE)],
            measured.arrays[name.removeprefix(PERCENTILE)],
        )
        for name in found.arrays
        if name.startswith(PERCENTILE)
    }
    return replace(found, arrays=found.arrays | places)


def places_among(values: Array, regions: Array) -> Array:
    """Place of each value among the regions' of its year, 0 below all and 100 above all.

    Parameters
    ----------
    values : (Y, O)
    regions : (Y, R)

    Returns
    -------
    (Y, O)
        Share of the regions that lie below, ties counted half; NaN where the value is missing or
        no region has one.

    Examples
    --------
    >>> places_among(np.array([[2.0, 5.0, np.nan]]), np.array([[1.0, 2.0, 3.0, 4.0]]))
    array([[ 37.5, 100. ,   nan]])
    """
    others, own = regions[:, None, :], values[..., None]
    # the same figures summed in another order may differ in the last digit
    same = np.isclose(others, own, rtol=1e-9, atol=1e-12)
    below, ties = ((others < own) & ~same).sum(axis=-1), same.sum(axis=-1)
    counted = np.broadcast_to((~np.isnan(regions)).sum(axis=-1, keepdims=True), values.shape)
    usable = (counted > 0) & ~np.isnan(values)
    share = np.divide(below + ties / 2, counted, out=np.full(values.shape, np.nan), where=usable)
    return np.asarray(100 * share)


def _weight_on_means(core: Core, weights: Array, on_means: Mask) -> Array:
    """(Y, O, 3) share of the weight behind each dimension score that rests on means."""
    known = ~np.isnan(core.scores.normalised)
    shares = np.zeros((*on_means.shape[:2], len(DIMENSIONS)))
    for d, dimension in enumerate(DIMENSIONS):
        members = by_dimension(core.indicators, dimension)
        behind = known[..., members] * weights[members]
        total, means = behind.sum(axis=-1), (behind * on_means[..., members]).sum(axis=-1)
        np.divide(means, total, out=shares[..., d], where=total > 0)
    return shares


def _scores_frame(
    at: Frame, core: Core, found: Metrics, on_means: Array, remarks: Sequence[str]
) -> pd.DataFrame:
    """Rows of the table of scores; ``weight_on_means`` of the composite is its dimensions' mean."""
    table = _marked(at.scores(core.scores, found), remarks, ["rank", "rank_equal"])
    composite = on_means @ at.study.settings.index.weights_of_dimensions()
    shares = {COMPOSITE: composite} | {d: on_means[..., n] for n, d in enumerate(DIMENSIONS)}
    table["weight_on_means"] = np.concatenate([flat(values) for values in shares.values()])
    table.loc[table.score.isna(), "weight_on_means"] = np.nan
    return table


def _indicators_frame(at: Frame, core: Core, own: Sums, remarks: Sequence[str]) -> pd.DataFrame:
    """Rows of the table of indicators; a mean stands between the regions' extremes."""
    table = _marked(at.indicators(own.measures, core.indicators, core.scores), remarks, [])

    def column(values: Any) -> Any:
        return np.moveaxis(values, -1, 0).ravel()  # the frame goes indicator by indicator

    table["status"] = np.where(
        column(own.on_means),
        "weighted_mean",
        np.where(table.value.isna(), "missing", "summed"),
    )
    return table.assign(members_min=flat(column(own.lowest)), members_max=flat(column(own.highest)))


def _marked(table: pd.DataFrame, remarks: Sequence[str], ranks: Sequence[str]) -> pd.DataFrame:
    """The rows of overlays: ranks blank, remarks repeated year by year."""
    table[[*ranks]] = pd.NA
    repeated = np.tile(remarks, len(table) // len(remarks))
    return labelled(table.assign(layer=LAYER, remark=repeated), {"remark": "remark"})
