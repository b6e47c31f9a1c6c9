"""The map page of one study: a single file that opens without a network."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.boundaries import label_points
from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import offline_map, overlay_layers, palette, zone_layers
from reports.nested import Field, by_year_and_code
from reports.offline_map import NATIONAL, as_json, words

SCORES = ("composite", *(f"u_{dimension}" for dimension in DIMENSIONS), "coordination")
"""Layers coloured by natural classes of a score, in the order of the switch."""

FIELDS: tuple[Field, ...] = (
    *((f"u_{dimension}", 3) for dimension in DIMENSIONS),
    ("composite", 3),
    ("coupling", 3),
    ("development", 3),
    ("coordination", 3),
    ("grade", None),
    ("rank", 0),
    ("rank_interval", None),
    ("lag_type", None),
    ("lag_type_relative", None),
    ("oldest_figure", 0),
    ("zone", None),
    ("zone_type", None),
    ("reference_zone", None),
)
"""Figures of a region that the page shows, with their decimals; None for text."""

CAVEATS = ("no_intervals", "indistinct")
"""Notes that stand above the ranking: what its ranks can bear."""

DRIVERS = ("sensitivity_driver", "removal_most")
"""Notes that say which choice moves the ranks most."""

MAIN_VIEW_SOUTH = 17.8
"""Degrees north: a national map opens on what lies above; the inset shows the rest, and dragging
leads there."""

INSET_WIDTH = 104.0
"""Pixels that its detail is made for; the style sheet may show it smaller."""


def write_page(evaluation: Evaluation, path: Path) -> None:
    """Write the page; the same evaluation gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(evaluation), encoding="utf-8", newline="\n")


def page(evaluation: Evaluation) -> str:
    """The whole page as text."""
    settings, evidence = evaluation.study.settings, evaluation.evidence
    areas = offline_map.drawn_areas(evidence, settings.boundaries.simplify_m)
    lines = evidence.basemap.lines
    national = len(lines) > 0
    shown = layers(evaluation)
    drawn = offline_map.folium_map(areas, lines, NATIONAL if national else offline_map.MERCATOR)
    script, style = offline_map.leaflet()
    data = page_data(evaluation, areas, shown, drawn.names)
    notes = evaluation.notes
    warnings = notes[notes.severity == "warning"]
    used = evidence.sources.source_id.isin(evidence.figures.source_id.unique())
    return offline_map.render(
        "page.html.j2",
        settings=settings,
        years=list(settings.years),
        regions=len(evidence.regions),
        basemap=evidence.basemap,
        leaflet_script=script,
        leaflet_style=style,
        map=drawn,
        inset=offline_map.inset(areas, lines, INSET_WIDTH) if national else None,
        layers=shown,
        dimensions=[field_label(f"u_{dimension}") for dimension in DIMENSIONS],
        **{key: data[key] for key in ("strokes", "overlays", "centres", "words")},
        limits=warnings[warnings.stage == "study"].detail.to_list(),
        warnings=warnings[warnings.stage != "study"].detail.to_list(),
        intervals=notes[notes.message_code == "intervals"].detail.to_list(),
        drivers=notes[notes.message_code.isin(DRIVERS)].detail.to_list(),
        caveats=notes[notes.message_code.isin(CAVEATS)].detail.to_list(),
        sources=evidence.sources[used].to_dict("records"),
        zoning=zoning_text(evaluation, settings.years[-1]),
        label=label,
        data=as_json(data),
    )


def page_data(
    evaluation: Evaluation, areas: gpd.GeoDataFrame, shown: list[dict], names: dict[str, str]
) -> dict[str, object]:
    """What ``page.js`` needs; it draws and switches, and computes no figure."""
    evidence = evaluation.evidence
    return {
        "names": names,
        "view_south": MAIN_VIEW_SOUTH if len(evidence.basemap.lines) else None,
        "years": list(evaluation.study.settings.years),
        "fields": _labelled(FIELDS),
        "layers": shown,
        "regions": _placed(evidence.regions),
        "backdrop": _placed(evidence.basemap.backdrop),
        "figures": by_year_and_code(figures(evaluation), [*FIELDS, *zone_layers.MEMBERSHIP]),
        "weak_text": zone_layers.weak_text(evaluation.study.settings.zones.weak_below),
        "zones": zone_layers.zone_names(evaluation, areas),
        "references": zone_layers.reference_names(evidence, areas),
        "profiles": zone_layers.profiles(evaluation),
        "zone_remarks": zone_layers.remarks(evaluation),
        "strokes": zone_layers.strokes(evidence),
        "overlays": overlay_layers.overlays(evaluation, areas),
        "overlay_fields": _labelled(overlay_layers.OVERLAY_FIELDS),
        "overlay_figures": overlay_layers.overlay_figures(evaluation),
        "centres": overlay_layers.centres(evaluation),
        "words": words(),
    }


