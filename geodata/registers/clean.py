"""Cells of registers as they are typed, to numbers, dates, words and amounts that can be counted.

All functions take and return Ibis expressions and mean the same on both engines. What stands in
few spellings – dates, words, names of holders – is worked out once for each and joined.
"""

from collections.abc import Mapping

from geodata.registers.engine import Column, Table, constant

FIRST_YEAR, LAST_YEAR = 1985, 2100
"""The first Chinese patent was filed on 1 April 1985; what lies outside is a slip of the pen."""

WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F) if chr(code) not in "＂＇＼") + "\u3000"
NARROW = "".join(chr(ord(sign) - 0xFEE0) for sign in WIDE[:-1]) + " "
"""Full-width signs, as an input method leaves them, and the plain ones; no quotes, no backslash."""

HAS_WIDE = "[\uff01-\uff5e\u3000]"

DAY = (
    "^ *(?:[0-9]{8}|[0-9]{4}[-/.年] *[0-9]{1,2}[-/.月] *[0-9]{1,2}日?)(?:[ T].*)?$",
    "^ *([0-9]{4})",
    "^ *[0-9]{4}[-/.年]? *([0-9]{1,2})",
    "^ *[0-9]{4}[-/.年]? *[0-9]{1,2}[-/.月]? *([0-9]{1,2})",
)
"""A date; its year, month and day: 2008-03-05, 2008/3/5, 2008.3.5, 2008年3月5日, 20080305, and
any of them with a time of day."""

PATENT = (
    "^(?:CN|ZL)?((?:20[0-9]{2}[12389][0-9]{7}|(?:8[5-9]|9[0-9]|0[0-3])[12389][0-9]{5})"
    "(?:[.]?[0-9X])?)$"
)
"""An application number, with or without its check digit: a year from 2003 on with four digits, or
one up to 2003 with its last two; then the type and a serial number."""

CHECK = ((0, 5), (1, 9), (2, 7), (3, 5), (5, 6), (6, 4), (7, 2), (9, 9), (10, 7), (11, 5))
"""Power of ten and factor: the check digit of n is sum(factor * (n // 10**power)) mod 11.

The rule (ZC 0006-2003) weighs the twelve digits from the left by 2..9, 2..5. With
``d_k = n//10**k - 10 * (n//10**(k+1))`` and ``-10 = 1 (mod 11)``, the factor of ``n//10**k`` is the
weight of digit k plus that of digit k-1; two of them are 11 and vanish. The eight digits of old
numbers weigh 2..9 and are the same sum with four zeros behind."""

CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))
"""GB 32100-2015: 31 signs without I, O, S, V, Z; the 18th makes the weighted sum 0 mod 31."""

UNREADABLE = -1
"""Instead of a date, a word or an amount that is there but cannot be read; 0 is a blank one."""


def half_width(column: Column) -> Column:
    """Full-width letters, digits and signs made plain."""
    return column.re_search(HAS_WIDE).ifelse(column.translate(WIDE, NARROW), column)


def number(column: Column) -> Column:
    """A registration number: upper case, without spaces; blank where there is none."""
    return half_width(column).upper().re_replace("[ \t\r\n]+", "")


def patent_core(column: Column) -> Column:
    """Digits of a patent's number with its check digit, blank where it is none.

    CN, ZL, the point before the check digit and spaces may stand there or not.
    """
    # nearly all numbers are clean: the slow way is only taken where the fast one fails
    clean = column.re_extract(PATENT, 1)
    typed = number(column).re_replace("[-–—]", "").re_extract(PATENT, 1)
    return (clean != "").ifelse(clean, typed)


def patent_base(core: Column) -> Column:
    """The 12 or 8 digits that identify the application."""
    return (core.length() >= 12).ifelse(core.left(12), core.left(8))


def patent_type_digit(base: Column) -> Column:
    """1 and 8 are inventions, 2 and 9 utility models, 3 designs; 8 and 9 came by way of the PCT."""
    return (base.length() == 12).ifelse(base.substr(4, 1), base.substr(2, 1))


