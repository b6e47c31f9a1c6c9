"""The classes – IPC subclasses, Nice classes – to which most rights belong."""

import numpy as np
import pandas as pd

from geodata.registers.cells import CLASS_UNIT, WHOLE
from layout.survey.areas import AREA, KEYS, REGION, ratio
from layout.survey.background import Context
from layout.survey.lives import ALL, positions
from layout.views import rounded

COLUMNS = (
    *KEYS,
    "kind",
    "type",
    "basis",
    "year",
    "rank",
    "class",
    "count",
    "share_pct",
    "unclassified_pct",
)
TOP = 10
"""Classes told of each area: as many as a page of a report holds."""

FILED, IN_FORCE = "filed", "in_force"
GROUP = ["kind", "type", "basis", "region_code"]


def classes(parts: pd.DataFrame, where: Context) -> pd.DataFrame:
    """The largest classes of every region and of the study area in the last evaluation year.

    Parameters
    ----------
    parts
        As in `Cells.classes`, in parts of `CLASS_UNIT`: a right in several classes is shared out.

    Returns
    -------
    DataFrame
        `COLUMNS`, the `TOP` largest of each area, kind, type and basis: filed in the year, or in
        force at its end. Equals share the better rank and stand by code. Shares are of what has
        a class; `unclassified_pct` tells the share of all that has none.
    """
    last = where.years[-1]
    counted = pd.concat([_in_force(parts, last), _filed(parts, last)], ignore_index=True)
    counted = pd.concat([counted, counted[counted.type != ALL].assign(type=ALL)])
    counted = pd.concat([counted, counted.assign(region_code=WHOLE)])
    sums = counted.groupby([*GROUP, "class"], as_index=False)["parts"].sum()
    sums = sums[sums.parts > 0]
    every = sums.groupby(GROUP).parts.transform("sum")
    known = sums[sums["class"] != ""]
    total = known.groupby(GROUP).parts.transform("sum")
    ranked = known.assign(
        rank=known.groupby(GROUP).parts.rank(method="min", ascending=False).astype(np.int64),
        share_pct=rounded(100 * ratio(known.parts, total)),
        unclassified_pct=rounded(100 * (1 - ratio(total, every[known.index]))),
        year=last,
    ).sort_values([*GROUP, "parts", "class"], ascending=[True] * 4 + [False, True])
    top = ranked[ranked.groupby(GROUP).cumcount() < TOP]
    return _arranged(top.assign(count=rounded(top.parts / CLASS_UNIT)), where)


def _in_force(parts: pd.DataFrame, last: int) -> pd.DataFrame:
    """Parts granted up to the year, less those ended."""
    known = parts[(parts.year > 0) & (parts.year <= last)]
    signs = known.event.map({"granted": 1, "ended": -1}).fillna(0).astype(np.int64)
    return known.assign(parts=known.parts * signs, basis=IN_FORCE)


def _filed(parts: pd.DataFrame, last: int) -> pd.DataFrame:
    """Parts filed in the year."""
    return parts[(parts.event == FILED) & (parts.year == last)].assign(basis=FILED)


def _arranged(top: pd.DataFrame, where: Context) -> pd.DataFrame:
    """The table in the order of kinds, types and areas."""
    at = where.areas
    own = pd.DataFrame(
        {
            "layer": at.layers,
            "region_code": at.codes,
            "region_name": at.names,
            "place": range(len(at.codes)),
        }
    )
    own = own[own.layer.isin([REGION, AREA])]
    joined = top.merge(own, on="region_code", how="inner", validate="many_to_one")
    joined["group"] = positions(zip(joined.kind, joined.type, strict=True))
    keys = ["group", "basis", "place", "rank", "class"]
    return joined.sort_values(keys, ignore_index=True)[[*COLUMNS]]
