"""The table of documents: in force or not, strength, level of coordination with its evidence."""

import datetime as dt

import pandas as pd

from layout.notes import Notes, listed
from layout.policy.levels import judge
from layout.policy.reading import Document, Reading
from layout.policy.strength import BY_DEPARTMENT, BY_GOVERNMENT, StrengthLadder
from layout.views import labelled, rounded, whole

COLUMNS = (
    "policy_id",
    "title",
    "issue_no",
    "level",
    "level_label",
    "area",
    "issuers",
    "issuers_label",
    "date",
    "valid_from",
    "valid_to",
    "in_force",
    "strength",
    "coordination",
    "coordination_code",
    "coordination_label",
    "evidence",
    "part",
    "tasks",
    "departments",
    "domains",
    "division_share",
    "source",
    "file",
    "drafted",
)
ENDED = ("expired", "revised")
"""Status of documents that no longer hold, whatever their dates say."""

NOUN = " 份文件"


def documents(
    reading: Reading, ladder: StrengthLadder, as_of: dt.date, least_division: float, notes: Notes
) -> pd.DataFrame:
    """The table ``policy_documents``: one row per document, in the order of their list."""
    read = reading.policies.documents
    judged = [judge(reading, each, least_division) for each in reading.documents.values()]
    bodies = [reading.bodies(each.document) for each in judged]
    rungs = [
        ladder.rung(
            row["title"],
            row["level"],
            _issuer(reading, each.document),
            row["issue_no"],
        )
        for row, each in zip(read.to_dict("records"), judged, strict=True)
    ]
    dates = zip(read.status, read.date, read.valid_from, read.valid_to, strict=True)
    table = read.reset_index(drop=True).assign(
        issuers_label=[reading.named(each.document.issuers) for each in judged],
        in_force=[int(in_force(*row, as_of)) for row in dates],
        strength=whole([rung.strength if rung else float("nan") for rung in rungs]),
        coordination=whole([each.score for each in judged]),
        coordination_code=[each.level for each in judged],
        evidence=[each.evidence for each in judged],
        part=[each.document.part for each in judged],
        tasks=[len(each.document.judged) for each in judged],
        departments=[len(found) for found in bodies],
        domains=[len(reading.domains(found)) for found in bodies],
        division_share=rounded([each.facts.division for each in judged]),
    )
    table = labelled(table, {"level": "level", "coordination_code": "policy_level"})
    table = table.rename(columns={"coordination_code_label": "coordination_label"})[[*COLUMNS]]
    _tell(table, as_of, notes)
    return table


def in_force(status: str, date: str, valid_from: str, valid_to: str, as_of: dt.date) -> bool:
    """Whether a document holds on a day; without an end it is taken to hold on.

    Parameters
    ----------
    date, valid_from, valid_to
        Days (ISO), blank where unknown. A document holds from `valid_from`, else from its date;
        the last day counts.

    Examples
    --------
    >>> in_force("", "2016-02-17", "", "2018-12-31", dt.date(2018, 12, 31))
    True
    >>> in_force("expired", "2016-02-17", "", "", dt.date(2018, 12, 31))
    False
    """
    first, last = valid_from or date, valid_to
    begun = not first or dt.date.fromisoformat(first) <= as_of
    return status not in ENDED and begun and (not last or as_of <= dt.date.fromisoformat(last))


def _issuer(reading: Reading, document: Document) -> str:
    """By whom the ladder takes a document to be issued; blank where nobody is known."""
    if not document.issuers:
        return ""
    return BY_GOVERNMENT if reading.by_government(document) else BY_DEPARTMENT


def _tell(table: pd.DataFrame, as_of: dt.date, notes: Notes) -> None:
    """Notes on documents of which something is not known, or that are not in the stock."""
    if len(table):
        notes.add("policy_levels_ours")
    holds = table.in_force == 1
    for code, rows in (
        ("policy_not_in_force", table[~holds]),
        ("policy_open_ended", table[holds & (table.valid_to == "")]),
        ("policy_undated", table[(table.date == "") & (table.valid_from == "")]),
        ("policy_issuers_unknown", table[table.issuers == ""]),
        ("policy_strength_unknown", table[table.strength.isna()]),
        ("policy_level_unknown", table[table.coordination.isna()]),
        ("policy_no_tasks", table[table.tasks == 0]),
    ):
        if len(rows):
            notes.add(code, documents=listed(rows.policy_id, noun=NOUN), as_of=as_of.isoformat())
    if table.level[holds].nunique() > 1:
        notes.add("policy_strength_levels")
