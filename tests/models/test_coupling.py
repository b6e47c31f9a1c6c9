import numpy as np
import pytest

from models import coupling

# METHODS 2.1, computed there: levels, C, C_w, C_f, T, D, D_w
WORKED = [
    ([0.6, 0.4], [0.9798, 0.7303, 0.8000, 0.500, 0.6999, 0.6043]),
    ([0.9, 0.1], [0.6000, 0.1491, 0.2000, 0.500, 0.5477, 0.2730]),
    ([0.05, 0.05], [1.0000, 1.0000, 1.0000, 0.050, 0.2236, 0.2236]),
    ([0.6, 0.5, 0.4], [0.9865, 0.8037, 0.8367, 0.500, 0.7023, 0.6339]),
    ([0.9, 0.5, 0.1], [0.7114, 0.3405, 0.3468, 0.500, 0.5964, 0.4126]),
]

# Vignette "ccd" of the R package coupling 0.1 (stscl/coupling), social space of Guangzhou:
# head(dt), and head() of the result (C, D) for each method
GUANGZHOU = [
    [0.8179733, 0.3246648, 0.6590316, 0.1308531],
    [0.3020233, 0.1318888, 0.4046987, 0.5173794],
    [0.9209903, 0.3353516, 0.6921477, 0.3141320],
    [0.9604095, 0.3914758, 0.7099999, 0.4316421],
    [0.9061589, 0.3473603, 0.7297774, 0.6909494],
    [0.9456379, 0.4391423, 0.7304117, 0.4792905],
]
VIGNETTE = {
    "standard": [
        [0.8051958, 0.8914577, 0.8999423, 0.9346128, 0.9440912, 0.9519923],
        [0.6237105, 0.5497290, 0.7134825, 0.7632959, 0.7944703, 0.7858001],
    ],
    "wang": [
        [0.4722274, 0.6211236, 0.5375842, 0.5861986, 0.6640321, 0.6319211],
        [0.4776480, 0.4588675, 0.5514412, 0.6045044, 0.6662930, 0.6402164],
    ],
    "fan": [
        [0.4593785, 0.7164548, 0.4915051, 0.5399620, 0.5951898, 0.5907777],
        [0.4711049, 0.4928249, 0.5272784, 0.5801746, 0.6308098, 0.6190239],
    ],
}

# Wang et al. (2021), J. Natural Resources 36(3), table 8: C by the original and by the modified
# model, 13 cities of Beijing-Tianjin-Hebei, 2008-2014 (the stored page breaks off in 2015)
TABLE_8 = """
.9989 .9935 .8868 .9073 .6821 .8328 .6816 .7789 .6871 .6101 .8017 .7867 .7191
.9404 .8660 .5440 .5769 .3006 .4780 .3344 .4171 .3278 .2700 .4374 .4196 .3738
.9984 .9997 .8912 .9079 .6790 .8114 .6839 .7786 .7180 .6377 .8018 .7587 .7396
.9238 .9675 .5435 .5716 .2946 .4445 .3224 .4117 .3533 .2731 .4352 .3821 .3906
.9999 .9920 .9071 .9224 .6957 .8309 .7044 .7992 .7556 .6212 .8277 .7707 .7109
.9835 .8497 .5659 .5942 .3041 .4593 .3385 .4245 .3857 .2533 .4574 .3908 .3529
.9939 .9848 .9373 .9468 .7446 .8488 .7437 .8114 .7806 .6469 .8601 .8162 .7560
.8485 .7896 .6271 .6503 .3454 .4767 .3720 .4332 .4123 .2600 .4994 .4361 .3951
.9992 .9913 1.000 .9276 .6720 .8527 .7674 .8211 .7859 .6561 .8749 .8133 .7577
.9445 .8342 .9949 .5937 .2497 .4816 .3967 .4433 .4134 .2615 .5164 .4243 .3931
.9858 .9280 .9867 .9866 .7442 .9215 .8259 .8680 .7819 .6619 .9183 .9025 .7773
.7757 .5868 .8169 .8135 .3519 .6125 .4721 .5160 .4043 .2746 .6006 .5692 .4184
.9942 .9488 .9834 .9815 .6713 .8995 .8283 .8917 .7556 .6955 .9270 .9064 .8257
.8523 .6353 .7939 .7829 .2532 .5627 .4708 .5540 .3797 .3067 .6191 .5750 .4723
"""


