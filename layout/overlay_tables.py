"""Overlay zones in the tables of zones: their own type, profile and catalogue rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.evidence import Evidence
from layout.frames import COMPOSITE
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.notes import Notes
from layout.overlays import LAYER, Overlays
from layout.study import Study
from layout.views import Array, Panel
from layout.zones import typology

BETWEEN = "、"


@dataclass(frozen=True)
class OverlayTables:
    """The overlay zones' rows, in the columns of the regions' tables, with ``layer``.

    Attributes
    ----------
    scores, matching, indicators, zones, profiles
        No rows where the study has no overlays.
    types
        Year → (O,) type of each overlay.
    """

    scores: pd.DataFrame
    matching: pd.DataFrame
    indicators: pd.DataFrame
    zones: pd.DataFrame
    profiles: pd.DataFrame
    types: typology.Types


def overlay_tables(
    extra: Overlays | None,
    study: Study,
    evidence: Evidence,
    amounts: Mapping[str, Array],
    notes: Notes,
) -> OverlayTables:
    """Every table of the overlays; what the reader must be told of them joins the notes."""
    if extra is None:
        nothing = pd.DataFrame()
        return OverlayTables(nothing, nothing, nothing, nothing, nothing, {})
    for code, values in extra.notes:
        notes.add(code, **values)
    panel = Panel(extra.codes, extra.names, tuple(study.settings.years))
    # what rules leave open is noted of the regions already
    types = typology.classify(study.types, extra.metrics, study.indicators, panel, Notes())
    return OverlayTables(
        extra.scores,
        extra.matching,
        extra.indicators,
        _zones(extra, study, types, panel),
        _profiles(extra, study, evidence, amounts),
        types,
    )


def _zones(extra: Overlays, study: Study, types: typology.Types, panel: Panel) -> pd.DataFrame:
    """Rows of the table of zones: an overlay has a type with its reason, but lies in no zone."""
    said = typology.describe(study.types, extra.metrics, study.indicators, None, panel, Notes())
    return (
        panel.keys()
        .assign(zone="", zone_type=[kind for year in panel.years for kind in types[year]])
        .assign(reference_zone="", layer=LAYER)
        .join(said.columns)
    )


def _profiles(
    extra: Overlays, study: Study, evidence: Evidence, amounts: Mapping[str, Array]
) -> pd.DataFrame:
    """Rows of the zone profiles: scores on the overlay's sums, ranges over its regions' scores."""
    table = evidence.overlays
    short = dict(zip(evidence.regions.region_code, evidence.regions.short_name, strict=True))
    matching = extra.matching.set_index(["region_code", "year"])
    composite = extra.scores[extra.scores.dimension == COMPOSITE].set_index(["region_code", "year"])
    rows = []
    for t, year in enumerate(study.settings.years):
        for overlay in table.to_dict("records"):
            code = overlay["overlay"]
            inside = evidence.regions.region_code.isin(overlay["study_codes"]).to_numpy()
            found = matching.loc[(code, year)]
            columns = [*(f"u_{d}" for d in DIMENSIONS), "coupling", "development", "coordination"]
            rows.append(
                {
                    "year": year,
                    "kind": LAYER,
                    "kind_label": label("zone_kind", LAYER),
                    "zone": code,
                    "zone_label": overlay["name"],
                    "regions": int(inside.sum()),
                    "scored": int(pd.notna(composite.loc[(code, year)].score)),
                    "composite": composite.loc[(code, year)].score,
                    **{column: found[column] for column in columns},
                    "members": BETWEEN.join(short[one] for one in overlay["study_codes"]),
                    "lag_type": found.lag_type,
                    **_shares(amounts, t, inside),
                    "remark": found.remark,
                    "remark_label": found.remark_label,
                }
            )
    return pd.DataFrame(rows)


def _shares(amounts: Mapping[str, Array], t: int, inside: np.ndarray) -> dict[str, float]:
    """Share of each amount that the overlay's regions hold, percent; blank where one is unknown."""
    found = {}
    for dimension, values in amounts.items():
        total = np.nansum(values[t])
        known = inside.any() and total > 0
        share = 100 * values[t, inside].sum() / total if known else np.nan
        found[f"share_{dimension}_pct"] = round(float(share), 6)
    return found
