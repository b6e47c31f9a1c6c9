"""Floating catchments: nothing of the supply is lost, worked examples, and other programs' values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.accessibility import METHODS, Catchment, distances_km, enhanced, gaussian, three_step

BANDS = Catchment((10.0, 20.0, 30.0), (1.0, 0.68, 0.22))


def random_case(seed, points=9, sites=5, leading=()):
    draw = np.random.default_rng(seed)
    travel = 45 * draw.random((*leading, points, sites))
    travel[draw.random(travel.shape) < 0.15] = np.nan
    supply = draw.integers(0, 9, (*leading, sites)).astype(float)
    demand = draw.integers(0, 6, (*leading, points)).astype(float)
    return travel, supply, demand


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(0, 10**6), st.sampled_from(sorted(METHODS)))
def test_demand_times_accessibility_is_the_supply_that_is_reached(seed, method):
    travel, supply, demand = random_case(seed)
    found = METHODS[method](travel, supply, demand, BANDS)
    np.testing.assert_allclose(
        demand @ found.values, supply.sum() - found.unreached.sum(), rtol=1e-12, atol=1e-12
    )
    np.testing.assert_allclose(found.parts.sum(axis=-1), found.values)
    nobody = np.isnan(found.ratios)
    np.testing.assert_array_equal(found.unreached[~nobody], 0.0)
    np.testing.assert_array_equal(found.unreached[nobody], supply[nobody])


def test_the_two_steps_by_hand():
    # a: 100 people, one clinic of 10 in reach; b: 50 people, both clinics; Luo & Wang's formula
    travel = [[5.0, 60.0], [25.0, 12.0]]
    found = METHODS["2sfca"](travel, [10.0, 4.0], [100.0, 50.0], Catchment((30.0,)))
    np.testing.assert_allclose(found.ratios, [10 / 150, 4 / 50])
    np.testing.assert_allclose(found.values, [10 / 150, 10 / 150 + 4 / 50])


def test_bands_by_hand():
    # weights 1 and 0.22 for the first site, 0 and 0.68 for the second
    found = enhanced([[5.0, 60.0], [25.0, 12.0]], [10.0, 4.0], [100.0, 50.0], BANDS)
    first, second = 10 / (100 + 0.22 * 50), 4 / (0.68 * 50)
    np.testing.assert_allclose(found.values, [first, 0.22 * first + 0.68 * second])


def test_three_steps_by_hand():
    # b chooses: 0.22 / 0.90 for the first site, 0.68 / 0.90 for the second; a has one site only
    found = three_step([[5.0, 60.0], [25.0, 12.0]], [10.0, 4.0], [100.0, 50.0], BANDS)
    one, other = 0.22 / 0.9 * 0.22, 0.68 / 0.9 * 0.68
    first, second = 10 / (100 + one * 50), 4 / (other * 50)
    np.testing.assert_allclose(found.values, [first, one * first + other * second])


def test_other_programs_find_the_same():
    # PySAL's access 1.1.10 (BSD), two_stage_fca and three_stage_fca with its step_fn, on this case
    travel, supply, demand = [[5.0, 60.0], [25.0, 12.0]], [10.0, 4.0], [100.0, 50.0]
    known = {
        "2sfca": [0.06666666666666667, 0.14666666666666667],
        "e2sfca": [0.09009009009009009, 0.09981981981981983],
        "3sfca": [0.09738151915169878, 0.08523696169660247],
    }
    for method, values in known.items():
        found = METHODS[method](travel, supply, demand, BANDS).values
        np.testing.assert_allclose(found, values, rtol=1e-14)


def test_gaussian_weights_are_those_of_dai():
    # (exp(-(t/t0)^2/2) - exp(-1/2)) / (1 - exp(-1/2)) by hand
    times = np.array([[0.0, 7.5, 15.0, 29.9, 30.0, 31.0, np.nan]])
    share = times / 30
    plain = (np.exp(-(share**2) / 2) - np.exp(-0.5)) / (1 - np.exp(-0.5))
    expected = np.where(share < 1, plain, 0.0)
    np.testing.assert_allclose(gaussian(times, Catchment((30.0,))), expected, atol=1e-15)


def test_one_band_of_full_weight_is_the_two_step_method():
    travel, supply, demand = random_case(7)
    one = Catchment((25.0,))
    np.testing.assert_array_equal(
        METHODS["2sfca"](travel, supply, demand, one).values,
        METHODS["e2sfca"](travel, supply, demand, one).values,
    )


def test_a_nearer_site_is_never_worse():
    travel, supply, demand = random_case(3)
    far = METHODS["e2sfca_gaussian"](travel, supply, demand, BANDS)
    share = gaussian(travel, BANDS)
    near = gaussian(np.where(np.isnan(travel), np.nan, travel / 2), BANDS)
    assert np.all(near >= share)
    assert far.values.min() >= 0


def test_several_services_at_once_are_each_alone():
    travel, supply, demand = random_case(5, leading=(3,))
    together = METHODS["e2sfca"](travel, supply, demand, BANDS)
    for k in range(3):
        alone = METHODS["e2sfca"](travel[k], supply[k], demand[k], BANDS)
        np.testing.assert_array_equal(together.values[k], alone.values)
        np.testing.assert_array_equal(together.ratios[k], alone.ratios)


def test_distances_are_great_circles():
    # 南京 to 苏州 and one degree of latitude, 111.19 km on a sphere of 6,371 km
    found = distances_km([[118.80, 32.06], [118.80, 31.06]], [[120.58, 31.30], [118.80, 32.06]])
    assert found[1, 1] == pytest.approx(111.19, abs=0.15)
    assert found[0, 0] == pytest.approx(188.8, abs=1.0)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: METHODS["2sfca"]([[-1.0]], [1.0], [1.0], BANDS),
        lambda: METHODS["2sfca"]([[1.0]], [np.nan], [1.0], BANDS),
        lambda: METHODS["2sfca"]([[1.0]], [1.0], [-1.0], BANDS),
        lambda: METHODS["2sfca"]([[1.0]], [1.0, 2.0], [1.0], BANDS),
        lambda: Catchment((20.0, 10.0), (1.0, 0.5)),
        lambda: Catchment((10.0, 20.0), (0.5, 1.0)),
        lambda: Catchment((10.0, 20.0)),
        lambda: Catchment((np.inf,)),
        lambda: distances_km([118.0, 32.0], [[118.0, 32.0]]),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        wrong()