@pytest.mark.parametrize(("levels", "expected"), WORKED)
def test_worked_values_hold(levels, expected):
    degrees = [coupling.coupling(levels, form) for form in ("standard", "wang", "fan")]
    development = coupling.development(levels)
    coordination = [coupling.coordination(levels, form=form) for form in ("standard", "wang")]
    found = [*degrees, development, *coordination]
    np.testing.assert_allclose(found, expected, atol=5e-5)


@pytest.mark.parametrize("form", coupling.METHODS)
def test_four_systems_agree_with_the_r_package_coupling(form):
    degree, coordination = VIGNETTE[form]
    np.testing.assert_allclose(coupling.coupling(GUANGZHOU, form), degree, atol=2e-7)
    np.testing.assert_allclose(coupling.coordination(GUANGZHOU, form=form), coordination, atol=2e-7)


def test_both_forms_of_wang_come_from_one_pair_of_levels_for_all_91_city_years():
    original, modified = np.array(TABLE_8.split(), dtype=float).reshape(7, 2, 13).swapaxes(0, 1)
    original = np.minimum(original, 0.99999)  # printed as 1.0000 once, where the ratio would be 1
    # for two systems C depends on the ratio alone; then C_w fixes the higher level
    ratio = ((1 - np.sqrt(1 - original**2)) / original) ** 2
    higher = (1 - modified**2 / ratio) / (1 - ratio)
    assert np.all((higher > 0.1) & (higher < 0.7))  # METHODS 2.1: 0.18-0.68
    levels = np.stack([higher, higher * ratio], axis=-1)
    np.testing.assert_allclose(coupling.coupling(levels, "standard"), original, atol=5e-5)
    np.testing.assert_allclose(coupling.coupling(levels, "wang"), modified, atol=5e-5)


@pytest.mark.parametrize(
    ("systems", "form", "high_share", "correlation"),
    [
        (3, "standard", 0.67, 0.93),
        (3, "wang", 0.11, 0.83),
        (2, "standard", 0.77, 0.94),
        (2, "wang", 0.25, 0.77),
    ],
)
def test_standard_coupling_is_mostly_high_and_repeats_the_level(
    systems, form, high_share, correlation
):
    # METHODS 2.2, computed there: share of C above 0.8 and corr(D, sqrt T) for uniform levels.
    # The figures hold for levels from the goalpost floor 0.01 up; from 0 up see the next test.
    levels = np.random.default_rng(2021).uniform(0.01, 1, size=(200_000, systems))
    root = np.sqrt(coupling.development(levels))
    found = np.corrcoef(coupling.coordination(levels, form=form), root)[0, 1]
    assert np.mean(coupling.coupling(levels, form) > 0.8) == pytest.approx(high_share, abs=0.008)
    assert found == pytest.approx(correlation, abs=0.008)


def test_three_quarters_of_random_pairs_have_a_standard_coupling_above_four_fifths():
    # C > 4/5 where the ratio of the two exceeds 1/4; that ratio is uniform on (0, 1)
    levels = np.random.default_rng(4).uniform(size=(200_000, 2))
    assert np.mean(coupling.coupling(levels, "standard") > 0.8) == pytest.approx(0.75, abs=0.004)


@pytest.mark.parametrize("form", coupling.METHODS)
@pytest.mark.parametrize("level", [1e-300, 0.01, 0.1, 0.7, 1.0])
@pytest.mark.parametrize("systems", [2, 3, 7, 300])
def test_equal_levels_are_fully_coupled(form, level, systems):
    # METHODS 2.2, detector (i): a form that has lost its coefficient or its root fails here
    np.testing.assert_allclose(coupling.coupling(np.full(systems, level), form), 1.0)


@pytest.mark.parametrize("form", coupling.METHODS)
@pytest.mark.parametrize("systems", [2, 3, 4, 5])
def test_coupling_and_coordination_stay_between_0_and_1(form, systems):
    # detector (ii), on random levels and on all corners of the cube but the origin
    corners = np.array(np.meshgrid(*[[0.0, 1.0]] * systems)).reshape(systems, -1).T[1:]
    random = np.random.default_rng(systems).uniform(size=(5_000, systems))
    nearly_equal = 0.1 + 1e-16 * random
    levels = np.vstack([corners, random, nearly_equal])
    for values in (coupling.coupling(levels, form), coupling.coordination(levels, form=form)):
        assert np.all((values >= 0) & (values <= 1))


