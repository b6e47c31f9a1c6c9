"""政策协同与适配报告: how the documents share out the work, and whether they meet the catalogue."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from reports import results
from reports.word import parts, policy_lists, policy_tables, remarks
from reports.word.listing import number
from reports.word.outline import Outline, sentence
from reports.word.parts import Pictures
from reports.word.policy_names import Tasks, cell_name, each, text_list
from reports.word.wording import percent

OWNERSHIPS = ("one_lead", "co_lead", "all_participants", "listed", "no_owner")
"""How a task names who is responsible, from the clearest to none at all."""

FIRST_SEVERITY = 3
"""Of advice that is to be dealt with first."""

SCOPE_NOTES = ("policy_open_ended", "policy_coding_draft", "policy_levels_ours")
LEVEL_NOTES = ("policy_no_joint_issue", "policy_work_network", "policy_cascade_nothing")
FILE = re.compile(r"（[a-z_]+\.csv）")
"""Names of files in a note: the files that come with the tables have them."""

SCORE_NOTES = ("policy_scores_ours", "policy_pmc_words")


def has_policies(evaluation: Evaluation) -> bool:
    """Whether there is anything to report: a study without documents has no such report."""
    return len(results.table(evaluation, "policy_tasks")) > 0


def write_policies(evaluation: Evaluation, pictures: Pictures, paper: Outline, path: Path) -> None:
    """Write the report on policies into an empty `paper`."""
    settings, notes = evaluation.study.settings, evaluation.notes
    # notes on figures, zones and the plan's progress stand in the other reports
    mine = (notes.stage == "policy") & ~notes.message_code.str.startswith("plan_")
    tasks = Tasks.of(evaluation)
    worded = [FILE.sub("", tasks.in_words(text)) for text in notes[mine].detail]
    own = replace(evaluation, notes=notes[mine].assign(detail=worded))
    title = paper.texts("policy_title", area=settings.area)
    paper.title(title, paper.texts("below_title", title=settings.title, day=settings.release))
    paper.chapter("policy_chapter_points")
    paper.points(_points(paper, own))
    paper.say("policy_bounds_one" if len(tasks.titles) == 1 else "policy_bounds_many")
    _scope(paper, own)
    _levels(paper, own, pictures, tasks)
    _owners(paper, own, tasks)
    _tools(paper, own, pictures, tasks)
    _scores(paper, own)
    _fit(paper, own)
    _conditions(paper, own)
    _advice(paper, own, tasks)
    policy_lists.duties(paper, own, tasks)
    policy_lists.tasks(paper, own, tasks)
    parts.warnings(paper, own)
    parts.remarks(paper, own, "policy")
    paper.save(path, title, settings.title, settings.release)


def _points(paper: Outline, evaluation: Evaluation) -> list[str]:
    """What the report says first, each from a table."""
    found = [_point_scope, _point_level, _point_clarity, _point_pattern, _point_fit, _point_advice]
    return [text for one in found if (text := one(paper, evaluation))]


def _point_scope(paper: Outline, evaluation: Evaluation) -> str:
    documents = results.table(evaluation, "policy_documents")
    tasks = results.table(evaluation, "policy_tasks")
    counts = tasks.part_label.value_counts(sort=False)
    told = [paper.texts("policy_part_tasks", part=p, tasks=n) for p, n in counts.items()]
    return paper.texts(
        "policy_point_scope",
        documents=len(documents),
        in_force=int(documents.in_force.sum()),
        tasks=len(tasks),
        parts=paper.texts.join(told),
        draft=int((tasks.coding == "draft").sum()),
        coding=label("policy_coding", "draft"),
    )


def _point_level(paper: Outline, evaluation: Evaluation) -> str:
    documents = results.table(evaluation, "policy_documents")
    known = documents.dropna(subset="coordination")
    if known.empty:
        return ""
    if len(known) == 1:
        one = known.iloc[0]
        return paper.texts(
            "policy_point_level_one",
            title=one.title,
            level=one.coordination_label,
            score=one.coordination,
            departments=one.departments,
            domains=one.domains,
        )
    counts = known.coordination_label.value_counts(sort=False)
    told = [paper.texts("policy_level_documents", level=c, documents=n) for c, n in counts.items()]
    quantities = results.table(evaluation, "policy_coordination")
    index = results.rows(quantities, quantity="sci").value
    return paper.texts(
        "policy_point_level_many",
        levels=paper.texts.join(told),
        index=number(index.iloc[0] if len(index) else None, 2),
    )


def _point_clarity(paper: Outline, evaluation: Evaluation) -> str:
    clarity = results.table(evaluation, "policy_clarity")
    told = []
    for part, own in clarity.groupby("part_label", sort=False):
        counts = {one: int(own[one].sum()) for one in OWNERSHIPS}
        each = [
            paper.texts("policy_owned", ownership=label("policy_ownership", one), tasks=n)
            for one, n in counts.items()
            if n or one == OWNERSHIPS[0]
        ]
        told.append(
            paper.texts(
                "policy_point_clarity",
                part=part,
                tasks=int(own.tasks.sum()),
                owned=paper.texts.join(each),
            )
        )
    return "；".join(told)


def _point_pattern(paper: Outline, evaluation: Evaluation) -> str:
    whole = results.rows(results.table(evaluation, "policy_pattern"), policy_id="")
    if whole.empty or results.missing(whole.pattern_label.iloc[0]):
        return ""
    one = whole.iloc[0]
    return paper.texts(
        "policy_point_pattern",
        pattern=one.pattern_label,
        filled=one.cells_filled,
        stages=one.stages_touched,
        coding=one.coding_label,
    )


def _point_fit(paper: Outline, evaluation: Evaluation) -> str:
    fit = results.rows(results.table(evaluation, "policy_fit"), grouping="all")
    known = fit.dropna(subset=["gap", "fit"])
    if known.empty:
        return ""
    short = known.sort_values("gap", ascending=False, kind="stable").iloc[0]
    over = known.sort_values("gap", kind="stable").iloc[0]
    return paper.texts(
        "policy_point_fit",
        fit=number(short.fit, 2),
        short=cell_name(short),
        short_demand=percent(short.demand_share),
        short_supply=percent(short.supply_share),
        over=cell_name(over),
        over_demand=percent(over.demand_share),
        over_supply=percent(over.supply_share),
    )


def _point_advice(paper: Outline, evaluation: Evaluation) -> str:
    advice = results.table(evaluation, "policy_advice")
    if advice.empty:
        return ""
    return paper.texts(
        "policy_point_advice",
        advice=len(advice),
        first=int((advice.severity == FIRST_SEVERITY).sum()),
        open=int((advice.status == "open").sum()),
    )


def _told(paper: Outline, evaluation: Evaluation, codes: tuple[str, ...]) -> None:
    known = remarks.names(evaluation)
    for text in results.told(evaluation, *codes):
        paper.text(sentence(remarks.in_words(text, known)))


def _scope(paper: Outline, evaluation: Evaluation) -> None:
    """Documents, what of them is drafted by rules, and whether coders agree."""
    paper.chapter("policy_chapter_scope")
    documents = results.table(evaluation, "policy_documents")
    policy_tables.documents(paper, documents)
    drafted = policy_tables.drafted(paper, documents)
    if drafted:
        paper.say("policy_drafted", fields=drafted)
    _told(paper, evaluation, SCOPE_NOTES)
    agreement = results.table(evaluation, "policy_agreement")
    if agreement.empty:
        paper.say("policy_no_agreement")
    else:
        paper.say("policy_agreement_reading")
        policy_tables.agreement(paper, agreement)


def _levels(paper: Outline, evaluation: Evaluation, pictures: Pictures, tasks: Tasks) -> None:
    """Level of every document with its evidence, the networks, and the cascade."""
    paper.chapter("policy_chapter_levels")
    paper.say("policy_levels_reading")
    for row in each(results.table(evaluation, "policy_documents")):
        if results.missing(row.evidence):
            continue
        evidence = tasks.in_words(str(row.evidence))
        paper.say("policy_evidence", title=row.title, evidence=sentence(evidence))
    paper.figure(pictures.get("policy_network"))
    policy_tables.quantities(paper, results.table(evaluation, "policy_coordination"))
    cascade = results.table(evaluation, "policy_cascade")
    known = cascade.dropna(subset="share") if len(cascade) else cascade
    if len(known):
        policy_tables.cascade(paper, known, tasks)
    _told(paper, evaluation, LEVEL_NOTES)


def _owners(paper: Outline, evaluation: Evaluation, tasks: Tasks) -> None:
    """Body against annex, the load of the departments, and the tasks without a lead."""
    paper.chapter("policy_chapter_owners")
    paper.say("policy_clarity_reading")
    policy_tables.clarity(paper, results.table(evaluation, "policy_clarity"), tasks)
    load = results.table(evaluation, "policy_load")
    if len(load):
        documents = results.table(evaluation, "policy_documents")
        judged = set(zip(documents.policy_id, documents.part, strict=True))
        pairs = zip(load.policy_id, load.part, strict=True)
        policy_tables.load(paper, load[[pair in judged for pair in pairs]], tasks)
    policy_tables.unled(paper, results.table(evaluation, "policy_tasks"), tasks)


def _tools(paper: Outline, evaluation: Evaluation, pictures: Pictures, tasks: Tasks) -> None:
    """Stages of the chain by tool: the heat map, the pattern, what is empty."""
    patterns = results.table(evaluation, "policy_pattern")
    if patterns.empty:
        return
    paper.chapter("policy_chapter_tools")
    paper.say("policy_tools_reading", coding=label("policy_coding", "draft"))
    paper.figure(pictures.get("policy_heatmap"))
    for row in each(results.rows(patterns, policy_id="")):
        if not results.missing(row.empty_cells):
            paper.say("policy_empty_cells", cells=text_list(paper, row.empty_cells))
        if not results.missing(row.known_gaps):
            gaps = tasks.in_words(str(row.known_gaps))
            paper.say("policy_known_gaps", gaps=gaps)
    policy_tables.patterns(paper, patterns, tasks)


def _scores(paper: Outline, evaluation: Evaluation) -> None:
    """Strength, goals and measures with their reasons, and what the words of a text touch."""
    scores = results.table(evaluation, "policy_scores")
    if scores.empty:
        return
    paper.chapter("policy_chapter_scores")
    _told(paper, evaluation, SCORE_NOTES)
    policy_tables.scores(paper, scores)
    policy_tables.pmc(paper, results.table(evaluation, "policy_pmc"), scores)


def _fit(paper: Outline, evaluation: Evaluation) -> None:
    """What the catalogue asks for against what the documents offer."""
    fit = results.table(evaluation, "policy_fit")
    known = fit.dropna(subset="fit") if len(fit) else fit
    if known.empty:
        return
    paper.chapter("policy_chapter_fit")
    paper.say("policy_fit_reading")
    policy_tables.fit(paper, results.rows(known, grouping="all"))
    policy_tables.fit_groups(paper, known[known.grouping != "all"], _zones(evaluation))


def _zones(evaluation: Evaluation) -> Mapping[str, str]:
    """Names of our zones by code: the fit has only codes."""
    zones = results.profiles(evaluation, results.last_year(evaluation))
    return dict(zip(zones.zone, zones.zone_label, strict=True)) if len(zones) else {}


def _conditions(paper: Outline, evaluation: Evaluation) -> None:
    """Differences of the conditions for support; no chapter where no conditions are given."""
    conflicts = results.table(evaluation, "policy_conflicts")
    doors = results.table(evaluation, "policy_doors")
    if conflicts.empty and doors.empty:
        return
    paper.chapter("policy_chapter_conditions")
    paper.say("policy_conditions_reading")
    policy_tables.conditions(paper, conflicts, doors)


def _advice(paper: Outline, evaluation: Evaluation, tasks: Tasks) -> None:
    advice = results.table(evaluation, "policy_advice")
    if advice.empty:
        return
    paper.chapter("policy_chapter_advice")
    paper.say("policy_advice_reading")
    ordered: pd.DataFrame = advice.sort_values("severity", ascending=False, kind="stable")
    policy_lists.advice(paper, ordered, tasks, _zones(evaluation))
