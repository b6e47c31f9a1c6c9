"""How the mix of industries differs: within a region, between regions, and over the map."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from layout.industries.panel import IndustryPanel, share_unclassified
from layout.industries.specialisation import INSUFFICIENT, NO_ECONOMY, Specialisation
from layout.views import Array, Mask, Note, View, labelled, published, remark, rounded, whole
from models import concentration, mismatch, relatedness, specialisation

LEADING = 3
"""Regions that are named as leading in an industry, industries as those two regions share."""

MOST_REGIONS = 100
"""Regions of which every pair is written."""

UNDEFINED = "undefined"


def structure(found: IndustryPanel, spec: Specialisation) -> View:
    """Mix of industries of every region and year: concentration, match of the two mixes, ECI.

    A region with so few rights that its mix says nothing has no figure of the rights.
    """
    panel = found.axes.panel
    few = np.asarray(spec.unsure.all(axis=-1))
    ip = np.where(few[..., None], np.nan, spec.ip)
    table = panel.keys().assign(
        ip_basis=spec.ip_basis,
        ec_basis=spec.ec_basis,
        rights=rounded(spec.ip.sum(axis=-1)),
        economy=rounded(spec.ec.sum(axis=-1)),
        hhi_ip=rounded(_of_rows(concentration.herfindahl, ip)),
        hhi_economy=rounded(_of_rows(concentration.herfindahl, spec.ec)),
        structural_match=rounded(_matched(ip, spec.ec)),
        specialised_ip=_number(_above(spec.rta), ~few),
        specialised_economy=_number(_above(spec.lq), _has(spec)),
        **{
            name: _number(spec.quadrant == code, ~few & _has(spec))
            for code, name in enumerate(specialisation.QUADRANTS)
            if code
        },
        eci_ip=rounded(relatedness.complexity(_above(spec.rta)).regions),
        eci_economy=rounded(relatedness.complexity(_above(spec.lq)).regions),
        unclassified_ip=_unclassified(found, spec.ip_basis),
        unclassified_economy=_unclassified(found, spec.ec_basis),
        remark=[
            remark(INSUFFICIENT if a else "", NO_ECONOMY if not b else "")
            for a, b in zip(few.ravel(), _has(spec).ravel(), strict=True)
        ],
    )
    return View(labelled(table, {"remark": "remark"}), _structure_notes(found, spec))


def similarity(found: IndustryPanel, spec: Specialisation) -> View:
    """How alike the mixes of every two regions are in the last year; each pair once."""
    panel = found.axes.panel
    number = len(panel.codes)
    columns = [*_PAIR]
    if number > MOST_REGIONS:
        values = {"number": number, "most": MOST_REGIONS}
        return View(pd.DataFrame(columns=columns), [("industry_similarity_large", values)])
    one, other = np.triu_indices(number, k=1)
    few = spec.unsure[-1].all(axis=-1)
    unlike_ip = _krugman(np.where(few[:, None], np.nan, spec.ip[-1]))[one, other]
    unlike_ec = _krugman(spec.ec[-1])[one, other]
    leading = _leading(spec.ec[-1])
    codes = np.array(found.axes.labels)
    shared = [
        "、".join(codes[sorted(leading[a] & leading[b])]) for a, b in zip(one, other, strict=True)
    ]
    names, of = np.array(panel.names), np.array(panel.codes)
    table = pd.DataFrame(
        {
            "region_code": of[one],
            "region_name": names[one],
            "other_code": of[other],
            "other_name": names[other],
            "year": panel.years[-1],
            "similarity_ip": rounded(1 - unlike_ip / 2),
            "similarity_economy": rounded(1 - unlike_ec / 2),
            "krugman_ip": rounded(unlike_ip),
            "krugman_economy": rounded(unlike_ec),
            "shared_leading": shared,
        },
        columns=columns,
    )
    return View(table, _similarity_notes(table))


_PAIR = (
    "region_code",
    "region_name",
    "other_code",
    "other_name",
    "year",
    "similarity_ip",
    "similarity_economy",
    "krugman_ip",
    "krugman_economy",
    "shared_leading",
)


def spatial(found: IndustryPanel, spec: Specialisation) -> View:
    """Every industry over the map: whether rights and economy lie in the same regions."""
    axes = found.axes
    years, _, industries = axes.shape
    ip, ec = (np.swapaxes(values, 1, 2) for values in (spec.ip, spec.ec))  # (Y, I, R)
    shares = [_share_of_all(values) for values in (ip, ec)]
    table = pd.DataFrame(
        {
            "industry": np.tile(axes.industries, years),
            "industry_zh": np.tile(axes.labels, years),
            "year": np.repeat(axes.panel.years, industries),
            "ip_basis": spec.ip_basis,
            "ec_basis": spec.ec_basis,
            "rights": rounded(ip.sum(axis=-1)),
            "economy": rounded(ec.sum(axis=-1)),
            "share_ip_pct": rounded(100 * shares[0]),
            "share_economy_pct": rounded(100 * shares[1]),
            "spatial_match": rounded(_matched(ip, ec)),
            "hhi_regions_ip": rounded(_of_rows(concentration.herfindahl, ip)),
            "hhi_regions_economy": rounded(_of_rows(concentration.herfindahl, ec)),
            "specialised_regions_ip": _number(_above(np.swapaxes(spec.rta, 1, 2)), ip.sum(-1) > 0),
            "specialised_regions_economy": _number(
                _above(np.swapaxes(spec.lq, 1, 2)), ec.sum(axis=-1) > 0
            ),
            "pci_ip": rounded(relatedness.complexity(_above(spec.rta)).industries),
            "pci_economy": rounded(relatedness.complexity(_above(spec.lq)).industries),
            "leading_ip": _named(axes.panel.names, ip),
            "leading_economy": _named(axes.panel.names, ec),
        }
    )
    unknown = np.isnan(table.spatial_match)
    table["remark"] = np.where(unknown, UNDEFINED, "")
    return View(labelled(table, {"remark": "remark"}), [])


def _above(quotients: Array) -> Mask:
    """Specialised: a quotient above 1; undefined ones are not."""
    return np.asarray(np.nan_to_num(quotients) > 1 + specialisation.EVEN)


def _has(spec: Specialisation) -> Mask:
    """Regions (Y, R) with any economy in the year."""
    return np.asarray(np.nansum(spec.ec, axis=-1) > 0)


def _number(members: Mask, defined: Mask) -> pd.Series:
    """Members over the last axis, blank where none can be told."""
    return whole(np.where(defined, members.sum(axis=-1), np.nan))


def _of_rows(function: Callable[[Array], Array], amounts: Array) -> Array:
    """A function over the last axis for the rows without gaps; NaN for the others."""
    result = np.full(amounts.shape[:-1], np.nan)
    full = ~np.isnan(amounts).any(axis=-1)
    if full.any() and amounts.size:
        result[full] = function(amounts[full])
    return result


def _matched(one: Array, other: Array) -> Array:
    """Structural match of the rows that both have; NaN for the others."""
    result = np.full(one.shape[:-1], np.nan)
    full = ~(np.isnan(one) | np.isnan(other)).any(axis=-1)
    if full.any() and one.size:
        result[full] = mismatch.structural_match(one[full], other[full])
    return result


def _krugman(amounts: Array) -> Array:
    """Krugman's index between the rows without gaps; NaN for the others."""
    result = np.full((len(amounts), len(amounts)), np.nan)
    full = ~np.isnan(amounts).any(axis=-1)
    if full.any() and amounts.size:
        result[np.ix_(full, full)] = concentration.krugman_dissimilarity(amounts[full])
    return result


