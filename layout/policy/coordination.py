"""How policies and departments work together: all tables on coordination, and the index."""

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from geodata.policies.corpus import Policies
from layout.labels import label
from layout.notes import Notes
from layout.policy import network as nets
from layout.policy.cascade import cascade
from layout.policy.clarity import clarity, load
from layout.policy.documents import documents
from layout.policy.levels import HIGHEST, LEVELS
from layout.policy.network import ISSUE, NETWORKS, WORK, Network
from layout.policy.reading import Reading
from layout.policy.strength import StrengthLadder
from layout.policy.tasks import tasks
from layout.settings import Policies as Settings
from layout.views import labelled, published, remark

COLUMNS = (
    "quantity",
    "quantity_label",
    "value",
    "unit_label",
    "basis",
    "remark",
    "remark_label",
)
NO_DOCUMENT, NO_TIE = "policy_none_scored", "policy_no_ties"
TOO_FEW, NO_PAIR = "policy_few_members", "policy_few_pairs"


class Quantity(NamedTuple):
    """One number on coordination; `subject` is the area or nothing."""

    code: str
    value: float
    unit: str
    basis: str
    remark: str = ""
    subject: str = ""


def coordination_tables(
    policies: Policies,
    settings: Settings,
    strength: StrengthLadder,
    as_of: dt.date,
    notes: Notes,
) -> dict[str, pd.DataFrame]:
    """All tables on documents, tasks and departments, by name.

    Stock, index, networks and cascade are of the documents in force on the day `as_of`; documents,
    tasks, clarity and load of all.
    """
    reading = Reading(policies)
    table = documents(reading, strength, as_of, settings.least_division, notes)
    holding = [*table.policy_id[table.in_force == 1]]
    found = nets.networks(reading, holding)
    if holding and not found[ISSUE].ties:
        notes.add("policy_no_joint_issue", documents=len(holding))
    if found[WORK].ties:
        notes.add("policy_work_network")
    return {
        "policy_documents": table,
        "policy_tasks": tasks(reading),
        "policy_clarity": clarity(reading),
        "policy_load": load(reading),
        "policy_network": nets.edges(reading, found),
        "policy_centrality": nets.members(reading, found),
        "policy_coordination": quantities(reading, table, found),
        "policy_cascade": cascade(reading, holding, notes),
    }


def quantities(reading: Reading, table: pd.DataFrame, found: Mapping[str, Network]) -> pd.DataFrame:
    """The table ``policy_coordination``: stock, index and networks of the documents in force."""
    holding = table[table.in_force == 1]
    rows = [
        Quantity(
            "documents",
            len(holding),
            "documents",
            _basis("stock", documents=len(holding), total=len(table)),
        ),
        *_levels(holding),
        *_indices(holding),
        *(row for name in NETWORKS for row in _network(reading, name, found[name])),
    ]
    result = pd.DataFrame(
        {
            "quantity": [row.code for row in rows],
            "quantity_label": [label("policy_quantity", r.code) + _of(r.subject) for r in rows],
            "value": [published(row.value) for row in rows],
            "unit_label": [label("policy_unit", row.unit) for row in rows],
            "basis": [row.basis for row in rows],
            "remark": [remark(row.remark) for row in rows],
        }
    )
    return labelled(result, {"remark": "remark"})[[*COLUMNS]]


def _basis(code: str, **values: object) -> str:
    return label("policy_basis", code).format(**values)


def _of(subject: str) -> str:
    return f"（{subject}）" if subject else ""


def _levels(holding: pd.DataFrame) -> list[Quantity]:
    """How many documents are of each level."""
    told = int(holding.coordination.notna().sum())
    return [
        Quantity(
            f"level_{level}",
            int((holding.coordination_code == level).sum()),
            "documents",
            _basis("levels", documents=told),
        )
        for level in LEVELS
    ]


def _indices(holding: pd.DataFrame) -> list[Quantity]:
    """The index of all, and of each area where there are several."""
    areas = [area for area in dict.fromkeys(holding.area) if area]
    parts = [(area, holding[holding.area == area]) for area in areas] if len(areas) > 1 else []
    return [_index(subject, part) for subject, part in [("", holding), *parts]]


def _index(subject: str, holding: pd.DataFrame) -> Quantity:
    scored = holding.dropna(subset=["coordination", "strength"])
    value = index(scored.coordination, scored.strength)
    basis = _basis("sci", documents=len(scored), strength=int(scored.strength.sum()))
    return Quantity("sci", value, "index", basis, "" if len(scored) else NO_DOCUMENT, subject)


def index(levels: "pd.Series[Any]", strengths: "pd.Series[Any]") -> float:
    """Index of coordination ``sum(level · p) / (4 sum(p))``, 0–1; NaN without documents.

    Parameters
    ----------
    levels : (n,)
        0 (single department) to 4 (inner integration).
    strengths : (n,)
        p, 1–5.

    Examples
    --------
    >>> index(pd.Series([3, 1]), pd.Series([3, 1]))  # (9 + 1) / (4 · 4)
    0.625
    """
    weight = float(strengths.sum())
    return float((levels * strengths).sum()) / (HIGHEST * weight) if weight else math.nan


def _network(reading: Reading, name: str, found: Network) -> list[Quantity]:
    """Members, ties, density, centralisation, core and shares of one network."""
    cross, partners = nets.shares(found, {code: reading.domain(code) for code in found.members})
    inner, k = nets.core(found)
    few = TOO_FEW if len(found.members) < nets.FEWEST else ""
    alone = NO_PAIR if len(found.members) < nets.PAIR else ""
    none = "" if found.ties else NO_TIE
    basis = _basis(name, groups=found.groups, members=len(found.members), ties=len(found.ties))
    values: list[tuple[str, float, str, str]] = [
        ("members", len(found.members), "bodies", ""),
        ("ties", len(found.ties), "ties", none),
        ("density", nets.density(found), "share", alone or none),
        (
            "centralisation",
            nets.centralisation([*nets.degrees(found).values()]),
            "index",
            few or none,
        ),
        ("core", len(inner) if inner else math.nan, "bodies", none),
        ("cross", cross, "share", none),
        ("partners", partners, "share", none),
    ]
    return [
        Quantity(
            f"{name}_{code}",
            value,
            unit,
            basis + (_basis("core", k=k) if code == "core" and inner else ""),
            said,
        )
        for code, value, unit, said in values
    ]
