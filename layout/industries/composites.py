"""布局质量 and 布局价值: their parts on fixed scales, their mean, and what the mean rests on."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from layout.frames import DECIMALS
from layout.index import ranks
from layout.labels import label
from layout.notes import listed
from layout.views import Array, Note, Panel, View, labelled, published, rounded, whole

LEAST_TOLD = 0.5
"""Share of the parts that the registers must tell for a composite to be formed at all."""

GOALPOST = 95
"""Percentile, over all regions and evaluation years, at which a part without a natural scale is
full: one region's outlier must not compress all others."""

FEWEST = 3
"""Cells from which a correlation is taken."""

AUDIT_COLUMNS = (
    "composite",
    "component",
    "cells",
    "mean",
    "standard_deviation",
    "goalpost_low",
    "goalpost_high",
    "weight",
    "correlation",
    "correlation_with_rest",
    "remark",
)
PART_MISSING, NOT_TOLD, CONSTANT = "part_missing", "not_told", "constant"


def composite(
    name: str, parts: Mapping[str, Array], panel: Panel, natural: Sequence[str]
) -> tuple[View, pd.DataFrame]:
    """A composite of parts of equal weight, and its audit.

    Parameters
    ----------
    name
        ``quality`` or ``value``: column of the mean.
    parts
        Part → (Y, R). One that is NaN throughout is not told: it is left out **for all regions
        and years alike**, and said. Where a region lacks another part it has no mean.
    natural
        Parts whose scale is 0 to 1 by nature; the others are divided by `GOALPOST`.
    """
    told = [part for part in parts if not np.isnan(parts[part]).all()]
    tops = {part: 1.0 if part in natural else _goalpost(parts[part]) for part in told}
    scaled = {part: np.clip(parts[part] / tops[part], 0.0, 1.0) for part in told}
    formed = len(told) >= LEAST_TOLD * len(parts) and len(told) > 0
    shape = len(panel.years), len(panel.codes)
    mean = np.mean([*scaled.values()], axis=0) if formed else np.full(shape, np.nan)
    table = panel.keys().assign(**{name: rounded(mean)})
    table["rank"] = whole(ranks(np.round(mean, DECIMALS)))
    table["parts"] = len(told)
    for part, values in parts.items():
        table[part] = rounded(values)
        if part not in natural:
            table[f"scaled_{part}"] = rounded(scaled.get(part, np.full(shape, np.nan)))
    lacking = np.isnan(mean).ravel()
    table["remark"] = np.where(lacking, PART_MISSING if formed else NOT_TOLD, "")
    notes = _notes(name, parts, told, formed, mean, panel)
    return View(labelled(table, {"remark": "remark"}), notes), _audit(
        name, parts, scaled, tops, mean
    )


def _goalpost(values: Array) -> float:
    """Upper goalpost of a part; the largest value if most cells are zero, 1 if all are."""
    known = values[~np.isnan(values)]
    top = float(np.percentile(known, GOALPOST)) or float(known.max())
    return top or 1.0


def _audit(
    name: str,
    parts: Mapping[str, Array],
    scaled: Mapping[str, Array],
    tops: Mapping[str, float],
    mean: Array,
) -> pd.DataFrame:
    """How each part varies and goes with the mean, over the cells that have a mean."""
    full = ~np.isnan(mean)
    cells = int(full.sum())
    rows: list[dict[str, object]] = []
    for part in parts:
        row: dict[str, object] = {"composite": name, "component": part, "cells": cells}
        if part not in scaled or cells < FEWEST:
            rows.append(row | {"remark": NOT_TOLD})
            continue
        own = scaled[part][full]
        rest = [scaled[other][full] for other in scaled if other != part]
        with_mean = _correlation(own, mean[full])
        rows.append(
            row
            | {
                "mean": published(own.mean()),
                "standard_deviation": published(own.std()),
                "goalpost_low": 0.0,
                "goalpost_high": published(tops[part]),
                "weight": published(1 / len(scaled)),
                "correlation": published(with_mean),
                "correlation_with_rest": published(
                    _correlation(own, np.mean(rest, axis=0)) if rest else np.nan
                ),
                "remark": CONSTANT if np.isnan(with_mean) else "",
            }
        )
    kinds = {"composite": "layout_composite", "component": "layout_part", "remark": "remark"}
    return labelled(pd.DataFrame(rows, columns=[*AUDIT_COLUMNS]), kinds)


def _correlation(one: Array, other: Array) -> float:
    """Pearson correlation, NaN where one of the two does not vary."""
    if min(np.ptp(one), np.ptp(other)) < 1e-12:  # rounding alone is no variation
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def _notes(
    name: str,
    parts: Mapping[str, Array],
    told: Sequence[str],
    formed: bool,
    mean: Array,
    panel: Panel,
) -> list[Note]:
    words = {"composite": label("layout_composite", name)}
    without = [label("layout_part", part) for part in parts if part not in told]
    notes: list[Note] = []
    if not formed:
        return [("composite_not_formed", {**words, "parts": "、".join(without)})]
    if without:
        notes.append(("composite_parts_left_out", {**words, "parts": "、".join(without)}))
    lacking = np.isnan(mean[-1])
    if lacking.any():
        regions = listed([panel.names[r] for r in np.flatnonzero(lacking)], len(panel.names))
        values = {**words, "year": panel.years[-1], "regions": regions}
        notes.append(("composite_region_left_out", values))
    notes.append((f"composite_reading_{name}", {"parts": len(told), "percentile": GOALPOST}))
    return notes
