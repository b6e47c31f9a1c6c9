"""What the reader must be told of the zones."""

from collections.abc import Mapping

import numpy as np

from layout.labels import label
from layout.notes import Notes
from layout.settings import Zones
from layout.zones.division import Division
from layout.zones.partitions import price

SMALL_N = 30
"""Regions below which spatial statistics are said to be starved (METHODS 4.2)."""


def on_zones(
    settings: Zones, divisions: Mapping[int, Division | None], regions: int, notes: Notes
) -> None:
    """How each division was found, what contiguity costs, how like the official zones it is."""
    if regions < SMALL_N:
        notes.add("zone_small_n", regions=regions)
    for year, division in divisions.items():
        if division is None:
            continue
        notes.add(
            "zone_method",
            year=year,
            method=label("zoning", division.method),
            k=division.k,
            within=f"{division.within:.4f}",
            choice=_choice(settings, division),
        )
        if division.partitions is not None and division.runner_up_within is not None:
            floored = settings.min_regions > 1 or settings.floor > 0
            gap = division.runner_up_within / division.within - 1 if division.within else np.inf
            notes.add(
                "zone_exact_floor" if floored else "zone_exact",
                year=year,
                partitions=f"{division.partitions:,}",
                runner_up=f"{division.runner_up_within:.4f}",
                gap=f"{gap:.1%}" if np.isfinite(gap) else label("zone_choice", "no_gap"),
            )
        _on_price(year, division, notes)
        _on_reference(year, division, notes)


def _choice(settings: Zones, division: Division) -> str:
    """Where the number of zones comes from."""
    if division.method == "max_p":
        return label("zone_choice", "floor")
    if settings.k:
        return label("zone_choice", "given")
    one = label("zone_choice", "one")
    tried = "、".join(one.format(k=s.k, silhouette=f"{s.silhouette:.3f}") for s in division.k_table)
    return label("zone_choice", "silhouette").format(tried=tried)


def _on_price(year: int, division: Division, notes: Notes) -> None:
    """What contiguity costs, where it has a price."""
    paid = price(division.chosen)
    if np.isfinite(paid):
        notes.add(
            "zone_price",
            year=year,
            price=f"{paid:.1%}",
            method=label("zoning", division.chosen.free.method),
            rand=f"{division.chosen.likeness:.3f}",
        )


def _on_reference(year: int, division: Division, notes: Notes) -> None:
    """Likeness to the official zones, and what it is worth."""
    if division.agreement is None:
        return
    notes.add(
        "zone_agreement",
        year=year,
        rand=f"{division.agreement.adjusted_rand:.3f}",
        v_measure=f"{division.agreement.v_measure:.3f}",
    )
    standing = division.chosen.standing
    if standing is not None:
        notes.add(
            "zone_standing",
            year=year,
            k=division.k,
            partitions=f"{standing.divisions:,}",
            percentile=f"{standing.percentile:.1f}",
            share=f"{standing.share_as_good:.1%}",
            best=f"{standing.best:.3f}",
        )
