"""Addresses of a register to regions: a table with one row per address."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from geodata.addresses.names import Meanings, names
from geodata.addresses.rule import REMARKS, Answer, decide
from geodata.addresses.text import Hit, hits, outline, spelled
from geodata.regions import Register

if TYPE_CHECKING:
    import polars as pl

BLANK, FOREIGN = "blank", "foreign"
"""Instead of an outline; keys of `REMARKS`."""

COLUMNS = (
    "address",
    "year",
    "status",
    "level",
    "code",
    "name",
    "code_today",
    "candidates",
    "matched",
    "remark",
)
"""`code` is the deepest certain unit, as named; `code_today` today's unit that holds it;
`candidates` today's codes, ``;`` between them; `matched` the names the answer rests on,
``|`` between them."""


def locate(
    addresses: Iterable[str | None],
    years: Iterable[int | None] | None = None,
    province: str = "",
    register: Register | None = None,
) -> "pl.DataFrame":
    """Return the region of each address, or what it may be, or that it tells nothing.

    Parameters
    ----------
    addresses : (n,) Series or other iterable of str
        As they stand in the register; repeats are worked on once.
    years : (n,) of int, optional
        Year of each address: 通州市 is a name of 2008. None = today.
    province : str
        Code of the province whose register it is, blank = none. Decides between namesakes of
        addresses that name no province themselves.
    register : Register, optional
        The package's own, if not given.

    Returns
    -------
    polars.DataFrame, (n, 10)
        `COLUMNS`, in the order of `addresses`. Blank means not known; never a guess.

    Raises
    ------
    ValueError
        If `years` has another length, or `province` is not a province of the register.
    DataError
        If the gazetteer was edited into contradiction.

    Examples
    --------
    >>> found = locate(["昆山花桥绿地大道", "通州市", "鼓楼区中山路"], [2020, 2008, 2020], "320000")
    >>> for row in found.select("status", "code", "code_today", "candidates").rows():
    ...     print(row)
    ('ok', '320583', '320583', '320583')
    ('ok', '320683', '320612', '320612')
    ('ambiguous', '320000', '', '320106;320302')
    """
    import polars as pl  # noqa: PLC0415  0.1 s, and only registers of records need it

    register = register or Register.load()
    if province and [r.level for r in register.candidates(province)] != ["province"]:
        raise ValueError(f"没有省级代码“{province}”")
    texts = _series(addresses, pl.String)
    when = _series([None] * len(texts) if years is None else years, pl.Int32)
    if len(when) != len(texts):
        raise ValueError(f"years: {len(when)} 个，addresses: {len(texts)} 个，应当一样多")
    meanings = names(register)
    given = pl.DataFrame({"address": texts, "year": when}).lazy()
    outlines = _outlines(given, meanings)
    given = given.join(outlines, on="address", how="left", nulls_equal=True, maintain_order="left")
    rows = given.collect(engine="streaming")
    asked = rows.select("outline", "year").unique().sort("outline", "year")
    schema = dict.fromkeys(COLUMNS[2:], pl.String)
    answers = pl.DataFrame(list(_answers(asked, meanings, province)), schema=schema, orient="row")
    keys = ["outline", "year"]
    table = rows.join(
        asked.hstack(answers), on=keys, how="left", nulls_equal=True, maintain_order="left"
    )
    return table.select(COLUMNS)


def _outlines(given: "pl.LazyFrame", meanings: Meanings) -> "pl.LazyFrame":
    """Outline of each distinct address; `BLANK` or `FOREIGN` where there is nothing to read."""
    import polars as pl  # noqa: PLC0415  see `locate`

    plain = pl.col("plain")
    found = (
        given.select("address")
        .unique()
        .with_columns(plain=spelled(pl.col("address")))
        .with_columns(
            outline=pl.when(plain == "")
            .then(pl.lit(BLANK))
            .when(~plain.str.contains(r"\p{Han}"))
            .then(pl.lit(FOREIGN))
            .otherwise(outline(plain, list(meanings)))
        )
    )
    return found.select("address", pl.col("outline").cast(pl.Categorical))


def _answers(asked: "pl.DataFrame", meanings: Meanings, province: str) -> Iterator[tuple[str, ...]]:
    """`COLUMNS` but the first two for each outline and year, which are grouped by outline."""
    last = None
    found: tuple[Hit, ...] = ()
    edges: list[int] = []
    known: dict[int | None, tuple[str, ...]] = {}
    for text, year in asked.iter_rows():
        if text != last:
            last, known = text, {}
            found = () if text in (BLANK, FOREIGN) else hits(text)
            edges = _edges(found, meanings)
        # between two edges no name comes or goes, so all years there have one answer
        span = None if year is None else bisect_right(edges, year)
        if span not in known:
            if text in (BLANK, FOREIGN):
                answer = Answer("none", remarks=(text,))
            else:
                answer = decide(found, meanings, year, province)
            known[span] = _row(answer, found)
        yield known[span]


def _edges(found: Iterable[Hit], meanings: Meanings) -> list[int]:
    """Years from which on a meaning of the names is another one's or nobody's."""
    spans = [(m.valid_from, m.valid_to) for hit in found for m in meanings[hit.name]]
    begun = {first for first, _ in spans if first is not None}
    return sorted(begun | {final + 1 for _, final in spans if final is not None})


def _series(values: Iterable[Any], dtype: "type[pl.DataType]") -> "pl.Series":
    import polars as pl  # noqa: PLC0415  see `locate`

    if isinstance(values, pl.Series):
        return values.cast(dtype)
    # pandas writes a missing text or year as NaN
    plain = [None if isinstance(value, float) and math.isnan(value) else value for value in values]
    return pl.Series(plain).cast(dtype)


def _row(answer: Answer, found: tuple[Hit, ...]) -> tuple[str, ...]:
    return (
        answer.status,
        answer.level,
        answer.code,
        answer.name,
        answer.candidates[0] if answer.status == "ok" else "",
        ";".join(answer.candidates),
        "|".join(found[place].name for place in sorted(answer.used)),
        "；".join(REMARKS[key] for key in answer.remarks),
    )
