import numpy as np
import pandas as pd
import pytest

from layout.expressions import parse
from layout.zones.conditions import Joined, comparisons, shortfall, take_apart, truth

NAN = np.nan


def of(text, **arrays):
    return truth(take_apart(parse(text)), {name: np.array(v) for name, v in arrays.items()})


@pytest.mark.parametrize("word", ["and", "or"])
def test_three_valued_logic_is_that_of_pandas(word):
    # pandas' nullable booleans follow Kleene's logic too
    values = pd.Series([True, False, None], dtype="boolean")
    a, b = (pd.Series(v, dtype="boolean") for v in (values.repeat(3).array, [*values] * 3))
    theirs = a & b if word == "and" else a | b
    numbers = [one.astype("Float64").to_numpy(dtype=float, na_value=NAN) for one in (a, b)]
    ours = of(f"a == 1 {word} b == 1", a=numbers[0], b=numbers[1])
    np.testing.assert_array_equal(ours.true, theirs.fillna(False).to_numpy(bool))
    np.testing.assert_array_equal(ours.undecided, theirs.isna().to_numpy(bool))


def test_not_is_carried_inwards():
    whole = take_apart(parse("not (a >= 1 and b < 2)"))
    assert isinstance(whole, Joined) and not whole.every
    assert [one.sign for one in comparisons(whole)] == ["<", "≥"]


@pytest.mark.parametrize(
    "text",
    ["a < b < c", "not a < b < c", "a > 1 or b > 1 and not c > 1", "not (a or not b) and c", "-a < b / c"],
)  # fmt: skip
def test_a_condition_taken_apart_holds_where_the_whole_does(text):
    rng = np.random.default_rng(5)
    arrays = dict(zip("abc", rng.integers(0, 3, (3, 200)).astype(float), strict=True))
    arrays["c"] += 1  # a divisor
    found = truth(take_apart(parse(text)), arrays)
    np.testing.assert_array_equal(found.true, parse(text).holds(arrays))
    assert not found.undecided.any()


def test_a_value_divided_by_zero_is_undecided():
    found = of("a / b < 1", a=[0.0, 1.0, 1.0], b=[0.0, 0.0, 2.0])
    assert found.undecided.tolist() == [True, True, False]


def test_a_missing_value_within_arithmetic_is_not_taken_as_false():
    assert of("1 * (a > 1) + 1 * (b > 1) >= 2", a=[2.0, 2.0], b=[NAN, 2.0]).undecided[0]


def test_shortfall_counts_comparisons_first_and_their_gaps_second():
    rule = take_apart(parse("a >= 10 and (b >= 10 or c >= 10)"))
    arrays = {"a": np.array([9.0, 9, 20, 20]), "b": np.array([1.0, 10, 5, NAN])}
    missed = shortfall(rule, arrays | {"c": np.array([9.0, 0, 8, 8])})
    assert np.floor(missed).tolist() == [2, 1, 1, 1]
    assert missed[2] < missed[1] + 1 and missed[2] == missed[3]  # the nearer part of "or" counts
    assert missed[1] < missed[2]  # 9 of 10 is nearer than 8 of 10
    assert shortfall(rule, {n: np.array(10.0) for n in "abc"}) == 0
