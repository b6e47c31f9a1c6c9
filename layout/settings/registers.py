"""Registers of records: where they are declared, and how they are counted."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from layout.settings.section import Section


class Registers(Section):
    """Registers of patents, trademarks, enterprises and the like; none without `declaration`."""

    declaration: str = ""
    """登记簿清单（CSV）：每个登记簿一行，写明种类、文件或数据库表、编码、来源；留空则不用登记簿。"""

    columns: str = ""
    """列对照表（CSV）：各登记簿的哪一列是哪一项；指定了清单时必填。"""

    values: str = ""
    """取值对照表（CSV）：本单位登记簿中类型、状态等的写法，补充内置写法。"""

    concordance: str = ""
    """IPC、尼斯分类等与行业的对照表（CSV，可带权重）；留空则各类权利不分行业。"""

    industries: str = "common/industries.csv"
    """行业表：评价所用的行业代码与名称，默认为国民经济行业分类大类。"""

    rules: str = "common/industry_rules.csv"
    """分行业的资源配置导向目录规则表。"""

    intensive: str = ""
    """知识产权密集型产业目录（CSV），可载入官方目录；留空则只按密集度测算。"""

    benchmarks: str = ""
    """外部对照表（CSV）：全国、其他省份、国家分行业的知识产权与产业数。"""

    store: str = "store"
    """数据库目录，相对于研究文件；ingest 写入，evaluate 读取。"""

    vintage: str = ""
    """采用哪一期数据：日期（取该日及以前最近一期）；留空取最近一期。"""

    engine: str = "duckdb"
    """计算引擎：duckdb，或 Spark 集群地址（spark://主机:端口），后者须安装 PySpark。"""

    memory_gb: Annotated[float, Field(ge=0.5)] = 2.0
    """DuckDB 的内存上限（GB）；超出部分暂存到磁盘。"""

    sample: Annotated[int, Field(ge=0, le=1000)] = 20
    """每个登记簿、每种原因留作复核的记录条数。"""

    abnormal: Literal["exclude", "include"] = "exclude"
    """被认定为非正常申请的专利是否计入；两种结果之差都在资源调查表中列出。"""

    pledge_threshold: Annotated[float, Field(gt=0)] = 1000.0
    """“质押融资金额较高”的门槛（万元，按专利累计）；官方没有公开数值。"""

    maintained_years: Annotated[int, Field(ge=1)] = 10
    """“维持年限较长”的门槛：自申请日起超过多少年。"""

    smoothing: Annotated[float, Field(ge=0)] = 20.0
    """小样本平滑：相当于按对照份额预先加入多少件。"""

    least_in_region: Annotated[float, Field(ge=0)] = 30.0
    """一个地区少于多少件，专业化指数记为“数据不足”。"""

    least_in_cell: Annotated[float, Field(ge=0)] = 0.0
    """地区×行业按对照份额应有的件数少于此数时记为“数据不足”。"""

    lag: Annotated[int, Field(ge=0, le=5)] = 0
    """知识产权（t）与产业（t+lag）比较时的滞后年数。"""

    candidates: Annotated[int, Field(ge=0, le=50)] = 5
    """每个地区列出多少个可进入的行业（相关性最近者）。"""

    @model_validator(mode="after")
    def _declared_whole(self) -> Self:
        if self.declaration and not self.columns:
            raise ValueError("指定了 declaration（登记簿清单）时，columns（列对照表）必填")
        return self

    @property
    def declared(self) -> bool:
        """Whether the study has registers."""
        return bool(self.declaration)
