import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from models import treat

# Example of Microsoft's documentation of SKEW and KURT; COINr's `skew` states Excel's definition.
EXCEL = np.array([3.0, 4, 5, 2, 3, 4, 5, 6, 4, 7])[:, None]
VALUES = np.random.default_rng(3).lognormal(sigma=1.2, size=(4, 13, 3))


def test_skewness_gives_the_example_of_excel():
    np.testing.assert_allclose(treat.skewness(EXCEL), 0.359543, atol=5e-7)


def test_kurtosis_gives_the_example_of_excel():
    np.testing.assert_allclose(treat.kurtosis(EXCEL), -0.151799637, atol=5e-10)


@pytest.mark.parametrize(
    ("ours", "theirs"), [(treat.skewness, stats.skew), (treat.kurtosis, stats.kurtosis)]
)
def test_shape_agrees_with_scipy_pooled_over_years_and_without_the_missing(ours, theirs):
    values = VALUES.copy()
    values[1, 4, 2] = values[3, 0, 0] = np.nan
    expected = theirs(values.reshape(-1, 3), bias=False, nan_policy="omit")
    np.testing.assert_allclose(ours(values), expected)


@pytest.mark.parametrize("shape", [treat.skewness, treat.kurtosis])
def test_unit_and_order_of_regions_do_not_matter_to_shape(shape):
    np.testing.assert_allclose(shape(VALUES[:, ::-1] * 1e200), shape(VALUES))


@pytest.mark.parametrize("shape", [treat.skewness, treat.kurtosis])
def test_shape_of_a_constant_indicator_is_refused(shape):
    # 0.1 is not exact in binary: rounding must not pass for variation
    with pytest.raises(ValueError, match=r"\[1\] do not vary"):
        shape(np.column_stack([np.arange(6.0), np.full(6, 0.1)]))


@pytest.mark.parametrize(("shape", "least"), [(treat.skewness, 3), (treat.kurtosis, 4)])
def test_shape_of_too_few_values_is_refused(shape, least):
    shape(np.arange(float(least))[:, None])
    with pytest.raises(ValueError, match=f"fewer than {least}"):
        shape(np.arange(least - 1.0)[:, None])


def test_shape_of_infinite_values_is_refused():
    with pytest.raises(ValueError, match="infinity"):
        treat.skewness([[1.0], [2.0], [np.inf]])


def test_one_outlier_among_twenty_needs_treatment():
    # the example of COINr's check_SkewKurt: 20 uniform numbers pass, with 1000 added they fail
    uniform = np.random.default_rng(100).uniform(size=(20, 1))
    assert not treat.needs_treatment(uniform).item()
    assert treat.needs_treatment(np.vstack([uniform, [[1000.0]]])).item()


def test_skewness_alone_is_no_reason_for_treatment():
    # 4 of 28 regions have it, the others do not: skewed, but no tail to pull in
    shares = np.repeat([1.0, 0.0], [4, 24])[:, None]
    assert stats.skew(shares, bias=False).item() > 2
    assert stats.kurtosis(shares, bias=False).item() < 3.5
    assert not treat.needs_treatment(shares).item()


def test_a_constant_indicator_needs_no_treatment():
    np.testing.assert_array_equal(treat.needs_treatment(np.ones((5, 2))), [False, False])


def test_need_of_treatment_is_not_judged_on_three_values():
    with pytest.raises(ValueError, match=r"\[1\] have fewer than 4"):
        treat.needs_treatment([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])


@pytest.mark.parametrize("name", treat.TRANSFORMS)
def test_transforms_keep_order_and_missing_cells(name):
    transformed = treat.TRANSFORMS[name]([[0.5], [3.0], [8.0], [np.nan]]).ravel()
    assert transformed[0] < transformed[1] < transformed[2]
    assert np.isnan(transformed[3])


def test_log1p_takes_one_plus_the_value():
    np.testing.assert_allclose(treat.log1p([[np.e**2 - 1, 0.0]]), [[2.0, 0.0]])


def test_goalpost_scores_of_logs_do_not_depend_on_the_unit():
    # ln(cx) - ln(cy) = ln x - ln y, so (ln x - ln low) / (ln high - ln low) is the same in 万元
    def scores(values):
        logs = treat.log(values)
        return (logs - logs.min()) / np.ptp(logs)

    np.testing.assert_allclose(scores(VALUES * 1e4), scores(VALUES))


@pytest.mark.parametrize(
    ("transform", "value"),
    [
        *[(treat.log, value) for value in (0.0, -0.5, np.inf)],
        *[(treat.log1p, value) for value in (-1.0, -1.5, np.inf)],
        *[(treat.sqrt, value) for value in (-0.1, np.inf)],
    ],
)
def test_a_transform_refuses_what_it_is_not_defined_for(transform, value):
    with pytest.raises(ValueError, match="needs finite values"):
        transform([[value]])


def test_sqrt_is_the_power_one_half():
    # Box & Cox (1964): lambda = 1/2 up to shift and scale
    np.testing.assert_allclose(treat.sqrt(VALUES), VALUES**0.5)


def test_identity_returns_a_copy():
    values = np.ones((2, 2))
    treat.identity(values)[:] = 0
    assert values.all()


def test_models_import_without_scipy_and_scikit_learn():
    # scipy.stats alone costs 1.5 s, which every run of the engine would pay
    names = (
        "aggregate, contiguity, coupling, factors, impute, normalise, outliers, treat, weights, "
        "weights_combined, weights_judged, zoning"
    )
    code = (
        f"import sys; from models import {names}; print({{'scipy', 'sklearn'}} & {{*sys.modules}})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
