"""Inequality by groups: by hand, beside other libraries, and what stays blank."""

import numpy as np
import pandas as pd
import pytest

import run_eval
from geodata.errors import EvaluationError
from layout.amounts import Amount, amounts
from layout.inequality import (
    AMOUNT,
    COLUMNS,
    PER_HEAD,
    SCORE,
    Subject,
    inequality,
    populations,
    subjects,
)
from layout.measures import Series, series
from layout.notes import templates
from layout.views import Panel, panel_of
from models import inequality as numerics


def real(evaluation):
    """Subjects and groupings of a bundled study: its own zones and the reference zones."""
    study, evidence = evaluation.study, evaluation.evidence
    settings, panel = study.settings, panel_of(evidence.regions, study.settings.years)
    known = series(evidence.figures, evidence.statistics, study.derived, panel.codes)
    chosen = {str(d): code for d, code in settings.views.amounts.items()}
    sums = amounts(known, chosen, evidence.statistics, panel, settings.ages).found
    gap = settings.ages.denominator_max_gap
    people = populations(known, settings.views.population, sums, gap)
    table, grid = evaluation.matching, (len(panel.years), len(panel.codes))
    levels = [table[f"u_{d}"] for d in ("ip", "innovation", "industry")]
    composite = evaluation.scores[evaluation.scores.dimension == "composite"].score
    found = subjects(
        np.stack([level.to_numpy().reshape(grid) for level in levels], axis=-1),
        composite.to_numpy().reshape(grid),
        sums,
        people,
    )
    zones = evaluation.zones.zone.to_numpy().reshape(grid).tolist()
    return found, {"zone": zones, "reference": [evidence.official] * grid[0]}, panel


@pytest.fixture(scope="module")
def national(china):
    return real(china)


@pytest.fixture(scope="module")
def view(national):
    return inequality(*national)


def small(values, labels, people=None, basis=SCORE):
    """One year; a subject of some values and the rows of one grouping."""
    numbers = np.array([values], dtype=float)
    none = np.zeros(numbers.shape, dtype=np.int64)
    beside = np.ones_like(numbers) if people is None else np.array([people], dtype=float)
    codes = tuple(f"r{n}" for n in range(len(values)))
    subject = Subject(basis, "ip", "", numbers, beside, none + 2020, none + 2019)
    panel = Panel(codes, tuple(code.upper() for code in codes), (2020,))
    return inequality([subject], {"reference": [labels]}, panel)


def text_of(view, code):
    return [templates()[c]["text"].format(**values) for c, values in view.notes if c == code]


def test_one_row_for_all_and_one_per_group(view):
    table = view.table
    assert table.columns.to_list() == [*COLUMNS]
    keys = ["year", "grouping", "basis", "quantity", "measure", "group"]
    assert not table.duplicated(keys).any()
    # 4 scores and 3 amounts per head by Gini, 3 amounts by two indices of Theil
    assert (table[table.group == ""].groupby(["year", "grouping"]).size() == 4 + 3 + 6).all()
    reference = table[(table.grouping == "reference") & (table.group != "")]
    assert set(reference.group) == {"东部", "中部", "西部", "东北"}


def test_identities_hold_in_the_real_data_before_rounding(national):
    found, groupings, panel = national
    for subject in found:
        for labels in groupings.values():
            for t in range(len(panel.years)):
                values, people, groups = subject.values[t], subject.people[t], labels[t]
                if subject.basis == AMOUNT:
                    for index in (numerics.theil_t, numerics.theil_l):
                        parts = index(values, people, groups)
                        assert abs(parts.between + parts.within - parts.total) < 1e-12
                        assert abs(parts.contributions.sum() - parts.within) < 1e-12
                else:
                    parts = numerics.dagum(values, groups)
                    gaps = parts.within + parts.between + parts.transvariation - parts.total
                    assert abs(gaps) < 1e-12


def test_identities_hold_in_the_table(view):
    table = view.table
    whole = table[table.group == ""]
    parts = whole[["between", "within", "overlap"]].sum(axis=1)
    np.testing.assert_allclose(parts, whole.total, atol=3e-6)
    shares = whole[["between_share_pct", "within_share_pct", "overlap_share_pct"]].sum(axis=1)
    np.testing.assert_allclose(shares, 100, atol=3e-6)
    keys = ["year", "grouping", "basis", "quantity", "measure"]
    groups = table[table.group != ""].groupby(keys)[["within", "regions"]].sum()
    expected = whole.set_index(keys).loc[groups.index, ["within", "regions"]]
    np.testing.assert_allclose(groups, expected, atol=6e-6)


