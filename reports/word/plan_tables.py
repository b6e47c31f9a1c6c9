"""Chapters of the report on a plan: lights, growth needed, outlook, checks, projects, shares."""

import pandas as pd

from layout.labels import label
from layout.views import SEPARATOR
from reports import results
from reports.word.columns import amount, printed, share
from reports.word.grid import Column
from reports.word.outline import Outline
from reports.word.wording import words

LIGHTS = (
    ("number", 0.6, "text"), ("label_zh", 2.6, "left"), ("unit", 0.8, "text"),
    ("baseline", 1.0, "amount"), ("target", 1.0, "amount"), ("latest_date", 1.0, "text"),
    ("latest", 1.0, "amount"), ("attainment", 1.0, "share"), ("pace_linear", 0.9, "amount"),
    ("light_label", 1.1, "text"),
)  # fmt: skip
NEEDED = (
    ("label_zh", 2.4, "left"), ("light_label", 1.0, "text"), ("planned_rate", 1.0, "share"),
    ("required_rate", 1.0, "share"), ("planned_step", 1.0, "amount"),
    ("required_step", 1.0, "amount"), ("past_rate", 1.0, "share"),
)  # fmt: skip
OUTLOOK = (
    ("label_zh", 2.4, "left"), ("progress", 0.9, "share"), ("time_share", 0.9, "share"),
    ("forecast", 1.0, "amount"), ("forecast_low", 1.0, "amount"),
    ("forecast_high", 1.0, "amount"), ("chance", 0.9, "chance"), ("ambition_label", 1.0, "text"),
)  # fmt: skip
OUTCOME = (
    ("label_zh", 2.8, "left"), ("target", 1.0, "amount"), ("latest", 1.0, "amount"),
    ("attainment", 1.0, "share"), ("light_label", 1.0, "text"), ("ambition_label", 1.0, "text"),
)  # fmt: skip
PROJECTS = (
    ("category_label", 1.0, "text"), ("number", 0.6, "text"), ("title", 2.8, "left"),
    ("lead", 1.2, "left"), ("start", 1.2, "text"), ("end", 1.2, "text"),
    ("state_label", 1.4, "text"), ("reported_on", 1.1, "text"), ("evidence", 2.0, "left"),
)  # fmt: skip


def lights(paper: Outline, indicators: pd.DataFrame) -> None:
    """Every indicator with its attainment and light; why one cannot be judged below."""
    printed(paper, "plan_table_lights", "plan_indicators", indicators, LIGHTS)


def needed(paper: Outline, indicators: pd.DataFrame) -> None:
    """Growth planned and growth that is still needed, for the indicators that have either."""
    known = _with(indicators, "required_rate", "required_step", "past_rate", "planned_rate")
    known = known[known.light.isin(["on_track", "near", "behind", "unknown"])]
    if len(known):
        paper.chapter("plan_chapter_needed")
        paper.say("plan_needed_reading")
        printed(paper, "plan_table_needed", "plan_indicators", known, NEEDED)


def outlook(paper: Outline, indicators: pd.DataFrame) -> None:
    """Progress against time, forecast with interval and chance, and how ambitious a target is."""
    known = _with(indicators, "progress", "forecast", "chance")
    if len(known):
        paper.chapter("plan_chapter_outlook")
        paper.say("plan_outlook_reading")
        printed(paper, "plan_table_outlook", "plan_indicators", known, OUTLOOK)


def to_adjust(paper: Outline, indicators: pd.DataFrame) -> None:
    """Targets that are reached early or set low: whether to adjust them is to be decided."""
    found = indicators[(indicators.light == "met") | (indicators.ambition == "soft")]
    if len(found):
        paper.chapter("plan_chapter_adjust")
        paper.say("plan_adjust", labels=paper.texts.join(list(found.label_zh)))


def outcome(paper: Outline, indicators: pd.DataFrame) -> None:
    """What was reached at the end; an indicator without a figure is not one that failed."""
    known = _with(indicators, "attainment")
    if known.empty:
        return
    paper.chapter("plan_chapter_outcome")
    printed(paper, "plan_table_outcome", "plan_indicators", known, OUTCOME)
    soft = list(known[known.ambition == "soft"].label_zh)
    if soft:
        paper.say("plan_soft", labels=paper.texts.join(soft))


