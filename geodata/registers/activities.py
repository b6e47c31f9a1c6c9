"""Enterprises and R&D statistics by region, industry and year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geodata.registers.cells import MEASURES
from geodata.registers.clean import (
    FIRST_YEAR,
    LAST_YEAR,
    UNREADABLE,
    amount,
    credit_code_wrong,
    half_width,
    number,
)
from geodata.registers.columns import Workshop, content, texts, with_days, with_place
from geodata.registers.engine import Column, Table, constant, frame
from geodata.registers.kinds import kinds
from geodata.registers.reasons import LOST, bits, latest
from geodata.registers.staging import Staged

ROLES = ("count", "amount")
SIGNED = ("value_added",)
"""A loss can make value added negative; no other figure can be."""


@dataclass(frozen=True)
class Activities:
    """Rows of one kind, one per number and year in `unique`."""

    kind: str
    measures: tuple[str, ...]
    rows: Table
    unique: Table
    beaten: Table


def activities(
    shop: Workshop, kind: str, staged: Mapping[int, Staged], industries: Sequence[str]
) -> Activities:
    """Read all registers of a kind, by their numbers in the job."""
    fields = kinds()[kind]
    measures = tuple(name for name, field in fields.items() if field.role in ROLES)
    parts = [
        shop.engine.keep(
            _cleaned(shop, one, measures, industries).mutate(register=constant(register, "int32"))
        )
        for register, one in staged.items()
    ]
    rows = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    usable = rows.filter((rows.bits & LOST) == 0)
    unique, beaten = latest(shop.engine, usable, ["number", "year"], ["updated"])
    return Activities(kind, measures, rows, unique, beaten)


def _cleaned(
    shop: Workshop, staged: Staged, measures: Sequence[str], industries: Sequence[str]
) -> Table:
    fields = kinds()[staged.kind]
    raw = texts(shop, staged)
    rows = with_days(shop, raw, ("updated",))
    rows = rows.mutate(
        number=number(rows.raw_number),
        year=_year(rows.raw_year),
        industry=half_width(rows.raw_industry).re_extract("^ *[A-Za-z]? *([0-9]+)", 1),
    )
    rows = with_place(shop, raw, rows, staged, "year")
    rows = rows.mutate(
        axis=_on_axis(rows.industry, industries),
        wrong_code=credit_code_wrong(rows.number),
    )
    rows, unread, negative = _with_figures(rows, staged, measures)
    rows = rows.mutate(
        bits=bits(
            number_invalid=rows.number == "",
            date_invalid=rows.year <= 0,
            credit_code=rows.wrong_code,
            date_unreadable=rows.updated == UNREADABLE,
            figure_unreadable=unread,
            figure_negative=negative,
            industry_unknown=(rows.axis == "") & (rows.raw_industry.strip() != ""),
        )
    )
    flagged = (rows.bits != 0) | (rows.place < 0)
    shown = content(rows, staged.kind, list(fields))
    figures = {name: rows[f"has_{name}"].ifelse(rows[name], 0).cast("int64") for name in measures}
    had = {f"has_{name}": rows[f"has_{name}"].cast("int64") for name in measures}
    return rows.select(
        "number",
        "bits",
        "place",
        "year",
        "axis",
        "file",
        "row",
        updated=(rows.updated > 0).ifelse(rows.updated, 0).cast("int32"),
        **figures,
        **had,
        content=flagged.ifelse(shown, constant("", "string")),
    )


def _with_figures(
    rows: Table, staged: Staged, measures: Sequence[str]
) -> tuple[Table, Column, Column]:
    """Rows with figures and whether they have them; those that cannot be read, or cannot be."""
    for name in measures:
        size, readable = amount(rows[f"raw_{name}"], staged.factors.get(name, 1))
        possible = readable if name in SIGNED else readable & (size >= 0)
        rows = rows.mutate(
            **{name: size, f"readable_{name}": readable, f"has_{name}": readable & possible}
        )
    unread, negative = constant(False, "boolean"), constant(False, "boolean")
    for name in measures:
        readable = rows[f"readable_{name}"]
        unread |= (rows[f"raw_{name}"].strip() != "") & ~readable
        negative |= readable & ~rows[f"has_{name}"]
    return rows, unread, negative


def _year(column: Column) -> Column:
    """Year of 2020, 2020年 or a date; 0 where there is none."""
    text = half_width(column)
    year = text.re_extract("^ *([0-9]{4})(?:年.*|[-/.].*|[ T].*|)$", 1).try_cast("int32")
    return year.between(FIRST_YEAR, LAST_YEAR).ifelse(year, 0).fill_null(0).cast("int16")


def _on_axis(code: Column, industries: Sequence[str]) -> Column:
    """The longest beginning of a code that is an industry of the study, blank if there is none."""
    lengths = sorted({len(industry) for industry in industries}, reverse=True)
    found = constant("", "string")
    for length in reversed(lengths):
        of_length = [industry for industry in industries if len(industry) == length]
        beginning = code.left(length)
        found = beginning.isin(of_length).ifelse(beginning, found)
    return found


def figures(shop: Workshop, found: Activities) -> pd.DataFrame:
    """`place`, `industry`, `year`, `measure`, `value` and `records`, of rows in the study."""
    rows = found.unique.filter(found.unique.place >= 0)
    sums = {name: rows[name].sum().cast("int64") for name in found.measures}
    had = {f"has_{name}": rows[f"has_{name}"].sum().cast("int64") for name in found.measures}
    summed = rows.group_by("place", "axis", "year").agg(rows=rows.count(), **sums, **had)
    wide = frame(shop.engine, summed)
    parts = []
    for measure in MEASURES:
        if measure == "enterprises":
            if found.kind != "enterprise":
                continue
            value = records = wide["rows"]
        elif measure in found.measures:
            value, records = wide[measure], wide[f"has_{measure}"]
        else:
            continue
        part = wide[["place", "year"]].assign(
            industry=wide["axis"], measure=measure, value=value, records=records
        )
        parts.append(part[part["records"] > 0])
    return pd.concat(parts, ignore_index=True)