def with_check_digit(table: Table, core: str, base: str) -> Table:
    """`wrong_digit`: whether a check digit stands there and is another one than the digits give."""
    # step by step, since an engine may work out each mention of an expression anew
    digits = table[base]
    padded = (digits.length() == 12).ifelse(digits, digits.concat("0000"))
    value = (digits != "").ifelse(padded, constant("0", "string")).cast("int64")
    table = table.mutate(check_value=value)
    total = table.check_value * CHECK[0][1]
    for power, factor in CHECK[1:]:
        total += (table.check_value // 10**power) * factor
    last = table[core].right(1)
    table = table.mutate(check_digit=total % 11, check_sign=last)
    sign = table.check_sign
    told = (sign == "X").ifelse(10, sign.try_cast("int64"))
    given = table[core].length().isin([9, 10, 13, 14])
    wrong = given & (told != table.check_digit)
    return table.mutate(wrong_digit=wrong.fill_null(False))


def credit_code_wrong(code: Column) -> Column:
    """Whether a unified social credit code is not of 18 signs with the right last one."""
    shaped = code.re_search(f"^[{CREDIT_SIGNS}]{{18}}$")
    signs = constant(CREDIT_SIGNS, "string")
    total = constant(0, "int64")
    for place, weight in enumerate((*CREDIT_WEIGHTS, 1)):
        # the last sign is 31 - sum mod 31, or 0 for 31: with it the whole is a multiple of 31
        total += signs.find(code.substr(place, 1)).cast("int64") * weight
    return ~(shaped & (total % 31 == 0))


def days(texts: Table) -> Table:
    """`day_text` → `day` for a table of distinct texts in `text`.

    A whole number such as 20080305; 0 for a blank one, -1 for one that cannot be read.
    """
    plain = texts.select(day_text=texts.text, plain=half_width(texts.text).strip())
    year, month, day = (plain.plain.re_extract(p, 1).try_cast("int32") for p in DAY[1:])
    split = plain.mutate(year=year, month=month, number=day)
    read = split.plain.re_search(DAY[0]).ifelse(
        _calendar(split.year, split.month, split.number), UNREADABLE
    )
    found = (split.plain == "").ifelse(0, read)
    return split.select("day_text", day=found.cast("int32"))


def _calendar(year: Column, month: Column, day: Column) -> Column:
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = month.isin([4, 6, 9, 11]).ifelse(30, (month == 2).ifelse(leap.ifelse(29, 28), 31))
    fits = year.between(FIRST_YEAR, LAST_YEAR) & month.between(1, 12) & day.between(1, last)
    return fits.ifelse(year * 10000 + month * 100 + day, UNREADABLE)


def year_of(day: Column) -> Column:
    """Year of a whole-number date, 0 where it is not known."""
    return (day > 0).ifelse(day // 10000, 0).cast("int16")


def word(column: Column, meanings: Mapping[str, int]) -> Column:
    """Number of a word as it is typed; -1 where it has no meaning."""
    return column.cases(*meanings.items(), ("", 0), else_=UNREADABLE).cast("int16")


def amount(column: Column, factor: int) -> tuple[Column, Column]:
    """Whole units, half of one rounded away from zero; and whether a figure can be read at all.

    Parameters
    ----------
    column
        Text such as ``1,200.5``; up to 8 decimals count.
    factor
        Whole units in one of the column's, such as 10,000 yuan in 万元.
    """
    plain = half_width(column).re_replace("[, \t，]", "")
    readable = plain.re_search("^[-+]?[0-9]{1,15}([.][0-9]*)?$")
    safe = readable.ifelse(plain, constant("0", "string"))
    whole = safe.re_extract("^[-+]?([0-9]+)", 1).cast("int64")
    decimals = safe.re_extract("[.]([0-9]*)", 1).concat("00000000").left(8).cast("int64")
    size = whole * factor + _eighths(decimals, factor)
    return safe.startswith("-").ifelse(-size, size), readable


def _eighths(decimals: Column, units: int) -> Column:
    """``decimals * units / 10**8`` rounded half up, in whole numbers.

    In two halves of four digits, because the engines divide in floating point: no value goes
    beyond 2**53, and no quotient is nearer to a whole number than its rounding error.
    """
    high, low = decimals // 10_000, decimals % 10_000
    low_share = low * units  # in 1e-8
    carried = high * units + low_share // 10_000  # in 1e-4, the rest below
    rest = low_share % 10_000
    rounded = carried % 10_000 * 10_000 + rest >= 50_000_000
    return carried // 10_000 + rounded.cast("int64")