def test_fan_never_falls_below_zero_however_far_levels_lie_apart():
    # Popoviciu (1935): sd <= 1/2 on [0, 1], attained by half at 0 and half at 1
    assert coupling.coupling([1.0, 0.0], "fan") == 0
    np.testing.assert_allclose(coupling.coupling([1.0, 0.0, 0.0], "fan"), 1 - 2 * np.sqrt(2) / 3)


def test_one_system_at_zero_breaks_all_coupling_but_that_of_fan():
    # METHODS 2.1: C_f(.8, .8, 0) = .246 while C and C_w are 0
    levels = [0.8, 0.8, 0.0]
    assert coupling.coupling(levels, "standard") == coupling.coupling(levels, "wang") == 0
    np.testing.assert_allclose(coupling.coupling(levels, "fan"), 0.246, atol=5e-4)


@pytest.mark.parametrize("form", coupling.METHODS)
def test_order_of_systems_does_not_matter_to_coupling(form):
    levels = np.array(GUANGZHOU)
    np.testing.assert_allclose(
        coupling.coupling(levels[:, ::-1], form), coupling.coupling(levels, form)
    )


@pytest.mark.parametrize("form", coupling.METHODS)
def test_draws_and_years_are_free_axes(form):
    levels = np.random.default_rng(5).uniform(size=(4, 3, 13, 3))
    assert coupling.coordination(levels, form=form).shape == (4, 3, 13)
    np.testing.assert_allclose(
        coupling.coordination(levels, form=form)[2, 1],
        coupling.coordination(levels[2, 1], form=form),
    )


def test_weights_belong_to_development_not_to_coupling():
    weights = [0.2, 0.8]
    np.testing.assert_allclose(coupling.development([0.6, 0.4], weights), 0.44)
    np.testing.assert_allclose(
        coupling.coordination([0.6, 0.4], weights),
        np.sqrt(coupling.coupling([0.6, 0.4]) * 0.44),
    )


@pytest.mark.parametrize(
    "measure",
    [
        *coupling.METHODS.values(),
        coupling.development,
        coupling.coordination,
        coupling.relative_development,
        coupling.lagging,
    ],
)
@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ([0.5, np.nan], "none missing"),
        ([0.5, 1.1], r"\[0, 1\]"),
        ([0.5, -0.1], r"\[0, 1\]"),
        ([[0.5], [0.6]], r"2\+ systems"),
        ([[0.5, 0.6], [0.0, 0.0]], "undefined"),
    ],
)
def test_bad_levels_are_refused(measure, levels, message):
    with pytest.raises(ValueError, match=message):
        measure(levels)


def test_unknown_form_is_refused_with_the_choices():
    with pytest.raises(ValueError, match="'wong'; choose one of wang, standard, fan"):
        coupling.coupling([0.5, 0.6], "wong")


def test_relative_development_by_hand():
    np.testing.assert_allclose(
        coupling.relative_development([[0.2, 0.4, 0.8]]),
        [[[1, 0.5, 0.25], [2, 1, 0.5], [4, 2, 1]]],
    )


def test_relative_development_refuses_a_zero_level():
    with pytest.raises(ValueError, match="above zero"):
        coupling.relative_development([0.2, 0.0])


def test_lagging_by_hand():
    # METHODS 2.5: min/mean below 0.9 lags. Row 2: .45/.5 = .9 does not; row 4: a tie
    levels = [[0.6, 0.5, 0.3], [0.5, 0.45, 0.55], [0.2, 0.9, 0.9], [0.9, 0.3, 0.3]]
    np.testing.assert_array_equal(coupling.lagging(levels), [2, -1, 0, 1])


def test_lagging_depends_on_the_threshold():
    assert coupling.lagging([0.5, 0.45, 0.55], threshold=0.95) == 1


@pytest.mark.parametrize("threshold", [0.0, 1.1, np.nan])
def test_lagging_refuses_a_threshold_that_makes_no_sense(threshold):
    with pytest.raises(ValueError, match="threshold"):
        coupling.lagging([0.5, 0.6], threshold)
