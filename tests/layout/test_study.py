"""The study file and its tables: what is refused, with file, row and column."""

from pathlib import Path

import pytest

import layout
import run_eval
from geodata.errors import EvaluationError, Problems
from geodata.gather import gather
from layout.settings import Settings
from layout.study_file import line_of, read_settings

ROOT = Path(run_eval.__file__).parent


def problems_of(path):
    try:
        run_eval.load(path)
    except EvaluationError as error:
        return error.failures
    return ()


@pytest.mark.parametrize("name", ["china", "jiangsu"])
def test_bundled_studies_have_no_problem(name):
    assert problems_of(ROOT / "studies" / f"{name}.toml") == ()


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("k_min = 3", "k_mim = 3", "zones.k_mim", "是否为 k_min？"),
        ("k_min = 3", "k_min = 1", "zones.k_min", "须不小于 2"),
        ('form = "wang"', 'form = "wong"', "matching.form", "wang、standard、fan"),
        ('weighting = "equal"', 'weighting = "entrpy"', "index.weighting", "entropy"),
        ("years = [2024]", "years = [2024, 20177]", "years.1", "须不大于 2100"),
        ("years = [2024]", "years = [2024, 2023]", "", "从早到晚"),
        ("years = [2024]", 'years = "2024"', "years", "方括号列表"),
        ('level = "city"', 'level = "town"', "level", "province"),
        ('name = "jiangsu"', 'name = "江苏"', "name", "小写字母"),
        ('name = "jiangsu"', 'name = "js"', "name", "与文件名不同"),
        ("release = 2026-11-22", 'release = "soon"', "release", "日期"),
        ('version = "2026.1"', "", "catalogue.version", "缺少设置项"),
        ('within = "江苏"', 'within = "江酥"', "within", "江酥"),
        ('"宿迁",', '"宿迁", "上海",', "regions", "上海"),
        ('"宿迁",', '"宿迁", "南京市",', "regions", "不止一次"),
        ("[index]", '[index]\nfloor = "a"', "index.floor", "数字"),
        ('weighting = "equal"', "dimension_weights = { ip = 1 }", "index", "写全"),
        ("k_min = 3", "k_min = 3\nk = 13", "zones.k", "13 个地区"),
        ("simplify_m = 300", 'file = "a.gpkg"', "boundaries", "都必须写明"),
    ],
)
def test_a_wrong_setting_is_named(studies, old, new, column, words):
    studies.change("jiangsu.toml", old, new)
    (problem,) = problems_of(studies.path("jiangsu.toml"))
    assert problem.column == column
    assert words in problem.what + problem.todo


def test_a_broken_file_says_where(studies):
    studies.change("jiangsu.toml", "k_min = 3", "k_min = ")
    (problem,) = problems_of(studies.path("jiangsu.toml"))
    assert problem.code == "toml_invalid"
    assert "line" in problem.what


