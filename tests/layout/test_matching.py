import numpy as np
import pandas as pd
import pytest

from geodata.errors import Problems
from layout.matching import GradeScale, match, read_grades
from layout.settings import Matching

TEN = GradeScale(
    tuple(n / 10 for n in range(1, 11)),
    (
        "极度失调",
        "严重失调",
        "中度失调",
        "轻度失调",
        "濒临失调",
        "勉强协调",
        "初级协调",
        "中级协调",
        "良好协调",
        "优质协调",
    ),
)
EQUAL = np.full(3, 1 / 3)


def matched(levels, **settings):
    return match(np.array([levels]), EQUAL, TEN, Matching(**settings))


@pytest.mark.parametrize(
    ("degree", "grade"),
    # Mathematical Problems in Engineering 2022, 3796799, Table 2: the names of these degrees
    [
        (0.893, "良好协调"),
        (0.692, "初级协调"),
        (0.582, "勉强协调"),
        (0.502, "勉强协调"),
        (0.488, "濒临失调"),
    ],
)
def test_grades_bear_the_published_names(degree, grade):
    assert TEN.labels[TEN.levels(np.array([degree]))[0] - 1] == grade


def test_a_grade_includes_its_upper_bound_and_a_missing_degree_has_none():
    np.testing.assert_array_equal(TEN.levels(np.array([0.1, 0.1001, 1.0, np.nan])), [1, 2, 10, 0])


def test_worked_values_of_three_systems():
    # U = .6, .5, .4: C .9865, C_w .8037, C_f .8367, T .5, D .7023, D_w .6339
    found = matched([[0.6, 0.5, 0.4], [0.9, 0.5, 0.1]])
    np.testing.assert_allclose(found.coupling, [[0.8037, 0.3405]], atol=5e-5)
    np.testing.assert_allclose(found.coupling_by_form["standard"], [[0.9865, 0.7114]], atol=5e-5)
    np.testing.assert_allclose(found.coupling_by_form["fan"], [[0.8367, 0.3468]], atol=5e-5)
    np.testing.assert_allclose(found.development, [[0.5, 0.5]])
    np.testing.assert_allclose(found.coordination, [[0.6339, 0.4126]], atol=5e-5)
    np.testing.assert_allclose(
        found.coordination_by_form["standard"], [[0.7023, 0.5964]], atol=5e-5
    )


def test_the_lagging_dimension_is_named_unless_all_keep_pace():
    found = matched([[0.5, 0.6, 0.6], [0.6, 0.5, 0.6], [0.6, 0.6, 0.5], [0.6, 0.58, 0.56]])
    assert found.lag[0].tolist() == ["ip", "innovation", "industry", "none"]


def test_beside_the_others_a_strict_goalpost_makes_no_lag():
    # IP scores half of the rest in every region: a matter of its goalposts, not of the regions
    found = matched([[0.2, 0.4, 0.4], [0.3, 0.6, 0.6], [0.1, 0.4, 0.4]])
    assert found.lag[0].tolist() == ["ip", "ip", "ip"]
    assert found.lag_relative[0].tolist() == ["none", "none", "ip"]


def test_a_region_with_a_missing_dimension_has_no_match():
    found = matched([[0.5, np.nan, 0.5], [0.5, 0.5, 0.5]])
    assert np.isnan(found.coordination[0, 0])
    assert (found.grade[0, 0], found.lag[0, 0], found.lag_relative[0, 0]) == (0, "", "")
    assert found.coupling[0, 1] == 1


def test_relative_development_is_the_ratio_of_levels():
    found = matched([[0.4, 0.8, 0.5]])
    assert found.relative["ip", "innovation"][0, 0] == pytest.approx(0.5)
    assert found.relative["innovation", "industry"][0, 0] == pytest.approx(1.6)


@pytest.mark.parametrize(
    ("uppers", "code"),
    [
        (["0.5", "0.4", "1"], "grade_gap"),
        (["0.5", "0.9"], "grade_gap"),
        (["a", "1"], "number_invalid"),
    ],
)
def test_a_scale_that_does_not_rise_to_one_is_refused(tmp_path, uppers, code):
    rows = [
        {"scale": "x", "level": n, "upper": u, "label_zh": "级", "label_en": "g", "source": ""}
        for n, u in enumerate(uppers)
    ]
    path = tmp_path / "grades.csv"
    pd.DataFrame(rows).to_csv(path, index=False, encoding="utf-8-sig")
    problems = Problems()
    read_grades(path, "x", problems)
    assert [p.code for p in problems] == [code]


@pytest.mark.parametrize("name", ["china", "jiangsu"])
def test_an_auditor_recomputes_the_published_table(name, request):
    table = request.getfixturevalue(name).matching
    levels = table[["u_ip", "u_innovation", "u_industry"]].to_numpy()
    mean = levels.mean(axis=1)
    standard = 3 * levels.prod(axis=1) ** (1 / 3) / levels.sum(axis=1)
    gaps = sum(abs(levels[:, i] - levels[:, j]) for i, j in ((0, 1), (0, 2), (1, 2))) / 3
    wang = np.sqrt((1 - gaps) * np.sqrt(levels.prod(axis=1) / levels.max(axis=1) ** 3))
    for column, expected in {
        "development": mean,
        "coupling_standard": standard,
        "coordination_standard": np.sqrt(standard * mean),
        "coupling": wang,
        "coordination": np.sqrt(wang * mean),
        "coupling_fan": 1 - 2 * levels.std(axis=1),
    }.items():
        np.testing.assert_allclose(table[column], expected, atol=1e-5, err_msg=column)
    lag = np.array(["知识产权滞后", "创新滞后", "产业滞后"])[levels.argmin(axis=1)]
    expected = np.where(levels.min(axis=1) < 0.9 * mean, lag, "同步")
    assert table.lag_type.to_list() == expected.tolist()
