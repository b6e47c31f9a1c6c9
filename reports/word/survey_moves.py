"""Chapters of the report on resources: deals between regions, abnormal filings, the registers."""

import pandas as pd

from layout.evaluation import Evaluation
from layout.survey.account import stage_sums
from reports import results
from reports.word.grid import Column
from reports.word.listing import REGION, Shown, number, print_table
from reports.word.outline import Outline, sentence

MATRIX_UP_TO = 14
"""Regions whose matrix of deals fits the width of a page; of more the largest flows are listed."""

FLOWS_LISTED = 20
"""Flows between two places in a list."""

EDGES = {"outside": "column_outside", "unknown": "column_unknown"}
"""Where the other side of a deal is that is in no region of the study → key of its heading."""

LOST = ("malformed", "dropped", "doubtful")
"""Stages of the account whose reasons are told: those of the others say no more than their name."""

BALANCE = (
    REGION,
    Shown("column_within", "within", 0.8, 0),
    Shown("column_inward", "inward", 0.8, 0),
    Shown("column_of_outside", "inward_outside", 0.9, 0),
    Shown("column_outward", "outward", 0.8, 0),
    Shown("column_of_outside", "outward_outside", 0.9, 0),
    Shown("column_net", "net", 0.9, 0),
    Shown("column_from_unknown", "inward_unknown", 0.9, 0),
    Shown("column_to_unknown", "outward_unknown", 0.9, 0),
    Shown("column_amount_inward", "amount_inward_cny_10k", 1.3, 1),
    Shown("column_amount_outward", "amount_outward_cny_10k", 1.3, 1),
)
FLOWS = (
    Shown("column_from", "from_name", 1.5),
    Shown("column_to", "to_name", 1.5),
    Shown("column_deals", "records", 1.0, 0),
    Shown("column_with_amount", "with_amount", 1.2, 0),
    Shown("column_amount", "amount_cny_10k", 1.2, 1),
)
ABNORMAL = (
    REGION,
    Shown("column_filed", "filed_all", 1.0, 0),
    Shown("column_abnormal", "filed_abnormal", 0.9, 0),
    Shown("column_share_pct", "filed_abnormal_pct", 0.9, 1),
    Shown("column_rank", "rank_filed_all", 0.7, 0),
    Shown("column_rank_normal", "rank_filed_normal", 0.9, 0),
    Shown("column_in_force", "in_force_all", 1.0, 0),
    Shown("column_abnormal", "in_force_abnormal", 0.9, 0),
    Shown("column_share_pct", "in_force_abnormal_pct", 0.9, 1),
    Shown("column_rank", "rank_in_force_all", 0.7, 0),
    Shown("column_rank_normal", "rank_in_force_normal", 0.9, 0),
)
ABNORMAL_NOTES = (
    "survey_abnormal_exclude",
    "survey_abnormal_include",
    "survey_abnormal_unknown",
)
ACCOUNT = (
    Shown("column_register", "name", 1.7),
    Shown("column_stage_read", "read", 1.0, 0),
    Shown("column_stage_counted", "counted", 1.0, 0),
    Shown("column_stage_duplicate", "duplicate", 1.0, 0),
    Shown("column_stage_dropped", "dropped", 1.0, 0),
    Shown("column_stage_malformed", "malformed", 1.0, 0),
    Shown("column_stage_outside", "outside", 1.0, 0),
    Shown("column_stage_doubtful", "doubtful", 1.0, 0),
)
REASONS = (
    Shown("column_register", "name", 1.2),
    Shown("column_stage", "stage_label", 1.5),
    Shown("column_row_reason", "reason_label", 2.4, None, "left"),
    Shown("column_rows", "records", 0.9, 0),
    Shown("column_of_read", "share_of_read_pct", 1.1, 2),
)


def chapters(paper: Outline, evaluation: Evaluation) -> None:
    """Those for which the registers tell something."""
    _deals(paper, evaluation)
    _abnormal(paper, evaluation)
    _account(paper, evaluation)


