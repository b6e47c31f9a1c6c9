"""Spatial association: values of other libraries, counted p-values, and what stays blank."""

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geodata.boundaries import CHINA_ALBERS
from layout.indicators import DIMENSIONS
from layout.notes import templates
from layout.space import COLUMNS, QUANTITIES, Random, association
from layout.views import Panel, panel_of
from models import contiguity, permutation

PATH = np.eye(5, k=1) + np.eye(5, k=-1) > 0


def of(evaluation, permutations=999):
    """The view of a bundled study, on the adjacency of its boundaries alone."""
    regions, years = evaluation.evidence.regions, evaluation.study.settings.years
    shapes = regions.geometry.to_crs(CHINA_ALBERS).to_numpy()
    adjacent, _ = contiguity.bridge(contiguity.adjacency(shapes), shapes)
    scores = evaluation.scores.pivot(
        index=["year", "region_code"], columns="dimension", values="score"
    ).reindex(pd.MultiIndex.from_product([years, regions.region_code]))
    grid = (len(years), len(regions))
    levels = np.stack([scores[d].to_numpy().reshape(grid) for d in DIMENSIONS], axis=-1)
    composite = scores.composite.to_numpy().reshape(grid)
    coordination = evaluation.matching.coordination.to_numpy().reshape(grid)
    panel = panel_of(regions, years)
    random = Random(permutations, 1)
    return association(levels, composite, coordination, panel, adjacent, random), adjacent


def small(values, adjacent=PATH, permutations=99, years=(2020,)):
    """The same levels for every quantity; one row of values per year."""
    numbers = np.array(values, dtype=float).reshape(len(years), -1)
    codes = tuple(f"r{n}" for n in range(numbers.shape[1]))
    panel = Panel(codes, tuple(code.upper() for code in codes), years)
    levels = np.repeat(numbers[..., None], 3, axis=-1)
    random = Random(permutations, 7)
    return association(levels, numbers, numbers, panel, np.asarray(adjacent) > 0, random)


def locals_of(view, quantity="ip"):
    table = view.table[(view.table["quantity"] == quantity) & (view.table.scope == "local")]
    return table.reset_index(drop=True)


def text_of(view, code):
    return [templates()[c]["text"].format(**values) for c, values in view.notes if c == code]


def ring(number, reach):
    """Regions in a ring, each with `reach` neighbours on either side."""
    steps = np.abs(np.subtract.outer(np.arange(number), np.arange(number)))
    near = np.minimum(steps, number - steps)
    return (near > 0) & (near <= reach)


@pytest.fixture(scope="module")
def provinces(china):
    return of(china)


@pytest.fixture(scope="module")
def cities(jiangsu):
    return of(jiangsu)


def test_rows_are_the_whole_map_and_then_its_regions(provinces):
    table = provinces[0].table
    assert table.columns.to_list() == [*COLUMNS]
    assert len(table) == 10 * 5 * (1 + 31)
    assert not table.duplicated(["year", "quantity", "region_code"]).any()
    assert list(table["quantity"].unique()) == [*QUANTITIES]
    assert (table.scope.iloc[::32] == "global").all()


@pytest.mark.filterwarnings("ignore::Warning")  # esda's own, about islands and numba
def test_values_are_those_of_esda(china, provinces):
    esda, libpysal = pytest.importorskip("esda"), pytest.importorskip("libpysal")
    view, adjacent = provinces
    neighbours = {i: np.flatnonzero(row).tolist() for i, row in enumerate(adjacent)}
    weights = libpysal.weights.W(neighbours, silence_warnings=True)
    table = view.table[(view.table.year == 2019) & (view.table["quantity"] == "innovation")]
    scores = china.scores[(china.scores.year == 2019) & (china.scores.dimension == "innovation")]
    values = scores.score.to_numpy()
    overall = esda.Moran(values, weights, permutations=0)
    assert table.moran_i.iloc[0] == pytest.approx(overall.I, abs=1e-6)
    assert table.expected.iloc[0] == pytest.approx(overall.EI, abs=1e-6)
    local = esda.Moran_Local(values, weights, permutations=0)
    # esda's m2 has divisor n - 1
    np.testing.assert_allclose(table.moran_i[1:], local.Is * 31 / 30, atol=1e-6)
    names = np.array(["", "HH", "LH", "LL", "HL"])
    np.testing.assert_array_equal(table.quadrant[1:], names[local.q])
    hot = esda.G_Local(values, weights, transform="B", permutations=0, star=True)
    np.testing.assert_allclose(table.g_star[1:], hot.Zs, atol=1e-6)


