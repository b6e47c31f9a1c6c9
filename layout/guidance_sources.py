"""Who has the resource that a row of the catalogue asks for: here, near by, and far away."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geodata.resource_sources import ABROAD, LOCAL, NATION, PROVINCE, ResourceSource
from layout.index import ranks
from layout.labels import label
from layout.views import Array

NAMED = 3
"""Holders named of each place, and of the regions as many."""


class Wanted(NamedTuple):
    """What is sought and for whom; a blank industry means all of them."""

    region_code: str
    resource_type: str
    industry_code: str


class Regions(NamedTuple):
    """The study's regions as sources of one metric.

    Attributes
    ----------
    values, years
        (R,) value and the year of the oldest figure behind it.
    own
        Positions of the regions in need: they are no source for themselves.
    least
        A source has more than this: what the place in need has, or the natural target.
    """

    metric: str
    names: tuple[str, ...]
    values: Array
    years: npt.NDArray[np.int64]
    own: Sequence[int]
    least: float


def candidates(
    wanted: Wanted, among: Regions | None, listed: Sequence[ResourceSource], *, in_province: bool
) -> str:
    """Sources by place, from the nearest; places of which none is known are named once.

    Parameters
    ----------
    among
        The study's regions; None where the rule names no metric to look for.
    listed
        Holders that the study lists; those of another type of resource or industry are passed
        over. Of one place they are named in the order of the table.
    in_province
        Whether the study's regions lie in one province: they are sources within the province
        then, else within the nation.

    Returns
    -------
    str
        Blank where nothing is sought and nothing is known.
    """
    places = [LOCAL, PROVINCE, NATION, ABROAD] if in_province else [LOCAL, NATION, ABROAD]
    found: dict[str, list[str]] = {place: [] for place in places}
    for source in listed:
        place = _place(source, wanted.region_code, in_province=in_province)
        if place in found and _fits(source, wanted) and len(found[place]) < NAMED:
            found[place].append(_holder(source, place))
    if among is not None:
        place = PROVINCE if in_province else NATION
        found[place] = [*_regions(among, place), *found[place]]
    told = [words for place in places for words in found[place]]
    unknown = "、".join(label("place_of_source", place) for place in places if not found[place])
    if unknown and (told or among is not None):
        told.append(label("catalogue_part", "no_source").format(places=unknown))
    return "；".join(told)


def _fits(source: ResourceSource, wanted: Wanted) -> bool:
    return source.resource_type == wanted.resource_type and source.industry_code in (
        "",
        wanted.industry_code,
    )


def _place(source: ResourceSource, region_code: str, *, in_province: bool) -> str:
    """Where a source lies as seen from a region; blank for another region's local source."""
    if source.region_code and source.region_code == region_code:
        return LOCAL
    if source.place == LOCAL:
        return ""
    # regions of a national study do not share their province
    return source.place if in_province or source.place != PROVINCE else ""


def _holder(source: ResourceSource, place: str) -> str:
    """A listed holder with what it has, where the table tells."""
    parts = [label("place_of_source", place)]
    if source.value:
        parts.append(f"{source.metric} {source.value} {source.unit}")
        parts.append(label("catalogue_part", "in_year").format(year=source.year))
    elif source.metric:
        parts.append(source.metric)
    if source.channel:
        parts.append(label("catalogue_part", "channel").format(channel=source.channel))
    return f"{source.holder}（{'，'.join(parts)}）"


def _regions(among: Regions, place: str) -> list[str]:
    """The regions with the most, of those that have more than the one in need."""
    values, word = among.values, label("place_of_source", place)
    order = np.argsort(ranks(values), kind="stable").tolist()  # NaN comes last
    able = [n for n in order if n not in among.own and values[n] > among.least]
    return [
        f"{among.names[n]}（{word}，{among.metric}={number(values[n])}@{among.years[n]}）"
        for n in able[:NAMED]
    ]


def number(value: float) -> str:
    """A metric as short text: four significant digits."""
    return f"{float(value):.4g}"
