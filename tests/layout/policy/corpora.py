"""Made-up documents of a made-up province, put together with the right characters."""

import datetime as dt

import pandas as pd

from geodata.policies.corpus import (
    CODE_COLUMNS,
    DOCUMENT_COLUMNS,
    ELIGIBILITY_COLUMNS,
    LEDGER_COLUMNS,
    PROGRESS_COLUMNS,
    ROLE_COLUMNS,
    TASK_COLUMNS,
    Department,
    Policies,
)

AS_OF = dt.date(2020, 12, 31)
DEPARTMENTS = {
    code: Department(code, label, domain)
    for code, label, domain in (
        ("GOV", "省政府", "government"),
        ("IPO", "知识产权局", "ip"),
        ("CPR", "版权局", "ip"),
        ("TMO", "商标局", "ip"),
        ("EIC", "工业和信息化厅", "industry"),
        ("STD", "科技厅", "science"),
        ("FIN", "财政厅", "finance"),
        ("EDU", "教育厅", "education"),
        ("CITY", "地方政府（市）", "local"),
    )
}
ROLE_WORDS = {"lead": "牵头", "participant": "参与", "data": "提供数据", "funds": "给予经费支持"}


class Corpus:
    """Documents are added with their tasks; `policies` gives the tables."""

    def __init__(self):
        self.documents, self.tasks, self.roles, self.codes = [], [], [], []
        self.texts = {}

    def add(
        self,
        policy_id,
        tasks=(),
        title="省政府办公厅关于印发推进方案的通知",
        issuers="GOV",
        closing="",
        **columns,
    ):
        """`tasks` are built by `task`; they stand one to a line under the title."""
        text = title + "\n"
        for n, each in enumerate(tasks, start=1):
            text = self._task(policy_id, n, each, text)
        self.texts[policy_id] = text + closing
        row = dict.fromkeys(DOCUMENT_COLUMNS, "") | {
            "policy_id": policy_id,
            "title": title,
            "issuers": issuers,
            "level": "province",
            "area": "江东省",
            "date": "2016-02-17",
            "source": "样例",
            "characters": len(self.texts[policy_id]),
        }
        self.documents.append(row | columns)
        return self

    def _task(self, policy_id, n, each, text):
        key = f"{policy_id}-{'A' if each['part'] == 'annex' else 'B'}{n:02d}"
        start = len(text)
        text += each["text"] + "："
        assignment = len(text)
        for department, role in each["roles"]:
            name = DEPARTMENTS[department].label_zh
            clause = name + ROLE_WORDS.get(role, "")
            at = len(text)
            self.roles.append((key, department, role, name, clause, at, at + len(name)))
            text += clause + "，"
        row = dict.fromkeys(TASK_COLUMNS, "") | {
            "task_id": key,
            "policy_id": policy_id,
            "part": each["part"],
            "number": str(n),
            "text": each["text"],
            "assignment_text": text[assignment:],
            "end": each["end"],
            "start_char": start,
            "end_char": len(text),
        }
        self.tasks.append(row)
        self.codes += [(key, kind, code, "rules", "draft", 0, 0) for kind, code in each["codes"]]
        return text + "\n"

    def code(self, task, kind, code, status="human"):
        self.codes.append((task, kind, code, "甲", status, 0, 0))
        return self

    @property
    def policies(self):
        codes = pd.DataFrame(self.codes, columns=[*CODE_COLUMNS])
        return Policies(
            pd.DataFrame(self.documents, columns=[*DOCUMENT_COLUMNS]),
            pd.DataFrame(self.tasks, columns=[*TASK_COLUMNS]),
            pd.DataFrame(self.roles, columns=[*ROLE_COLUMNS]),
            codes[codes.code != ""].reset_index(drop=True),
            codes[codes.status == "human"].reset_index(drop=True),
            pd.DataFrame(columns=[*ELIGIBILITY_COLUMNS]),
            pd.DataFrame(columns=[*PROGRESS_COLUMNS]),
            pd.DataFrame(columns=[*LEDGER_COLUMNS]),
            self.texts,
            DEPARTMENTS,
        )


def task(*roles, text="开展资源调查", part="annex", end="", codes=()):
    """A task; roles as ``department role``, e.g. ``task("IPO lead", "FIN funds")``."""
    pairs = [tuple(role.split()) for role in roles]
    return {"roles": pairs, "text": text, "part": part, "end": end, "codes": codes}
