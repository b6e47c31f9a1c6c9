"""Plans: their indicators with targets, what was reached, and how both are judged."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from layout.settings.section import Section, Share


class Plans(Section):
    """Plans whose indicators are tracked; none without `plans`."""

    plans: str = ""
    """规划清单（CSV）：每份规划一行，写明地区、起止年、状态、来源；留空则不跟踪规划指标。"""

    indicators: str = ""
    """规划指标表（CSV）：类型、方向、约束性或预期性、基期值、目标值、单位；指定 plans 时必填。"""

    figures: str = ""
    """规划指标实绩表（CSV）：各年（或年内某月末）的完成数。"""

    statements: str = ""
    """核对表（CSV）：规划或其他文件中对同一指标的说法，逐条与指标表核对。"""

    allocations: str = ""
    """目标分解方案表（CSV）：把哪个目标按什么规则分到各地区。"""

    projects: str = ""
    """项目清单（CSV），如“四重”清单：改革、项目、平台、政策。"""

    progress: str = ""
    """项目进展表（CSV）：每个项目的状态与证据。"""

    plausibility: str = "common/plan_plausibility.csv"
    """合理范围表（CSV）：某级规划中某类单位的数至少、至多应有多大，用于发现单位错误。"""

    as_of: dt.date | None = None
    """跟踪截止日期；留空取发布日期。"""

    path: Literal["linear", "geometric"] = "linear"
    """评定时序进度用的路径：linear 每年增加相同的量，geometric 每年增长相同的比例；两种都列出。"""

    on_track: Annotated[float, Field(gt=0)] = 1.0
    """时序指数（完成进度÷时间进度）达到此数为“达到时序”。"""

    near: Annotated[float, Field(gt=0)] = 0.9
    """时序指数达到此数为“基本达到”，低于此数为“滞后”。"""

    trend_years: Annotated[int, Field(ge=3)] = 4
    """预测用最近几个年度数（含基期）。"""

    level: Annotated[float, Field(gt=0, lt=1)] = 0.9
    """预测区间的置信水平。"""

    draws: Annotated[int, Field(ge=100)] = 10_000
    """估计“期末达标可能性”的重抽样次数。"""

    soft: Share = 0.5
    """上一期完成率超过 1 加此数，目标标为“偏低”。"""

    due_within: Annotated[int, Field(ge=1)] = 90
    """项目“即将到期”指多少天之内。"""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.plans and not self.indicators:
            raise ValueError("指定 plans（规划清单）时，indicators（规划指标表）必填")
        if not self.plans and (self.indicators or self.projects):
            raise ValueError("指定 indicators 或 projects 时，plans（规划清单）必填")
        if self.near > self.on_track:
            raise ValueError("near 不得大于 on_track")
        return self

    @property
    def declared(self) -> bool:
        """Whether the study tracks plans."""
        return bool(self.plans)
