"""The names that rules on industries may use, and their values in the last evaluation year."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from layout.index import percentiles
from layout.industries.intensive import Intensive
from layout.industries.neighbours import Related
from layout.industries.panel import IndustryPanel
from layout.industries.portfolio import definition_of
from layout.industries.specialisation import Specialisation
from layout.metrics import GROWTH_YEARS, PERCENTILE
from layout.views import Array
from models import specialisation

PERCENT = 100

DOUBTFUL = 5.0
"""Rights, seen and expected, below which a row has low confidence: under a Poisson count the
relative error of the quotient is then 45 % or more. Of fewer patents no share is taken either."""

FLAGS = tuple(specialisation.QUADRANTS[1:])
"""1 in the quadrant's cells, 0 in the others, missing where the data are insufficient."""

MEASURED: Mapping[str, str] = MappingProxyType(
    {
        "rta": "ratio",
        "lq": "ratio",
        "rsca": "ratio",
        "lq_rsca": "ratio",
        "gap": "ratio",
        "relative_gap": "ratio",
        "trademark_quotient": "ratio",
        "copyright_quotient": "ratio",
        "density": "level",
        "invention_share": "level",
        "share_ip_pct": "indicator",
        "share_economy_pct": "indicator",
        "rights": "indicator",
        "patents": "indicator",
        "inventions": "indicator",
        "economy": "indicator",
        "rd_intensity_pct": "indicator",
        "rights_growth_pct": "growth",
        "economy_growth_pct": "growth",
    }
)

PARITY: Mapping[str, float] = MappingProxyType(
    {
        "rta": 1.0,
        "lq": 1.0,
        "rsca": 0.0,
        "lq_rsca": 0.0,
        "gap": 0.0,
        "relative_gap": 0.0,
        "trademark_quotient": 1.0,
        "copyright_quotient": 1.0,
    }
)
"""Value at which a region has neither more nor less than the study area: the natural target."""


def names() -> dict[str, str]:
    """Every metric that a rule on industries may name, with the kind of thing it is.

    Kinds as in `layout.metrics.names`; percentiles are among the regions that have the industry.

    Examples
    --------
    >>> names()["lq"], names()["p_lq"], names()["candidate"]
    ('ratio', 'percentile', 'flag')
    """
    found = dict(MEASURED) | {PERCENTILE + name: "percentile" for name in MEASURED}
    return found | dict.fromkeys([*FLAGS, "insufficient", "candidate", "intensive"], "flag")


@dataclass(frozen=True)
class IndustryMetrics:
    """Values of all metrics in the last evaluation year.

    Attributes
    ----------
    arrays
        Metric → (R, I); NaN where it is undefined.
    years
        Metric → year of the oldest figure behind it, 0 where there is none.
    """

    arrays: dict[str, Array]
    years: dict[str, int]


def metrics(
    found: IndustryPanel,
    spec: Specialisation,
    near: Related,
    seen: Intensive,
    smoothing: float,
) -> IndustryMetrics:
    """Compute every metric named by `names`."""
    last = {name: values[-1] for name, values in found.values.items()}
    quadrant = spec.quadrant[-1]
    sure = quadrant > 0
    arrays = {
        "rta": spec.rta[-1],
        "lq": spec.lq[-1],
        "rsca": specialisation.symmetric(spec.rta[-1]),
        "lq_rsca": specialisation.symmetric(spec.lq[-1]),
        "gap": spec.gap[-1],
        "relative_gap": spec.relative_gap[-1],
        "trademark_quotient": _quotient(last["trademarks_in_force"], smoothing),
        "copyright_quotient": _quotient(last["copyrights"], smoothing),
        "density": near.density,
        "invention_share": _ratio(
            last["inventions_in_force"],
            np.where(last["patents_in_force"] < DOUBTFUL, np.nan, last["patents_in_force"]),
        ),
        "share_ip_pct": PERCENT * _ratio(spec.ip[-1], spec.ip[-1].sum(axis=-1, keepdims=True)),
        "share_economy_pct": PERCENT * _ratio(spec.ec[-1], spec.ec[-1].sum(axis=-1, keepdims=True)),
        "rights": spec.ip[-1],
        "patents": last["patents_in_force"],
        "inventions": last["inventions_in_force"],
        "economy": spec.ec[-1],
        "rd_intensity_pct": PERCENT * _ratio(last["rd_expenditure"], last["revenue"]),
        "rights_growth_pct": _growth(found, spec.ip),
        "economy_growth_pct": _growth(found, spec.ec),
    }
    arrays |= {PERCENTILE + name: percentiles(values.T).T for name, values in arrays.items()}
    for code, name in enumerate(FLAGS, start=1):
        arrays[name] = np.where(sure, quadrant == code, np.nan)
    arrays["insufficient"] = spec.unsure[-1].astype(np.float64)
    arrays["candidate"] = _candidates(near)
    definition = definition_of(seen)
    member = seen.members[definition] if definition else np.full(found.axes.shape[2], np.nan)
    arrays["intensive"] = np.broadcast_to(member.astype(np.float64), quadrant.shape)
    return IndustryMetrics(arrays, _years(found, spec, arrays))


def _ratio(part: Array, whole: Array) -> Array:
    """A share, NaN where there is nothing of which to take it."""
    return np.asarray(part / np.where(whole > 0, whole, np.nan))


def _quotient(rights: Array, prior: float) -> Array:
    """Smoothed quotient of another kind of right; NaN where none is registered."""
    if np.isnan(rights).any():
        return np.full(rights.shape, np.nan)
    return specialisation.location_quotient(rights, prior)


def _candidates(near: Related) -> Array:
    """1 for the nearest industries that each region lacks."""
    flags = np.zeros(near.density.shape)
    region, rank = np.nonzero(near.candidates >= 0)
    flags[region, near.candidates[region, rank]] = 1.0
    return flags


def _growth(found: IndustryPanel, amounts: Array) -> Array:
    """Mean yearly growth in percent over the last years, NaN where there was nothing before."""
    years = found.axes.panel.years
    earlier = [t for t in range(len(years) - 1) if years[t] >= years[-1] - GROWTH_YEARS]
    if not earlier:
        return np.full(amounts.shape[1:], np.nan)
    start, span = amounts[earlier[0]], years[-1] - years[earlier[0]]
    return np.asarray(PERCENT * (_ratio(amounts[-1], start) ** (1 / span) - 1))


def _years(
    found: IndustryPanel, spec: Specialisation, arrays: Mapping[str, Array]
) -> dict[str, int]:
    """Year of the rights of the basis, which the lag makes older, or of the economy."""
    last = found.axes.panel.years[-1]
    of_rights = {"rta", "rsca", "gap", "relative_gap", "share_ip_pct", "rights"}
    of_rights |= {"rights_growth_pct", "insufficient", *FLAGS}
    return {
        name: last - spec.lag if name.removeprefix(PERCENTILE) in of_rights else last
        for name in arrays
    }
