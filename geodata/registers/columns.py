"""One register's columns as texts, and what is looked up before its rows are read: words, places.

What stands in few spellings – the words of a choice, the regions, the addresses – is listed by the
engine, understood in Python, and joined to the rows again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.registers.clean import UNREADABLE, days, word
from geodata.registers.engine import Column, Engine, Table, constant, frame, share
from geodata.registers.kinds import kinds
from geodata.registers.places import UNKNOWN, UNREAD, Locator, address_table, region_table
from geodata.registers.staging import Staged
from geodata.registers.words import word as compared

BEGIN = "\ue000"
"""Stands before the name of a cell while a sample is put together; no text has it."""

HIDDEN = ("holder", "classes")
"""Fields that samples do not show: names of holders leave the engine nowhere."""


@dataclass(frozen=True)
class Workshop:
    """What all registers of a job are read with."""

    engine: Engine
    scratch: Path
    locator: Locator

    def share(self, name: str, rows: pd.DataFrame) -> Table:
        """A small data frame as a table of the engine."""
        return share(self.engine, self.scratch, name, rows)


def texts(shop: Workshop, staged: Staged) -> Table:
    """The register's rows as text: ``raw_<field>`` for all fields of its kind, blank where it has
    none, and where each row stood (`file`, `row`; blank and 0 in Parquet that was not staged)."""
    rows = shop.engine.read(staged.paths)
    fields = {
        f"raw_{name}": _text(rows, staged.columns[name]) if name in staged.columns else _blank()
        for name in kinds()[staged.kind]
    }
    known = rows.columns
    file = _text(rows, "source_file") if "source_file" in known else _blank()
    row = rows["source_row"].cast("int64") if "source_row" in known else constant(0, "int64")
    return rows.select(**fields, file=file, row=row)


def _blank() -> Column:
    return constant("", "string")


def _text(rows: Table, name: str) -> Column:
    column = rows[name]
    kind = column.type()
    if kind.is_floating():
        # 201210345678.0 is written in two ways by two engines, a decimal in one; NaN is blank
        column = column.isnan().ifelse(None, column).cast("decimal(28, 4)").cast("string")
        column = column.re_replace("[.]0+$", "")
    elif not kind.is_string():
        column = column.cast("string")
    return column.fill_null("")


def meanings(
    shop: Workshop, rows: Table, staged: Staged, numbers: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """For each field of `numbers`: the words of the register, as typed, that have a meaning.

    `numbers` numbers the values of a field; the words come from the staged register.
    """
    asked = [name for name in numbers if name in staged.columns]
    found: dict[str, dict[str, int]] = {name: {} for name in numbers}
    if not asked:
        return found
    listed = [
        rows.select(field=constant(name, "string"), text=rows[f"raw_{name}"]) for name in asked
    ]
    for field, text in frame(shop.engine, distinct(listed)).itertuples(index=False):
        plain = compared(text)
        value = staged.values.get(field, {}).get(plain)
        if not plain:
            found[field][text] = 0
        elif value is not None and value in numbers[field]:
            found[field][text] = numbers[field][value]
    return {field: dict(sorted(words.items())) for field, words in found.items()}


def with_days(shop: Workshop, rows: Table, names: Sequence[str]) -> Table:
    """Dates of ``raw_<name>`` as whole numbers; see `geodata.registers.clean.days`."""
    known = shop.engine.keep(days(distinct([rows.select(text=f"raw_{name}") for name in names])))
    joined = rows
    for name in names:
        one = known.rename({f"{name}_text": "day_text", name: "day"})
        joined = joined.left_join(one, rows[f"raw_{name}"] == one[f"{name}_text"])
    return joined


def distinct(listed: Sequence[Table]) -> Table:
    """The different rows of tables with the same columns."""
    return (listed[0].union(*listed[1:]) if len(listed) > 1 else listed[0]).distinct()


def with_words(rows: Table, words: Mapping[str, Mapping[str, int]]) -> Table:
    """Words replaced by their numbers, -1 where they have no meaning."""
    return rows.mutate(**{name: word(rows[f"raw_{name}"], known) for name, known in words.items()})


def unknown_words(rows: Table, names: Sequence[str]) -> Column:
    """Whether any of these words has no meaning."""
    found = constant(False, "boolean")
    for name in names:
        found |= rows[name] == UNREADABLE
    return found


def with_place(
    shop: Workshop, raw: Table, rows: Table, staged: Staged, year: str, end: str = ""
) -> Table:
    """Rows with the `place` of their address and region in the year of a column.

    A region's code or name goes before the address where it is one.

    Parameters
    ----------
    raw
        As `texts` gives them, from which the different addresses are listed.
    end
        Prefix of the columns where a row has two places, such as ``from_``.
    """
    tables = _lines(shop, raw, staged, end)
    last = shop.locator.last_year
    rows = rows.mutate(**{f"{end}moment": (rows[year] > last).ifelse(last, rows[year])})
    moments = shop.share(f"{staged.register}_{end}moments", shop.locator.moments())
    joined = rows
    for what, lines in tables.items():
        text, line = f"{what}_text", f"{what}_line"
        table = lines.rename({f"{end}{text}": text, f"{end}{line}": line})
        joined = joined.left_join(table, rows[f"raw_{end}{what}"] == table[f"{end}{text}"])
        of, at = f"{end}{what}_of", f"{end}{what}_at"
        places = moments.rename({of: "line", at: "moment", f"{end}{what}_place": "place"})
        found = table[f"{end}{line}"] == places[of]
        joined = joined.left_join(places, [found, rows[f"{end}moment"] == places[at]])
    return _chosen(joined, list(tables), end)


def _lines(shop: Workshop, raw: Table, staged: Staged, end: str) -> dict[str, Table]:
    """The lines of the register's addresses and regions, of those columns that it has."""
    found = {}
    for what, listing in (("address", address_table), ("region", region_table)):
        if f"{end}{what}" in staged.columns:
            listed = raw.select(text=raw[f"raw_{end}{what}"]).distinct()
            name = f"{staged.register}_{end}{what}"
            found[what] = listing(
                shop.engine, shop.scratch, listed, shop.locator, staged.province, name
            )
    return found


def _chosen(rows: Table, have: Sequence[str], end: str) -> Table:
    by_address = rows[f"{end}address_place"] if "address" in have else constant(UNKNOWN, "int32")
    found = by_address
    if "region" in have:
        region, typed = rows[f"{end}region_place"], rows[f"raw_{end}region"].strip() != ""
        unread = (by_address == UNKNOWN) & typed
        found = (region != UNREAD).ifelse(region, unread.ifelse(UNREAD, by_address))
    return rows.mutate(**{f"{end}place": found.cast("int32")})


def content(rows: Table, kind: str, fields: Sequence[str]) -> Column:
    """What a sample shows of a row: the filled cells with their names."""
    pieces = []
    for name, field in kinds()[kind].items():
        if name in fields and name not in HIDDEN:
            pieces += [constant(f"{BEGIN}{field.label_zh}=", "string"), rows[f"raw_{name}"], "｜"]
    # one long text and two patterns: a case for each cell would be worked out for all rows
    whole = pieces[0].concat(*pieces[1:])
    return whole.re_replace(f"{BEGIN}[^{BEGIN}=]*=[ \t]*｜", "").re_replace(f"｜$|{BEGIN}", "")