def _deals(paper: Outline, evaluation: Evaluation) -> None:
    """Transfers, licences and pledges: from where to where, and the balance of every region."""
    every = results.table(evaluation, "survey_flow_balance")
    if every.empty:
        return
    year = results.last_year(evaluation)
    flows = results.rows(results.table(evaluation, "survey_flows"), year=year)
    paper.chapter("chapter_survey_deals")
    paper.say("deals_reading")
    for (deal, kind), rows in every.groupby(["deal", "kind"], sort=False):
        words = {
            "deal": rows.deal_label.iloc[0],
            "kind": rows.kind_label.iloc[0],
            "year": year,
        }
        paper.section("section_deal", **words)
        balance = results.rows(rows, year=year)
        if balance.empty:
            paper.say("no_deals", **words)
            continue
        whole = balance[balance.layer == "whole"]
        for row in whole.to_dict("records"):
            paper.say(
                "deal_finding",
                within=number(row["within"], 0),
                inward=number(row["inward"], 0),
                outward=number(row["outward"], 0),
                from_unknown=number(row["inward_unknown"], 0),
                to_unknown=number(row["outward_unknown"], 0),
                **words,
            )
        regions = balance[balance.layer == "region"]
        own = results.rows(flows, deal=deal, kind=kind)
        if len(regions) <= MATRIX_UP_TO:
            _matrix(paper, evaluation, own, regions, words)
        else:
            _largest(paper, own, words)
        print_table(paper, "table_balance", BALANCE, pd.concat([whole, regions]), **words)
        paper.note(paper.texts("note_amounts"))


def _matrix(
    paper: Outline,
    evaluation: Evaluation,
    flows: pd.DataFrame,
    balance: pd.DataFrame,
    words: dict[str, object],
) -> None:
    """Deals by both regions, with what goes beyond the study and what is unknown at the edges."""
    regions = evaluation.evidence.regions
    codes = list(regions.region_code)
    counts = dict(
        zip(zip(flows.from_region, flows.to_region, strict=True), flows.records, strict=True)
    )
    edges = balance.set_index("region_code")
    # an edge of nothing but zeros would only make the other columns narrower
    beyond = [p for p in EDGES if (edges[[f"inward_{p}", f"outward_{p}"]] > 0).any(axis=None)]
    columns = [Column(paper.texts("column_from_to"), 1.3)]
    columns += [Column(name) for name in regions.short_name]
    columns += [Column(paper.texts(EDGES[place])) for place in beyond]
    rows = []
    for code, name in zip(codes, regions.short_name, strict=True):
        out = [edges[f"outward_{place}"].get(code) for place in beyond]
        rows.append([name, *(_count(n) for n in (*(counts.get((code, c)) for c in codes), *out))])
    for place in beyond:
        into = (edges[f"inward_{place}"].get(code) for code in codes)
        rows.append([paper.texts(EDGES[place]), *(_count(n) for n in into), *([""] * len(beyond))])
    paper.table("table_flows", columns, rows, **words)
    paper.note(paper.texts("note_matrix"))


def _count(value: float | None) -> str:
    """Deals in a cell of the matrix, which is left empty where there are none."""
    return "" if value is None or results.missing(value) or value == 0 else number(value, 0)


def _largest(paper: Outline, flows: pd.DataFrame, words: dict[str, object]) -> None:
    """The largest flows between two places."""
    apart = flows[flows.from_region != flows.to_region]
    keys = ["records", "from_region", "to_region"]
    first = apart.sort_values(keys, ascending=[False, True, True]).head(FLOWS_LISTED)
    if len(first):
        shown = {"shown": len(first), "rows": len(apart)}
        print_table(paper, "table_flows_largest", FLOWS, first, **words, **shown)


def _abnormal(paper: Outline, evaluation: Evaluation) -> None:
    """What patents found to be abnormal filings change."""
    found = results.rows(
        results.table(evaluation, "survey_abnormal"), year=results.last_year(evaluation), type=""
    )
    told = results.told(evaluation, *ABNORMAL_NOTES)
    if not told:
        return
    paper.chapter("chapter_survey_abnormal")
    for text in told:
        paper.text(sentence(text))
    if found.empty:
        return
    shown = pd.concat([found[found.layer == layer] for layer in ("whole", "reference", "region")])
    words = {"year": results.last_year(evaluation), "kind": found.kind_label.iloc[0]}
    print_table(paper, "table_abnormal", ABNORMAL, shown, **words)
    paper.note(paper.texts("note_abnormal"))


def _account(paper: Outline, evaluation: Evaluation) -> None:
    """What became of every row of every register, and why rows were not counted."""
    found = results.table(evaluation, "survey_account")
    if found.empty:
        return
    paper.chapter("chapter_survey_account")
    for text in results.told(evaluation, "registers_load"):
        paper.text(sentence(text))
    paper.say("account_reading")
    registers = found.drop_duplicates("register")
    shared = set(registers.kind_label[registers.kind_label.duplicated()])
    names = {
        register: paper.texts("register_named", kind=kind, register=register)
        if kind in shared
        else kind
        for register, kind in zip(registers.register, registers.kind_label, strict=True)
    }
    sums = stage_sums(found)
    print_table(paper, "table_account", ACCOUNT, sums.assign(name=sums.register.map(names)))
    lost = found[found.stage.isin(LOST) & (found.reason.fillna("") != "")]
    if len(lost):
        lost = lost.assign(name=lost.register.map(names))
        print_table(paper, "table_account_reasons", REASONS, lost)
