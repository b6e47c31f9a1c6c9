"""Public services: nodes, demand, how far people go, and what may be built."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from layout.settings.section import Section

Objective = Literal["cover_all", "cover_most", "median", "equity"]


class Services(Section):
    """Public IP services of the study; none without `nodes` and `coverage`."""

    types: str = "common/service_types.csv"
    """服务机构类型表（CSV）：类型、层级、主干节点或网点、提供的服务。"""

    nodes: str = ""
    """服务机构名录（CSV）：类型、层级、服务、坐标或地址；留空则不作机构分析。"""

    coverage: str = ""
    """已公布的覆盖率（CSV）：分子、分母及其口径、来源。"""

    demand: str = ""
    """需求点表（CSV）：坐标、城乡、需求量；留空则每个地区一个需求点，用 demand_statistic。"""

    demand_statistic: str = ""
    """没有需求点表时，各地区的需求量用哪个统计项（如有效发明专利数、经营主体数）。"""

    travel: str = ""
    """出行时间表（CSV）：需求点到机构或备选点的时间；留空则按大圆距离。"""

    candidates: str = ""
    """备选点表（CSV）：可以新设机构的地点与费用；留空则不作选址。"""

    survey: str = ""
    """满意度问卷表（CSV）：每份答卷一行。"""

    efficiency: str = ""
    """效能评估指标体系（CSV）：各项指标的权重、方向、最低与最高值，可修改。"""

    efficiency_figures: str = ""
    """效能评估数据（CSV）：各机构各项指标的数。"""

    reach: Annotated[float, Field(gt=0)] = 60.0
    """服务半径：有出行时间表时为分钟，否则为公里。"""

    decay: Literal["none", "steps", "gaussian"] = "gaussian"
    """半径之内是否随距离衰减：none 不衰减（2SFCA），steps 分三段，gaussian 高斯衰减。"""

    objectives: list[Objective] = ["cover_all", "cover_most", "median", "equity"]
    """选址目标：全覆盖、最大覆盖、总出行最少、最均衡。"""

    budget: Annotated[float, Field(gt=0)] | None = None
    """新设机构的总费用上限（与备选点表的费用同单位）。"""

    new_sites: Annotated[int, Field(ge=1)] | None = None
    """新设机构的个数上限。"""

    search_nodes: Annotated[int, Field(ge=1)] = 2_000
    """每个选址目标求解时搜索的节点数上限；到上限未证明最优的，列出与最优值的最大差距。计数而不计时，重复运行结果相同。"""

    lagging_share: Annotated[float, Field(gt=0, le=1)] = 0.5
    """可达性低于全域平均的此比例，列入薄弱地区。"""

    satisfaction_target: Annotated[float, Field(ge=0, le=100)] | None = None
    """满意度目标（分）。"""

    least_responses: Annotated[int, Field(ge=2)] = 30
    """答卷少于此数的，满意度只列出、不评定。"""

    level: Annotated[float, Field(gt=0, lt=1)] = 0.95
    """满意度置信区间的置信水平。"""

    @model_validator(mode="after")
    def _nodes_first(self) -> Self:
        if not self.nodes and (self.demand or self.travel or self.candidates):
            raise ValueError("指定 demand、travel 或 candidates 时，nodes（服务机构名录）必填")
        if self.candidates and self.budget is None and self.new_sites is None:
            raise ValueError("作选址时，budget（费用上限）与 new_sites（个数上限）至少填一项")
        if bool(self.efficiency) != bool(self.efficiency_figures):
            raise ValueError("efficiency 与 efficiency_figures 须同时指定")
        return self

    @property
    def declared(self) -> bool:
        """Whether the study looks at public services."""
        return bool(self.nodes or self.coverage or self.survey or self.efficiency)
