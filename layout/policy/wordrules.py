"""Word rules: whether a text says something, and where, by words that stand in a table."""

import re
from functools import cache
from typing import NamedTuple

from layout.rules import split

WITHIN = 40
"""Characters that ``…`` may stand for: enough for a clause, too few for two statements."""


class Place(NamedTuple):
    """Where a text says it: the characters ``text[start:end]`` and the words themselves."""

    start: int
    end: int
    quote: str


def find(text: str, words: str) -> Place | None:
    """The first place where a text has one of the words; None where it has none.

    Parameters
    ----------
    words
        Words with ``；`` between, any of which will do. ``…`` within a word stands for up to
        `WITHIN` characters of the same sentence.

    Examples
    --------
    >>> find("对质押融资给予政府担保。", "质押…担保；风险补偿")
    Place(start=1, end=11, quote='质押融资给予政府担保')
    >>> find("开展质押融资。设立担保公司。", "质押…担保") is None
    True
    """
    found = _pattern(words).search(text)
    return Place(found.start(), found.end(), found[0]) if found else None


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """The words as one pattern: the earliest place wins, of those the word that is named first."""
    gap = f"[^。！？；\n]{{0,{WITHIN}}}?"
    return re.compile("|".join(gap.join(map(re.escape, w.split("…"))) for w in split(words)))
