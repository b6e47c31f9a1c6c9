import csv
from pathlib import Path

import libpysal
import numpy as np
import pytest
from inequality import gini, theil

from models import inequality as iq

RNG = np.random.default_rng(1997)
BELTS = np.array(["south"] * 5 + ["middle"] * 3 + ["north"] * 5)  # as Jiangsu's thirteen cities
THEILS = (iq.theil_t, iq.theil_l)
AMOUNTS = RNG.lognormal(sigma=1.5, size=(2, 4, 13))
PEOPLE = RNG.lognormal(size=(4, 13))
ONES = np.ones(13)


def dagum_by_loops(values, groups):
    """Dagum (1997) as printed: groups in rising order of means, d and p apart."""
    inside = {name: values[groups == name] for name in np.unique(groups)}
    order = sorted(inside, key=lambda name: inside[name].mean())
    n, total = len(values), values.sum()
    within = between = overlap = 0.0
    for j, name in enumerate(order):
        y, p_j, s_j = inside[name], len(inside[name]) / n, inside[name].sum() / total
        g_jj = sum(abs(a - b) for a in y for b in y) / (2 * len(y) ** 2 * y.mean())
        within += g_jj * p_j * s_j
        for other in order[:j]:
            x, p_h, s_h = inside[other], len(inside[other]) / n, inside[other].sum() / total
            d = sum(max(a - b, 0) for a in y for b in x) / (len(y) * len(x))
            p = sum(max(b - a, 0) for a in y for b in x) / (len(y) * len(x))
            weight = (d + p) / (y.mean() + x.mean()) * (p_j * s_h + p_h * s_j)
            between += weight * (d - p) / (d + p)
            overlap += weight * (1 - (d - p) / (d + p))
    return within, between, overlap


@pytest.fixture
def mexico():
    with Path(libpysal.examples.get_path("mexico.csv")).open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    years = [f"pcgdp{year}" for year in range(1940, 2010, 10)]
    values = np.array([[float(row[year]) for row in rows] for year in years])
    return values, np.array([row["hanson98"] for row in rows])


# --- identities


@pytest.mark.parametrize("method", THEILS)
def test_theil_is_the_sum_of_its_parts(method):
    found = method(AMOUNTS, PEOPLE, BELTS)
    assert found.total.shape == (2, 4)
    assert found.inside.shape == (2, 4, 3)
    np.testing.assert_allclose(found.between + found.within, found.total, atol=1e-12)
    np.testing.assert_allclose(found.contributions.sum(axis=-1), found.within, atol=1e-12)
    assert np.all(found.between >= 0)
    assert np.all(found.contributions >= 0)


def test_theil_t_is_additive_with_zero_cells():
    amounts = np.where(RNG.random(AMOUNTS.shape) < 0.4, 0.0, AMOUNTS)
    amounts[..., BELTS == "north"] = 0
    found = iq.theil_t(amounts, PEOPLE, BELTS)
    np.testing.assert_allclose(found.between + found.within, found.total, atol=1e-12)
    north = found.groups.tolist().index("north")
    assert np.isnan(found.inside[..., north]).all()
    assert not found.contributions[..., north].any()


def test_dagum_is_the_sum_of_its_parts():
    found = iq.dagum(AMOUNTS, BELTS)
    parts = found.within + found.between + found.transvariation
    np.testing.assert_allclose(parts, found.total, atol=1e-12)
    assert np.all((found.affluence >= 0) & (found.affluence <= 1))


def test_dagum_is_additive_when_a_group_has_nothing():
    values = np.where(BELTS == "north", 0.0, AMOUNTS[0, 0])
    found = iq.dagum(values, BELTS)
    parts = found.within + found.between + found.transvariation
    np.testing.assert_allclose(parts, found.total, atol=1e-12)
    north = found.groups.tolist().index("north")
    assert np.isnan(found.across[north, north])
    # no overlap with those who have something
    np.testing.assert_allclose(np.delete(found.affluence[north], north), 1)


def test_dagum_follows_the_printed_formulas():
    found = iq.dagum(AMOUNTS, BELTS)
    for place in np.ndindex(2, 4):
        expected = dagum_by_loops(AMOUNTS[place], BELTS)
        parts = found.within[place], found.between[place], found.transvariation[place]
        np.testing.assert_allclose(parts, expected, atol=1e-12)


def test_gini_equals_the_sum_over_pairs():
    apart = np.abs(AMOUNTS[..., :, None] - AMOUNTS[..., None, :]).sum(axis=(-2, -1))
    expected = apart / (2 * 13**2 * AMOUNTS.mean(axis=-1))
    np.testing.assert_allclose(iq.gini(AMOUNTS), expected, atol=1e-12)


