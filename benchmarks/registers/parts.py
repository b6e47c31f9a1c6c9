"""Rights of a synthetic register: when they lived, whose they are, and the dirt in the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.registers import words
from benchmarks.registers.words import DATE_FORMS, DAYS, Ints

Flags = NDArray[np.bool_]

FIRST, LAST = 2005, 2024
"""Years of filing; nothing happens after the end of the last."""

START, END = np.searchsorted(DAYS, np.array([f"{FIRST}-01-01", f"{LAST}-12-31"], DAYS.dtype))
YEAR = 365.25
GROWTH, GROWING = 1.11, 15
"""Filings grow by so much a year, for so many years, and then no more."""

COPIES = 0.035
"""Share of rows that tell of the same right again."""

UNCHANGED, LAPSED = 0.1, 0.3
"""Shares of such rows that say the same, and that tell of the end of a right in force."""

DIRT: Mapping[str, float] = MappingProxyType(
    {
        "number": 0.001,  # unreadable
        "check": 0.003,  # wrong check digit
        "filed": 0.001,  # blank, or no date
        "order": 0.001,  # granted before it was filed
        "type": 0.001,  # contradicts the number, or an unknown word
        "untyped": 0.01,  # blank: follows from the number
        "status": 0.001,  # an unknown word
        "blank": 0.004,  # no address
        "foreign": 0.004,  # an address in English
        "elsewhere": 0.015,  # an address in another province
        "classless": 0.003,
        "strange": 0.002,  # a class that no table has
    }
)
"""Share of dirty rows of each kind: assumptions, not measured in any real register."""

STATUS = (
    ("有效", "有权", "授权", "专利权维持"),
    ("审中", "实质审查", "公开", "审中"),
    ("失效", "终止", "届满", "放弃"),
    ("待定", "？", "待定", "？"),
)
"""Words for in force, pending, ended; and words that nobody knows."""

REFUSED_YEARS = (1, 5)
"""A filing that is never granted ends so many years after it, evenly spread."""


@dataclass(frozen=True)
class Part:
    """One chunk to be made: its rows, its random numbers, and its place in the whole register.

    Attributes
    ----------
    number, parts
        Which chunk of how many.
    pool
        Number of applicants of the whole register.
    """

    rows: int
    rng: np.random.Generator
    number: int
    parts: int
    pool: int

    def hit(self, share: float) -> Flags:
        """Which rows are hit."""
        return self.rng.random(self.rows) < share

    def of(self, texts: tuple[str, ...]) -> pl.Series:
        """One of the texts for each row."""
        return pl.Series(texts).gather(self.rng.integers(len(texts), size=self.rows))

    def blank(self) -> pl.Series:
        """A blank text for each row."""
        return pl.repeat("", self.rows, eager=True)

    def holders(self, rows: int) -> Ints:
        """Applicants: 60 % of the rows with a weight of 1 / rank, the rest evenly."""
        even = self.rng.random(rows)
        ranked = np.exp(even * np.log(self.pool)).astype(np.int64)
        return np.where(self.rng.random(rows) < 0.6, ranked, (even * self.pool).astype(np.int64))

    def serial(self, years: Ints) -> Ints:
        """Seven digits for each row, none twice in a year over all parts of the register.

        Raises
        ------
        ValueError
            If a year has more rows than numbers.
        """
        order = np.argsort(years, kind="stable")
        counts = np.bincount(years)
        rank = np.empty(len(years), dtype=np.int64)
        rank[order] = np.arange(len(years)) - np.repeat(np.cumsum(counts) - counts, counts)
        share = 10**7 // self.parts
        if counts.max() > share:
            raise ValueError(f"{self.parts} parts: too many rows for numbers of seven digits")
        return (rank + self.number * share) * 7919 % 10**7  # 7919 is prime: each number once


@dataclass(frozen=True)
class Life:
    """What becomes of the rights of one type, in years: lags are even, lifetimes exponential."""

    share: float
    granted: float
    """Share of the filings that is granted some day."""

    lag: float
    lasting: float
    term: float


@dataclass(frozen=True)
class Rights:
    """Days (since 2004-01-01, -1 = never) of each right, its type, applicant and number."""

    type: Ints
    filed: Ints
    granted: Ints
    ended: Ints
    holder: Ints
    year: Ints
    serial: Ints


def rights(part: Part, lives: tuple[Life, ...]) -> Rights:
    """Rights of a part, each of them once."""
    rng, rows = part.rng, part.rows
    kind = words.choose(rng.random(rows), [life.share for life in lives])
    granted, lag, lasting, term = (
        np.array([getattr(life, name) for life in lives])[kind]
        for name in ("granted", "lag", "lasting", "term")
    )
    growth = GROWTH ** np.minimum(np.arange(LAST - FIRST + 1), GROWING)
    past = words.choose(rng.random(rows), growth) + rng.random(rows)
    filed = np.minimum(START + past * YEAR, END)
    grant = filed + lag * (0.5 + rng.random(rows)) * YEAR
    end = np.minimum(grant + rng.exponential(lasting) * YEAR, filed + term * YEAR)
    end = np.maximum(end, grant + 30)  # a term that was over before the grant
    refused = rng.random(rows) > granted
    end = np.where(refused, filed + rng.uniform(*REFUSED_YEARS, rows) * YEAR, end)
    grant[refused | (grant > END)] = -1
    end[end > END] = -1
    filed, grant, end = (column.astype(np.int64) for column in (filed, grant, end))
    year = DAYS[filed].astype("datetime64[Y]").astype(np.int64) + 1970
    return Rights(kind, filed, grant, end, part.holders(rows), year, part.serial(year))


def dates(part: Part, about: Rights) -> dict[str, pl.Series]:
    """Dates and status as written, dirt included."""
    forms = words.choose(part.rng.random(part.rows), [share for share, _ in DATE_FORMS])
    plain = np.zeros(part.rows, dtype=np.int64)
    granted = about.granted >= 0
    early = part.hit(DIRT["order"]) & granted
    updated = END + 1 + part.rng.integers(0, 90, part.rows)
    bad = part.of(("", "2013-02-30", "待补", "20211305"))
    return {
        "filed": bad.zip_with(pl.Series(part.hit(DIRT["filed"])), words.dates(about.filed, forms)),
        "granted": words.dates(np.where(early, about.filed - 40, about.granted), forms),
        "ended": words.dates(about.ended, forms),
        "updated": words.dates(updated, plain),
        "status": _status(part, granted, about.ended >= 0),
    }


def _status(part: Part, granted: Flags, ended: Flags) -> pl.Series:
    """Word for the legal status that follows from the dates."""
    kind = np.where(ended, 2, np.where(granted, 0, 1))
    kind = np.where(part.hit(DIRT["status"]), 3, kind)
    pool = pl.Series([word for one in STATUS for word in one])
    return pool.gather(kind * 4 + part.rng.integers(4, size=part.rows))


def places(part: Part, about: Rights) -> dict[str, pl.Series]:
    """Applicant and address, dirt included."""
    address = words.addresses(about.holder, about.year)
    dirt = {
        "blank": part.blank(),
        "foreign": part.of(tuple(f"No. {n}, Demo Road, Nanjing" for n in range(50))),
        "elsewhere": elsewhere(part),
    }
    for name, texts in dirt.items():
        address = texts.zip_with(pl.Series(part.hit(DIRT[name])), address)
    return {"holder": words.names(about.holder), "address": address}


def elsewhere(part: Part) -> pl.Series:
    """Addresses in other provinces."""
    return part.of(tuple(f"{place}演示路{n}号" for place in words.ELSEWHERE for n in range(40)))


def with_copies(make: Callable[[Part], pl.DataFrame], part: Part) -> pl.DataFrame:
    """Rows of a register in which some rights stand twice or more, each time updated later.

    Parameters
    ----------
    make
        Maker of the rows of so many rights.
    """
    copies = int(part.rows * COPIES)
    once = make(replace(part, rows=part.rows - copies))
    chosen = np.sort(part.rng.integers(len(once), size=copies))
    first = np.searchsorted(chosen, chosen)
    # no two rows of one right have the same date, unless they are the same in all
    days = END + 100 + 30 * (np.arange(copies) - first) + chosen % 30
    updated = words.dates(days, np.zeros(copies, dtype=np.int64))
    again = replace(part, rows=copies)
    in_force = (pl.col("granted") != "") & (pl.col("ended") == "")
    end = {"ended": str(DAYS[END]), "status": "失效"}
    told = pl.DataFrame({"new": again.hit(1 - UNCHANGED), "lapsed": again.hit(LAPSED)})
    later = pl.concat([once[chosen], told, updated.to_frame("day")], how="horizontal")
    later = later.with_columns(
        pl.when("new").then("day").otherwise("updated").alias("updated"),
        *(
            pl.when(pl.col("new") & pl.col("lapsed") & in_force)
            .then(pl.lit(text))
            .otherwise(name)
            .alias(name)
            for name, text in end.items()
            if name in once.columns
        ),
    )
    rows = pl.concat([once, later.select(once.columns)])
    return rows[part.rng.permutation(part.rows)]
