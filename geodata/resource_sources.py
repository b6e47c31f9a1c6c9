"""Holders of resources outside the study's regions: who has patents, talent, platforms, money."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import Problems
from geodata.statistics import NUMBER, YEARS
from geodata.tables import Row, Table, read_table

LOCAL, PROVINCE, NATION, ABROAD = "local", "province", "nation", "abroad"
PLACES = (LOCAL, PROVINCE, NATION, ABROAD)
"""Where a holder is, seen from the study's regions."""

COLUMNS = ("holder", "place", "resource_type", "source")
OPTIONAL = ("region", "industry_code", "metric", "value", "unit", "year", "channel", "note")


@dataclass(frozen=True)
class ResourceSource:
    """One resource of one holder.

    Attributes
    ----------
    place
        One of `PLACES`. A holder of the province that names its region is local for that region.
    region_code
        Region of the study in which the holder is; blank where it is outside or not told.
    industry_code
        Industry that the resource serves; blank for any.
    metric, value, unit, year
        What the holder has, in words, and the figure as it stands in the table; all blank where
        no figure is known.
    channel
        How to reach the holder; blank where no source tells.
    source
        Where it stands.
    """

    holder: str
    place: str
    region_code: str
    resource_type: str
    industry_code: str
    metric: str
    value: str
    unit: str
    year: str
    channel: str
    source: str
    row: int


def read_resource_sources(
    path: Path, types: Collection[str], regions: Mapping[str, str], problems: Problems
) -> tuple[tuple[ResourceSource, ...], Table]:
    """Read the holders in the order of the table; faults go to `problems`.

    Columns ``holder``, ``place`` (one of `PLACES`), ``resource_type``, ``source`` and, if wanted,
    ``region``, ``industry_code``, ``metric``, ``value``, ``unit``, ``year``, ``channel``, ``note``.

    Parameters
    ----------
    types
        Kinds of resource that the catalogue knows.
    regions
        Name or code → code of the study's regions. A local holder must name one; the region of
        a holder elsewhere in the province may be any.
    """
    table = read_table(path, COLUMNS, problems, optional=OPTIONAL)
    found: list[ResourceSource] = []
    first: dict[tuple[str, ...], int] = {}
    for row in table:
        faults = len(problems.found)
        _check(row, table.name, types, problems)
        code = _region(row, table.name, regions, problems)
        key = tuple(row[c] for c in ("holder", "resource_type", "industry_code", "metric", "year"))
        start = first.setdefault(key, row.number)
        if start != row.number:
            named = "、".join(filter(None, key))
            problems.add("cell_repeated", table.name, row.number, "holder", key=named, first=start)
        if len(problems.found) == faults:
            plain = {c: row[c] for c in (*COLUMNS, *OPTIONAL) if c not in ("region", "note")}
            found.append(ResourceSource(**plain, region_code=code, row=row.number))
    return tuple(found), table


def _check(row: Row, file: str, types: Collection[str], problems: Problems) -> None:
    """Needed cells are filled, the others are what they should be."""
    needed = ["holder", "source", *(["metric", "unit", "year"] if row["value"] else [])]
    for column in needed:
        if not row[column]:
            problems.add("cell_empty", file, row.number, column)
    for column, allowed in (("place", PLACES), ("resource_type", tuple(types))):
        if row[column] not in allowed:
            words = "、".join(allowed)
            problems.add(
                "value_not_allowed", file, row.number, column, seen=row[column], allowed=words
            )
    if row["value"] and not NUMBER.fullmatch(row["value"]):
        problems.add("number_invalid", file, row.number, "value", seen=row["value"])
    year = row["year"]
    if year and not (year.isdecimal() and int(year) in YEARS):
        problems.add("year_invalid", file, row.number, "year", seen=year)


def _region(row: Row, file: str, regions: Mapping[str, str], problems: Problems) -> str:
    """Code of the holder's region, blank where it is none of the study's."""
    name, code = row["region"], regions.get(row["region"], "")
    if row["place"] == LOCAL and not name:
        problems.add("cell_empty", file, row.number, "region")
    elif row["place"] == LOCAL and not code:
        problems.add("region_not_in_study", file, row.number, "region", name=name)
    return code
