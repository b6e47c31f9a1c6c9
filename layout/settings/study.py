"""The study file as a whole."""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from layout.settings.inputs import Ages, Boundaries, Tables
from layout.settings.methods import Index, Matching, Robustness, Views, Zones
from layout.settings.monitoring import Monitoring
from layout.settings.plans import Plans
from layout.settings.policies import Policies
from layout.settings.registers import Registers
from layout.settings.section import Section, Share, Year
from layout.settings.services import Services


class Scenario(Section):
    """The study under other settings: what it names replaces, the rest stays."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    """情景代号；小写字母、数字、连字符。"""

    title: Annotated[str, Field(min_length=1)]
    """情景名称，印在对照表中。"""

    index: dict[str, Any] = {}
    """替换 [index] 中的键，如 { weighting = "entropy" }。"""

    matching: dict[str, Any] = {}
    """替换 [matching] 中的键。"""

    ages: dict[str, Any] = {}
    """替换 [ages] 中的键。"""


class Catalogue(Section):
    """The guidance catalogue's dates, and when a row of it may be trusted how far."""

    version: str
    """目录版本号。"""

    valid_from: dt.date
    """生效日期。"""

    valid_to: dt.date
    """失效日期。"""

    review_date: dt.date
    """复核日期。"""

    high_max_age: Annotated[int, Field(ge=0)] = 1
    """可信度为“高”时，所据最旧数据的最大年龄（年）。"""

    high_completeness: Share = 0.9
    """可信度为“高”时，各维度中有数据指标占应有指标的最低比例。"""

    medium_max_age: Annotated[int, Field(ge=0)] = 3
    """可信度为“中”时，所据最旧数据的最大年龄（年）。"""

    medium_completeness: Share = 0.6
    """可信度为“中”时，各维度中有数据指标占应有指标的最低比例。"""

    high_held: Share = 0.8
    """可信度为“高”时，条件在抽样中成立的最低比例。"""

    medium_held: Share = 0.5
    """可信度为“中”时，条件在抽样中成立的最低比例。"""

    sources: str = ""
    """可利用资源表（CSV）：参评地区以外（或其中某一机构）的资源，作为候选来源。"""

    review: str = ""
    """审核表（CSV）：目录各条的审核状态与人工修改；用 catalogue review 命令生成和更新。"""


class Reports(Section):
    """What is written for departments besides the page and the tables."""

    briefs: Literal["auto", "yes", "no"] = "auto"
    """每个地区一页的简报：auto 在不超过 100 个地区时写，yes 总是写，no 不写。"""

    texts: str = ""
    """本单位的措辞表（CSV），逐条替换报告、图、工作簿中的固定文字；见 docs/reports.md。"""

    template: str = ""
    """本单位的 Word 模板（.docx），填写后存为 report_custom.docx；须安装 docxtpl。"""

    pdf: bool = False
    """另存各份报告为 PDF；须安装 WeasyPrint。"""


class Settings(Section):
    """A whole study file."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    """研究代号，也是输出目录名；小写字母、数字、连字符。"""

    title: Annotated[str, Field(min_length=1)]
    """研究名称，印在页面与报告上。"""

    area: Annotated[str, Field(min_length=1)]
    """研究范围的名称，如“江苏省”。"""

    release: dt.date
    """发布日期，印在页面上；同一输入的输出因此与运行时间无关。"""

    level: Literal["province", "city", "county"]
    """地区层级。"""

    within: str = ""
    """上级地区（如“江苏”）；地区名称只在其范围内识别，重名时须写明。"""

    regions: Annotated[list[str], Field(min_length=3)]
    """参评地区：六位代码、全称、简称或英文名。"""

    years: Annotated[list[Year], Field(min_length=1)]
    """评价年。"""

    seed: int = 20160217
    """随机种子。"""

    demonstration: bool = False
    """是否为演示：数据是合成的，每页、每张表都标明“演示数据”。"""

    tables: Tables
    registers: Registers = Registers()
    policies: Policies = Policies()
    plans: Plans = Plans()
    services: Services = Services()
    monitoring: Monitoring = Monitoring()
    ages: Ages = Ages()
    boundaries: Boundaries = Boundaries()
    index: Index = Index()
    matching: Matching = Matching()
    zones: Zones = Zones()
    views: Views = Views()
    robustness: Robustness = Robustness()
    catalogue: Catalogue
    reports: Reports = Reports()
    scenario: list[Scenario] = []
    """对照情景（[[scenario]]），全部先校验再运行，结果见 scenarios.csv。"""

    limits: list[str] = []
    """须让读者看到的局限说明，逐条印在页面与说明表中。"""

    def under(self, scenario: Scenario) -> "Settings":
        """These settings with what the scenario names replaced.

        Raises
        ------
        pydantic.ValidationError
            If the scenario names an unknown setting or a wrong value.
        """
        document = self.model_dump()
        for section in ("index", "matching", "ages"):
            document[section] |= getattr(scenario, section)
        return type(self).model_validate(document)

    @model_validator(mode="after")
    def _years_are_in_order(self) -> Self:
        if sorted(set(self.years)) != self.years:
            raise ValueError("years 须从早到晚排列且不重复")
        return self
