"""The technologies of a region that serve an industry, for the catalogue's `tech_field`."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.registers.cells import Cells
from layout.industries.panel import Axes

NAMED = 3
"""Technologies named in a row."""

SUBCLASS = 4
"""Characters of an IPC subclass, the level of `cells.classes`."""


def technologies(
    cells: Cells, axes: Axes, links: pd.DataFrame | None
) -> dict[tuple[str, str], str]:
    """The IPC subclasses of an industry in which a region holds most patents.

    Parameters
    ----------
    links
        Concordance of classes of patents and industries, columns ``class`` and ``industry``: of
        any level, industries of the axis. None where the study has none: nothing is then named.

    Returns
    -------
    dict
        (Region code, industry) → subclasses with the patents in force at the end of the last
        year, most first; pairs without any are not there.
    """
    if links is None:
        return {}
    stock = _in_force(cells, axes.panel.codes, axes.panel.years[-1])
    if stock.empty:
        return {}
    pairs = _subclasses(sorted(set(stock["class"])), links)
    pairs = pairs[pairs.industry.isin(axes.industries)]
    joined = stock.merge(pairs, on="class")
    joined = joined.sort_values(["parts", "class"], ascending=[False, True])
    top = joined.groupby(["region_code", "industry"]).head(NAMED)
    found: dict[tuple[str, str], str] = {}
    for region, industry, name in zip(top.region_code, top.industry, top["class"], strict=True):
        before = found.get((region, industry))
        found[region, industry] = f"{before}；{name}" if before else name
    return found


def _in_force(cells: Cells, codes: Sequence[str], year: int) -> pd.DataFrame:
    """Parts of patents in force by region and subclass, those above none."""
    rows = cells.classes
    rows = rows[(rows.kind == "patent") & rows.region_code.isin(codes)]
    rows = rows[(rows.year > 0) & (rows.year <= year) & (rows["class"] != "")]
    rows = rows[rows.event.isin(("granted", "ended"))]
    signed = rows.parts * np.where(rows.event == "granted", 1, -1)
    sums = rows.assign(parts=signed).groupby(["region_code", "class"], as_index=False).parts.sum()
    return pd.DataFrame(sums[sums.parts > 0])


def _subclasses(seen: Sequence[str], links: pd.DataFrame) -> pd.DataFrame:
    """Subclasses that are seen with the industries of the classes above or below them."""
    level = links.assign(level=links["class"].str[:SUBCLASS])[["level", "industry"]]
    level = level.drop_duplicates()
    parts = [
        pd.DataFrame({"class": seen, "level": [subclass[:length] for subclass in seen]})
        for length in range(1, SUBCLASS + 1)
    ]
    pairs = pd.concat(parts).drop_duplicates().merge(level, on="level")
    return pairs[["class", "industry"]].drop_duplicates()
