"""How a study computes: index, matching, zones, views and robustness."""

from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from layout.settings.section import (
    COMBINED,
    Aggregation,
    CouplingForm,
    Imputation,
    Normalisation,
    Section,
    Share,
    Weighting,
)


class Index(Section):
    """From indicators to three dimension scores and one composite."""

    normalisation: Normalisation = "goalpost"
    """标准化方法；goalpost 按指标表的目标值，其余按全部评价年合并。"""

    imputation: Imputation = "none"
    """缺数处理：none 不插补，group_mean 对照分区当年均值，interpolate 同一地区内插；插补有标记。"""

    weighting: Weighting = "equal"
    """赋权方法；table 为指标表的 weight 列，ahp、budget 用专家表，combine_* 组合 combine 所列。"""

    combine: list[Weighting] = []
    """组合赋权所用的各种方法，如 ["ahp", "entropy"]。"""

    aggregation: Aggregation | dict[Literal["ip", "innovation", "industry"], Aggregation] = (
        "arithmetic"
    )
    """指标合成维度得分的方法；可按维度分别规定。"""

    composite: Aggregation = "arithmetic"
    """三个维度合成综合得分的方法；arithmetic 时综合得分即发展度 T。"""

    dimension_weights: dict[Literal["ip", "innovation", "industry"], Share] = {
        "ip": 1 / 3,
        "innovation": 1 / 3,
        "industry": 1 / 3,
    }
    """三个维度的权重，合计为 1。"""

    floor: Annotated[float, Field(gt=0, lt=0.5)] = 0.01
    """标准化得分的下限；避免个别 0 使耦合度与协调度一律为 0。"""

    min_coverage: Annotated[float, Field(gt=0, le=1)] = 0.6
    """维度得分要求的最低权重覆盖率；低于此值则该维度不给分。"""

    def weights_of_dimensions(self) -> npt.NDArray[np.float64]:
        """(3,) weights in the order ip, innovation, industry."""
        weight = self.dimension_weights
        # written with a few decimals they may miss 1, which the means do not forgive
        shares = np.array([weight["ip"], weight["innovation"], weight["industry"]])
        return np.asarray(shares / shares.sum())

    def aggregation_of(self, dimension: str) -> str:
        """Mean of the indicators of one dimension; a dimension not listed takes the arithmetic."""
        if isinstance(self.aggregation, str):
            return self.aggregation
        return {str(key): mean for key, mean in self.aggregation.items()}.get(
            dimension, "arithmetic"
        )

    @model_validator(mode="after")
    def _combination_has_parts(self) -> Self:
        if self.weighting in COMBINED and (
            len(self.combine) < 2 or set(self.combine) & set(COMBINED)
        ):
            raise ValueError("组合赋权须在 combine 中列出两种以上的基本方法")
        return self

    @model_validator(mode="after")
    def _weights_are_complete(self) -> Self:
        if len(self.dimension_weights) != 3 or abs(sum(self.dimension_weights.values()) - 1) > 1e-6:
            raise ValueError("dimension_weights 须写全 ip、innovation、industry，且合计为 1")
        return self


class Matching(Section):
    """How well the three resources match."""

    form: CouplingForm = "wang"
    """耦合度公式：wang（王淑佳等 2021 修正式）、standard、fan；前两种总是并列给出。"""

    grade_scale: str = "ten"
    """协调度等级表中使用的等级制。"""

    lag_threshold: Share = 0.9
    """最低维度得分与三维均值之比低于此值，判为该维度滞后，否则为同步。"""


