"""A region is asked for what it can report, beside what has been published."""

from dataclasses import replace

import pytest

from commands.loading import ROOT, load
from geodata.errors import Problems
from layout.reporting import asked_statistics, asked_years, forms, resolve

NANJING, YEARBOOK = "320100", "江苏统计年鉴2023"


@pytest.fixture(scope="module")
def jiangsu_study():
    return load(ROOT / "studies" / "jiangsu.toml")


@pytest.fixture(scope="module")
def form(jiangsu_study):
    return forms(*jiangsu_study, [NANJING])[NANJING]


def test_what_is_asked_are_the_published_inputs_of_the_indicators(jiangsu_study):
    study, evidence = jiangsu_study
    codes = [statistic.code for statistic in asked_statistics(study, evidence.statistics)]
    assert len(codes) == len(set(codes))
    # patents_in_force is a sum of three, and a score is nothing that a city can report
    assert {"invention_patents_in_force", "utility_models_in_force", "designs_in_force"} <= {*codes}
    assert "patents_in_force" not in codes
    assert not [code for code in codes if code.endswith("_score")]
    assert asked_years(study) == [2024, 2023, 2022, 2021, 2020, 2019]  # max_age 5


def test_a_published_figure_is_shown_and_makes_its_own_cell_optional(form):
    rows = form.by_key()
    latest = rows["gdp@2024"]
    # figures.csv: Nanjing's GDP of 2022 is the last one, from the yearbook of 2023
    assert (latest.required, latest.known.year, latest.known.source) == (True, 2022, YEARBOOK)
    assert latest.known.value == 16907.85
    assert rows["gdp@2022"].is_known and not rows["gdp@2022"].required
    assert rows["gdp@2021"].known.year == 2019 and not rows["gdp@2021"].required
    assert rows["trademarks_registered@2024"].known is None


def test_a_region_is_found_by_code_name_or_short_name_else_told(jiangsu_study):
    evidence, problems = jiangsu_study[1], Problems()
    assert {resolve(evidence, t, problems) for t in ("320500", "苏州市", " 苏州 ")} == {"320500"}
    assert not problems
    assert resolve(evidence, "杭州", problems) == ""
    assert "杭州" in str(problems.found[0]) and "苏州市" in str(problems.found[0])


def test_a_figure_published_since_makes_no_other_version(form):
    rows = tuple(replace(row, known=None, required=True) for row in form.rows)
    assert replace(form, rows=rows, sources={}).digest() == form.digest()
    assert replace(form, rows=form.rows[1:]).digest() != form.digest()
