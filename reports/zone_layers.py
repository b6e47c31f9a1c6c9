"""What the page shows of zones: names on the map, membership, profiles and remarks."""

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd

from geodata.boundaries import label_points
from geodata.evidence import Evidence
from layout.evaluation import Evaluation
from reports import palette
from reports.nested import Field, number, text
from reports.offline_map import COORDINATE_DECIMALS, words

MEMBERSHIP: tuple[Field, ...] = (
    ("kept", 2),
    ("weak", 0),
    ("alternative_zone", None),
    ("alternative_share", 2),
    ("departs", 0),
    ("zone_majority", None),
    ("type_reason", None),
)
"""How firmly a region belongs to its zone, and why to its type; sentences tell it, not cells."""

PROFILE_SCORES = ("composite", "u_ip", "u_innovation", "u_industry", "coordination")
"""Means that the table of zones shows, in its order."""

KINDS = ("zone", "reference", "type", "overlay")
"""Groups of the table of zones, in its order."""

ON_ZONES = ("zone_kept", "zone_agreement", "zone_standing", "zone_price")
"""Notes on how firm a year's zones are, how like the official ones, and what contiguity costs."""


def weak_text(weak_below: float) -> str:
    """What the hatch means."""
    return words()["weak"].format(threshold=f"{round(100 * weak_below, 4):g}%")


def strokes(evidence: Evidence) -> list[dict[str, object]]:
    """How borders of zones and of official zones are drawn; the wider ones lie below."""
    styles = [("zones", 3.4, palette.ZONE_BORDER)]
    if evidence.reference_zones:
        styles.append(("reference", 2.2, palette.REFERENCE_BORDER))
    return [
        {"key": key, "label": words()[f"show_{key}"], "weight": weight, "colour": c, "dash": dash}
        for key, weight, (c, dash) in styles
    ]


def zone_names(evaluation: Evaluation, areas: gpd.GeoDataFrame) -> dict[str, list[dict]]:
    """Per year: label of every zone and the point where it is printed."""
    profiles = evaluation.zone_profiles
    names = {}
    for year, rows in profiles[profiles.kind == "zone"].groupby("year"):
        table = evaluation.zones[evaluation.zones.year == year]
        zones = areas.merge(table[["region_code", "zone"]], on="region_code").dissolve("zone")
        names[str(year)] = list(_printed(zones.loc[rows.zone], rows.zone, rows.zone_label))
    return names


def reference_names(evidence: Evidence, areas: gpd.GeoDataFrame) -> list[dict]:
    """Names of the official zones and the points where they are printed."""
    own = areas.assign(zone=areas.region_code.map(evidence.reference_zones)).dropna(subset="zone")
    zones = own.dissolve("zone")
    return list(_printed(zones, zones.index, zones.index))


def _printed(zones: gpd.GeoDataFrame, keys: pd.Series, labels: pd.Series) -> Iterator[dict]:
    points = label_points(zones).round(COORDINATE_DECIMALS)
    for zone, name, lat, lon in zip(keys, labels, points.lat, points.lon, strict=True):
        yield {"zone": zone, "label": name, "lat": lat, "lon": lon}


def profiles(evaluation: Evaluation) -> dict[str, list[dict]]:
    """Per year: the rows of the table of zones, group after group."""
    table = evaluation.zone_profiles
    rows: dict[str, list[dict]] = {}
    for kind in KINDS:
        for row in table[table.kind == kind].to_dict("records"):
            rows.setdefault(str(row["year"]), []).append(
                {
                    "kind": kind,
                    "zone": row["zone"],
                    "label": row["zone_label"],
                    "regions": number(row["regions"]),
                    "members": text(row["members"]),
                    "kept": number(row["kept"]),
                    **{score: number(row[score]) for score in PROFILE_SCORES},
                }
            )
    return rows


def remarks(evaluation: Evaluation) -> dict[str, list[str]]:
    """Per year: what must be said of its zones, in sentences."""
    notes = evaluation.notes[evaluation.notes.message_code.isin(ON_ZONES)]
    return {str(year): rows.detail.to_list() for year, rows in notes.groupby("year")}