class Zones(Section):
    """Contiguous functional zones."""

    adjacency: Literal["queen", "rook", "k_nearest", "distance"] = "queen"
    """相邻的定义：queen 有公共点，rook 有公共边，k_nearest 最近的若干个，distance 一定距离以内。"""

    nearest: Annotated[int, Field(ge=1)] = 4
    """adjacency = "k_nearest" 时，每个地区取最近的几个（按中心点距离）。"""

    distance_km: Annotated[float, Field(gt=0)] = 200.0
    """adjacency = "distance" 时，中心点相距不超过多少公里为相邻。"""

    method: Literal["auto", "exact", "ward", "skater", "max_p"] = "auto"
    """分区方法；auto 在地区数不超过 exact_limit 时求精确解，否则有下限用 skater、无下限用 ward。"""

    k: Annotated[int, Field(ge=2)] | None = None
    """分区数；留空则在 k_min 到 k_max 之间取轮廓系数最大者。max_p 的分区数由下限决定。"""

    k_min: Annotated[int, Field(ge=2)] = 3
    """自动选取时的最少分区数。"""

    k_max: Annotated[int, Field(ge=2)] = 5
    """自动选取时的最多分区数。"""

    exact_limit: Annotated[int, Field(ge=2, le=16)] = 16
    """地区数不超过此值时求精确最优解，否则用带邻接约束的启发式方法。"""

    min_regions: Annotated[int, Field(ge=1)] = 1
    """每个分区至少有几个地区。"""

    floor_statistic: str = ""
    """每个分区须达到下限的统计项，如常住人口；须是可相加的总量。"""

    floor: Annotated[float, Field(ge=0)] = 0.0
    """每个分区 floor_statistic 的下限，单位同统计项字典。"""

    draws: Annotated[int, Field(ge=0, le=100_000)] = 1_000
    """用稳健性分析的前多少次抽样重新分区，检验分区是否稳定；0 为不检验。"""

    weak_below: Share = 0.7
    """在抽样中留在本区的比例低于此值，判为归属不稳。"""

    @model_validator(mode="after")
    def _floor_is_whole(self) -> Self:
        if (self.floor > 0) != bool(self.floor_statistic):
            raise ValueError("floor 与 floor_statistic 须同时写明")
        if self.method == "max_p" and not self.floor:
            raise ValueError('method = "max_p" 须写明 floor 与 floor_statistic')
        return self

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        if self.k_min > self.k_max:
            raise ValueError("k_min 不能大于 k_max")
        return self


class Views(Section):
    """Amounts that are shared out over regions, for mismatch and centres of gravity."""

    amounts: dict[Literal["ip", "innovation", "industry"], str] = {}
    """各维度可在地区间加总的统计项，用于空间错位与重心；须是总量，不能是比率或分值；不写则不算。"""

    population: str = ""
    """人口统计项，作泰尔指数的权重；不写则不算泰尔指数。"""

    permutations: Annotated[int, Field(ge=99, le=999_999)] = 9_999
    """空间自相关检验中不能逐一列举时的随机置换次数。"""

    lags: Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=1)] = [0, 1, 2]
    """检验的时滞（年）：创新对知识产权、知识产权对产业。"""


class Robustness(Section):
    """Which choices vary when the results are drawn anew, and how often."""

    draws: Annotated[int, Field(ge=0, le=1_000_000)] = 10_000
    """抽样次数；0 为不做不确定性分析。"""

    normalisations: Annotated[list[Normalisation], Field(min_length=1)] = [
        "goalpost",
        "minmax",
        "percentile",
    ]
    """参与变动的标准化方法；goalpost 为研究所用的目标值法。"""

    imputations: Annotated[list[Imputation], Field(min_length=1)] = ["none", "group_mean"]
    """参与变动的缺数处理：none 不插补，group_mean 对照分区当年均值，interpolate 同一地区内插。"""

    weights: Literal["share", "dirichlet", "fixed"] = "share"
    """权重如何变动：share 上下浮动，dirichlet 围绕所用权重的狄利克雷分布，fixed 不变。"""

    weight_share: Annotated[float, Field(ge=0, lt=1)] = 0.25
    """weights = "share" 时的浮动比例。"""

    weight_concentration: Annotated[float, Field(ge=1)] = 100.0
    """weights = "dirichlet" 时的集中度，越大越靠近所用权重。"""

    aggregations: Annotated[list[Aggregation], Field(min_length=1)] = ["arithmetic", "geometric"]
    """参与变动的合成方法（指标合成维度与维度合成综合得分同时变动）。"""

    leave_one_out: bool = True
    """是否轮流去掉一项指标（维度只有一项指标时不去）。"""

    forms: Annotated[list[CouplingForm], Field(min_length=1)] = ["wang", "standard", "fan"]
    """参与变动的耦合度公式。"""

    sensitivity_points: Annotated[int, Field(ge=0, le=100_000)] = 512
    """敏感性分析（Sobol 指数）的样本点数；0 为不做。"""

    memory_mb: Annotated[float, Field(gt=0)] = 512.0
    """保存抽样结果的内存上限（MB）；不影响结果。"""
