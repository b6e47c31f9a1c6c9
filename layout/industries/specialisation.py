"""Where a region's rights and its economy lie in the same industries, and which of them leads."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layout.industries.panel import IndustryPanel, known, measure_label
from layout.industries.reference import Reference
from layout.notes import listed
from layout.settings import Registers
from layout.views import Array, Mask, Note, View, labelled, whole
from models import mismatch, specialisation

IP_BASES = ("inventions_in_force", "patents_in_force")
"""What a region's technology is measured by: the first that is registered."""

ECONOMY_BASES = ("value_added", "revenue", "employment")
"""What its economy is measured by: the first of which the last year is known."""

INSUFFICIENT, NOWHERE = "insufficient", "no_rights_anywhere"
NO_ECONOMY, NO_RIGHTS = "no_economy", "no_rights"


@dataclass(frozen=True)
class Specialisation:
    """Quotients of rights (RTA) and of the economy (LQ), all (Y, R, I).

    Attributes
    ----------
    ip_basis, ec_basis
        Columns of the panel, blank where the study has none.
    ip
        Rights at the end of the year less the lag; NaN where none are registered.
    ec
        Economy of the year, 0 where unknown or negative; NaN in a year without any.
    rta, rta_plain
        Smoothed and plain. `rta` is NaN where the counts say nothing.
    unsure
        Cells whose counts say nothing.
    quadrant
        Positions in `models.specialisation.QUADRANTS`.
    gap, relative_gap
        ln of the share of rights over the share of the economy; the same less what is usual of
        the industry, ln(RTA / LQ).
    rta_external, lq_external
        Against the reference of the benchmark table, NaN without one.
    """

    ip_basis: str
    ec_basis: str
    lag: int
    ip: Array
    ec: Array
    rta: Array
    rta_plain: Array
    lq: Array
    expected: Array
    unsure: Mask
    quadrant: npt.NDArray[np.int8]
    gap: Array
    relative_gap: Array
    rta_external: Array
    lq_external: Array


def specialise(
    found: IndustryPanel, settings: Registers, reference: Reference | None
) -> Specialisation:
    """Quotients, quadrants and gaps of every evaluation year.

    Parameters
    ----------
    reference
        An area outside the study to which its regions are compared besides the study itself.
    """
    ip_basis, ec_basis = _ip_basis(found), _ec_basis(found)
    ip, ec = _ip(found, ip_basis, settings.lag), _economy(found, ec_basis)
    prior = settings.smoothing
    rta = _by_year(lambda own: specialisation.location_quotient(own, prior), ip)
    lq = _by_year(specialisation.location_quotient, ec)
    unsure = np.ones(ip.shape, dtype=np.bool_)
    for t in np.flatnonzero(known(ip)):
        unsure[t] = specialisation.insufficient(
            ip[t], settings.least_in_region, settings.least_in_cell
        )
    rta = np.where(unsure, np.nan, rta)
    gap, relative = _gaps(ip, ec, rta, lq, prior)
    nothing = np.full(ip.shape, np.nan)
    years = found.axes.panel.years
    external = [nothing, nothing]
    if reference:
        plan = [(ip, ip_basis, years, settings.lag, prior), (ec, ec_basis, years, 0, 0.0)]
        external = [_external(reference, *one) for one in plan]
    return Specialisation(
        ip_basis=ip_basis,
        ec_basis=ec_basis,
        lag=settings.lag,
        ip=ip,
        ec=ec,
        rta=rta,
        rta_plain=_by_year(specialisation.location_quotient, ip),
        lq=lq,
        expected=_by_year(_expected, ip),
        unsure=unsure,
        quadrant=specialisation.quadrants(rta, lq, unsure),
        gap=gap,
        relative_gap=relative,
        rta_external=np.where(unsure, np.nan, external[0]),
        lq_external=external[1],
    )


def _ip_basis(found: IndustryPanel) -> str:
    """The first basis of which the last year has any right; blank for none."""
    has = [name for name in IP_BASES if np.nansum(found.values[name][-1]) > 0]
    return has[0] if has else ""


def _ec_basis(found: IndustryPanel) -> str:
    """The first basis of which the last year has any amount; blank for none."""
    has = [name for name in ECONOMY_BASES if np.nansum(found.values[name][-1]) > 0]
    return has[0] if has else ""


def _ip(found: IndustryPanel, basis: str, lag: int) -> Array:
    """Rights of the basis, so many years before each evaluation year."""
    if not basis:
        return np.full(found.axes.shape, np.nan)
    if not lag:
        return found.values[basis]
    kind_type = "invention" if basis == IP_BASES[0] else None
    years = [year - lag for year in found.axes.panel.years]
    return found.counter.stock(("patent",), kind_type, years)[..., :-1]


def _economy(found: IndustryPanel, basis: str) -> Array:
    """Amounts of the basis that can be shared out."""
    if not basis:
        return np.full(found.axes.shape, np.nan)
    values = found.values[basis]
    some = known(values)[:, None, None]
    return np.where(some, np.maximum(np.nan_to_num(values), 0.0), np.nan)


def _by_year(function: Callable[[Array], Array], amounts: Array) -> Array:
    """A function of (R, I) for every year in which the amounts are known."""
    result = np.full(amounts.shape, np.nan)
    for t in np.flatnonzero(known(amounts)):
        result[t] = function(amounts[t])
    return result