@pytest.mark.parametrize(
    ("table", "old", "new", "column", "code"),
    [
        ("jiangsu/indicators.csv", "ip,intensity,benefit", "ip,intensty,benefit", "sub_dimension", "value_not_allowed"),
        ("jiangsu/indicators.csv", "invention_patents_per_10k_score,,0-1分", "invention_patents_per_10k_score,,件", "unit", "unit_wrong"),
        ("jiangsu/indicators.csv", "invention_patents_per_10k_score,,0-1分", "invention_patents_per_10k_scor,,0-1分", "numerator", "statistic_unknown"),
        ("jiangsu/indicators.csv", "gdp,,亿元,log,1900,24000", "gdp,,亿元,log,0,24000", "goalpost_low", "goalpost_invalid"),
        ("jiangsu/indicators.csv", "gdp,,亿元,log,1900,24000", "gdp,,亿元,log,,24000", "goalpost_low", "goalpost_missing"),
        ("jiangsu/indicators.csv", "gdp,,亿元,log,1900,24000", "gdp,,亿元,log,1900,lots", "goalpost_high", "number_invalid"),
        ("common/statistics.csv", "rd_expenditure / rd_intensity", "rd_expenditure / rd_intensty", "formula", "statistic_unknown"),
        ("common/statistics.csv", "rd_expenditure / rd_intensity", "rd_expenditure + rd_intensity", "formula", "unit_wrong"),
        ("common/statistics.csv", "rd_expenditure / rd_intensity", "gdp_implied / rd_intensity", "formula", "formula_cycle"),
        ("common/statistics.csv", "rd_expenditure / rd_intensity", "rd_expenditure(1)", "formula", "formula_invalid"),
        ("common/grades.csv", "ten,5,0.5", "ten,5,0.4", "upper", "grade_gap"),
        ("common/typology.csv", "p_u_ip > 30", "p_u_ip >< 30", "condition", "formula_invalid"),
        ("common/rules.csv", "growth_composite < 0,预警管控", "growth_composite < 0,预警", "direction", "value_not_allowed"),
        ("common/rules.csv", "IPO,STA;CITY,1", "IPO,STA;TOWN,1", "participating_departments", "department_unknown"),
        ("common/rules.csv", "IPO,STA;CITY,1", "IPO,STA;CITY,first", "priority", "priority_invalid"),
        ("common/rules.csv", "（协调度 {coordination}），须作为", "（协调度 {cordination}），须作为", "reason", "metric_unknown"),
        ("common/rules.csv", "\nR15,", "\nR14,", "rule_id", "code_repeated"),
        ("jiangsu/reference_zones.csv", "321300,苏北", "310000,苏北", "region", "region_unknown"),
    ],
)  # fmt: skip
def test_a_faulty_row_of_a_table_is_named(studies, table, old, new, column, code):
    row = studies.change(table, old, new)
    found = {
        (p.code, p.file, p.row or None, p.column) for p in problems_of(studies.path("jiangsu.toml"))
    }
    row += old.startswith("\n")
    expected = {(code, Path(table).name, at, column) for at in (row, None)}
    named = {(c, Path(f).name, r, col) for c, f, r, col in found}
    assert named & expected, found


def test_a_formula_in_a_circle_is_refused(studies):
    studies.append("common/statistics.csv", "loop_a,甲,a,亿元,loop_b + gdp,yes,")
    studies.append("common/statistics.csv", "loop_b,乙,b,亿元,loop_a + gdp,yes,")
    assert "formula_cycle" in [p.code for p in problems_of(studies.path("jiangsu.toml"))]


def test_a_required_indicator_without_figures_is_refused(studies):
    studies.change(
        "jiangsu/indicators.csv",
        "取得数据后确定,1,no,,国家知识产权局商标局注册簿（按注册人所在设区市）",
        "取得数据后确定,1,yes,,国家知识产权局商标局注册簿（按注册人所在设区市）",
    )
    (problem,) = problems_of(studies.path("jiangsu.toml"))
    assert problem.code == "indicator_without_data"
    assert "有效注册商标量" in problem.what


def test_every_field_of_the_study_file_has_its_manual():
    def sections(model):
        yield model
        for field in model.model_fields.values():
            kind = field.annotation
            if isinstance(kind, type) and hasattr(kind, "model_fields"):
                yield from sections(kind)

    for section in sections(Settings):
        for name, field in section.model_fields.items():
            nested = hasattr(field.annotation, "model_fields")
            assert field.description or nested, f"{section.__name__}.{name}"


def test_the_line_of_a_setting_is_found_in_its_own_section():
    text = "name = 1\n[a]\nk = 1\n[b]\n# k = 0\nk = 2\n"
    assert line_of(text, ["b", "k"]) == 6
    assert line_of(text, ["name"]) == 1
    assert line_of(text, ["b"]) == 4
    assert line_of(text, ["c", "k"]) is None


def shuffled(path, order):
    problems = Problems()
    settings = read_settings(path, problems)
    regions = [settings.regions[n] for n in order]
    changed = settings.model_copy(update={"regions": regions})
    evidence = gather(layout.request(changed, path), problems)
    study = layout.read_study(changed, path, evidence, problems)
    assert not problems
    return layout.evaluate(study, evidence)


def test_the_order_of_regions_changes_no_result(jiangsu):
    order = [7, 2, 12, 0, 5, 9, 1, 11, 4, 8, 3, 10, 6]
    other = shuffled(ROOT / "studies" / "jiangsu.toml", order)
    for name, keys in [
        ("scores", ["dimension", "region_code"]),
        ("matching", ["region_code"]),
        ("zones", ["region_code"]),
        ("catalogue", ["catalog_id"]),
        ("weights", ["indicator"]),
    ]:
        ours, theirs = (
            getattr(e, name).sort_values(keys, ignore_index=True) for e in (jiangsu, other)
        )
        assert ours.equals(theirs), name