def _share_of_all(amounts: Array) -> Array:
    """Share of each industry (Y, I) in the whole study area."""
    each = amounts.sum(axis=-1)
    total = each.sum(axis=-1, keepdims=True)
    return np.asarray(each / np.where(total > 0, total, np.nan))


def _unclassified(found: IndustryPanel, basis: str) -> Array:
    """Share of what belongs to no known industry, region by region."""
    if not basis:
        return np.full(len(found.axes.panel.keys()), np.nan)
    rest = np.nan_to_num(found.unclassified[basis])
    total = np.nansum(found.values[basis], axis=-1) + rest
    return rounded(rest / np.where(total > 0, total, np.nan))


def _leading(amounts: Array) -> list[set[int]]:
    """Positions of the largest industries of each region."""
    order = np.argsort(-np.nan_to_num(amounts), axis=-1, kind="stable")[:, :LEADING]
    return [
        {int(j) for j in row if amounts[r, j] > 0}  # NaN fails the comparison
        for r, row in enumerate(order)
    ]


def _named(names: tuple[str, ...], amounts: Array) -> list[str]:
    """The regions with most of each industry (Y, I, R), with their share of it."""
    rows = np.nan_to_num(amounts).reshape(-1, amounts.shape[-1])
    order = np.argsort(-rows, axis=-1, kind="stable")[:, :LEADING]
    return [
        "；".join(f"{names[r]}（{rows[n, r] / rows[n].sum():.1%}）" for r in row if rows[n, r] > 0)
        for n, row in enumerate(order)
    ]


def _structure_notes(found: IndustryPanel, spec: Specialisation) -> list[Note]:
    panel = found.axes.panel
    notes: list[Note] = []
    undefined = {
        word: np.isnan(relatedness.complexity(_above(values)).regions[-1]).all()
        for word, values in (("知识产权", spec.rta), ("产业", spec.lq))
    }
    words = "、".join(word for word, missing in undefined.items() if missing)
    if words:
        notes.append(("industry_no_complexity", {"what": words, "year": panel.years[-1]}))
    if spec.ip_basis and spec.ec_basis:
        rest = {
            "ip": f"{share_unclassified(found, spec.ip_basis)[-1]:.1%}",
            "ec": f"{share_unclassified(found, spec.ec_basis)[-1]:.1%}",
        }
        notes.append(("industry_match_reading", {"year": panel.years[-1], **rest}))
    return notes


def _similarity_notes(table: pd.DataFrame) -> list[Note]:
    """The most alike pair by the economy, for those who want regions to differ."""
    if table.similarity_economy.isna().all():
        return []
    row = table.iloc[int(np.nanargmax(table.similarity_economy))]
    values = {
        "pair": f"{row.region_name}与{row.other_name}",
        "value": f"{published(row.similarity_economy):.3f}",
        "year": row.year,
    }
    return [("industry_most_alike", values)]