def _expected(own: Array) -> Array:
    """Counts that each region would have with the mix of the whole study area."""
    total = own.sum()
    shares = own.sum(axis=0) / total if total > 0 else np.full(own.shape[1], np.nan)
    return np.asarray(own.sum(axis=1)[:, None] * shares)


def _gaps(ip: Array, ec: Array, rta: Array, lq: Array, prior: float) -> tuple[Array, Array]:
    """Directional gap by shares, and by quotients; NaN where an industry has no economy."""
    gap = np.full(ip.shape, np.nan)
    for t in np.flatnonzero(known(ip) & known(ec)):
        total = ec[t].sum(axis=-1, keepdims=True)
        shares = ec[t] / np.where(total > 0, total, np.nan)
        gap[t] = mismatch.directional_gap(mismatch.smoothed_shares(ip[t], prior), shares)
    # one mask for both: the two answer the same question about the same cells
    sure = (rta > 0) & (lq > 0)  # NaN fails the comparisons
    ratio = np.divide(rta, lq, out=np.full(rta.shape, np.nan), where=sure)
    return np.where(sure, gap, np.nan), np.log(ratio)


def _external(
    reference: Reference, own: Array, basis: str, years: tuple[int, ...], lag: int, prior: float
) -> Array:
    """Quotients against the external area, over the industries that it tells."""
    result = np.full(own.shape, np.nan)
    for t in np.flatnonzero(known(own)):
        there = reference.amounts(basis, years[t] - lag)
        told = ~np.isnan(there)
        if told.any() and there[told].sum() > 0:
            result[t][:, told] = specialisation.location_quotient(
                own[t][:, told], prior, there[told]
            )
    return result


def table(found: IndustryPanel, spec: Specialisation, reference: Reference | None) -> View:
    """One row per region, industry and year, and what the reader must know of them."""
    axes = found.axes
    quadrants = np.array(specialisation.QUADRANTS)[spec.quadrant]
    frame = axes.keys().assign(
        ip_basis=spec.ip_basis,
        ec_basis=spec.ec_basis,
        ip_year=lambda keys: whole(keys.year - spec.lag),
        rights=axes.cells(spec.ip),
        expected=axes.cells(spec.expected),
        insufficient=spec.unsure[axes.shown].ravel().astype(np.int64),
        rta=axes.cells(spec.rta),
        rta_plain=axes.cells(spec.rta_plain),
        rsca=axes.cells(specialisation.symmetric(spec.rta)),
        lq=axes.cells(spec.lq),
        lq_rsca=axes.cells(specialisation.symmetric(spec.lq)),
        gap=axes.cells(spec.gap),
        relative_gap=axes.cells(spec.relative_gap),
        quadrant=quadrants[axes.shown].ravel(),
        reference_external=reference.name if reference else "",
        rta_external=axes.cells(spec.rta_external),
        lq_external=axes.cells(spec.lq_external),
        remark=_remarks(spec)[axes.shown].ravel(),
    )
    frame = labelled(frame, {"quadrant": "industry_quadrant", "remark": "remark"})
    return View(frame, _notes(found, spec, reference))


def _remarks(spec: Specialisation) -> npt.NDArray[np.str_]:
    """Why a cell has no quadrant or no gap; blank where it has both."""
    has_rights = np.nansum(spec.ip, axis=1, keepdims=True) > 0
    return np.select(
        [
            ~np.broadcast_to(has_rights, spec.ip.shape),
            spec.unsure,
            ~(spec.lq > 0),
            spec.rta == 0,
        ],
        [NOWHERE, INSUFFICIENT, NO_ECONOMY, NO_RIGHTS],
        default="",
    )


def _words(spec: Specialisation) -> dict[str, str]:
    """The two bases, for a note."""
    return {"ip": measure_label(spec.ip_basis), "ec": measure_label(spec.ec_basis)}


def _notes(found: IndustryPanel, spec: Specialisation, reference: Reference | None) -> list[Note]:
    panel = found.axes.panel
    if not spec.ip_basis or not spec.ec_basis:
        lacking = "知识产权" if not spec.ip_basis else "产业"
        return [("industry_no_basis", {"what": lacking, "year": panel.years[-1]})]
    notes: list[Note] = [
        (
            "industry_bases_lagged" if spec.lag else "industry_bases",
            {**_words(spec), **({"lag": spec.lag} if spec.lag else {})},
        )
    ]
    few = spec.unsure[-1].all(axis=-1)
    if few.any():
        names = listed([panel.names[r] for r in np.flatnonzero(few)], len(panel.names))
        notes.append(("industry_insufficient", {"year": panel.years[-1], "regions": names}))
    raw = found.values[spec.ec_basis]
    for code, bad in (("industry_negative", raw < 0), ("industry_value_unknown", np.isnan(raw))):
        number = int((bad & known(raw)[:, None, None]).sum())
        if number:
            notes.append((code, {"column": measure_label(spec.ec_basis), "number": number}))
    if reference:
        notes.append(("industry_external", {"name": reference.label}))
    else:
        notes.append(("industry_no_external", {}))
    return notes
