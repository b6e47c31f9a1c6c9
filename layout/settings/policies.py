"""Policy documents: where they are listed, and the rules and codebooks they are judged by."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator

from layout.settings.section import Section, Share


class Policies(Section):
    """Policy documents of the study; none without `documents`."""

    documents: str = ""
    """政策文件清单（CSV）：每份文件一行，写明文件、文号、发文机关、日期；留空则不作政策分析。"""

    names: str = "common/department_names.csv"
    """部门名称表（CSV）：各部门历年的名称、所属领域与起止年份。"""

    vocabulary: str = "common/policy_vocabulary.csv"
    """政策词表（CSV）：环节、工具、成果等按哪些词语初编。"""

    codes: str = ""
    """人工编码表（CSV 或 Excel）：优先于按词表的初编；可有多位编码员。"""

    strength: str = "common/policy_strength.csv"
    """政策力度表（CSV）：按发文机关与文种定 1–5 分。"""

    pmc: str = "common/pmc.csv"
    """PMC 指数编码手册（CSV）：两级变量与初编词语。"""

    demand: str = "common/policy_demand.csv"
    """目录各类条目所需的环节与工具（CSV），供需适配用。"""

    goals: str = "common/policy_goals.csv"
    """目标、措施评分手册（CSV）：按可计数的事实定 1–5 分。"""

    gaps: str = "common/policy_gaps.csv"
    """已知短板表（CSV）：文献指出、须查验有无措施的短板。"""

    eligibility: str = ""
    """申领条件表（CSV）：各项政策的对象、地域、门槛等，比较条款差异用。"""

    plan: str = ""
    """按其任务分解表跟踪进度的文件，填清单中的代号；留空则不跟踪。"""

    progress: str = ""
    """任务进展表（CSV）：每项任务的状态与证据。"""

    acceptance: str = "common/acceptance.csv"
    """验收清单（CSV）：逐项写明依据与所需成果。"""

    ledger: str = ""
    """政策建议采纳台账（CSV）：每条建议的处理情况。"""

    as_of: dt.date | None = None
    """进度截止日期；留空取发布日期。"""

    due_within: Annotated[int, Field(ge=1)] = 90
    """“即将到期”指多少天之内。"""

    least_agreement: Share = 0.8
    """编码员一致性（Krippendorff α）低于此数时，结果标为“暂定”。"""

    least_division: Share = 0.5
    """一份文件有分工的任务达到此比例，才算“分工明确”。"""

    @model_validator(mode="after")
    def _documents_first(self) -> Self:
        if not self.documents and (self.plan or self.codes or self.progress):
            raise ValueError("指定 plan、codes 或 progress 时，documents（政策文件清单）必填")
        return self

    @property
    def declared(self) -> bool:
        """Whether the study has policy documents."""
        return bool(self.documents)
