"""Layers of the map: what colours the regions, and what its colours mean."""

import numpy as np
import pandas as pd

from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import palette
from reports.offline_map import words
from reports.page import regions

SCORES = ("composite", *(f"u_{dimension}" for dimension in DIMENSIONS), "coordination")
"""Layers coloured by natural classes of a score, in the order of the switch."""

MATCHING = "ip_industry"
"""The layer of two scores at once."""

UP, ACROSS = "ip", "industry"
"""Its dimensions: the rows of its legend, the columns."""

LEVELS = ("low", "middle", "high")
"""Thirds of a score over all years together."""


def layers(evaluation: Evaluation) -> list[dict[str, object]]:
    """Layers of the map, those with nothing to show left out."""
    table = regions.figures(evaluation)
    shown = [*filter(None, (_of_scores(table, key) for key in SCORES))]
    shown += [*filter(None, [_of_matching(evaluation)])]
    shown += [*filter(None, [_of_services(table)])]
    for key, (colours, blank) in _classes(evaluation).items():
        present = set(table[key])
        classes = [
            {"value": value, "colour": colour}
            for value, colour in colours.items()
            if value in present
        ]
        if classes:
            title = regions.field_label(key)
            shown.append({"key": key, "label": title, "classes": classes, "blank": words()[blank]})
    return shown


def _of_scores(table: pd.DataFrame, key: str) -> dict[str, object] | None:
    # all years together, so that a colour means the same in every year
    scale = palette.scale(table[key])
    if scale is None:
        return None
    return {
        "key": key,
        "label": regions.field_label(key),
        "breaks": scale.breaks,
        "low": scale.low,
        "high": scale.high,
        "colours": scale.colours,
        "blank": words()["no_data"],
    }


def _of_services(table: pd.DataFrame) -> dict[str, object] | None:
    """Accessibility of public services: of the study's day, whatever year is looked at."""
    layer = _of_scores(table, regions.SERVICE_ACCESS[0])
    return None if layer is None else layer | {"note": words()["service_access_note"]}


def matching_classes(evaluation: Evaluation) -> pd.DataFrame:
    """Thirds of two levels as one class, blank where a region lacks one of the two."""
    table = evaluation.matching
    thirds = [_third(table[f"u_{of}"], _bounds(evaluation, of)) for of in (UP, ACROSS)]
    known = table[[f"u_{UP}", f"u_{ACROSS}"]].notna().all(axis=1)
    classes = [_class_text(*pair) if yes else "" for *pair, yes in zip(*thirds, known, strict=True)]
    return table[regions.KEYS].assign(**{MATCHING: classes})


def _third(values: pd.Series, bounds: list[float]) -> np.ndarray:
    return np.searchsorted(bounds, values)


def _class_text(up: int, across: int) -> str:
    return words()["matching_class"].format(
        up=words()[f"third_{LEVELS[up]}"], across=words()[f"third_{LEVELS[across]}"]
    )


def _bounds(evaluation: Evaluation, dimension: str) -> list[float]:
    """What parts the thirds of a level; the same in every year."""
    means = evaluation.views["study_means"]
    row = means[means.quantity == dimension].iloc[0]
    return [row.lower_tercile, row.upper_tercile]


def _of_matching(evaluation: Evaluation) -> dict[str, object] | None:
    bounds = [_bounds(evaluation, dimension) for dimension in (UP, ACROSS)]
    if np.isnan(bounds).any():
        return None
    return {
        "key": MATCHING,
        "label": regions.field_label(MATCHING),
        "classes": [
            {"value": _class_text(up, across), "colour": palette.BIVARIATE[up][across]}
            for up in range(len(LEVELS))
            for across in range(len(LEVELS))
        ],
        "grid": {
            "up": regions.field_label(f"u_{UP}"),
            "across": regions.field_label(f"u_{ACROSS}"),
            "bounds_up": bounds[0],
            "bounds_across": bounds[1],
        },
        "blank": words()["no_data"],
    }


def _classes(evaluation: Evaluation) -> dict[str, tuple[dict[str, str], str]]:
    """Per class layer: colour of every class, and the word for a region that has none."""
    profiles = evaluation.zone_profiles
    zones = sorted(set(profiles.zone[profiles.kind == "zone"]), key=lambda zone: (len(zone), zone))
    types = [kind.label_zh for kind in evaluation.study.types]
    reference = list(dict.fromkeys(evaluation.evidence.reference_zones.values()))
    lags = lag_colours()
    return {
        "lag_type": (lags, "no_data"),
        "lag_type_relative": (lags, "no_data"),
        "zone": (palette.qualitative(zones), "no_data"),
        "zone_type": (palette.qualitative(types), "unclassified"),
        "reference_zone": (palette.qualitative(reference), "unclassified"),
    }


def lag_colours() -> dict[str, str]:
    """Colour of every lag type, by its name."""
    return {label("lag", code): colour for code, colour in palette.LAG_COLOURS.items()}