def test_local_p_by_hand_from_all_orders_of_the_others():
    values = [1.0, 2.0, 5.0, 7.0, 11.0]
    rows = locals_of(small(values))
    for region, row in rows.iterrows():
        others = [v for n, v in enumerate(values) if n != region]
        places = [n for n in range(5) if n != region]
        near = [places.index(n) for n in np.flatnonzero(PATH[region])]
        seen = sum(others[n] for n in near)
        sums = np.array([sum(order[n] for n in near) for order in itertools.permutations(others)])
        tails = np.mean(sums >= seen), np.mean(sums <= seen)
        assert row.p == pytest.approx(min(1, 2 * min(tails)), abs=1e-6)
        assert row.g_star_p == row.p
    assert (rows.exact == 1).all() and rows.permutations.isna().all()


def test_g_star_keeps_its_p_where_a_region_lies_at_the_mean():
    rows = locals_of(small([1.0, 4.5, 3.0, 5.5, 1.0]))
    # region 2 is at the mean: I_i is 0 whatever its neighbours; of the six pairs out of 1, 4.5,
    # 5.5 and 1 its own is the highest, so G* has p = 2 / 6
    assert rows.moran_i[2] == 0 and rows.p[2] == 1
    assert rows.g_star_p[2] == pytest.approx(1 / 3, abs=1e-6)
    assert (rows.g_star_p == rows.p).to_list() == [True, True, False, True, True]


def test_g_star_has_the_p_of_its_own_test(jiangsu, cities):
    view, adjacent = cities
    scores = jiangsu.scores[jiangsu.scores.dimension == "industry"].score.to_numpy()
    tails = permutation.getis_ord_test(scores, adjacent, 999, 1)
    np.testing.assert_allclose(locals_of(view, "industry").g_star_p, tails.two_sided, atol=1e-6)


def test_q_is_benjamini_hochberg_of_the_two_sided_p(provinces):
    table = provinces[0].table
    local = table[table.scope == "local"]
    for _, rows in local.groupby(["year", "quantity"]):
        np.testing.assert_allclose(rows.q, stats.false_discovery_control(rows.p), atol=2e-5)
    tails = np.minimum(1, 2 * table[["p_greater", "p_less"]].min(axis=1))
    np.testing.assert_allclose(table.p, tails, atol=2e-6)


def test_thirteen_cities_have_the_limits_of_the_methods_paper(cities):
    # METHODS 4.2: one-sided .0152 with 2 neighbours, .0045 with 3, .0020 with 4, .0013 with 5;
    # two-sided p is twice that
    rows = locals_of(cities[0]).set_index("region_name")
    assert rows.neighbours["徐州市"] == 2
    of_three = rows.index[rows.neighbours == 3].to_list()
    assert of_three == ["南京市", "无锡市", "苏州市", "南通市", "宿迁市"]
    floors = rows.groupby("neighbours").smallest_p.first()
    np.testing.assert_allclose(
        floors[[2, 3, 4, 5]] / 2, [0.0152, 0.0045, 0.0020, 0.0013], atol=5e-5
    )
    # of 13 tests Bonferroni's level is .05 / 13 = .0038, below 2 x .0020
    assert (rows.attainable == (rows.neighbours >= 5)).all()
    assert (rows.remark == "cannot_be_significant").to_list() == (rows.attainable == 0).to_list()


def test_the_limits_stand_in_a_warning_and_not_that_nothing_is_significant(cities):
    view = cities[0]
    (warning,) = text_of(view, "spatial_cannot")
    assert "10 个地区（单侧检验则为 6 个）" in warning and "0.0038" in warning
    assert "2 个邻居 0.03（1 个地区）、3 个邻居 0.0091（5 个地区）" in warning
    assert not text_of(view, "spatial_none") and not text_of(view, "spatial_clusters")


