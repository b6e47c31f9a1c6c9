import numpy as np
import pytest
from sklearn.metrics.pairwise import haversine_distances

from models import gravity

# seats of Nanjing, Wuxi, Xuzhou, Suzhou, Suqian
CITIES = np.array(
    [[118.80, 32.06], [120.30, 31.57], [117.18, 34.26], [120.58, 31.30], [118.28, 33.96]]
)
RNG = np.random.default_rng(32)


def test_distance_gives_the_example_of_geopy():
    # geopy.distance.great_circle for Kolkata and Delhi, as published at geeksforgeeks.org;
    # its radius 6371.009 km differs from ours by 3e-8
    found = gravity.distance_km([88.3639, 22.5726], [77.1025, 28.7041])
    np.testing.assert_allclose(found, 1317.7554645657162, rtol=1e-7)


def test_distances_are_those_of_scikit_learn():
    points = np.stack([RNG.uniform(-180, 180, 30), RNG.uniform(-90, 90, 30)], axis=-1)
    expected = haversine_distances(np.radians(points[:, ::-1])) * gravity.EARTH_RADIUS_KM
    np.testing.assert_allclose(
        gravity.distance_km(points[:, None], points[None]), expected, atol=1e-4
    )


def test_half_the_globe_lies_between_opposite_points():
    np.testing.assert_allclose(
        gravity.distance_km([30, 40], [-150, -40]), np.pi * gravity.EARTH_RADIUS_KM
    )


def test_equal_masses_on_the_equator_balance_half_way():
    np.testing.assert_allclose(gravity.centre([[100, 0], [120, 0]], [2, 2]), [110, 0], atol=1e-12)


def test_a_centre_may_lie_across_the_date_line():
    np.testing.assert_allclose(gravity.centre([[170, 0], [-170, 0]], [1, 1])[0], 180)


def test_all_mass_in_one_region_puts_the_centre_there():
    np.testing.assert_allclose(gravity.centre(CITIES, np.eye(5)), CITIES)


def test_in_a_small_country_the_centre_is_close_to_the_mean_of_degrees():
    # the usual formula X = sum m x / sum m; over some 350 km it errs by a kilometre or two
    masses = RNG.uniform(size=(4, 5))
    mean = masses @ CITIES / masses.sum(axis=-1, keepdims=True)
    assert np.all(gravity.distance_km(gravity.centre(CITIES, masses), mean) < 3)


def test_the_centre_does_not_depend_on_where_longitude_zero_is():
    masses = RNG.uniform(size=5)
    turned = gravity.centre(np.add(CITIES, [40, 0]), masses)
    np.testing.assert_allclose(turned - [40, 0], gravity.centre(CITIES, masses))


def test_draws_are_free_axes():
    masses = RNG.uniform(size=(3, 4, 5))
    np.testing.assert_allclose(
        gravity.centre(CITIES, masses)[2, 1], gravity.centre(CITIES, masses[2, 1])
    )


def test_one_degree_north_is_a_360th_of_the_meridian():
    degree = 2 * np.pi * gravity.EARTH_RADIUS_KM / 360
    np.testing.assert_allclose(gravity.movement_km([118, 32], [118, 33]), [0, degree], atol=1e-9)
    np.testing.assert_allclose(gravity.movement_km([118, 0], [119, 0]), [degree, 0], atol=1e-9)


def test_movements_are_as_long_as_the_distance_and_reverse_exactly():
    path = np.stack([RNG.uniform(-180, 180, 40), RNG.uniform(-90, 90, 40)], axis=-1)
    there = gravity.movement_km(path[:-1], path[1:])
    np.testing.assert_allclose(np.hypot(*there.T), gravity.distance_km(path[:-1], path[1:]))
    np.testing.assert_allclose(gravity.movement_km(path[1:], path[:-1]), -there, atol=1e-9)


def test_short_movements_are_degrees_times_kilometres_per_degree():
    # local plane: east = R cos(lat) dlon, north = R dlat
    degree = np.pi * gravity.EARTH_RADIUS_KM / 180
    found = gravity.movement_km([119.0, 32.0], [119.02, 31.99])
    expected = [0.02 * degree * np.cos(np.radians(31.995)), -0.01 * degree]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_consistency_by_hand():
    moves = np.array([[1.0, 0.0], [1.0, 1.0], [-2.0, 0.0], [0.0, 5.0]])
    found = gravity.consistency(moves, [1.0, 0.0])
    np.testing.assert_allclose(found, [1, np.sqrt(0.5), -1, 0], atol=1e-12)


def test_a_centre_that_stays_has_no_direction():
    masses = RNG.uniform(size=(50, 5))
    # the same shares: rounding alone moves the centre
    stay = gravity.movement_km(gravity.centre(CITIES, masses), gravity.centre(CITIES, masses / 3))
    away = gravity.movement_km(CITIES[0], CITIES[1])
    assert stay.any()
    assert np.isnan(gravity.consistency(stay, away)).all()
    assert np.isnan(gravity.consistency(away, [0.0, 0.0]))


@pytest.mark.parametrize(
    ("points", "masses", "message"),
    [
        ([[118, 95]], [1], "latitude"),
        ([[118, np.nan]], [1], "degrees"),
        ([[118, 32, 5]], [1], "longitude, latitude"),
        ([[118, 32]], [1, 2], "one mass per point"),
        ([[118, 32]], [0], "all masses are zero"),
        ([[118, 32]], [-1], "not negative"),
        ([[118, 32]], [np.nan], "none missing"),
        ([[0, 0], [180, 0]], [1, 1], "no place is central"),
    ],
)
def test_bad_points_and_masses_are_refused(points, masses, message):
    with pytest.raises(ValueError, match=message):
        gravity.centre(points, masses)


def test_between_opposite_points_there_is_no_direction():
    with pytest.raises(ValueError, match="opposite"):
        gravity.movement_km([0, 0], [180, 0])


def test_consistency_refuses_missing_movements():
    with pytest.raises(ValueError, match="finite"):
        gravity.consistency([np.nan, 1.0], [1.0, 1.0])
