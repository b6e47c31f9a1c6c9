import numpy as np
import pytest

from layout.expressions import ExpressionError, parse

ARRAYS = {
    "a": np.array([1.0, 5.0, np.nan]),
    "b": np.array([1.0, 1.0, 1.0]),
    "c": np.array([0.0, 2.0, 0.0]),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a >= 2 * b", [False, True, False]),
        ("a > 1 or b == 1", [True, True, False]),  # a missing value decides nothing
        ("not c > 0 and b == 1", [True, False, True]),
        ("0 <= c < 2", [True, False, True]),
        ("(a + b) / 2 != -c", [True, True, False]),
        ("b == 1 and 2 > 1", [True, True, True]),
    ],
)
def test_conditions_hold_by_region(text, expected):
    assert parse(text).holds(ARRAYS).tolist() == expected


def test_a_missing_value_leaves_a_condition_undecided():
    assert parse("a > 1 or b == 1").undecidable(ARRAYS).tolist() == [False, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "a.__class__",
        "a[0]",
        "a if b else c",
        "a ** 9",
        "a // b",
        "lambda: a",
        "[a]",
        "'a' == b",
        "a in b",
        "a is b",
        "True and a",
        "f(a)",
        "a := 1",
        "",
        "(",
        "1 < 2",
        "a" + " + a" * 300,
    ],
)
def test_anything_but_arithmetic_and_comparison_is_refused(text):
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a + b * c", 17.0), ("-(a - b) / c", -1 / 7), ("a / b / c", 3 / 14), ("1.5 * a - b", 2.5)],
)
def test_arithmetic_binds_as_in_mathematics(text, expected):
    arrays = {"a": np.array([3.0]), "b": np.array([2.0]), "c": np.array([7.0])}
    np.testing.assert_allclose(parse(text).value(arrays), [expected])
