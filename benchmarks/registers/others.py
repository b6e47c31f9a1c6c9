"""SYNTHETIC registers of trademarks, copyrights and other rights; nothing in them is real."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import polars as pl

from benchmarks.registers import words
from benchmarks.registers.parts import Life, Part, dates, places, rights


@dataclass(frozen=True)
class Other:
    """How a register of rights that are no patents looks.

    Attributes
    ----------
    examined
        Whether there is a filing before the grant, and a status; else rights are registered at
        once.
    numbered
        Form of the number, with ``year`` and ``serial``.
    """

    types: tuple[str, ...]
    classes: tuple[str, ...]
    examined: bool
    numbered: str


OTHERS: Mapping[str, Other] = MappingProxyType(
    {
        "trademark": Other(
            ("普通商标", "集体商标", "证明商标"), words.classes("nice")[0], True, "{year}{serial}"
        ),
        "copyright": Other(
            ("美术作品", "文字作品", "摄影作品"),
            ("美术", "文字", "摄影"),
            False,
            "演示作登字-{year}-F-{serial}",
        ),
        "software_copyright": Other(
            ("应用软件", "系统软件", "演示软件"),
            ("应用软件", "系统软件"),
            False,
            "{year}演示SR{serial}",
        ),
        "geographical_indication": Other(
            ("地理标志产品", "地理标志商标"),
            ("农产品", "食品", "手工艺品"),
            False,
            "演示地标{year}-{serial}",
        ),
        "plant_variety": Other(
            ("农业", "林业"), ("水稻", "小麦", "桃"), True, "演示{year}.{serial}"
        ),
    }
)


def others(kind: str, part: Part) -> pl.DataFrame:
    """Rows of a register of `OTHERS` with the fields of its kind, all text."""
    form = OTHERS[kind]
    lag, granted = (0.8, 0.75) if form.examined else (0.1, 1.0)
    rest = len(form.types) - 1
    lives = [Life(share, granted, lag, 25, 50) for share in (0.9, *[0.1 / rest] * rest)]
    about = rights(part, tuple(lives))
    when = dates(part, about)
    if not form.examined:
        del when["filed"], when["status"]
    lean = words.choose_in(
        words.trades_of(about.holder), part.rng.random(part.rows), _leanings(len(form.classes))
    )
    digits = pl.DataFrame({"year": about.year, "serial": about.serial}).cast(pl.String)
    before, between = form.numbered.removesuffix("{serial}").split("{year}")
    number = pl.concat_str(pl.lit(before), "year", pl.lit(between), pl.col("serial").str.zfill(7))
    return pl.DataFrame(
        {
            "number": digits.select(number.alias("number"))["number"],
            "type": pl.Series(form.types).gather(about.type),
            **when,
            **places(part, about),
            "classes": pl.Series(form.classes).gather(lean),
        }
    )


@cache
def _leanings(classes: int) -> words.Floats:
    """How the industries lean to the classes, (n_industries, n_classes)."""
    industries = len(words.trades()[0])
    return np.random.default_rng(7).lognormal(0, 1, size=(industries, classes))
