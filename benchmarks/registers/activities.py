"""SYNTHETIC registers of enterprises, R&D statistics and transactions; nothing in them is real.

Fields and dirt as in the registers of rights; amounts are in 万元, as most registers have them.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.registers import words
from benchmarks.registers.parts import END, LAST, Part, elsewhere
from benchmarks.registers.words import Floats, Ints

YEARS = range(2018, LAST + 1)
"""Years that the statistics of enterprises and of R&D cover."""

DIRT: Mapping[str, float] = MappingProxyType(
    {
        "code": 0.003,  # wrong check character of the credit code
        "negative": 0.0005,  # revenue below zero
        "blank": 0.02,  # a measure that was not reported: not a zero
        "industry": 0.003,  # a code that no table has
        "again": 0.01,  # a later report of the same year
        "comma": 0.03,  # amounts with a comma for the thousands
    }
)


def _panel(part: Part) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Units and years of the rows, each pair once but for later reports; which these are."""
    again = int(part.rows * DIRT["again"])
    rows = part.rows - again
    units, years = np.divmod(np.arange(rows), len(YEARS))
    twice = part.rng.integers(rows, size=again)
    chosen = np.concatenate([np.arange(rows), twice])
    later = np.arange(part.rows) >= rows
    shuffled = part.rng.permutation(part.rows)
    units = units + part.number * part.rows
    return units[chosen][shuffled], years[chosen][shuffled] + YEARS[0], later[shuffled]


def _measure(part: Part, values: Floats, decimals: int) -> pl.Series:
    """Numbers as written: some blank, some with commas."""
    table = pl.DataFrame({"value": np.round(values, decimals)})
    plain = pl.col("value").cast(pl.Int64 if decimals == 0 else pl.Decimal(18, decimals))
    text = table.select(plain.cast(pl.String))["value"]
    comma = text.str.replace(r"^(-?\d+)(\d{3})((\.\d+)?)$", "$1,$2$3")
    written = comma.zip_with(pl.Series(part.hit(DIRT["comma"])), text)
    return part.blank().zip_with(pl.Series(part.hit(DIRT["blank"])), written)


def _identity(
    part: Part, units: Ints, years: Ints, later: NDArray[np.bool_]
) -> dict[str, pl.Series]:
    """Credit code, year, county and class of industry (four digits, the last two made up)."""
    industry = pl.Series(words.trades()[0]).gather(words.trades_of(units))
    table = pl.DataFrame({"industry": industry, "group": units % 9 + 1, "class": units % 7})
    full = table.select(pl.format("{}{}{}", "industry", "group", "class"))["industry"]
    strange = pl.Series(part.hit(DIRT["industry"]))
    updated = END + 1 + part.rng.integers(0, 90, part.rows) + 100 * later
    return {
        "number": words.credit_codes(units, words.chance(units, 40) < DIRT["code"]),
        "year": pl.Series(years).cast(pl.String),
        "region": pl.Series(words.places().codes).gather(words.counties_of(units)),
        "industry": part.of(("9999", "Z1", "")).zip_with(strange, full),
        "updated": words.dates(updated, np.zeros(part.rows, dtype=np.int64)),
    }


@cache
def _leans() -> Floats:
    """(n_cities, n_industries): how much larger units are there, apart from what they file."""
    rng = np.random.default_rng(11)
    _, mixes, _ = words.trades()
    lean: Floats = rng.lognormal(0, 0.35, (len(mixes), 1)) * rng.lognormal(0, 0.6, mixes.shape)
    return lean


def _staff(units: Ints, years: Ints) -> Floats:
    """Persons employed: log-normal over units, growing slowly."""
    spread = np.sqrt(-2 * np.log(1 - words.chance(units, 41))) * np.cos(
        2 * np.pi * words.chance(units, 42)
    )  # Box and Muller's normal numbers
    lean = _leans()[words.cities_of(units), words.trades_of(units)]
    size = np.exp(4 + 1.1 * spread) * lean * 1.02 ** (years - YEARS[0])
    staff: Floats = np.maximum(1, np.round(size))
    return staff


def enterprises(part: Part) -> pl.DataFrame:
    """Enterprises by year: persons, revenue, value added and exports in 万元."""
    units, years, later = _panel(part)
    staff = _staff(units, years)
    trade = words.trades_of(units)
    richness = np.random.default_rng(9).lognormal(4.6, 0.4, size=len(words.trades()[0]))
    noise = part.rng.lognormal(0, 0.3, size=part.rows)
    revenue = staff * richness[trade] * 1.05 ** (years - YEARS[0]) * noise
    revenue[part.hit(DIRT["negative"])] *= -1
    open_ = np.where(trade % 3 == 0, 0.3, 0.05) * part.rng.random(part.rows)
    return pl.DataFrame(
        _identity(part, units, years, later)
        | {
            "employment": _measure(part, staff, 0),
            "revenue": _measure(part, revenue, 2),
            "value_added": _measure(part, np.abs(revenue) * (0.15 + 0.15 * (trade % 2)), 2),
            "exports": _measure(part, np.abs(revenue) * open_, 2),
        }
    )


def research(part: Part) -> pl.DataFrame:
    """R&D of units by year: expenditure in 万元, and personnel."""
    units, years, later = _panel(part)
    share = 0.02 + 0.2 * words.chance(units, 43)
    people = np.maximum(1, np.round(_staff(units, years) * share))
    cost = people * 35 * 1.06 ** (years - YEARS[0]) * part.rng.lognormal(0, 0.2, size=part.rows)
    return pl.DataFrame(
        _identity(part, units, years, later)
        | {"rd_expenditure": _measure(part, cost, 2), "rd_personnel": _measure(part, people, 0)}
    )


DEALS = (("转让", 0.55), ("许可", 0.25), ("质押", 0.2))
OUTWARD = 0.2
"""Share of the deals whose receiver is in another province."""


def transactions(part: Part, rights: pl.DataFrame) -> pl.DataFrame:
    """Transfers, licences and pledges of patents, from their applicants to others.

    Parameters
    ----------
    rights
        Patents of `patents.patents`, of which some are dealt in.
    """
    chosen = part.rng.integers(len(rights), size=part.rows)
    deal = words.choose(part.rng.random(part.rows), [share for _, share in DEALS])
    day = part.rng.integers(5 * 365, END, size=part.rows)
    years = np.full(part.rows, LAST, dtype=np.int64)
    others = part.holders(part.rows)
    receiver = elsewhere(part).zip_with(
        pl.Series(part.hit(OUTWARD)), words.addresses(others, years)
    )
    amount = _measure(part, part.rng.lognormal(5.5, 1.2, size=part.rows), 1)
    priced = pl.Series(np.where(deal == 0, part.hit(0.3), True))
    serial = pl.Series(np.arange(part.rows)).cast(pl.String).str.zfill(7)
    return pl.DataFrame(
        {
            "number": "演示备案" + serial,
            "deal": pl.Series([word for word, _ in DEALS]).gather(deal),
            "right": pl.repeat("专利", part.rows, eager=True),
            "right_number": rights["number"].gather(chosen),
            "date": words.dates(day, np.zeros(part.rows, dtype=np.int64)),
            "from_address": rights["address"].gather(chosen),
            "to_address": receiver,
            "amount": amount.zip_with(priced, part.blank()),
        }
    )
