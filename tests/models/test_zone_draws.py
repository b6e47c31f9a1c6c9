import numpy as np
import pytest

from models import maxp, skater, zone_draws, zoning
from models.zone_draws import divide_draws
from tests.models.maps import lattice, path, random_graph

FLOORS = {"totals": np.arange(1.0, 13.0), "min_regions": 2, "min_total": 9.0}


def drawn(draws, regions, seed):
    return np.random.default_rng(seed).normal(size=(draws, regions, 3))


@pytest.mark.parametrize("k", [1, 2, 3, 5, 9])
@pytest.mark.parametrize("seed", range(3))
def test_exact_is_the_optimum_of_every_draw(k, seed):
    features, graph = drawn(40, 9, seed), random_graph(9, seed)
    expected = [zoning.exact_division(one, graph, k).labels for one in features]
    np.testing.assert_array_equal(divide_draws(features, graph, k, "exact"), expected)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_exact_is_the_optimum_of_every_draw_under_floors(k):
    features = drawn(40, 12, 5)
    expected = [
        zoning.exact_divisions(one, lattice(3, 4), [k], **FLOORS)[0].labels for one in features
    ]
    found = divide_draws(features, lattice(3, 4), k, "exact", **FLOORS)
    np.testing.assert_array_equal(found, expected)
    free = divide_draws(features, lattice(3, 4), k, "exact")
    assert np.any(found != free) == (k > 1)


def test_ties_are_broken_as_for_one_draw():
    features = np.random.default_rng(2).integers(0, 2, size=(60, 9, 2)).astype(float)
    expected = [zoning.exact_division(one, lattice(3, 3), 3).labels for one in features]
    np.testing.assert_array_equal(divide_draws(features, lattice(3, 3), 3, "exact"), expected)


def test_blocks_do_not_change_the_result(monkeypatch):
    features = drawn(25, 9, 6)
    whole = divide_draws(features, lattice(3, 3), 4, "exact")
    monkeypatch.setattr(zone_draws, "BLOCK", 4 << 9)
    np.testing.assert_array_equal(divide_draws(features, lattice(3, 3), 4, "exact"), whole)


@pytest.mark.parametrize("k", [1, 4, 30])
def test_heuristics_are_those_of_one_draw(k):
    features, graph = drawn(15, 30, 7), lattice(5, 6)
    for method in ("ward", "skater"):
        expected = [zoning.divide(one, graph, [k], method)[0].labels for one in features]
        np.testing.assert_array_equal(divide_draws(features, graph, k, method), expected)


def test_floors_of_heuristics_are_those_of_one_draw():
    features, graph = drawn(8, 12, 8), lattice(3, 4)
    trees = [skater.skater_division(one, graph, 2, **FLOORS).labels for one in features]
    np.testing.assert_array_equal(divide_draws(features, graph, 2, "skater", **FLOORS), trees)
    most = [
        maxp.max_p_division(one, graph, FLOORS["totals"], 9.0, 4, min_regions=2).labels
        for one in features
    ]
    found = divide_draws(features, graph, 2, "max_p", **FLOORS, seed=4)
    np.testing.assert_array_equal(found, most)


@pytest.mark.parametrize("method", ["exact", "ward", "skater"])
def test_regions_with_gaps_get_no_zone_and_the_others_are_divided_if_they_hang_together(method):
    features = drawn(4, 9, 9)
    features[1, 0, 2] = np.nan  # a corner: the other eight hang together
    features[2, 3:6] = np.nan  # the middle row: the map falls in two
    features[3, 2:] = np.nan  # too few for three zones
    found = divide_draws(features, lattice(3, 3), 3, method)
    near = lattice(3, 3)[1:, 1:]
    expected = [-1, *zoning.divide(features[1, 1:], near, [3], method)[0].labels]
    np.testing.assert_array_equal(found[1], expected)
    assert found[0].min() == 0
    assert np.all(found[2:] == -1)


@pytest.mark.parametrize("method", ["exact", "skater", "max_p"])
def test_draws_that_the_floors_leave_no_way_get_no_zone(method):
    features = drawn(2, 6, 10)
    features[1, 0] = np.nan  # what is left has 5 in all: one zone of 4, or none of 6
    for floor, zones in ((3.0, 2), (6.0, 1)):
        found = divide_draws(features, path(6), zones, method, np.ones(6), 1, floor)
        assert found[0].max() == zones - 1
        # max_p makes as many zones as it can
        assert np.all(found[1] == -1) or (method == "max_p" and floor < 6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"features": np.zeros((2, 4, 1))}, r"features must be \(draws, 3, indicators\)"),
        ({"features": np.zeros((3, 1))}, "features must be"),
        ({"features": np.full((2, 3, 1), np.inf)}, "infinite"),
        ({"k": 4}, "number of zones"),
        ({"method": "auto"}, "choose one of"),
        ({"method": "ward", "min_regions": 2}, "ward knows no floors"),
        ({"method": "max_p"}, "max_p needs totals"),
        ({"min_total": 2.0}, "needs totals"),
        ({"features": np.zeros((1, 17, 1)), "adjacent": path(17)}, "17 regions"),
    ],
)
def test_bad_requests_are_refused(change, message):
    asked = {"features": np.zeros((2, 3, 1)), "adjacent": path(3), "k": 2, "method": "exact"}
    with pytest.raises(ValueError, match=message):
        divide_draws(**(asked | change))
