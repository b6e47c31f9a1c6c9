"""The map page of one study: a single file that opens without a network."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import demonstration, offline_map, overlay_layers, zone_layers
from reports.offline_map import NATIONAL, as_json, words
from reports.page import (
    alerts,
    cards,
    map_layers,
    policy,
    regions,
    registers,
    services,
    tab_names,
    tabs,
    targets,
)

FIGURES = (*regions.ALL_FIELDS, (map_layers.MATCHING, None))
"""Figures of a region that the page holds."""

CAVEATS = ("no_intervals", "indistinct")
"""Notes that stand above the ranking: what its ranks can bear."""

DRIVERS = ("sensitivity_driver", "removal_most")
"""Notes that say which choice moves the ranks most."""

OTHERS = ("demonstration_", "column_policy_", "column_plan_")
"""How keys of texts begin that no page's scripts use."""

OPTIONAL = {
    "registers": ("register_",),
    "policies": ("policy_", "plan_"),
    "targets": ("target_",),
    "services": ("service_",),
    "alerts": ("alert_",),
}
"""What not every page has → how keys of the texts begin that only such pages need."""

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
    shown = map_layers.layers(evaluation)
    drawn = offline_map.folium_map(areas, lines, NATIONAL if national else offline_map.MERCATOR)
    script, style = offline_map.leaflet()
    data = page_data(evaluation, areas, shown, drawn.names)
    notes = evaluation.notes
    optional = {key: data.get(key, {}) for key in OPTIONAL}
    return offline_map.render(
        "page.html.j2",
        settings=settings,
        banner=demonstration.mark(settings),
        banner_name=demonstration.mark(settings, "name"),
        years=list(settings.years),
        regions=len(evidence.regions),
        basemap=evidence.basemap,
        leaflet_script=script,
        leaflet_style=style,
        map=drawn,
        inset=offline_map.inset(areas, lines, INSET_WIDTH) if national else None,
        layers=shown,
        dimensions=[regions.field_label(f"u_{dimension}") for dimension in DIMENSIONS],
        **{key: data[key] for key in ("strokes", "overlays", "centres", "units_above", "words")},
        intervals=notes[notes.message_code == "intervals"].detail.to_list(),
        drivers=notes[notes.message_code.isin(DRIVERS)].detail.to_list(),
        caveats=notes[notes.message_code.isin(CAVEATS)].detail.to_list(),
        zoning=zoning_text(evaluation, settings.years[-1]),
        tabs=tab_names.shown(data["tables"], [tab for own in optional.values() for tab in own]),
        **optional,
        audit=tabs.audit_summary(evaluation),
        label=label,
        data=as_json(data),
    )


def page_data(
    evaluation: Evaluation, areas: gpd.GeoDataFrame, shown: list[dict], names: dict[str, str]
) -> dict[str, Any]:
    """What ``page.js`` needs; it draws and switches, and computes no figure."""
    evidence = evaluation.evidence
    codes = evidence.regions.region_code.to_list()
    found = {
        "registers": registers.tables(evaluation),
        "policies": policy.tables(evaluation),
        "targets": targets.tables(evaluation),
        "services": services.tables(evaluation),
        "alerts": alerts.tables(evaluation),
    }
    optional = {key: tables for key, tables in found.items() if tables}
    left_out = [signs for key, signs in OPTIONAL.items() if key not in optional]
    unused = OTHERS + tuple(sign for signs in left_out for sign in signs)
    return {
        "names": names,
        "view_south": MAIN_VIEW_SOUTH if len(evidence.basemap.lines) else None,
        "years": list(evaluation.study.settings.years),
        "fields": regions.labelled(regions.shown_fields(evaluation)),
        "layers": shown,
        "regions": regions.placed(evidence.regions),
        "backdrop": regions.placed(evidence.basemap.backdrop),
        "figures": regions.by_year(figures(evaluation), codes, FIGURES),
        "units_above": regions.units_above(evidence.regions),
        "means": cards.means(evaluation),
        "gini": cards.gini(evaluation),
        "similar": cards.similar(evaluation, codes),
        "obstacles": cards.obstacles(evaluation, codes),
        "catalogue_year": cards.last_year_of(evaluation.catalogue),
        "card_scores": cards.score_labels(),
        "dimension_labels": [label("dimension", dimension) for dimension in DIMENSIONS],
        "in_step": label("lag", "none"),
        "lag_colours": map_layers.lag_colours(),
        "weak_text": zone_layers.weak_text(evaluation.study.settings.zones.weak_below),
        "zones": zone_layers.zone_names(evaluation, areas),
        "references": zone_layers.reference_names(evidence, areas),
        "profiles": zone_layers.profiles(evaluation),
        "zone_remarks": zone_layers.remarks(evaluation),
        "strokes": zone_layers.strokes(evidence),
        "overlays": overlay_layers.overlays(evaluation, areas),
        "overlay_fields": regions.labelled(overlay_layers.OVERLAY_FIELDS),
        "overlay_figures": overlay_layers.overlay_figures(evaluation),
        "centres": overlay_layers.centres(evaluation),
        "pairs": cards.pairs(),
        **tabs.tab_data(evaluation),
        **optional,
        "words": {key: text for key, text in words().items() if not key.startswith(unused)},
    }


def figures(evaluation: Evaluation) -> pd.DataFrame:
    """The regions' figures and their classes of matching."""
    classes = map_layers.matching_classes(evaluation)
    return regions.figures(evaluation).merge(classes, on=regions.KEYS)


def zoning_text(evaluation: Evaluation, year: int) -> str:
    """How one year was divided into zones."""
    division = evaluation.divisions[year]
    if division is None:
        return words()["method_no_zones"].format(year=year)
    return words()["method_zones"].format(
        year=year, method=label("zoning", division.method), k=division.k
    )