def test_theil_by_hand_from_the_figures(china, view):
    figures = china.evidence.figures.set_index(["statistic", "year", "region_code"]).value
    amount, people = figures["rd_expenditure", 2019], figures["resident_population", 2020]
    zone = pd.Series(china.evidence.reference_zones)
    s, p = amount / amount.sum(), (people / people.sum()).reindex(amount.index)
    by_zone = pd.DataFrame({"s": s, "p": p}).groupby(zone).sum()
    row = view.table.query(
        "year == 2019 and grouping == 'reference' and basis == 'amount'"
        " and quantity == 'innovation' and group == ''"
    ).set_index("measure")
    assert row.total["theil_t"] == pytest.approx((s * np.log(s / p)).sum(), abs=1e-6)
    assert row.total["theil_l"] == pytest.approx((p * np.log(p / s)).sum(), abs=1e-6)
    between = (by_zone.s * np.log(by_zone.s / by_zone.p)).sum()
    assert row["between"]["theil_t"] == pytest.approx(between, abs=1e-6)
    east = view.table.query(
        "year == 2019 and grouping == 'reference' and measure == 'theil_t'"
        " and quantity == 'innovation' and group == '东部'"
    ).iloc[0]
    assert east.amount_share_pct == pytest.approx(100 * by_zone.s["东部"], abs=1e-6)
    assert east.population_share_pct == pytest.approx(100 * by_zone.p["东部"], abs=1e-6)
    assert (east.oldest_figure, east.oldest_population) == (2019, 2020)


def test_theil_and_gini_are_those_of_pysal(national, view):
    pytest.importorskip("inequality")
    from inequality.gini import Gini  # noqa: PLC0415  optional
    from inequality.theil import TheilD  # noqa: PLC0415  optional

    found, groupings, _ = national
    composite = found[0].values[-1]
    row = view.table.query(
        "year == 2023 and grouping == 'zone' and basis == 'score'"
        " and quantity == 'composite' and group == ''"
    ).iloc[0]
    assert row.total == pytest.approx(Gini(composite).g, abs=1e-6)
    # pysal's Theil counts every region the same: with equal populations it is ours
    theirs = TheilD(composite, np.array(groupings["zone"][-1]))
    ours = small(composite, groupings["zone"][-1], np.ones(31), AMOUNT).table
    ours = ours[(ours.measure == "theil_t") & (ours.group == "")].iloc[0]
    for mine, other in (("total", theirs.T), ("between", theirs.bg), ("within", theirs.wg)):
        assert ours[mine] == pytest.approx(np.ravel(other)[0], abs=1e-6)


def test_dagum_by_hand():
    # G_aa = 1/4, G_bb = 1/4, p = 1/2, s = 1/3, 2/3; all pairs between differ by 1, 5, 1, 3
    table = small([1.0, 3.0, 2.0, 6.0], ["a", "a", "b", "b"]).table
    row, a, b = (rows for _, rows in table.iterrows())
    assert row.total == pytest.approx(1 / 3, abs=1e-6)
    assert row.within == pytest.approx(1 / 8, abs=1e-6)
    assert row["between"] == pytest.approx(1 / 6, abs=1e-6)
    assert row.overlap == pytest.approx(1 / 24, abs=1e-6)
    assert row.between_share_pct == pytest.approx(50, abs=1e-6)
    assert (a.total, b.total) == (0.25, 0.25)
    assert (a.within, b.within) == pytest.approx((1 / 24, 1 / 12), abs=1e-6)


def test_theil_l_is_undefined_where_a_region_has_nothing():
    view = small([0.0, 2.0, 1.0, 1.0], ["a", "a", "b", "b"], np.ones(4), AMOUNT)
    by_measure = view.table.groupby("measure")
    (undefined,) = (row for _, row in by_measure.get_group("theil_l").iterrows())
    assert undefined.remark == "zero_amount" and np.isnan(undefined.total)
    # shares 0, 1/2, 1/4, 1/4 against 1/4 each: T = ln 2 / 2, all of it inside a
    whole, a, _ = (row for _, row in by_measure.get_group("theil_t").iterrows())
    assert whole.total == a.within == pytest.approx(np.log(2) / 2, abs=1e-6)
    assert whole["between"] == 0 and a.total == pytest.approx(np.log(2), abs=1e-6)


@pytest.mark.parametrize(
    ("values", "labels", "remarks"),
    [
        ([1.0, np.nan, np.nan], "abb", ["few_regions"]),
        ([0.0, 0.0, 0.0], "abb", ["all_zero"]),
        ([-1.0, 1.0, 2.0], "abb", ["negative"]),
        ([1.0, 2.0, 3.0], "aaa", ["one_group", ""]),
        ([1.0, 2.0, 3.0], "abb", ["", "one_region", ""]),
        ([2.0, 2.0, 2.0, 2.0], "aabb", ["equal"] * 3),
        ([2.0, 2.0], "aa", ["one_group;equal", "equal"]),
        ([0.0, 0.0, 2.0, 3.0], "aabb", ["", "all_zero", ""]),
    ],
)
def test_what_is_not_defined_is_said(values, labels, remarks):
    table = small(values, list(labels)).table
    assert table.remark.to_list() == remarks
    blank = table.total.isna()
    assert table.remark[blank].isin(["few_regions", "all_zero", "negative"]).all()
    no_shares = table.within_share_pct.isna() & ~blank
    assert table.remark[no_shares].str.contains("equal").all()


