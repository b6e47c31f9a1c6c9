"""All tables of the plans that a study tracks."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from geodata.plans.records import Plans
from geodata.statistics import Statistic
from layout.notes import Notes, listed
from layout.plans.allocation import Ground, allocation_table
from layout.plans.doubts import check_table
from layout.plans.figures import cases
from layout.plans.indicators import Judged, figure_table, indicator_table, judged
from layout.plans.projects import project_summary, project_table
from layout.plans.summary import plan_table
from layout.settings.plans import Plans as Settings


def plan_tables(
    settings: Settings,
    plans: Plans,
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    regions: pd.DataFrame,
    years: Sequence[int],
    sources: pd.DataFrame,
    as_of: dt.date,
    seed: int,
    notes: Notes,
) -> dict[str, pd.DataFrame]:
    """Judge the plans of a study on a day.

    Parameters
    ----------
    figures, statistics, regions, sources
        As in `geodata.evidence.Evidence`: of a statistic that an indicator is linked to, figures
        of the plan's region count.
    years
        Evaluation years of the study, from which the weights of allocations come.
    as_of
        The day of the tracking: figures and reports of later days are left out.
    seed
        Of the study, for the chances.

    Returns
    -------
    dict
        ``plans``, ``plan_indicators``, ``plan_figures``, ``plan_checks``, ``plan_allocation``,
        ``plan_projects`` and ``plan_project_summary``.
    """
    every = cases(plans, figures, statistics, as_of, notes)
    found = judged(every, settings, seed)
    checks = check_table(plans, found)
    _tell(found, checks, as_of, notes)
    plan_regions = dict(zip(plans.plans.plan_id, plans.plans.region_code, strict=True))
    ground = Ground(figures, statistics, regions, years)
    projects = project_table(plans, as_of, settings.due_within, notes)
    return {
        "plans": plan_table(plans.plans, found, sources, settings),
        "plan_indicators": indicator_table(found, settings),
        "plan_figures": figure_table(found),
        "plan_checks": checks,
        "plan_allocation": allocation_table(
            plans.allocations, {case.key: case for case in every}, plan_regions, ground, notes
        ),
        "plan_projects": projects,
        "plan_project_summary": project_summary(projects),
    }


def _tell(found: Sequence[Judged], checks: pd.DataFrame, as_of: dt.date, notes: Notes) -> None:
    """What the reader must know of the plans as a whole."""
    by_plan: dict[str, list[Judged]] = {}
    for one in found:
        by_plan.setdefault(one.case.plan_id, []).append(one)
    for plan, own in by_plan.items():
        silent = [one.case.label for one in own if not one.now.date and not one.case.masked]
        masked = [one.case.label for one in own if one.case.masked]
        suspect = [one.case.label for one in own if one.case.suspect]
        for code, labels in (
            ("plan_indicators_silent", silent),
            ("plan_targets_masked", masked),
            ("plan_units_suspect", suspect),
        ):
            if labels:
                names = listed(labels, noun="项指标")
                notes.add(code, plan=plan, n=len(labels), labels=names, as_of=as_of)
        unbased = [one.case.label for one in own if "plan_no_baseline" in one.now.remarks]
        if unbased:
            notes.add("plan_without_baseline", plan=plan, n=len(unbased))
        sure = [one.case.label for one in own if "plan_chance_sure" in one.ahead.remarks]
        if sure:
            notes.add("plan_chances", plan=plan, labels=listed(sure, noun="项指标"))
    against = checks[checks.verdict == "contradiction"]
    for about, rows in against.groupby("plan_id", sort=False):
        names = listed(rows.label_zh, noun="处")
        notes.add("plan_contradictions", plan=about, n=len(rows), labels=names)
