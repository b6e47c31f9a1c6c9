"""Cells of registers read by plain Python; see `oracle`."""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal


def plain(text):
    return unicodedata.normalize("NFKC", text)


def day(text):
    """(y, m, d), None if blank, "bad" if unreadable."""
    text = plain(text).strip()
    if not text:
        return None
    found = re.fullmatch(
        r"(\d{4})(?:(\d{2})(\d{2})|[-/.年] *(\d{1,2})[-/.月] *(\d{1,2})日?)(?:[ T].*)?", text
    )
    if not found:
        return "bad"
    year, month, number = (int(group) for group in found.groups() if group)
    try:
        date(year, month, number)
    except ValueError:
        return "bad"
    return (year, month, number) if 1985 <= year <= 2100 else "bad"


def check_digit(digits):
    weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
    return "0123456789X"[sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11]


def patent_number(text):
    """(identity, wrong check digit) or None."""
    text = re.sub(r"[\s.\-–—]", "", plain(text).upper())
    text = re.sub(r"^(CN|ZL)", "", text)
    if re.fullmatch(r"20\d\d[12389]\d{7}[\dX]?", text):
        base = text[:12]
    elif re.fullmatch(r"(8[5-9]|9\d|0[0-3])[12389]\d{5}[\dX]?", text):
        base = text[:8]
    else:
        return None
    return base, len(text) > len(base) and text[-1] != check_digit(base)


def credit_code_right(code):
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(code) != 18 or any(sign not in signs for sign in code):
        return False
    total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return signs[(31 - total % 31) % 31] == code[17]


def figure(text, factor):
    """Whole units, None if blank, "bad" if unreadable."""
    text = re.sub(r"[,\s]", "", plain(text))
    if not text:
        return None
    if not re.fullmatch(r"[-+]?\d+(\.\d*)?", text):
        return "bad"
    return int((Decimal(text) * factor).quantize(Decimal(1), ROUND_HALF_UP))
