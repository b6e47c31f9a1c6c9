import numpy as np
import pandas as pd
import pytest
from sklearn.impute import SimpleImputer

from models import impute

RNG = np.random.default_rng(8)
PANEL = RNG.uniform(size=(6, 10, 3))  # years, regions, indicators
PANEL[RNG.uniform(size=PANEL.shape) < 0.4] = np.nan
YEARS = [2010, 2011, 2013, 2014, 2018, 2019]
GROUPS = np.array(list("aabbbcabca"))


def test_none_fills_nothing_and_copies():
    values, imputed = impute.none(PANEL)
    np.testing.assert_array_equal(values, PANEL)
    assert not imputed.any()
    assert values is not PANEL
    assert not np.shares_memory(values, PANEL)


def test_group_means_agree_with_pandas():
    for year in range(len(YEARS)):
        frame = pd.DataFrame(PANEL[year])
        expected = frame.fillna(frame.groupby(GROUPS).transform("mean"))
        found, imputed = impute.group_mean(PANEL[year], GROUPS)
        np.testing.assert_allclose(found, expected)
        np.testing.assert_array_equal(imputed, np.isnan(PANEL[year]) & ~np.isnan(found))


def test_one_group_of_all_is_the_mean_imputation_of_scikit_learn():
    found, _ = impute.group_mean(PANEL[0], np.zeros(10))
    np.testing.assert_allclose(found, SimpleImputer().fit_transform(PANEL[0]))


def test_each_year_is_filled_from_itself():
    found, _ = impute.group_mean(PANEL, GROUPS)
    np.testing.assert_array_equal(found, [impute.group_mean(year, GROUPS)[0] for year in PANEL])


def test_a_group_without_any_value_stays_missing():
    values = [[np.nan], [np.nan], [3.0]]
    found, imputed = impute.group_mean(values, ["a", "a", "b"])
    np.testing.assert_array_equal(found, values)
    assert not imputed.any()


def test_names_of_groups_do_not_matter():
    numbers = np.select([GROUPS == "a", GROUPS == "b"], [7, -1], 3)
    found, _ = impute.group_mean(PANEL, numbers)
    np.testing.assert_array_equal(found, impute.group_mean(PANEL, GROUPS)[0])


@pytest.mark.parametrize("groups", [[1, 2], [[1] * 10], 1])
def test_groups_must_be_one_per_region(groups):
    with pytest.raises(ValueError, match="one group per region"):
        impute.group_mean(PANEL, groups)


@pytest.mark.parametrize("missing", [np.nan, None])
def test_a_region_without_group_is_refused(missing):
    groups = np.array([missing, *range(9)], dtype=object)
    with pytest.raises(ValueError, match="group is missing"):
        impute.group_mean(PANEL, groups)


def test_interpolation_agrees_with_pandas_by_year():
    for region in range(10):
        frame = pd.DataFrame(PANEL[:, region], index=YEARS)
        expected = frame.interpolate(method="index", limit_area="inside")
        np.testing.assert_allclose(impute.interpolate(PANEL, YEARS)[0][:, region], expected)


def test_interpolation_tells_what_it_filled():
    found, imputed = impute.interpolate(PANEL, YEARS)
    np.testing.assert_array_equal(imputed, np.isnan(PANEL) & ~np.isnan(found))
    assert imputed.any()


def test_interpolation_by_hand():
    panel = np.array([10.0, np.nan, np.nan, 40.0])[:, None, None]
    found, _ = impute.interpolate(panel, [2000, 2001, 2008, 2010])
    np.testing.assert_allclose(found.ravel(), [10, 13, 34, 40])


def test_nothing_is_extrapolated():
    panel = np.array([np.nan, 1.0, 2.0, np.nan])[:, None, None]
    found, imputed = impute.interpolate(panel, range(4))
    np.testing.assert_array_equal(found, panel)
    assert not imputed.any()


def test_a_region_seen_once_or_never_stays_as_it_is():
    panel = np.full((3, 2, 1), np.nan)
    panel[1, 0] = 5.0
    np.testing.assert_array_equal(impute.interpolate(panel, range(3))[0], panel)


def test_interpolation_broadcasts_over_draws():
    draws = np.stack([PANEL, 2 * PANEL[::-1]])
    found, _ = impute.interpolate(draws, YEARS)
    np.testing.assert_array_equal(found, [impute.interpolate(one, YEARS)[0] for one in draws])


@pytest.mark.parametrize(
    "years", [[1, 2], [1, 2, 3, 3, 4, 5], [6, 5, 4, 3, 2, 1], [1, 2, 3, 4, 5, np.nan]]
)
def test_years_that_are_no_axis_are_refused(years):
    with pytest.raises(ValueError, match="year"):
        impute.interpolate(PANEL, years)


def test_infinite_values_are_refused():
    for fill in (
        impute.none,
        lambda v: impute.group_mean(v, [1]),
        lambda v: impute.interpolate(v, [1]),
    ):
        with pytest.raises(ValueError, match="infinity"):
            fill([[[np.inf]]])