def test_dagum_across_holds_the_gini_of_each_group():
    found = iq.dagum(AMOUNTS[0], BELTS)
    for place, name in enumerate(found.groups):
        expected = iq.gini(AMOUNTS[0][:, name == BELTS])
        np.testing.assert_allclose(found.across[:, place, place], expected, atol=1e-12)


@pytest.mark.parametrize("method", THEILS)
def test_theil_inside_is_that_of_the_group_alone(method):
    found = method(AMOUNTS, PEOPLE, BELTS)
    for place, name in enumerate(found.groups):
        of = name == BELTS
        alone = method(AMOUNTS[..., of], PEOPLE[..., of], BELTS[of])
        np.testing.assert_allclose(found.inside[..., place], alone.total, atol=1e-12)


# --- by hand


def test_theil_by_hand():
    # shares 1/2, 1/4, 1/4 of the amount, 1/4, 1/4, 1/2 of the people; groups a, a, b
    amounts, people, groups = [2.0, 1.0, 1.0], [1.0, 1.0, 2.0], ["a", "a", "b"]
    t, ell = iq.theil_t(amounts, people, groups), iq.theil_l(amounts, people, groups)
    assert t.total == pytest.approx(0.5 * np.log(2) + 0.25 * np.log(0.5))
    assert t.between == pytest.approx(0.75 * np.log(1.5) + 0.25 * np.log(0.5))
    assert t.inside[0] == pytest.approx(2 / 3 * np.log(4 / 3) + 1 / 3 * np.log(2 / 3))
    assert t.within == pytest.approx(0.75 * t.inside[0])
    assert ell.total == pytest.approx(0.25 * np.log(0.5) + 0.5 * np.log(2))
    assert ell.within == pytest.approx(0.5 * (0.5 * np.log(3 / 4) + 0.5 * np.log(3 / 2)))


def test_theil_t_is_the_log_of_the_number_if_one_has_everything():
    found = iq.theil_t([0.0, 0.0, 7.0, 0.0], np.ones(4), list("aabb"))
    assert found.total == pytest.approx(np.log(4))
    assert found.between == pytest.approx(np.log(2))


def test_dagum_by_hand():
    # a 1, 3; b 2, 6; mean 3; G_aa = 4/16, G_bb = 8/32; between: 1, 5, 1, 3 over 2 + 4 = 5/12;
    # d = 9/4, p = 1/4, D = 4/5; p_a s_b + p_b s_a = 1/2 * 2/3 + 1/2 * 1/3 = 1/2
    found = iq.dagum([1.0, 3.0, 2.0, 6.0], list("aabb"))
    assert found.affluence[0, 1] == pytest.approx(4 / 5)
    assert found.across[0, 1] == pytest.approx(5 / 12)
    assert found.within == pytest.approx(1 / 4 * 1 / 2 * 1 / 3 + 1 / 4 * 1 / 2 * 2 / 3)
    assert found.between == pytest.approx(5 / 12 * 1 / 2 * 4 / 5)
    assert found.transvariation == pytest.approx(5 / 12 * 1 / 2 * 1 / 5)


def test_groups_that_do_not_overlap_leave_no_transvariation():
    found = iq.dagum([1.0, 2.0, 5.0, 9.0], list("aabb"))
    assert found.transvariation == pytest.approx(0, abs=1e-15)
    # nor a rounding error below 0
    apart = iq.dagum(np.add(RNG.random((500, 6)), [0, 0, 0, 1, 1, 1]), list("aaabbb"))
    assert np.all(apart.affluence <= 1)
    assert np.all(apart.transvariation >= 0)


@pytest.mark.parametrize("method", THEILS)
def test_equal_shares_are_no_inequality(method):
    found = method(3 * PEOPLE, PEOPLE, BELTS)
    np.testing.assert_allclose(found.total, 0, atol=1e-12)
    np.testing.assert_allclose(found.between, 0, atol=1e-12)


def test_equal_values_are_no_inequality():
    found = iq.dagum(np.full(13, 0.1), BELTS)
    assert iq.gini(np.full(13, 0.1)) == pytest.approx(0, abs=1e-15)
    parts = [found.within, found.between, found.transvariation]
    np.testing.assert_allclose(parts, 0, atol=1e-12)


# --- what must not matter


@pytest.mark.parametrize("method", THEILS)
def test_units_do_not_matter_to_theil(method):
    found, scaled = method(AMOUNTS, PEOPLE, BELTS), method(1e4 * AMOUNTS, PEOPLE / 7, BELTS)
    np.testing.assert_allclose(scaled.total, found.total, atol=1e-12)
    np.testing.assert_allclose(scaled.contributions, found.contributions, atol=1e-12)


def test_units_do_not_matter_to_dagum():
    found, scaled = iq.dagum(AMOUNTS, BELTS), iq.dagum(1e4 * AMOUNTS, BELTS)
    np.testing.assert_allclose(scaled.within, found.within, atol=1e-12)
    np.testing.assert_allclose(scaled.across, found.across, atol=1e-12)