def test_one_group_has_nothing_between():
    row = small([1.0, 2.0, 3.0], ["a"] * 3).table.iloc[0]
    assert row["between"] == 0 and row.between_share_pct == 0 and row.within == row.total


def test_regions_without_a_group_or_a_figure_are_left_out_and_named():
    view = small([1.0, 3.0, 2.0, 6.0, 50.0, np.nan], ["a", "a", "b", "b", "", "b"])
    rest = small([1.0, 3.0, 2.0, 6.0], ["a", "a", "b", "b"])
    pd.testing.assert_frame_equal(view.table, rest.table)
    (text,) = text_of(view, "inequality_left_out")
    assert "知识产权得分" in text and text.endswith("R4、R5")


def test_a_grouping_without_labels_has_no_rows_and_a_note():
    view = small([1.0, 2.0], ["", ""])
    assert view.table.empty and view.table.columns.to_list() == [*COLUMNS]
    assert text_of(view, "inequality_no_groups") and not text_of(view, "inequality_left_out")


def population_of(figures, amount_years, max_gap):
    """Population of one region, figures by year, beside an amount of each of some years."""
    years = np.arange(min(figures), max(figures) + 1)
    known = Series(years, {"people": np.array([[figures.get(y, np.nan)] for y in years.tolist()])})
    shape = (len(amount_years), 1)
    held = np.array(amount_years, dtype=np.int64).reshape(shape)
    amount = Amount("x", "x", np.where(held == 0, np.nan, 1.0), held)
    found = populations(known, "people", {"ip": amount}, max_gap)["ip"]
    return found.values.ravel().tolist(), found.years.ravel().tolist()


def test_the_population_is_the_figure_nearest_to_that_of_the_amount():
    found = population_of({2010: 7.0, 2012: 8.0, 2020: 9.0}, [2011, 2013, 2020], 1)
    assert found == ([7.0, 8.0, 9.0], [2010, 2012, 2020])  # of 2010 and 2012 the earlier


def test_a_population_too_far_or_not_positive_is_missing():
    values, years = population_of({2010: 7.0, 2015: 0.0}, [2013, 2015, 0], 2)
    assert np.isnan(values).all() and years == [0, 0, 0]


def test_without_a_population_there_are_scores_only(jiangsu):
    found, groupings, panel = real(jiangsu)
    assert {subject.basis for subject in found} == {SCORE, AMOUNT, PER_HEAD}
    view = inequality([s for s in found if s.basis == SCORE], groupings, panel)
    assert set(view.table.basis) == {SCORE} and text_of(view, "inequality_no_theil")
    assert populations(Series(np.arange(1), {}), "", {}, 1) == {}


def test_the_year_of_the_population_and_the_share_between_zones_are_noted(view):
    first, *_ = text_of(view, "inequality_population_year")
    assert "2014–2019、2021–2023" in first and "2020 年人口" in first
    shares = text_of(view, "inequality_between")
    assert len(shares) == 2 * (1 + 3)
    table = view.table.query(
        "grouping == 'reference' and measure == 'theil_t' and group == '' and quantity == 'ip'"
    ).set_index("year")
    expected = [
        f"{y} 年 {table.total[y]:.3f}，其中组间占 {table.between_share_pct[y]:.0f}%"
        for y in (2014, 2023)
    ]
    assert f"知识产权总量的泰尔 T 指数，按对照分区分组：{'；'.join(expected)}" in shares
    assert len(text_of(view, "inequality_zone_scores")) == 1


def test_the_evaluation_holds_the_table_with_its_labels(china):
    table = china.views["inequality"]
    assert set(table.measure_label) == {"泰尔 T 指数", "泰尔 L 指数", "基尼系数"}
    assert set(table.basis_label) == {"得分", "总量", "人均量"}
    assert "对照分区" in set(table.grouping_label)


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ('population = "resident_population"', 'population = "resident_populaton"', "views.population", "resident_population"),
        ('population = "resident_population"', 'population = "gdp_per_capita"', "views.population", "不是可在地区间加总的总量"),
        ("k_max = 5", 'k_max = 5\nfloor = 1\nfloor_statistic = "gdp_per_capita"', "zones.floor_statistic", "加总"),
        ("k_max = 5", 'k_max = 5\nfloor = 1\nfloor_statistic = "gpd"', "zones.floor_statistic", "gdp"),
    ],
)  # fmt: skip
def test_a_statistic_that_cannot_be_added_up_is_named(studies, old, new, column, words):
    line = studies.change("jiangsu.toml", old, new) + new.count("\n")
    with pytest.raises(EvaluationError) as error:
        run_eval.load(studies.path("jiangsu.toml"))
    (problem,) = error.value.failures
    assert (problem.column, problem.row) == (column, line)
    assert words in problem.what + problem.todo
