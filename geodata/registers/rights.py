"""Registers of rights – patents, trademarks, copyrights and the like – cleaned to one row each.

What is kept of a record is numbers: where, what type, from when to when, whose by number. One row
of a kind, of all its registers, is one right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geodata.registers.cells import AWARDED, OVERSEAS, STRATEGIC
from geodata.registers.clean import (
    HAS_WIDE,
    UNREADABLE,
    half_width,
    number,
    patent_base,
    patent_core,
    patent_type_digit,
    with_check_digit,
    year_of,
)
from geodata.registers.columns import (
    Workshop,
    content,
    distinct,
    meanings,
    texts,
    unknown_words,
    with_days,
    with_place,
    with_words,
)
from geodata.registers.engine import Column, Table, constant, place_in
from geodata.registers.kinds import kinds
from geodata.registers.reasons import LOST, bits, latest
from geodata.registers.staging import Staged

STATUS = {"in_force": 1, "pending": 2, "ended": 3}
FLAG = {"1": 1, "0": 0}
FLAGS = {"strategic": STRATEGIC, "overseas": OVERSEAS, "awarded": AWARDED}

TYPE_DIGITS = {
    "1": "invention",
    "8": "invention",
    "2": "utility_model",
    "9": "utility_model",
    "3": "design",
}

ORDER = ("updated", "granted", "ended", "filed")
"""What makes a record of a right later than another one of it."""


@dataclass(frozen=True)
class Rights:
    """Rights of one kind.

    Attributes
    ----------
    types
        Names of the types; the first is the blank one.
    rows
        All rows that were read, with `bits`, `place` and what the ledger needs.
    unique, beaten
        One row per number, and the earlier ones of numbers that recur.
    """

    kind: str
    types: tuple[str, ...]
    rows: Table
    unique: Table
    beaten: Table


def rights(shop: Workshop, kind: str, staged: Mapping[int, Staged]) -> Rights:
    """Read all registers of a kind, by their numbers in the job."""
    types = _types(kind, staged.values())
    raw = {register: texts(shop, one) for register, one in staged.items()}
    owners = _owners(shop, [raw[r].select(text="raw_holder") for r in raw])
    parts = [
        shop.engine.keep(
            _cleaned(shop, one, raw[register], types, owners).mutate(
                register=constant(register, "int32")
            )
        )
        for register, one in staged.items()
    ]
    rows = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    usable = rows.filter((rows.bits & LOST) == 0)
    unique, beaten = latest(shop.engine, usable, ["number"], ORDER)
    return Rights(kind, types, rows, unique, beaten)


def _types(kind: str, staged: Iterable[Staged]) -> tuple[str, ...]:
    named = {value for one in staged for value in one.values.get("type", {}).values()}
    if kind == "patent":
        named |= set(TYPE_DIGITS.values())
    return ("", *sorted(named - {""}))


def _owners(shop: Workshop, listed: Sequence[Table]) -> Table:
    """`holder_text` → `holder`: one number from 1 for all spellings of one name."""
    # kept, or the engine would work out the names before it drops the repeated ones
    spelled = shop.engine.keep(distinct(listed))
    spelled = spelled.mutate(name=owner_name(spelled.text))
    spelled = spelled.filter(spelled.name != "")
    names = spelled.select("name").distinct()
    numbered = names.mutate(holder=place_in([names.name]) + 1)
    found = spelled.join(numbered, "name")
    return shop.engine.keep(found.select(holder_text=found.text, holder=found.holder.cast("int32")))


def owner_name(column: Column) -> Column:
    """A holder's name as it is compared: half-width, upper case, without spaces."""
    plain = half_width(column).upper().re_replace("[ \t\r\n]+", "")
    # most names are Chinese through and through and stay as they are
    return column.re_search(f"[a-z \t\r\n]|{HAS_WIDE}").ifelse(plain, column)


def _cleaned(
    shop: Workshop, staged: Staged, raw: Table, types: Sequence[str], owners: Table
) -> Table:
    fields = kinds()[staged.kind]
    examined = fields["filed"].required
    numbers = {"type": {name: place for place, name in enumerate(types) if name}, "status": STATUS}
    numbers |= dict.fromkeys((*FLAGS, "abnormal"), FLAG)
    numbers = {name: known for name, known in numbers.items() if name in fields}
    words = meanings(shop, raw, staged, numbers)
    rows = with_words(with_days(shop, raw, ("filed", "granted", "ended", "updated")), words)
    rows = _with_number(rows, staged.kind, types)
    rows = _with_life(rows, examined)
    rows = with_place(shop, raw, rows, staged, "placed")
    rows = rows.left_join(owners, rows.raw_holder == owners.holder_text)
    rows = rows.mutate(bits=_bits(rows, list(words)))
    flagged = (rows.bits != 0) | (rows.place < 0)
    flags = constant(0, "int16")
    for name, bit in FLAGS.items():
        if name in words:
            flags += (rows[name] == 1).ifelse(bit, 0)
    return rows.select(
        "number",
        "bits",
        "place",
        "type",
        *(rows[name].cast("int32") for name in ("filed", "granted", "ended", "updated")),
        "file",
        "row",
        flags=flags.cast("int16"),
        abnormal=_is_one(rows, "abnormal", words),
        holder=rows.holder.fill_null(0),
        classes=rows.raw_classes,
        content=flagged.ifelse(content(rows, staged.kind, list(fields)), constant("", "string")),
    )


