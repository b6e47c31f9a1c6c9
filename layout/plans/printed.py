"""Numbers as a document prints them: how many digits, and whether two say the same."""

from decimal import Decimal

SIGNIFICANT = 10
"""Digits that are taken as printed: what floating point adds comes after them."""
SLACK = 1e-9
"""Relative, so that 0.05 is within 0.05."""


def _decimal(value: float) -> Decimal:
    return Decimal(format(value, f".{SIGNIFICANT}g")).normalize()


def written(value: float) -> str:
    """A number as text, without zeros at its end and without an exponent.

    Examples
    --------
    >>> written(1250.0), written(0.1 + 0.2), written(2e10)
    ('1250', '0.3', '20000000000')
    """
    return format(_decimal(value), "f")


def amount(value: float, unit: str) -> str:
    """A number with its unit, as in a sentence.

    Examples
    --------
    >>> amount(77.5, "%"), amount(1250, "亿元")
    ('77.5%', '1250亿元')
    """
    return f"{written(value)}{unit}"


def last_digit(value: float) -> float:
    """Worth of the last printed digit, at most 1: a whole number is taken to be printed to 1.

    Examples
    --------
    >>> last_digit(77.5), last_digit(200.0)
    (0.1, 1.0)
    """
    exponent = _decimal(value).as_tuple().exponent
    return 10.0 ** min(int(exponent), 0)


def same(first: float, second: float, parts: int = 1) -> bool:
    """Whether two numbers agree within the rounding of the coarser one.

    Parameters
    ----------
    parts
        How many rounded numbers the first is the sum of: each may be out by half a digit.

    Examples
    --------
    >>> same(20, 19.9572), same(77.5, 76.4), same(402, 400)
    (True, False, False)
    """
    allowed = parts * max(last_digit(first), last_digit(second)) / 2
    return abs(first - second) <= allowed * (1 + SLACK)