@pytest.mark.parametrize("name", ["theil_t", "theil_l", "dagum"])
def test_order_of_regions_and_names_of_groups_do_not_matter(name):
    order = RNG.permutation(13)
    renamed = np.select([BELTS == "south", BELTS == "middle"], [1, 2], 3)[order]
    method = getattr(iq, name)
    people = () if name == "dagum" else (PEOPLE,)
    found = method(AMOUNTS, *people, BELTS)
    other = method(AMOUNTS[..., order], *(one[:, order] for one in people), renamed)
    for part in ("total", "within", "between"):
        np.testing.assert_allclose(getattr(other, part), getattr(found, part), atol=1e-12)
    places = [found.groups.tolist().index(group) for group in ("south", "middle", "north")]
    if name == "dagum":
        expected = found.across[..., places, :][..., places]
        np.testing.assert_allclose(other.across, expected, atol=1e-12)
    else:
        np.testing.assert_allclose(other.inside, found.inside[..., places], atol=1e-12)


@pytest.mark.parametrize("method", THEILS)
def test_splitting_a_region_in_proportion_does_not_matter_to_theil(method):
    amounts, people = AMOUNTS[0, 0], PEOPLE[0]
    halves = [np.append(one, one[-1] / 2) for one in (amounts, people)]
    for one in halves:
        one[-2] /= 2
    found = method(*halves, np.append(BELTS, "north"))
    assert found.total == pytest.approx(method(amounts, people, BELTS).total, abs=1e-12)


def test_callers_arrays_are_left_alone():
    amounts, people = AMOUNTS.copy(), PEOPLE.copy()
    iq.theil_t(amounts, people, BELTS)
    iq.dagum(amounts, BELTS)
    np.testing.assert_array_equal(amounts, AMOUNTS)
    np.testing.assert_array_equal(people, PEOPLE)


# --- published, and peers


def test_theil_of_mexico_as_published(mexico):
    # docstring of inequality.theil.TheilD (Rey): product per head of 32 states, 1940-2000
    values, regions = mexico
    found = iq.theil_t(values, np.ones(32), regions)
    total = [0.20894344, 0.15222451, 0.10472941, 0.10194725, 0.09560113, 0.10511256, 0.10660832]
    between = [0.0345889, 0.02816853, 0.05260921, 0.05931219, 0.03205257, 0.02963731, 0.03635872]
    within = [0.17435454, 0.12405598, 0.0521202, 0.04263506, 0.06354856, 0.07547525, 0.0702496]
    np.testing.assert_allclose(found.total, total, atol=1e-8)
    np.testing.assert_allclose(found.between, between, atol=1e-8)
    np.testing.assert_allclose(found.within, within, atol=1e-8)


def test_gini_agrees_with_pysal():
    expected = [gini.Gini(year).g for year in AMOUNTS[0]]
    np.testing.assert_allclose(iq.gini(AMOUNTS[0]), expected, atol=1e-12)


def test_theil_agrees_with_pysal():
    found = iq.theil_t(AMOUNTS[0], ONES, BELTS)
    theirs = theil.TheilD(AMOUNTS[0].T, BELTS)
    np.testing.assert_allclose(found.total, theirs.T, atol=1e-12)
    np.testing.assert_allclose(found.between, theirs.bg, atol=1e-12)
    np.testing.assert_allclose(found.within, theirs.wg, atol=1e-12)


# --- refusals


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1.0, np.nan], "none missing"),
        ([1.0, -1.0], "not negative"),
        ([[1.0, 2.0], [0.0, 0.0]], "all values are 0"),
        ([], r"\(..., regions\)"),
    ],
)
def test_bad_values_are_refused(values, message):
    groups = ["a"] * np.shape(values)[-1]
    people = np.ones(len(groups))
    with pytest.raises(ValueError, match=message):
        iq.gini(values)
    with pytest.raises(ValueError, match=message):
        iq.dagum(values, groups)
    with pytest.raises(ValueError, match=message):
        iq.theil_t(values, people, groups)


def test_theil_l_refuses_zeros():
    with pytest.raises(ValueError, match="undefined where an amount is 0"):
        iq.theil_l([0.0, 1.0], [1.0, 1.0], ["a", "b"])


@pytest.mark.parametrize(
    ("people", "groups", "message"),
    [
        ([1.0, 0.0], ["a", "b"], "must be positive"),
        ([1.0, np.nan], ["a", "b"], "must be positive"),
        ([1.0], ["a", "b"], "does not fit"),
        ([1.0, 1.0], ["a"], "one group label"),
        ([1.0, 1.0], [1.0, np.nan], "label is missing"),
    ],
)
def test_bad_people_and_groups_are_refused(people, groups, message):
    with pytest.raises(ValueError, match=message):
        iq.theil_t([1.0, 2.0], people, groups)
