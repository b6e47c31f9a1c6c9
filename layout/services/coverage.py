"""Coverage: how many units have a service, and of how many; published, and by the register."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from geodata.services.records import SERVICES, TIERS, Services
from layout.labels import label
from layout.services.nodes import tiers, type_labels
from layout.services.places import Ground, Mask
from layout.services.words import label_of, table_of
from layout.views import published

COVERAGE_TABLE = (
    "coverage_id",
    "label_zh",
    "origin",
    "date",
    "grouping",
    "group",
    "group_label",
    "covered",
    "eligible",
    "share",
    "definition",
    "official_share",
    "missing",
    "source_id",
    "remark",
)
COVERAGE_KINDS = {"origin": "service_origin", "grouping": "service_grouping", "remark": "remark"}
PER_CENT = 2
"""Decimals of a share that is published in whole per cent."""


def coverage_table(services: Services, ground: Ground | None, as_of: dt.date) -> pd.DataFrame:
    """Published rows as they are, then those of the register's open nodes, ``service_coverage``.

    Parameters
    ----------
    ground
        None where the study has no register of nodes: published rows only.
    """
    rows = [_published(row) for row in services.coverage.to_dict("records")]
    if ground is not None:
        rows += _computed(services, ground, as_of)
    table = table_of(rows, COVERAGE_TABLE, COVERAGE_KINDS)
    return table.astype({"covered": "Int64", "eligible": "Int64"})


def _published(row: Mapping[Any, Any]) -> dict[str, object]:
    """A row of the table, its share computed from its own numerator and denominator."""
    share = row["covered"] / row["eligible"]
    official = float(row["official_share"])
    differs = not np.isnan(official) and abs(share - official) > _half_step(official)
    return {
        **row,
        "origin": "published",
        "grouping": "all",
        "group": "",
        "group_label": "",
        "share": published(share),
        "official_share": published(official),
        "missing": "",
        "remark": "service_share_differs" if differs else "",
    }


def _half_step(share: float) -> float:
    """Half of the last decimal in which a share is told: its rounding, in per cent or finer.

    Examples
    --------
    >>> _half_step(0.33), _half_step(0.327)
    (0.00501, 0.000501)
    """
    exponent = Decimal(repr(share)).as_tuple().exponent
    decimals = max(-int(exponent), PER_CENT)
    # a hair more, so that a share exactly between two decimals is no difference
    return 0.501 * 10.0**-decimals


def _computed(services: Services, ground: Ground, as_of: dt.date) -> Iterator[dict[str, object]]:
    """Which regions have an open node: at all, by zone, of a type, of a tier, of a service."""
    every = np.ones(len(ground.nodes), dtype=bool)
    whole = np.ones(len(ground.codes), dtype=bool)
    yield _row(ground, as_of, "all", "", label("service_grouping", "all"), every, whole)
    for zone in dict.fromkeys(zone for zone in ground.zones if zone):
        inside = np.array([one == zone for one in ground.zones])
        yield _row(ground, as_of, "zone", zone, zone, every, inside)
    types = ground.nodes.type.to_numpy(dtype=object)
    for code, words in type_labels(services).items():
        if (own := types == code).any():
            yield _row(ground, as_of, "type", code, words, own, whole)
    tier = tiers(services, ground.nodes).to_numpy(dtype=object)
    for code in TIERS:
        yield _row(ground, as_of, "tier", code, label("service_tier", code), tier == code, whole)
    for place, code in enumerate(SERVICES, 1):
        words = label("service", code)
        yield _row(ground, as_of, "service", code, words, ground.gives[place], whole)


def _row(
    ground: Ground,
    as_of: dt.date,
    grouping: str,
    group: str,
    words: str,
    nodes: Mask,
    regions: Mask,
) -> dict[str, object]:
    """Coverage of some regions by some nodes."""
    has = (ground.region_of(ground.nodes) & nodes).any(axis=1) & regions
    missing = _names(ground.names, regions & ~has)
    eligible = int(regions.sum())
    about = label_of("service_coverage", grouping, group=words)
    return {
        "coverage_id": ".".join(part for part in ("computed", grouping, group) if part),
        "label_zh": about,
        "origin": "computed",
        "date": as_of.isoformat(),
        "grouping": grouping,
        "group": group,
        "group_label": words,
        "covered": int(has.sum()),
        "eligible": eligible,
        "share": published(has.sum() / eligible),
        "definition": label_of(
            "service_coverage",
            "definition_zone" if grouping == "zone" else "definition",
            n=eligible,
            group=words,
        ),
        "official_share": np.nan,
        "missing": missing,
        "source_id": "",
        "remark": "",
    }


def _names(names: Sequence[str], mask: Mask) -> str:
    return "、".join(name for name, one in zip(names, mask, strict=True) if one)
