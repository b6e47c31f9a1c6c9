"""What the reader must be told of the data and of the index made from them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geodata.evidence import Evidence
from layout.frames import shape
from layout.index import Scores
from layout.indicators import DIMENSIONS, Indicator
from layout.labels import label
from layout.measures import NO_YEAR, Measures
from layout.notes import Notes, listed
from layout.study import Study
from layout.views import Panel, panel_of
from models import treat

ROUNDING = 1e-12
"""By which a coverage may miss 1 without an indicator missing."""


def on_study(study: Study, notes: Notes) -> None:
    """The limits that the study itself states."""
    for text in study.settings.limits:
        notes.add("study_limit", text=text)


def on_data(study: Study, evidence: Evidence, measures: Measures, notes: Notes) -> None:
    """Suspect, missing, old and derived figures, and indicators that nothing fills."""
    panel = panel_of(evidence.regions, study.settings.years)
    _on_suspect(evidence, notes)
    for statistic, formula in study.derived:
        users = {i.numerator for i in study.indicators} | {i.denominator for i in study.indicators}
        if statistic.code in users:
            notes.add(
                "figure_derived",
                statistic=statistic.label_zh,
                formula=formula.text,
                note=statistic.note,
            )
    for j, indicator in enumerate(study.indicators):
        values = measures.values[..., j]
        if np.isnan(values).all():
            notes.add(
                "indicator_gap",
                dimension=label("dimension", indicator.dimension),
                indicator=indicator.label_zh,
                fill_from=indicator.fill_from or "（未登记）",
            )
            continue
        if not evidence.statistics[indicator.numerator].comparable:
            notes.add("edition_scores", indicator=indicator.label_zh)
        _on_years(study, evidence, measures, j, panel, notes)
    for d in DIMENSIONS:
        _on_thin(study, measures, d, notes)


def _on_suspect(evidence: Evidence, notes: Notes) -> None:
    suspect = evidence.figures[evidence.figures.status == "suspect"]
    names = dict(zip(evidence.regions.region_code, evidence.regions.region_name, strict=True))
    keys = ["statistic", "year", "source_id", "note"]
    for (code, year, source, reason), group in suspect.groupby(keys, sort=True):
        notes.add(
            "figure_suspect",
            year=str(year),
            statistic=evidence.statistics[str(code)].label_zh,
            regions=listed([names.get(c, c) for c in group.region_code], len(names)),
            reason=reason,
            source=source,
        )


def _on_years(
    study: Study,
    evidence: Evidence,
    measures: Measures,
    j: int,
    panel: Panel,
    notes: Notes,
) -> None:
    """Cells that are missing, or whose figure or denominator is of another year."""
    indicator = study.indicators[j]
    tops, bottoms = measures.numerator_years[..., j], measures.denominator_years[..., j]
    wanted = np.broadcast_to(np.array(study.settings.years)[:, None], tops.shape)
    words = {"indicator": indicator.label_zh}
    for years, regions in panel.spells(tops == NO_YEAR):
        notes.add("cell_missing", year=years, regions=regions, **words)
    for used in np.unique(tops[(tops != NO_YEAR) & (tops != wanted)]):
        for years, regions in panel.spells((tops == used) & (tops != wanted)):
            notes.add("figure_earlier", year=years, used=used, regions=regions, **words)
    for used in np.unique(bottoms[(bottoms != NO_YEAR) & (bottoms != tops)]):
        words["denominator"] = evidence.statistics[indicator.denominator].label_zh
        for years, regions in panel.spells((bottoms == used) & (bottoms != tops)):
            notes.add("denominator_other_year", year=years, used=used, regions=regions, **words)


def _on_thin(study: Study, measures: Measures, dimension: str, notes: Notes) -> None:
    """A dimension for which few of the wanted indicators have figures, and changing sets."""
    members = [j for j, i in enumerate(study.indicators) if i.dimension == dimension]
    found = measures.known()[:, members]
    for t, year in enumerate(study.settings.years):
        if 2 * found[t].sum() < len(members):
            notes.add(
                "dimension_thin",
                year=year,
                dimension=label("dimension", dimension),
                wanted=len(members),
                found=int(found[t].sum()),
            )
    if (found != found[0]).any():
        counts = [
            f"{y} 年 {n} 项" for y, n in zip(study.settings.years, found.sum(axis=1), strict=True)
        ]
        notes.add(
            "composition_changes",
            dimension=label("dimension", dimension),
            years="、".join(counts),
        )


def on_index(
    study: Study,
    evidence: Evidence,
    indicators: Sequence[Indicator],
    measures: Measures,
    scores: Scores,
    notes: Notes,
) -> None:
    """Skewed, clipped and missing cells, and how the weights were found."""
    panel = panel_of(evidence.regions, study.settings.years)
    for j, indicator in enumerate(indicators):
        values = measures.values[..., j]
        _on_shape(indicator, values, scores.normalised[..., j], notes)
        _on_positive(study, evidence, indicator, values, notes)
        _on_clipped(study, evidence, indicator, scores.clipped[..., j], notes)
        for years, regions in panel.spells(scores.imputed[..., j]):
            rule = label("imputation", study.settings.index.imputation)
            words = {"indicator": indicator.label_zh, "rule": rule}
            notes.add("imputed", year=years, regions=regions, **words)
    for d, dimension in enumerate(DIMENSIONS):
        members = [j for j, i in enumerate(indicators) if i.dimension == dimension]
        whole = ~np.isnan(scores.normalised[..., members]).any(axis=-1)
        notes.add(
            "weights_pooled",
            dimension=label("dimension", dimension),
            rows=int(whole.sum()),
            dropped=int((~whole).sum()),
        )
        _on_coverage(study, evidence, scores.coverage[..., d], dimension, notes)


def _on_shape(
    indicator: Indicator,
    values: npt.NDArray[np.float64],
    normalised: npt.NDArray[np.float64],
    notes: Notes,
) -> None:
    """Skewness before treatment and in the scores; too much left is a warning."""
    before, after = shape(values), shape(normalised)
    if indicator.transform != "none":
        notes.add(
            "skew_treated",
            indicator=indicator.label_zh,
            before=f"{before[0]:.2f}",
            transform=label("transform", indicator.transform),
            after=f"{after[0]:.2f}",
        )
    if abs(after[0]) > treat.SKEWNESS_LIMIT and after[1] > treat.KURTOSIS_LIMIT:
        notes.add(
            "skew_untreated",
            indicator=indicator.label_zh,
            after=f"{after[0]:.2f}",
            kurtosis=f"{after[1]:.2f}",
        )


def _on_positive(
    study: Study,
    evidence: Evidence,
    indicator: Indicator,
    values: npt.NDArray[np.float64],
    notes: Notes,
) -> None:
    if indicator.transform != "log":
        return
    names = evidence.regions.region_name.to_numpy()
    for t, year in enumerate(study.settings.years):
        if (values[t] <= 0).any():
            notes.add(
                "not_positive",
                year=year,
                indicator=indicator.label_zh,
                regions=listed(names[values[t] <= 0]),
            )


def _on_clipped(
    study: Study,
    evidence: Evidence,
    indicator: Indicator,
    clipped: npt.NDArray[np.bool_],
    notes: Notes,
) -> None:
    names = evidence.regions.short_name.to_list()
    cells = [f"{names[r]} {study.settings.years[t]}" for t, r in np.argwhere(clipped)]
    if cells:
        notes.add(
            "clipped",
            indicator=indicator.label_zh,
            count=len(cells),
            low=f"{indicator.goalpost_low:g}",
            high=f"{indicator.goalpost_high:g}",
            unit=indicator.unit.name,
            cells=listed(cells, noun="个单元"),
        )


def _on_coverage(
    study: Study,
    evidence: Evidence,
    coverage: npt.NDArray[np.float64],
    dimension: str,
    notes: Notes,
) -> None:
    """Regions whose dimension score rests on fewer indicators, or that have none."""
    panel = panel_of(evidence.regions, study.settings.years)
    minimum = study.settings.index.min_coverage
    short = coverage < minimum - ROUNDING
    partial = (coverage < 1 - ROUNDING) & ~short
    words = {"dimension": label("dimension", dimension)}
    for years, regions in panel.spells(partial):
        least = f"{coverage[partial].min():.0%}"
        notes.add("reweighted", year=years, regions=regions, coverage=least, **words)
    for years, regions in panel.spells(short):
        notes.add("level_undefined", year=years, regions=regions, minimum=f"{minimum:.0%}", **words)
