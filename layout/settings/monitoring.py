"""Departments' own figures on enforcement, finance and credit, and what raises an alert."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator

from layout.settings.section import Section


class Monitoring(Section):
    """Interface tables of departments, and alerts on any statistic."""

    interfaces: str = "common/interfaces.csv"
    """接口说明表（CSV）：各部门报哪些统计项、多久一次、怎样汇总成年度数；留空则没有部门接口。"""

    tables: list[str] = []
    """部门报来的数据表（CSV），执法、金融、信用等；年度数并入统计数据，可直接列入指标体系。"""

    events: str = ""
    """信用事件表（CSV）：失信、处罚等，逐件一行，按地区和年份计数后并入统计数据。"""

    rules: str = "common/alert_rules.csv"
    """预警规则表（CSV）：哪个统计项、怎样衡量、门槛、级别、由谁处置；留空则不作预警。"""

    as_of: dt.date | None = None
    """预警截止日期；留空取发布日期。"""

    repeat_months: Annotated[int, Field(ge=1)] = 12
    """同一主体在多少个月之内再次发生信用事件，列入重点名单。"""

    @model_validator(mode="after")
    def _declared_first(self) -> Self:
        if self.tables and not self.interfaces:
            raise ValueError("指定 tables（部门数据表）时，interfaces（接口说明表）必填")
        return self
