"""Industries that use intellectual property intensively, and their share of the economy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from geodata.registers.cells import WHOLE
from layout.industries.panel import IndustryPanel, Rights, known, measure_label
from layout.industries.specialisation import Specialisation
from layout.notes import listed, spans
from layout.views import Array, Mask, Note, View, labelled, rounded, whole
from models import ip_intensity

WINDOW = 5
"""Years of rights and of employment: that of the NBS, the EPO/EUIPO and the USPTO."""

CHANGE = 0.2
"""By which the threshold is moved to see which industries are borderline."""

TYPES: Mapping[str, Rights] = MappingProxyType(
    {
        "invention": Rights(("patent",), "invention", "granted"),
        "design": Rights(("patent",), "design", "granted"),
        "trademark": Rights(("trademark",), None, "granted"),
        "copyright": Rights(("copyright", "software_copyright"), None, "granted"),
        "geographical_indication": Rights(("geographical_indication",), None, "granted"),
        "plant_variety": Rights(("plant_variety",), None, "granted"),
    }
)
"""Types of right whose intensity is measured, as in the EU; China measures inventions alone."""

ANY, PATENTS, OFFICIAL = "any_right", "invention", "official"
"""Definitions of the set: by any type of right, by inventions alone, by the official list."""

SHARE_COLUMNS = (
    "region_code",
    "region_name",
    "year",
    "definition",
    "industries",
    "economy",
    "ec_basis",
    "share_pct",
    "employment",
    "employment_share_pct",
)


@dataclass(frozen=True)
class Intensive:
    """Sets of intensive industries, of the study area as a whole in its last year.

    Attributes
    ----------
    types
        Types of right that are registered.
    members
        Definition → (I,) whether the industry belongs to it; only those that can be told.
    """

    types: tuple[str, ...]
    rights: Array
    employment: Array
    employed_years: tuple[int, ...]
    members: dict[str, Mask]
    absent: tuple[str, ...] = ()


def intensive(found: IndustryPanel, official: Sequence[str] | None) -> Intensive:
    """Measure the study area and look up the official list.

    Parameters
    ----------
    official
        Industry codes of the list, None where none is loaded. A code covers all codes of the
        axis that begin with it.
    """
    last = found.axes.panel.years[-1]
    years = [*range(last - WINDOW + 1, last + 1)]
    types = tuple(name for name, rights in TYPES.items() if found.counter.has(rights))
    counted = [_granted(found, TYPES[name], years) for name in types]
    rights = np.array(counted) if counted else np.zeros((0, found.axes.shape[2]))
    jobs = found.counter.measured("employment", years)[..., :-1]
    told = known(jobs)
    people = np.nansum(jobs, axis=1)[told]
    mean = people.mean(axis=0) if told.any() else np.zeros(found.axes.shape[2])
    members: dict[str, Mask] = {}
    if types and mean.any():
        measured = _measured(rights, mean)
        members[ANY] = measured.any_type
        if PATENTS in types:
            members[PATENTS] = measured.member[types.index(PATENTS)]
    absent: tuple[str, ...] = ()
    if official is not None:
        members[OFFICIAL], absent = _official(found.axes.industries, official)
    employed = tuple(int(y) for y, has in zip(years, told, strict=True) if has)
    return Intensive(types, rights, mean, employed, members, absent)


def _granted(found: IndustryPanel, rights: Rights, years: Sequence[int]) -> Array:
    """Rights (I,) of the whole study area granted in the window."""
    flow = found.counter.flow(rights.kinds, rights.type, rights.event, years)
    return np.asarray(flow[..., :-1].sum(axis=(0, 1)))


def _thresholds(rights: Array, people: Array) -> dict[str, Array]:
    """Mean intensity of the industries that own the right at all, by each kind of mean."""
    return {
        name: mean(rights, people, rights > 0) for name, mean in ip_intensity.THRESHOLDS.items()
    }


def _measured(rights: Array, people: Array) -> ip_intensity.Intensive:
    """Members by the mean that is weighted by employment."""
    limits = _thresholds(rights, people)["employment"]
    return ip_intensity.intensive(ip_intensity.intensity(rights, people), limits)


def _official(industries: Sequence[str], official: Sequence[str]) -> tuple[Mask, tuple[str, ...]]:
    """Industries that the list covers, and its codes that cover none of them."""
    covering = {
        code: [industry for industry in industries if industry.startswith(code)]
        for code in official
    }
    expanded = [industry for covered in covering.values() for industry in covered]
    unmet = [code for code, covered in covering.items() if not covered]
    looked_up = ip_intensity.on_list(industries, [*expanded, *unmet])
    return looked_up.member, looked_up.absent


def table(found: IndustryPanel, seen: Intensive) -> View:
    """One row per industry and type of right, and what the reader must know of the sets."""
    axes, last = found.axes, found.axes.panel.years[-1]
    number = len(axes.industries)
    levels = ip_intensity.intensity(seen.rights, seen.employment)
    limits = _thresholds(seen.rights, seen.employment)
    weighted, simple = limits["employment"], limits["simple"]
    sets = ip_intensity.intensive(levels, weighted)
    moved = ip_intensity.sensitivity(levels, weighted, CHANGE)
    official = seen.members.get(OFFICIAL)
    frame = pd.DataFrame(
        {
            "industry": np.tile(axes.industries, len(seen.types)),
            "industry_zh": np.tile(axes.labels, len(seen.types)),
            "right_type": np.repeat(seen.types, number),
            "first_year": last - WINDOW + 1,
            "last_year": last,
            "rights_granted": rounded(seen.rights),
            "employment_mean": rounded(np.tile(seen.employment, len(seen.types))),
            "per_1000_employed": rounded(levels),
            "threshold": rounded(np.repeat(weighted, number)),
            "threshold_simple": rounded(np.repeat(simple, number)),
            "member": _flag(sets.member, levels),
            "member_simple": _flag(ip_intensity.intensive(levels, simple).member, levels),
            "margin": rounded(sets.margin),
            "if_lower": _flag(moved.if_lower, levels),
            "if_higher": _flag(moved.if_higher, levels),
            "on_official_list": whole(
                np.tile(np.full(number, np.nan) if official is None else official, len(seen.types))
            ),
        }
    )
    return View(labelled(frame, {"right_type": "right_type"}), _notes(found, seen, moved))


def _flag(members: Mask, levels: Array) -> pd.Series:
    """1 or 0, blank for an industry in which nobody is employed."""
    return whole(np.where(np.isnan(levels), np.nan, members))


def shares(found: IndustryPanel, spec: Specialisation, seen: Intensive) -> View:
    """Share of each set in the economy: every region and the whole area, year by year."""
    panel = found.axes.panel
    jobs = np.nan_to_num(found.values["employment"])
    amounts = np.nan_to_num(spec.ec)
    blank = np.isnan(spec.ec).all(axis=(1, 2))
    parts = [pd.DataFrame(columns=[*SHARE_COLUMNS])]
    for definition, members in seen.members.items():
        if not spec.ec_basis:
            break
        values = [_with_whole(one) for one in (amounts, jobs)]  # (Y, R + 1, I)
        economy, employed = (one[..., members].sum(axis=-1) for one in values)
        ratio, ratio_jobs = (ip_intensity.value_share(members, one) for one in values)
        economy[blank] = np.nan
        parts.append(
            pd.DataFrame(
                {
                    "region_code": np.tile([*panel.codes, WHOLE], len(panel.years)),
                    "region_name": np.tile([*panel.names, ""], len(panel.years)),
                    "year": np.repeat(panel.years, len(panel.codes) + 1),
                    "definition": definition,
                    "industries": int(members.sum()),
                    "economy": rounded(economy),
                    "ec_basis": spec.ec_basis,
                    "share_pct": rounded(100 * ratio),
                    "employment": rounded(np.where(np.isnan(ratio_jobs), np.nan, employed)),
                    "employment_share_pct": rounded(100 * ratio_jobs),
                },
                columns=[*SHARE_COLUMNS],
            )
        )
    frame = pd.concat(parts[1:], ignore_index=True) if len(parts) > 1 else parts[0]
    notes: list[Note] = []
    if frame.definition.nunique() > 1:
        notes.append(("intensive_definitions", {}))
    if spec.ec_basis not in ("", "value_added"):
        notes.append(("intensive_not_value_added", {"basis": measure_label(spec.ec_basis)}))
    return View(labelled(frame, {"definition": "intensive_definition"}), notes)


def _with_whole(amounts: Array) -> Array:
    """Regions (Y, R, I) and after them the whole study area."""
    return np.concatenate([amounts, amounts.sum(axis=1, keepdims=True)], axis=1)


def _notes(found: IndustryPanel, seen: Intensive, moved: ip_intensity.Sensitivity) -> list[Note]:
    last = found.axes.panel.years[-1]
    notes: list[Note] = []
    if ANY in seen.members:
        values = {
            "first": last - WINDOW + 1,
            "last": last,
            "number": int(seen.members[ANY].sum()),
            "lower": int(moved.if_lower.any(axis=0).sum()),
            "higher": int(moved.if_higher.any(axis=0).sum()),
        }
        notes.append(("intensive_measured", values))
        if len(seen.employed_years) < WINDOW:
            notes.append(("intensive_employment_years", {"years": spans(seen.employed_years)}))
    else:
        notes.append(("intensive_no_measure", {}))
    if seen.absent:
        codes = listed(seen.absent, noun="个代码")
        notes.append(("intensive_list_unmet", {"codes": codes, "number": len(seen.absent)}))
    return notes