def checks(paper: Outline, table: pd.DataFrame) -> None:
    """What the plan's own numbers say against each other, with the words and their place."""
    if table.empty:
        return
    paper.chapter("plan_chapter_checks")
    paper.say("plan_checks_reading")
    heads = [
        Column(paper.texts("plan_column_verdict"), 1.2),
        Column(paper.texts("plan_column_explanation"), 4.2, "left"),
        Column(paper.texts("plan_column_quote"), 3.6, "left"),
    ]
    rows = [
        [row.verdict_label, words(row.explanation, "nothing"), _quoted(paper, row)]
        for _, row in table.iterrows()
    ]
    paper.table("plan_table_checks", heads, rows)


def _quoted(paper: Outline, row: pd.Series) -> str:
    if results.missing(row.quote):
        return words("", "nothing")
    if results.missing(row.start_char):
        return f"「{row.quote}」"
    place = paper.texts("policy_characters", start=int(row.start_char), end=int(row.end_char))
    return f"「{row.quote}」（{place}）"


def projects(paper: Outline, table: pd.DataFrame, summary: pd.DataFrame) -> None:
    """Projects by their state; a silent one is not one that failed."""
    if table.empty:
        return
    paper.chapter("plan_chapter_projects")
    paper.say("plan_projects_reading")
    states = [c for c in summary.columns if c not in ("plan_id", "category", "category_label")]
    spec = [("category_label", 1.4, "text")]
    spec += [(c, 1.0, "share" if c == "done_share" else "amount") for c in states]
    printed(paper, "plan_table_summary", "plan_project_summary", summary, spec)
    printed(paper, "plan_table_projects", "plan_projects", table, PROJECTS)


def allocation(paper: Outline, table: pd.DataFrame) -> None:
    """What falls to each region, and below it the sum, which is the plan's target."""
    if table.empty:
        return
    paper.chapter("plan_chapter_allocation")
    for (scheme, _), own in table.groupby(["scheme", "indicator_id"], sort=False):
        first = own.iloc[0]
        paper.say("plan_allocation_reading", scheme=scheme, label=first.label_zh,
                  rule=first.rule_label, total=f"{amount(first.total)}{first.unit}")  # fmt: skip
        heads = [
            Column(paper.texts("column_region"), 1.6),
            Column(paper.texts("plan_column_weight"), 1.4),
            Column(paper.texts("plan_column_target", unit=first.unit), 1.4),
            Column(paper.texts("plan_column_share"), 1.2),
        ]
        rows = [
            [row.region_name, amount(row.weight), amount(row.target), share(row.share)]
            for _, row in own.iterrows()
        ]
        whole = [amount(own[c].sum(min_count=1)) for c in ("weight", "target")]
        rows.append([paper.texts("plan_sum"), *whole, share(own.share.sum(min_count=1))])
        paper.table("plan_table_allocation", heads, rows, scheme=scheme, label=first.label_zh)
        if not results.missing(first.remark_label):
            paper.note(first.remark_label)


def limits(paper: Outline, plan: pd.Series, indicators: pd.DataFrame) -> None:
    """What is not known, indicator by indicator under each reason."""
    reasons: dict[str, list[str]] = {}
    for _, row in indicators.iterrows():
        if not results.missing(row.remark):
            # by code: the wording of one reason may itself hold the mark between reasons
            for code in str(row.remark).split(SEPARATOR):
                reasons.setdefault(label("remark", code), []).append(row.label_zh)
    if not reasons and plan.with_figures == plan.indicators:
        return
    paper.chapter("plan_chapter_limits")
    if plan.with_figures < plan.indicators:
        paper.say("plan_silent", silent=plan.indicators - plan.with_figures)
    paper.points(
        [f"{why}：{_who(paper, names, len(indicators))}" for why, names in reasons.items()]
    )


def _who(paper: Outline, names: list[str], of: int) -> str:
    """Names of indicators, or that it is all of them."""
    return paper.texts("plan_all", of=of) if len(names) == of > 1 else paper.texts.join(names)


def _with(indicators: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Indicators with a figure in any of these columns."""
    return indicators[indicators[list(names)].notna().any(axis=1)]
