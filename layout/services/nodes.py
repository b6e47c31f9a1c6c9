"""The register of nodes, with what had to be assumed of each."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geodata.services.records import Services
from layout.notes import Notes
from layout.services.places import Ground, is_open
from layout.services.words import table_of
from layout.views import published, remark

NODE_TABLE = (
    "node_id",
    "name",
    "type",
    "tier",
    "level",
    "region_code",
    "region_name",
    "lon",
    "lat",
    "located_by",
    "services",
    "capacity",
    "opened",
    "closed",
    "source_id",
    "remark",
)
NODE_KINDS = {
    "tier": "service_tier",
    "level": "level",
    "located_by": "service_located",
    "services": "service",
    "remark": "remark",
}


def tiers(services: Services, nodes: pd.DataFrame) -> pd.Series:
    """``backbone`` or ``outlet`` of each node, by its type."""
    known = dict(zip(services.types.type, services.types.tier, strict=True))
    return nodes.type.map(known).fillna("").astype(str)


def type_labels(services: Services) -> dict[str, str]:
    """Type → its Chinese name in the table of types."""
    return dict(zip(services.types.type, services.types.label_zh, strict=True))


def node_table(services: Services, ground: Ground, as_of: dt.date, notes: Notes) -> pd.DataFrame:
    """Every node of the register, ``service_nodes``; those that are not open are marked.

    Coordinates are those of the register: the representative point at which a node without them
    stands in the computations is not published as if it were its place.
    """
    nodes = services.nodes
    here = is_open(nodes, as_of)
    names = dict(zip(ground.codes, ground.names, strict=True))
    if not here.all():
        notes.add("service_not_open", n=int((~here).sum()), of=len(nodes), as_of=as_of)
    rows = [
        {
            **node,
            "tier": tier,
            "region_name": names.get(node["region_code"], ""),
            "lon": published(node["lon"]),
            "lat": published(node["lat"]),
            "capacity": published(node["capacity"]),
            "remark": _remark(node, ground.codes, bool(opened)),
        }
        for node, tier, opened in zip(
            nodes.to_dict("records"), tiers(services, nodes), here, strict=True
        )
    ]
    table = table_of(rows, NODE_TABLE, NODE_KINDS)
    of_type = type_labels(services)
    words = [of_type.get(code, "") for code in table.type]
    table.insert(list(table.columns).index("type") + 1, "type_label", words)
    return table


def _remark(node: Mapping[Any, Any], codes: Sequence[str], opened: bool) -> str:
    bare = pd.isna(node["lon"]) or pd.isna(node["lat"])
    inside = node["region_code"] in codes
    return remark(
        "" if opened else "service_not_open",
        "service_at_centre" if bare and inside else "",
        "service_outside" if not inside else "",
    )