def test_a_region_without_a_level_is_left_out_of_the_graph_and_said():
    view = small([1.0, 2.0, 4.0, 8.0, np.nan])
    rows, rest = locals_of(view), locals_of(small([1.0, 2.0, 4.0, 8.0], PATH[:4, :4]))
    numbers = ["moran_i", "g_star", "p", "q", "smallest_p"]
    np.testing.assert_array_equal(rows[numbers][:4], rest[numbers])
    assert rows.remark[4] == "no_level" and rows[numbers].loc[4].isna().all()
    assert view.table.regions[0] == 4 and view.table.expected[0] == pytest.approx(-1 / 3, abs=1e-6)
    (text,) = text_of(view, "spatial_left_out")
    assert "缺知识产权、创新、产业、综合、协调度 D得分" in text and text.endswith("R4")


def test_a_region_whose_neighbours_have_no_level_is_not_tested():
    view = small([1.0, 2.0, 4.0, np.nan, 9.0])
    rows = locals_of(view)
    assert rows.remark.to_list()[3:] == ["no_level", "no_neighbour"]
    assert rows.loc[4, ["moran_i", "p", "q", "exact", "attainable"]].isna().all()
    assert rows.quadrant[4] == ""
    assert any("R4" in text for text in text_of(view, "spatial_lonely"))


@pytest.mark.parametrize(
    ("values", "adjacent", "remark"),
    [
        ([3.0] * 5, PATH, "constant"),
        ([1.0, 2.0, 3.0, 4.0, 5.0], np.zeros((5, 5)), "no_neighbour"),
        ([np.nan] * 5, PATH, "no_level"),
    ],
)
def test_an_undefined_year_has_blanks_and_a_remark(values, adjacent, remark):
    table = small(values, adjacent).table
    assert set(table.remark) == {remark}
    assert table[["moran_i", "p", "g_star"]].isna().all(axis=None)


def test_a_region_next_to_all_others_can_never_be_significant():
    rows = locals_of(small([1.0, 2.0, 4.0], np.ones((3, 3)) - np.eye(3)))
    assert set(rows.remark) == {"all_neighbours"}
    assert rows.g_star.isna().all() and (rows.p == 1).all() and (rows.attainable == 0).all()


def test_too_few_permutations_are_told_from_too_few_neighbours():
    view = small(np.arange(40.0), ring(40, 4))
    rows = locals_of(view)
    # 2 / (99 + 1) is above .05 / 40; 2 / (1599 + 1) just reaches it
    assert set(rows.remark) == {"few_permutations"} and (rows.smallest_p == 0.02).all()
    assert (rows.permutations == 99).all() and (rows.exact == 0).all()
    (text,) = text_of(view, "spatial_permutations")
    assert "1599" in text and not text_of(view, "spatial_cannot")
    enough = locals_of(small(np.arange(40.0), ring(40, 4), permutations=1599))
    assert (enough.attainable == 1).all() and set(enough.remark) == {""}


def test_regions_that_stand_out_after_correction_are_named():
    values = np.r_[np.zeros(12), np.full(6, 9.0), np.zeros(12)] + np.arange(30) / 100
    view = small(values, ring(30, 3), permutations=9999)
    rows = locals_of(view)
    high = rows[(rows.q <= 0.05) & (rows.quadrant == "HH")]
    assert len(high) and set(high.region_code) <= {f"r{n}" for n in range(12, 18)}
    text = text_of(view, "spatial_clusters")[0]
    assert "高–高：" + "、".join(high.region_name) + "；" in text and "高–低：无" in text


def test_a_large_map_is_tested_in_the_last_year_only():
    values = np.random.default_rng(3).random((2, 501))
    view = small(values, ring(501, 4), years=(2020, 2021))
    early, late = (view.table[view.table.year == year] for year in (2020, 2021))
    assert set(early.scope) == {"global"} and set(early.remark) == {"not_tested"}
    assert early.moran_i.notna().all() and early.p.isna().all()
    assert len(late) == 5 * 502 and late.p.notna().all()
    (text,) = text_of(view, "spatial_last_year")
    assert "501" in text and "2021" in text


def test_every_blank_p_has_a_remark_and_the_same_input_the_same_table(china, provinces):
    table = provinces[0].table
    assert (table.remark[table.p.isna()] != "").all()
    pd.testing.assert_frame_equal(table, of(china)[0].table)


def test_the_evaluation_holds_the_table_with_its_labels(jiangsu):
    table = jiangsu.views["spatial"]
    assert set(table.quadrant_label[table.quadrant == "HH"]) == {"高–高（本地高，邻居高）"}
    assert set(table.scope_label) == {"全局", "局部"}
    assert (table.remark_label[table.remark != ""] != "").all()
