"""The site's indexes: a page by study, region and industry, and a catalogue for machines (DCAT)."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from reports.archive.releases import Release
from reports.offline_map import render
from reports.publish import replaced

PAGE, CATALOG = "index.html", "catalog.json"

MEDIA_TYPES = {
    ".ics": "text/calendar",
    ".html": "text/html",
    ".csv": "text/csv",
    ".json": "application/json",
    ".gpkg": "application/geopackage+sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Names of the vocabularies; nothing is fetched from them."""


def write_indexes(known: Sequence[Release], site: Path) -> None:
    """Write ``index.html`` and ``catalog.json`` of a site from its releases."""
    newest = sorted(known, key=lambda one: (one.study, one.date, one.revision), reverse=True)
    page = render(
        "archive.html.j2",
        studies=_by_study(newest),
        regions=_named(newest, site, "tables/scores.csv", "region_code", "region_name"),
        industries=_named(newest, site, "catalogue/all.csv", "industry_code", "industry_code"),
    )
    replaced(site / PAGE, page)
    text = json.dumps(catalog(newest), ensure_ascii=False, indent=2) + "\n"
    replaced(site / CATALOG, text)


def _by_study(newest: Sequence[Release]) -> dict[str, list[Release]]:
    """Releases of each study, newest first; studies in order of name."""
    names = sorted({one.study for one in newest})
    return {name: [one for one in newest if one.study == name] for name in names}


def _named(
    newest: Sequence[Release], site: Path, table: str, code: str, name: str
) -> list[dict[str, Any]]:
    """Each region or industry that a release speaks of, with these releases."""
    found: dict[tuple[str, str], list[Release]] = {}
    for release in newest:
        path = site / release.path / table
        if not path.is_file():
            continue
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        if "layer" in rows:  # overlay zones are no regions
            rows = rows[rows.layer == "region"]
        for pair in dict.fromkeys(zip(rows[code], rows[name], strict=True)):
            if pair[0]:
                found.setdefault((str(pair[0]), str(pair[1])), []).append(release)
    return [{"code": c, "name": n, "releases": found[c, n]} for c, n in sorted(found)]


def catalog(newest: Sequence[Release]) -> dict[str, Any]:
    """The site as a DCAT 3 catalogue in JSON-LD; paths are relative to the site."""
    return {
        "@context": CONTEXT,
        "@id": CATALOG,
        "@type": "dcat:Catalog",
        "dct:title": "区域知识产权布局评价发布目录",
        "dct:language": "zh-CN",
        "dcat:dataset": [_dataset(one, newest) for one in newest],
    }


def _dataset(release: Release, newest: Sequence[Release]) -> dict[str, Any]:
    settings = release.manifest["settings"]
    years = settings["years"]
    earlier = [
        one.path
        for one in newest
        if one.study == release.study
        and (one.date, one.revision) < (release.date, release.revision)
    ]
    dataset = {
        "@id": f"{release.path}/",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{release.study}/{release.date}/{release.revision}",
        "dct:title": release.manifest["title"],
        "dct:issued": {"@type": "xsd:date", "@value": release.date},
        "dct:spatial": settings["area"],
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:gYear", "@value": str(years[0])},
            "dcat:endDate": {"@type": "xsd:gYear", "@value": str(years[-1])},
        },
        "dcat:version": str(release.revision),
        "dcat:landingPage": f"{release.path}/index.html",
        "dcat:distribution": [
            _distribution(release, name, facts) for name, facts in sorted(release.files.items())
        ],
    }
    return dataset | ({"dcat:previousVersion": f"{earlier[0]}/"} if earlier else {})


def _distribution(release: Release, name: str, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:downloadURL": f"{release.path}/{name}",
        "dcat:mediaType": MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream"),
        "dcat:byteSize": facts["bytes"],
        "spdx:checksum": {
            "spdx:algorithm": "spdx:checksumAlgorithm_sha256",
            "spdx:checksumValue": facts["sha256"],
        },
    }
