"""Region by region: the published zone beside the free one and beside the official zones."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from layout.views import Panel
from layout.zones.division import Division

BETWEEN = "、"
"""Between official zones that share the majority."""


def beside_reference(
    divisions: Mapping[int, Division | None], panel: Panel, reference: Sequence[str]
) -> pd.DataFrame:
    """What the zones table shows beside each region's zone.

    Parameters
    ----------
    reference : (R,)
        Official zone of each region, blank where none.

    Returns
    -------
    DataFrame
        ``region_code, year, free_zone, zone_majority, departs``. ``zone_majority`` is the
        official zone to which most members of the region's zone belong (several if they are
        equally many); ``departs`` is 1 where the region's own is another, 0 where it is not,
        blank where it has no zone or no official one.
    """
    free: list[str] = []
    majority: list[str] = []
    departs: list[int | None] = []
    for year in panel.years:
        made = divisions.get(year)
        zones = made.zones if made else ("",) * len(panel.codes)
        leading = majorities(zones, reference)
        free += made.free_zones if made else zones
        majority += [BETWEEN.join(leading.get(zone, ())) for zone in zones]
        departs += [
            int(own not in leading[zone]) if own and zone in leading else None
            for zone, own in zip(zones, reference, strict=True)
        ]
    table = panel.keys()[["region_code", "year"]].assign(free_zone=free, zone_majority=majority)
    table["departs"] = pd.array(departs, dtype="Int64")
    return table


def majorities(zones: Sequence[str], reference: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Zone → official zones to which most of its members belong, in order of appearance.

    Examples
    --------
    >>> majorities(["Z1", "Z1", "Z1", "Z2", "Z2", ""], ["南", "南", "北", "北", "中", "中"])
    {'Z1': ('南',), 'Z2': ('北', '中')}
    """
    counts: dict[str, Counter[str]] = {}
    for zone, own in zip(zones, reference, strict=True):
        if zone and own:
            counts.setdefault(zone, Counter())[own] += 1
    return {
        zone: tuple(own for own, often in count.items() if often == max(count.values()))
        for zone, count in counts.items()
    }
