import math

import numpy as np
import pytest

from models import coupling, formula_check


def codes(formula, systems=3):
    return [found.code for found in formula_check.check_formula(formula, systems)]


def guarded(formula):
    """The formula with all levels at zero refused, so that a test sees one error at a time."""

    def with_guard(u):
        if not u.any():
            raise ValueError("undefined")
        return formula(u)

    return with_guard


@pytest.mark.parametrize("form", coupling.METHODS)
@pytest.mark.parametrize("systems", [2, 3, 4, 5, 6])
def test_the_right_forms_pass(form, systems):
    assert formula_check.check_formula(coupling.METHODS[form], systems) == ()


# METHODS 2.2 and Wang et al. (2021): what is written, for how many systems, what must be found
WRONG = {
    "lost coefficient, two systems": (
        2,
        lambda u: math.sqrt(u.prod()) / u.sum(),
        ["lost_coefficient"],
    ),
    "lost coefficient, three systems": (
        3,
        lambda u: u.prod() ** (1 / 3) / u.sum(),
        ["lost_coefficient"],
    ),
    "lost coefficient, four systems": (
        4,
        lambda u: u.prod() ** (1 / 4) / u.sum(),
        ["lost_coefficient"],
    ),
    "coefficient of two for three systems": (
        3,
        lambda u: 2 * u.prod() ** (1 / 3) / u.sum(),
        ["not_one_at_equal"],
    ),
    "coefficient of three for two systems": (
        2,
        lambda u: 3 * math.sqrt(u.prod()) / u.sum(),
        ["not_one_at_equal", "outside_range"],
    ),
    "pairwise sums below the line": (
        3,
        lambda u: (u.prod() / ((u[0] + u[1]) * (u[1] + u[2]) * (u[2] + u[0]))) ** (1 / 3),
        ["half_maximum"],
    ),
    "pairwise sums, four systems": (
        4,
        lambda u: (
            (u.prod() / np.prod([u[i] + u[j] for i in range(4) for j in range(i)])) ** (1 / 4)
        ),
        ["scale_dependent", "outside_range"],
    ),
    "forgotten root, two systems": (2, lambda u: 4 * u.prod() / u.sum() ** 2, ["forgotten_root"]),
    "forgotten root, three systems": (
        3,
        lambda u: 27 * u.prod() / u.sum() ** 3,
        ["forgotten_root"],
    ),
    "square root for three systems": (
        3,
        lambda u: math.sqrt(27 * u.prod() / u.sum() ** 3),
        ["other_exponent"],
    ),
    "neither coefficient nor root": (
        3,
        lambda u: u.prod() / u.sum() ** 3,
        ["lost_coefficient", "forgotten_root"],
    ),
    "the k of Liao": (2, lambda u: (4 * u.prod() / u.sum() ** 2) ** 2, ["other_exponent"]),
    "weights in the mean below": (
        3,
        lambda u: u.prod() ** (1 / 3) / (u @ [0.5, 0.3, 0.2]),
        ["outside_range", "asymmetric"],
    ),
    "weights above and below": (
        3,
        lambda u: np.prod(u ** np.array([0.5, 0.3, 0.2])) / (u @ [0.5, 0.3, 0.2]),
        ["asymmetric"],
    ),
    "weights on the last two alone": (
        3,
        lambda u: np.prod(u ** np.array([0.2, 0.4, 0.4])) / (u @ [0.2, 0.4, 0.4]),
        ["asymmetric"],
    ),
    "degrees that do not cancel": (2, lambda u: 2 * u.prod() / u.sum(), ["scale_dependent"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_forms_are_caught(name):
    systems, formula, expected = WRONG[name]
    assert codes(guarded(formula), systems) == expected


def test_every_code_has_a_case_above_or_below_and_findings_come_in_their_order():
    order = list(formula_check.CODES)
    seen = {code for _, _, expected in WRONG.values() for code in expected}
    assert seen | {"undefined", "undefined_at_zero"} == set(order)
    for _, _, expected in WRONG.values():
        assert expected == sorted(expected, key=order.index)


def test_passing_proves_no_formula_right():
    # 2ab / (a^2 + b^2) is no form of C, but none of the known errors either
    assert codes(guarded(lambda u: 2 * u.prod() / (u**2).sum()), 2) == []


def test_the_example_in_print_is_shown_with_both_values():
    # METHODS 2.2 (iv): 4ab/(a+b)^2 gives .96 for .6/.4 against .9798
    [found] = formula_check.check_formula(guarded(WRONG["forgotten root, two systems"][1]), 2)
    assert found.levels == (0.6, 0.4)
    assert found.value == pytest.approx(0.96)
    assert found.expected == pytest.approx(0.9798, abs=5e-5)


def test_pairwise_sums_reach_one_half_at_most():
    # METHODS 2.2 (iii)
    [found] = formula_check.check_formula(guarded(WRONG["pairwise sums below the line"][1]))
    assert (found.levels, found.expected) == ((0.5, 0.5, 0.5), 1.0)
    assert found.value == pytest.approx(0.5)


def test_asymmetry_shows_a_row_and_what_its_other_order_gives():
    formula = guarded(WRONG["weights above and below"][1])
    [found] = formula_check.check_formula(formula)
    assert found.value == pytest.approx(formula(np.array(found.levels)))
    assert abs(found.value - found.expected) > 1e-4


@pytest.mark.parametrize(
    "formula",
    [
        lambda u: 3 * u.prod() ** (1 / 3) / u.sum(),  # numpy: 0/0 gives NaN
        lambda u: (
            3 * math.prod(u.tolist()) ** (1 / 3) / sum(u.tolist())
        ),  # Python: ZeroDivisionError
    ],
)
def test_an_unguarded_zero_is_found(formula):
    [found] = formula_check.check_formula(formula)
    assert (found.code, found.levels) == ("undefined_at_zero", (0.0, 0.0, 0.0))
    assert math.isnan(found.value)
    assert math.isnan(found.expected)


def test_logarithms_break_at_a_single_zero():
    def by_logs(u):
        return math.exp(sum(math.log(x) for x in u) / len(u)) / u.mean()

    [found] = formula_check.check_formula(by_logs)
    assert (found.code, found.levels, found.expected) == ("undefined_at_zero", (0.8, 0.8, 0.0), 0.0)


def test_variation_below_zero_is_outside_the_range():
    # one minus the coefficient of variation, an older form, turns negative
    assert codes(guarded(lambda u: 1 - u.std() / u.mean() * 2)) == ["outside_range"]


def test_a_formula_that_gives_no_number_is_undefined_and_nothing_more_is_said():
    [found] = formula_check.check_formula(lambda u: float("nan"))
    assert found.code == "undefined"
    assert found.expected == pytest.approx(coupling.standard(found.levels))


def test_a_mistake_in_the_call_keeps_its_traceback():
    with pytest.raises(TypeError):
        formula_check.check_formula(lambda a, b, c: a * b * c)


def test_the_check_leaves_nothing_to_chance():
    formula = guarded(WRONG["weights in the mean below"][1])
    assert formula_check.check_formula(formula) == formula_check.check_formula(formula)


@pytest.mark.parametrize("systems", [1, 7])
def test_too_few_or_too_many_systems_are_refused(systems):
    with pytest.raises(ValueError, match="2 to 6"):
        formula_check.check_formula(coupling.standard, systems)
