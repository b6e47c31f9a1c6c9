"""Transfers, licences and pledges: from where to where, how many, for how much."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geodata.registers.clean import UNREADABLE, amount, number, patent_base, patent_core, year_of
from geodata.registers.columns import (
    Workshop,
    content,
    meanings,
    texts,
    unknown_words,
    with_days,
    with_place,
    with_words,
)
from geodata.registers.engine import Column, Table, constant, frame
from geodata.registers.kinds import kinds
from geodata.registers.places import AMBIGUOUS, OUTSIDE, UNKNOWN
from geodata.registers.reasons import LOST, bits, latest
from geodata.registers.staging import Staged

ENDS = ("from", "to")
KEYS = ["deal", "right", "year", "from_place", "to_place"]


@dataclass(frozen=True)
class Deals:
    """Transactions of all registers; `deals` and `rights` name the numbers of these columns."""

    deals: tuple[str, ...]
    rights: tuple[str, ...]
    rows: Table
    unique: Table
    beaten: Table


def deals(shop: Workshop, staged: Mapping[int, Staged]) -> Deals:
    """Read all registers of transactions, by their numbers in the job."""
    named = {
        field: (
            "",
            *sorted({v for one in staged.values() for v in one.values[field].values()} - {""}),
        )
        for field in ("deal", "right")
    }
    parts = [
        shop.engine.keep(_cleaned(shop, one, named).mutate(register=constant(register, "int32")))
        for register, one in staged.items()
    ]
    rows = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    usable = rows.filter((rows.bits & LOST) == 0)
    unique, beaten = latest(shop.engine, usable, ["number"], ["updated", "day"])
    return Deals(named["deal"], named["right"], rows, unique, beaten)


def _cleaned(shop: Workshop, staged: Staged, named: Mapping[str, tuple[str, ...]]) -> Table:
    raw = texts(shop, staged)
    numbers = {
        field: {name: place for place, name in enumerate(names) if name}
        for field, names in named.items()
    }
    words = meanings(shop, raw, staged, numbers)
    rows = with_words(with_days(shop, raw, ("date", "updated")), words)
    rows = rows.mutate(
        number=number(rows.raw_number),
        year=year_of(rows.date),
        wrong_word=unknown_words(rows, ["right"]),
        # a transaction that names no kind of right is of a patent
        right=(rows.raw_right.strip() == "").ifelse(numbers["right"].get("patent", 0), rows.right),
    )
    for end in ENDS:
        rows = with_place(shop, raw, rows, staged, "year", f"{end}_")
    size, readable = amount(rows.raw_amount, staged.factors.get("amount", 1))
    rows = rows.mutate(size=size, readable=readable, asked=rows.raw_amount.strip() != "")
    rows = rows.mutate(has_amount=rows.readable & (rows["size"] >= 0), place=_place(rows))
    rows = rows.mutate(bits=_bits(rows))
    flagged = (rows.bits != 0) | (rows.place < 0)
    shown = content(rows, staged.kind, list(kinds()[staged.kind]))
    return rows.select(
        "number",
        "bits",
        "place",
        "year",
        "from_place",
        "to_place",
        "file",
        "row",
        deal=(rows.deal > 0).ifelse(rows.deal, 0).cast("int16"),
        right=(rows.right > 0).ifelse(rows.right, 0).cast("int16"),
        right_number=patent_base(patent_core(rows.raw_right_number)),
        day=rows.date,
        updated=(rows.updated > 0).ifelse(rows.updated, 0).cast("int32"),
        amount=rows.has_amount.ifelse(rows["size"], 0).cast("int64"),
        with_amount=rows.has_amount.cast("int64"),
        content=flagged.ifelse(shown, constant("", "string")),
    )


def _place(rows: Table) -> Column:
    """0 where an end lies in the study, else why neither does."""
    one, other = rows.from_place, rows.to_place
    inside = (one >= 0) | (other >= 0)
    outside = (one <= OUTSIDE) | (other <= OUTSIDE)
    unclear = (one == AMBIGUOUS) | (other == AMBIGUOUS)
    rest = unclear.ifelse(AMBIGUOUS, UNKNOWN)
    return inside.ifelse(0, outside.ifelse(OUTSIDE, rest)).cast("int32")


def _bits(rows: Table) -> Column:
    unclear = [rows[f"{end}_place"].between(OUTSIDE + 1, UNKNOWN - 1) for end in ENDS]
    return bits(
        number_invalid=rows.number == "",
        date_invalid=rows.date <= 0,
        deal_unknown=rows.deal <= 0,
        date_unreadable=rows.updated == UNREADABLE,
        word_unknown=rows.wrong_word,
        figure_unreadable=rows.asked & ~rows.readable,
        figure_negative=rows.readable & (rows["size"] < 0),
        address_unclear=unclear[0] | unclear[1],
    )


def flows(shop: Workshop, found: Deals) -> pd.DataFrame:
    """Records and amounts by `KEYS`, of those that touch the study."""
    rows = found.unique.filter(found.unique.place >= 0)
    summed = rows.group_by(KEYS).agg(
        records=rows.count(),
        amount=rows.amount.sum().cast("int64"),
        with_amount=rows.with_amount.sum().cast("int64"),
    )
    return frame(shop.engine, summed)


def pledged(shop: Workshop, found: Deals, threshold: int) -> Table | None:
    """`pledged_number` of the patents pledged for so much in sum, wherever the parties are."""
    if "pledge" not in found.deals or "patent" not in found.rights:
        return None
    rows = found.unique
    of_patents = rows.filter(
        (rows.deal == found.deals.index("pledge"))
        & (rows.right == found.rights.index("patent"))
        & (rows.right_number != "")
    )
    sums = of_patents.group_by("right_number").agg(amount=of_patents.amount.sum())
    high = sums.filter(sums.amount >= threshold)
    return shop.engine.keep(high.select(pledged_number=high.right_number))
