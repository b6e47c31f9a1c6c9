"""What the reader must be told of overlays: what they are, what their scores rest on."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.evidence import Evidence
from layout.core import Core
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.notes import listed
from layout.study import Study
from layout.views import Note

Array = npt.NDArray[np.float64]

NO_WHOLE_REGION, PARTS_MISSING, BY_METHOD = "no_whole_region", "parts_missing", "not_goalposts"


def overlay_notes(
    study: Study, evidence: Evidence, remarks: Sequence[str], core: Core, on_means: Array
) -> list[Note]:
    """Notes on what each overlay is and on how its scores came about.

    Parameters
    ----------
    remarks
        (O,) why an overlay has no scores, blank where it has.
    on_means : (Y, O, 3)
        Share of each dimension's weight that rests on means instead of sums.
    """
    rows: list[dict[str, Any]] = evidence.overlays.to_dict("records")
    names = dict(zip(evidence.regions.region_code, evidence.regions.region_name, strict=True))
    notes: list[Note] = [("overlay_no_rank", {})]
    for row, remark in zip(rows, remarks, strict=True):
        notes += _on_extent(row, remark, names)
    if study.settings.index.normalisation != "goalpost":
        method = label("normalisation", study.settings.index.normalisation)
        return [*notes, ("overlay_no_goalposts", {"method": method})]
    scored = np.array([not remark for remark in remarks])
    if scored.any():
        notes += _on_means(study, evidence, core, on_means[:, scored])
        notes += _on_bounds(core)
        notes += _on_undefined(study, rows, core, scored)
    return notes


def _on_extent(row: Mapping[str, Any], remark: str, names: Mapping[str, str]) -> list[Note]:
    """What an overlay is and which regions of the study it holds."""
    words = {
        "name": row["name"],
        "kind": row["kind"],
        "regions": _named(row["study_codes"], names) or "无",
        "source": row["source"],
        "note": f"；{row['note']}" if row["note"] else "",
    }
    notes: list[Note] = [("overlay_extent", words)]
    rest = "、".join(
        filter(
            None,
            [
                "、".join(f"{names[code]}的一部分" for code in row["partial_codes"]),
                listed(row["outside_names"]),
            ],
        )
    )
    if remark == NO_WHOLE_REGION:
        notes.append(("overlay_on_map", {**words, "rest": rest or "—"}))
    elif remark == PARTS_MISSING:
        notes.append(("overlay_incomplete", {**words, "rest": rest}))
    elif rest:
        notes.append(("overlay_whole_regions", {**words, "rest": rest}))
    return notes


def _named(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return "、".join(names[code] for code in codes)


def _on_means(study: Study, evidence: Evidence, core: Core, on_means: Array) -> list[Note]:
    """How much of the last year's weight rests on means of the regions' values."""
    population = study.settings.views.population
    notes: list[Note] = [] if population else [("overlay_no_population", {})]
    people = evidence.statistics[population].label_zh if population else "—"
    for d, dimension in enumerate(DIMENSIONS):
        share = on_means[-1, :, d].max()
        if share > 0:
            words = {
                "dimension": label("dimension", dimension),
                "year": study.settings.years[-1],
                "share": f"{share:.0%}",
                "population": people,
            }
            notes.append(("overlay_means", words))
    return notes


def _on_bounds(core: Core) -> list[Note]:
    """Sums over regions reach beyond goalposts that were set for single regions."""
    clipped = core.scores.clipped
    found = [i.label_zh for j, i in enumerate(core.indicators) if clipped[..., j].any()]
    if not found:
        return []
    words = {"count": int(clipped.sum()), "indicators": listed(found, noun="项指标")}
    return [("overlay_clipped", words)]


def _on_undefined(
    study: Study, rows: Sequence[Mapping[str, Any]], core: Core, scored: npt.NDArray[np.bool_]
) -> list[Note]:
    """Overlays that lack a dimension score although they hold whole regions."""
    notes: list[Note] = []
    for d, dimension in enumerate(DIMENSIONS):
        lacking = np.isnan(core.scores.levels[..., d]) & scored
        for t, year in enumerate(study.settings.years):
            if not lacking[t].any():
                continue
            words = {
                "year": year,
                "dimension": label("dimension", dimension),
                "names": listed(
                    [row["name"] for row, no in zip(rows, lacking[t], strict=True) if no]
                ),
            }
            notes.append(("overlay_undefined", words))
    return notes
