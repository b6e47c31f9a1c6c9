"""How reports reach into an evaluation: rows of a year, columns that may lack, notes by code."""

import pandas as pd

from layout.evaluation import Evaluation


def table(evaluation: Evaluation, name: str) -> pd.DataFrame:
    """A table that not every evaluation has something for; an empty one where it has nothing."""
    return evaluation.views.get(name, pd.DataFrame())


def rows(frame: pd.DataFrame, **where: object) -> pd.DataFrame:
    """Rows in which every named column has the value; none if the table lacks such a column.

    Examples
    --------
    >>> frame = pd.DataFrame({"year": [2023, 2024], "rank": [1, 2]})
    >>> rows(frame, year=2024)["rank"].to_list(), len(rows(frame, zone="Z1"))
    ([2], 0)
    """
    if not set(where) <= set(frame.columns):
        return frame.iloc[:0]
    kept = pd.Series(True, index=frame.index)
    for column, value in where.items():
        kept &= (frame[column] == value).fillna(False)
    return frame[kept.astype(bool)]


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column, or blanks where the table has no such column."""
    if name in frame.columns:
        return frame[name]
    return pd.Series(pd.NA, index=frame.index, dtype=object)


def last_year(evaluation: Evaluation) -> int:
    """The evaluation year that reports speak of."""
    return evaluation.study.settings.years[-1]


def regions(evaluation: Evaluation, year: int) -> pd.DataFrame:
    """Composite, levels, matching and zone of every region in one year, best rank first.

    Bounds of the composite are ``score_low …``, those of D ``d_low …``.
    """
    keys = ["region_code", "year"]
    here = set(evaluation.evidence.regions.region_code)
    composite = rows(evaluation.scores, year=year, dimension="composite")
    match = rows(evaluation.matching, year=year).rename(
        columns={
            "score_low": "d_low",
            "score_high": "d_high",
            "rank_low": "d_rank_low",
            "rank_high": "d_rank_high",
        }
    )
    joined = composite[composite.region_code.isin(here)]
    for other in (match, rows(evaluation.zones, year=year)):
        new = [c for c in other.columns if c in keys or c not in joined.columns]
        joined = joined.merge(other[new], on=keys, how="left", validate="one_to_one")
    names = evaluation.evidence.regions[["region_code", "short_name"]]
    joined = joined.merge(names, on="region_code", how="left")
    return joined.sort_values(["rank", "region_code"], ignore_index=True)


def profiles(evaluation: Evaluation, year: int, kind: str = "zone") -> pd.DataFrame:
    """Profiles of one year: of our zones, the reference zones, the types or the overlay zones."""
    return rows(evaluation.zone_profiles, year=year, kind=kind)


def weak(evaluation: Evaluation, year: int) -> set[str]:
    """Codes of the regions whose zone does not hold in the draws."""
    zones = rows(evaluation.zones, year=year)
    flags = pd.to_numeric(column(zones, "weak"), errors="coerce")
    return set(zones.region_code[flags == 1])


def told(evaluation: Evaluation, *codes: str, year: int | None = None) -> list[str]:
    """Texts of the notes with these codes, of one year if that is asked for."""
    notes = evaluation.notes
    found = notes[notes.message_code.isin(codes)]
    if year is not None:
        found = found[found.year.isin(["", str(year)])]
    return found.detail.to_list()


def missing(value: object) -> bool:
    """Whether a cell holds nothing that could be printed."""
    return value is None or bool(pd.isna(value)) or value == ""  # type: ignore[call-overload]
