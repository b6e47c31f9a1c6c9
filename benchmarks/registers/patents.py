"""A SYNTHETIC register of patents; nothing in it is real."""

from functools import cache

import numpy as np
import polars as pl

from benchmarks.registers import words
from benchmarks.registers.parts import DIRT, Flags, Life, Part, Rights, dates, places, rights

LIVES = (
    Life(share=0.45, granted=0.55, lag=2.5, lasting=30, term=20),
    Life(share=0.43, granted=0.95, lag=0.8, lasting=12, term=10),
    Life(share=0.12, granted=0.97, lag=0.5, lasting=10, term=10),
)
"""Inventions, utility models, designs."""

INVENTION, UTILITY_MODEL, DESIGN = range(3)
WORDS = (
    ("发明", "发明专利", "I"),
    ("实用新型", "实用新型专利", "U"),
    ("外观设计", "外观设计专利", "D"),
    ("特殊", "特殊", "特殊"),
    ("", "", ""),
)
"""Words for the types, an unknown one, and none."""

FLAGS = {"strategic": 0.25, "overseas": 0.06, "awarded": 0.001, "abnormal": 0.015}
"""Share of the inventions, and of all patents with `abnormal`, that have the flag."""

YES, NO = ("是", "1", "Y", "是"), ("否", "0", "N", "")

SEPARATORS = ("", ";", "; ", "；", ",")
MANY = (0.40, 0.27, 0.16, 0.09, 0.05, 0.027, 0.001, 0.001, 0.0005, 0.0003, 0.0002)
"""Share of patents with one, two … eleven class codes."""

GROUPS = 40
"""Made-up groups of each real subclass."""

OWN = 0.75
"""Share of the codes that are of the applicant's industry."""

VERSIONED = 0.4
"""Share of patents whose codes bear a version."""

STRANGE = "Z99Z"
LOCARNO = ("06-01", "07-01", "09-03", "12-16", "14-02", "23-04", "26-05")
"""Classes of designs."""


def patents(part: Part) -> pl.DataFrame:
    """Rows of the register with the fields of a patent, all text."""
    about = rights(part, LIVES)
    wrong, blank = part.hit(DIRT["type"]), part.hit(DIRT["untyped"])
    shown = np.where(wrong, (about.type + 1) % 4, np.where(blank, 4, about.type))
    names = pl.Series([word for one in WORDS for word in one])
    return pl.DataFrame(
        {
            "number": _numbers(part, about),
            "type": names.gather(shown * 3 + part.rng.integers(3, size=part.rows)),
            **dates(part, about),
            **places(part, about),
            "classes": _classes(part, about),
            **{
                name: _flag(
                    part, part.hit(share) & ((about.type == INVENTION) | (name == "abnormal"))
                )
                for name, share in FLAGS.items()
            },
        }
    )


def _flag(part: Part, true: Flags) -> pl.Series:
    return pl.Series([*YES, *NO]).gather(4 * ~true + part.rng.integers(4, size=part.rows))


def _numbers(part: Part, about: Rights) -> pl.Series:
    """Application numbers as given since October 2003, in the spellings that registers have."""
    number = about.year * 10**8 + (about.type + 1) * 10**7 + about.serial
    check = (words.mod_11(number) + part.hit(DIRT["check"])) % 11
    style = words.choose(part.rng.random(part.rows), (0.6, 0.2, 0.12, 0.08))
    pieces = pl.DataFrame(
        {
            "before": pl.Series(("", "", "CN", "ZL ")).gather(style),
            "number": pl.Series(number).cast(pl.String),
            "dot": pl.Series(("", ".", "", ".")).gather(style),
            "check": pl.Series([*map(str, range(10)), "X"]).gather(check),
        }
    )
    numbers = pieces.select(pl.concat_str(pl.all()).alias("number"))["number"]
    bad = part.of(("", "无", "2021-123", "见附件"))
    return bad.zip_with(pl.Series(part.hit(DIRT["number"])), numbers)


@cache
def _codes() -> pl.Series:
    """Every code, after each separator, without and with a version; a blank is the first."""
    symbols = [*words.classes("ipc")[0], STRANGE]
    codes = (
        f"{separator}{symbol}{group + 1}/{group % 7 * 2:02d}{version}"
        for separator in SEPARATORS
        for version in ("", "(2006.01)")
        for symbol in symbols
        for group in range(GROUPS)
    )
    return pl.Series(["", *codes])


def _classes(part: Part, about: Rights) -> pl.Series:
    """IPC codes, most of them of the applicant's industry; Locarno classes of designs."""
    rng, rows = part.rng, part.rows
    _, _, of_industry = words.trades()
    symbols = of_industry.shape[1]
    industry = words.trades_of(about.holder)
    many = np.where(part.hit(DIRT["classless"]), 0, 1 + words.choose(rng.random(rows), MANY))
    semicolon = rng.random(rows) < 0.7
    separator = np.where(semicolon, 1, rng.integers(2, len(SEPARATORS), rows))
    version = part.hit(VERSIONED)
    strange = part.hit(DIRT["strange"])
    pieces = []
    for place in range(len(MANY)):
        has = np.flatnonzero(many > place)
        own = words.choose_in(industry[has], rng.random(len(has)), of_industry)
        any_ = rng.integers(symbols, size=len(has))
        symbol = np.where(rng.random(len(has)) < OWN, own, any_)
        symbol[strange[has] & (place == 0)] = symbols  # the strange one stands at the end
        style = (separator[has] if place else 0) * 2 + version[has]
        code = np.zeros(rows, dtype=np.int64)
        code[has] = 1 + (style * (symbols + 1) + symbol) * GROUPS
        code[has] += rng.integers(GROUPS, size=len(has))
        pieces.append(_codes().gather(code).alias(str(place)))
    joined = pl.DataFrame(pieces).select(pl.concat_str(pl.all()).alias("classes"))["classes"]
    return part.of(LOCARNO).zip_with(pl.Series(about.type == DESIGN), joined)