def _is_one(rows: Table, name: str, words: Mapping[str, object]) -> Column:
    found = (rows[name] == 1).ifelse(1, 0) if name in words else constant(0, "int16")
    return found.cast("int16")


def _with_number(rows: Table, kind: str, types: Sequence[str]) -> Table:
    """`number`, and for patents the type from it and what is wrong with it."""
    no = constant(False, "boolean")
    if kind != "patent":
        plain = rows.mutate(number=number(rows.raw_number), wrong_digit=no, wrong_type=no)
        return plain.mutate(type=(plain.type == UNREADABLE).ifelse(0, plain.type).cast("int16"))
    rows = rows.mutate(core=patent_core(rows.raw_number))
    rows = rows.mutate(number=patent_base(rows.core))
    digits = [(digit, types.index(name)) for digit, name in TYPE_DIGITS.items()]
    rows = with_check_digit(rows, "core", "number")
    rows = rows.mutate(
        told=patent_type_digit(rows.number).cases(*digits, else_=0).cast("int16"),
        named=rows.type,
    )
    return rows.mutate(
        # the register's own word goes before the number
        type=(rows.named > 0).ifelse(rows.named, rows.told).cast("int16"),
        wrong_type=(rows.named > 0) & (rows.told > 0) & (rows.named != rows.told),
    )


def _with_life(rows: Table, examined: bool) -> Table:
    """Dates that fit together, what was wrong with them, and the year of the address.

    What is registered without examination is filed when it is registered. A right cannot end
    without having been granted, nor before: it then ends in the year in which it began, and is
    never in force. One that has ended on a day not told ends when its record was updated; where
    that is not told either, it is never in force.
    """
    unread = (rows.granted == UNREADABLE) if examined else (rows.filed == UNREADABLE)
    rows = rows.mutate(
        unread=unread | (rows.ended == UNREADABLE) | (rows.updated == UNREADABLE),
        needed=rows.filed if examined else rows.granted,
        **{
            name: (rows[name] > 0).ifelse(rows[name], 0).cast("int32")
            for name in ("filed", "granted", "ended", "updated")
        },
    )
    if not examined:
        rows = rows.mutate(filed=(rows.filed > 0).ifelse(rows.filed, rows.granted))
    rows = rows.mutate(
        early_grant=(rows.granted > 0) & (rows.granted < rows.filed),
        early_end=(rows.ended > 0) & (rows.granted > 0) & (rows.ended < rows.granted),
        at_odds=_at_odds(rows),
        assumed=_has_status(rows, "ended") & (rows.ended == 0) & (rows.granted > 0),
        placed=year_of(rows.filed),
    )
    known = (rows.updated > rows.granted).ifelse(rows.updated, rows.granted)
    last = rows.early_end.ifelse(rows.granted, rows.assumed.ifelse(known, rows.ended))
    return rows.mutate(ended=(rows.granted > 0).ifelse(last, 0).cast("int32"))


def _has_status(rows: Table, status: str) -> Column:
    """Whether the register says so; no row has a status where the kind has none."""
    known = rows.status if "status" in rows.columns else constant(0, "int16")
    return known == STATUS[status]


def _at_odds(rows: Table) -> Column:
    """Whether the legal status says something else than the dates."""
    has_begun, has_ended = rows.granted > 0, rows.ended > 0
    in_force = _has_status(rows, "in_force") & (has_ended | ~has_begun)
    return in_force | (_has_status(rows, "pending") & (has_ended | has_begun))


def _bits(rows: Table, words: Sequence[str]) -> Column:
    return bits(
        number_invalid=rows.number == "",
        date_invalid=rows.needed <= 0,
        type_disagrees=rows.wrong_type,
        check_digit=rows.wrong_digit,
        date_unreadable=rows.unread,
        granted_before_filed=rows.early_grant,
        ended_before_granted=rows.early_end,
        status_disagrees=rows.at_odds,
        end_assumed=rows.assumed,
        word_unknown=unknown_words(rows, words),
    )