def _labelled(fields: Sequence[Field]) -> list[dict[str, object]]:
    """Figures with their Chinese names."""
    return [
        {"key": key, "label": field_label(key), "decimals": decimals} for key, decimals in fields
    ]


def figures(evaluation: Evaluation) -> pd.DataFrame:
    """Everything shown of a region, one row per region and year."""
    keys = ["region_code", "year"]
    scores = evaluation.scores
    composite = scores[scores.dimension == "composite"].rename(columns={"score": "composite"})
    bounds = zip(composite.rank_low, composite.rank_high, strict=True)
    composite = composite.assign(rank_interval=[interval_text(*pair) for pair in bounds])
    table = composite[[*keys, "composite", "rank", "rank_interval", "oldest_figure"]]
    for other in (evaluation.matching, evaluation.zones):
        shared = [c for c in other.columns if c in table.columns and c not in keys]
        table = table.merge(other.drop(columns=["region_name", *shared]), on=keys)
    return table[[*keys, *(key for key, _ in (*FIELDS, *zone_layers.MEMBERSHIP))]]


def interval_text(low: int | None, high: int | None) -> str:
    """Bounds of a rank as they are printed: 2–4, 1 where both are the same, blank for none."""
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{low}" if low == high else f"{low}–{high}"


def field_label(key: str) -> str:
    """Chinese name of a figure."""
    dimension = key.removeprefix("u_")
    if dimension in DIMENSIONS:
        return words()["level"].format(dimension=label("dimension", dimension))
    metrics = ("coupling", "development", "coordination")
    return label("metric", key) if key in metrics else words()[key]


def layers(evaluation: Evaluation) -> list[dict[str, object]]:
    """Layers of the map, those with nothing to show left out."""
    table = figures(evaluation)
    shown: list[dict[str, object]] = []
    for key in SCORES:
        # all years together, so that a colour means the same in every year
        scale = palette.scale(table[key])
        if scale:
            shown.append(
                {
                    "key": key,
                    "label": field_label(key),
                    "breaks": scale.breaks,
                    "low": scale.low,
                    "high": scale.high,
                    "colours": scale.colours,
                    "blank": words()["no_data"],
                }
            )
    for key, (colours, blank) in _classes(evaluation).items():
        present = set(table[key])
        classes = [
            {"value": value, "colour": colour}
            for value, colour in colours.items()
            if value in present
        ]
        if classes:
            shown.append(
                {
                    "key": key,
                    "label": field_label(key),
                    "classes": classes,
                    "blank": words()[blank],
                }
            )
    return shown


def _classes(evaluation: Evaluation) -> dict[str, tuple[dict[str, str], str]]:
    """Per class layer: colour of every class, and the word for a region that has none."""
    profiles = evaluation.zone_profiles
    zones = sorted(set(profiles.zone[profiles.kind == "zone"]), key=lambda zone: (len(zone), zone))
    types = [kind.label_zh for kind in evaluation.study.types]
    reference = list(dict.fromkeys(evaluation.evidence.reference_zones.values()))
    lags = {label("lag", code): colour for code, colour in palette.LAG_COLOURS.items()}
    return {
        "lag_type": (lags, "no_data"),
        "lag_type_relative": (lags, "no_data"),
        "zone": (palette.qualitative(zones), "no_data"),
        "zone_type": (palette.qualitative(types), "unclassified"),
        "reference_zone": (palette.qualitative(reference), "unclassified"),
    }


def zoning_text(evaluation: Evaluation, year: int) -> str:
    """How one year was divided into zones."""
    division = evaluation.divisions[year]
    if division is None:
        return words()["method_no_zones"].format(year=year)
    return words()["method_zones"].format(
        year=year, method=label("zoning", division.method), k=division.k
    )


def _placed(frame: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Names of areas and the points where they are printed."""
    points = label_points(frame).round(offline_map.COORDINATE_DECIMALS)
    rows = zip(
        frame.region_code, frame.region_name, frame.short_name, points.lat, points.lon, strict=True
    )
    columns = ("code", "name", "short", "lat", "lon")
    return [dict(zip(columns, row, strict=True)) for row in rows]
