"""A made-up corpus for the tests on contents: nothing in it is a real document or figure."""

import pandas as pd

from geodata.policies.corpus import (
    CODE_COLUMNS,
    DOCUMENT_COLUMNS,
    PROGRESS_COLUMNS,
    ROLE_COLUMNS,
    TASK_COLUMNS,
    Department,
    Policies,
)
from geodata.policies.kept import no_eligibility, no_ledger

DEPARTMENTS = {
    code: Department(code, name, domain)
    for code, name, domain in (
        ("IPO", "知识产权局", "ip"),
        ("STD", "科技厅", "science"),
        ("FIN", "财政厅", "finance"),
    )
}
TEXT = (
    "虚构文件。建设信息平台，由知识产权局牵头，财政厅给予经费支持，2020年底前完成。"
    "推广质押融资，由知识产权局、科技厅组织实施。开展高价值专利培育。"
)
TASKS = {
    "P-A01": ("建设信息平台", "2020-01-01", "2020-12-31"),
    "P-A02": ("推广质押融资", "", ""),
    "P-A03": ("开展高价值专利培育", "", ""),
}
ROLES = (
    ("P-A01", "IPO", "lead", "知识产权局", "由知识产权局牵头"),
    ("P-A01", "FIN", "funds", "财政厅", "财政厅给予经费支持"),
    ("P-A02", "IPO", "lead", "知识产权局", "由知识产权局、科技厅组织实施"),
    ("P-A02", "STD", "lead", "科技厅", "由知识产权局、科技厅组织实施"),
)
CODES = (
    ("P-A01", "stage", "service", "draft"),
    ("P-A01", "tool", "supply.information", "draft"),
    ("P-A01", "tool", "supply.platform", "draft"),
    ("P-A01", "deliverable", "信息平台", "draft"),
    ("P-A02", "stage", "use", "human"),
    ("P-A02", "tool", "environment.finance", "human"),
    ("P-A03", "stage", "creation", "draft"),
)


def frame(rows, columns):
    return pd.DataFrame(rows, columns=[*columns])


def corpus(codes=CODES, roles=ROLES, text=TEXT, tasks=TASKS, **kept):
    """One document P of 2020 with three tasks; anything may be replaced."""
    told = dict.fromkeys(DOCUMENT_COLUMNS, "")
    document = told | {
        "policy_id": "P",
        "title": "虚构方案",
        "issuers": "IPO",
        "level": "province",
        "date": "2020-01-01",
    }
    begin = text.find
    return Policies(
        documents=frame([document] if tasks else [], DOCUMENT_COLUMNS),
        tasks=frame(
            [
                (i, "P", "annex", str(n), "", "", words, "", "", start, end, *span(text, words))
                for n, (i, (words, start, end)) in enumerate(tasks.items(), 1)
            ],
            TASK_COLUMNS,
        ),
        roles=frame(
            [
                (task, code, role, name, clause, start, start + len(name))
                for task, code, role, name, clause in roles
                for start in [begin(name, max(begin(clause), 0))]
            ],
            ROLE_COLUMNS,
        ),
        codes=frame([(*code[:3], "rules", code[3], 0, 0) for code in codes], CODE_COLUMNS),
        codings=frame([], CODE_COLUMNS),
        texts={"P": text} if tasks else {},
        departments=DEPARTMENTS,
        **{
            "eligibility": no_eligibility(),
            "progress": frame([], PROGRESS_COLUMNS),
            "ledger": no_ledger(),
            **kept,
        },
    )


def span(text, words):
    start = text.find(words)
    return start, start + len(words)


def documents(policies, **changed):
    """The table policy_documents as far as contents need it: in force, strength 3."""
    known = policies.documents[["policy_id", "title", "level", "area", "date"]]
    told = {"in_force": 1, "strength": 3, "part": "annex", "issuers_label": "知识产权局"}
    table = known.assign(**(told | changed))
    return table.astype({"strength": "Int64"})


def clarity(policies):
    """The table policy_clarity of the made-up document: one lead, one joint lead, no owner."""
    shares = {
        "lead_clarity": 1 / 3,
        "owner_coverage": 2 / 3,
        "deadline_coverage": 1 / 3,
        "deliverable_coverage": 1 / 3,
    }
    rows = [{"policy_id": i, "part": "annex", **shares} for i in policies.documents.policy_id]
    return pd.DataFrame(rows, columns=["policy_id", "part", *shares])


CATALOGUE = (
    "catalog_id",
    "region_code",
    "region_name",
    "zone",
    "industry_code",
    "direction",
    "resource_type",
    "policy_tool",
    "priority",
    "layer",
)


def catalogue(*rows):
    """A catalogue as far as its demand needs it."""
    return pd.DataFrame(rows, columns=[*CATALOGUE])


A_ROW = ("r1", "320100", "南京市", "甲区", "", "引进补强", "人才", "创新政策", 1, "region")
