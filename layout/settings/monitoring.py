"""Departments' own figures on enforcement, finance and credit, and what raises an alert."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from layout.settings.section import Section


class Monitoring(Section):
    """Interface tables of departments, and alerts on any statistic."""

    interfaces: str = "common/interfaces.csv"
    """接口说明表（CSV）：各部门报哪些统计项、多久一次、怎样汇总成年度数。"""

    tables: list[str] = []
    """部门报来的数据表（CSV），执法、金融、信用等；年度数并入统计数据，可直接列入指标体系。"""

    events: str = ""
    """信用事件表（CSV）：失信、处罚等，逐件一行，按地区和年份计数后并入统计数据。"""

    rules: str = "common/alert_rules.csv"
    """预警规则表（CSV）：哪个统计项、怎样衡量、门槛、级别、由谁处置。"""

    as_of: dt.date | None = None
    """预警截止日期；留空取发布日期。"""

    repeat_months: Annotated[int, Field(ge=1)] = 12
    """同一主体在多少个月之内再次发生信用事件，列入重点名单。"""
