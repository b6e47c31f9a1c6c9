"""What the reader must be told of the results: matching, intervals and map."""

from collections.abc import Iterable

import numpy as np

from geodata.evidence import Evidence
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.matching import SYNCHRONOUS, Match
from layout.measures import Measures
from layout.notes import Notes, listed
from layout.robustness import TARGETS, Tables
from layout.study import Study

ONE_SIDED = 2 / 3
"""Share of regions with the same lag type from which the type tells about the goalposts."""


def on_matching(study: Study, match: Match, notes: Notes) -> None:
    """Where coupling does not tell regions apart, or a lag type holds for nearly all."""
    if study.settings.index.composite == "arithmetic":
        notes.add("composite_is_t")
    if study.settings.matching.form != "standard":
        notes.add("grade_form", form=label("form", study.settings.matching.form))
    year = study.settings.years[-1]
    standard = match.coupling_by_form["standard"][-1]
    known = ~np.isnan(standard)
    if known.sum() > 2 and standard[known].min() > 0.8:
        notes.add("coupling_high", year=year, minimum=f"{standard[known].min():.3f}")
    if known.sum() > 2:
        pair = match.coordination[-1][known], match.development[-1][known]
        if min(np.ptp(pair[0]), np.ptp(pair[1])) > 0:
            notes.add("d_repeats_t", year=year, correlation=f"{np.corrcoef(*pair)[0, 1]:.3f}")
    for t, one_year in enumerate(study.settings.years):
        given = match.lag[t][match.lag[t] != ""]
        for kind in (*DIMENSIONS, SYNCHRONOUS):
            share = np.mean(given == kind) if len(given) else 0.0
            if kind != SYNCHRONOUS and share > ONE_SIDED:
                notes.add(
                    "lag_one_sided", year=one_year, share=f"{share:.0%}", lag=label("lag", kind)
                )


def on_robustness(
    study: Study, evidence: Evidence, measures: Measures, drawn: Tables, notes: Notes
) -> None:
    """What the intervals cover, which ranks they leave apart, and which choice moves them most."""
    draws, year = study.settings.robustness.draws, study.settings.years[-1]
    if not draws:
        notes.add("no_intervals")
        return
    notes.add("intervals", draws=f"{draws:,}")
    known = measures.known()[-1]
    for dimension in DIMENSIONS:
        members = [j for j, i in enumerate(study.indicators) if i.dimension == dimension]
        if not known[members].all():
            notes.add(
                "intervals_methods_only",
                dimension=label("dimension", dimension),
                wanted=len(members),
                found=int(known[members].sum()),
            )
    table = drawn.uncertainty
    last = table[(table.year == year) & (table.quantity == "composite")].dropna(subset="rank")
    last = last.sort_values("rank")
    meeting = (last.rank_low.to_numpy()[1:] <= last.rank_high.to_numpy()[:-1]).sum()
    notes.add("indistinct", year=year, pairs=len(last) - 1, meeting=int(meeting))
    _on_drivers(year, drawn, notes)
    _on_grades(year, drawn, evidence, notes)


def _on_drivers(year: int, drawn: Tables, notes: Notes) -> None:
    """The factor with the largest total effect, and the indicator whose removal moves most."""
    for target in TARGETS:
        rows = drawn.sensitivity[drawn.sensitivity.target == target]
        name = label("metric", target)
        if rows.empty:
            notes.add("sensitivity_none", year=year, target=name)
            continue
        most = rows.sort_values("total").iloc[-1]
        notes.add(
            "sensitivity_driver",
            year=year,
            target=name,
            factor=most.factor_label,
            total=f"{most.total:.2f}",
            low=f"{most.total_low:.2f}",
            high=f"{most.total_high:.2f}",
        )
    removals = drawn.removals[drawn.removals.target == "composite"]
    if len(removals) and removals.mean_rank_shift.max() > 0:
        most = removals.sort_values("mean_rank_shift").iloc[-1]
        notes.add(
            "removal_most",
            indicator=most.label,
            year=year,
            mean=f"{most.mean_rank_shift:.2f}",
            region=most.region_most_moved,
            shift=abs(most.largest_rank_shift),
        )


def _on_grades(year: int, drawn: Tables, evidence: Evidence, notes: Notes) -> None:
    """Regions whose published grade is not the one that most draws give."""
    shares = drawn.probabilities
    shares = shares[(shares.year == year) & (shares.kind == "grade")]
    regions = evidence.regions
    most = shares.groupby("region_code").probability.max().reindex(regions.region_code)
    names = regions.region_name.to_list()
    # counties share names: 鼓楼区 stands in four cities
    unsure = [name for name, share in zip(names, most, strict=True) if share < 0.5]
    if unsure:
        notes.add(
            "grade_uncertain", year=year, count=len(unsure), regions=listed(unsure, len(names))
        )


def on_map(evidence: Evidence, notes: Notes) -> None:
    """Approval number and credit of the boundaries, and what is drawn without being evaluated."""
    basemap = evidence.basemap
    notes.add("map_approval", approval=basemap.approval, credit=basemap.credit)
    if len(basemap.lines):
        notes.add("map_nine_dashes")
    if len(basemap.backdrop):
        notes.add("map_not_evaluated", regions=listed(_names(basemap.backdrop.region_name)))


def _names(column: Iterable[object]) -> list[str]:
    return [str(name) for name in column]
