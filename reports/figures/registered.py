"""Maps of what registers count: patents in force, their density, and the share of high value."""

from collections.abc import Mapping
from typing import NamedTuple

from layout.evaluation import Evaluation
from reports import palette, results
from reports.figures.maps import Layer


class _Mapped(NamedTuple):
    """Where a map takes its figures from."""

    table: str
    where: Mapping[str, str]
    column: str


PATENTS = {"layer": "region", "kind": "patent", "type": ""}
MAPPED: Mapping[str, _Mapped] = {
    "map_patents": _Mapped("survey_rights", PATENTS, "in_force"),
    "map_patents_per_10k": _Mapped("survey_rights", PATENTS, "per_10k"),
    "map_high_value": _Mapped("survey_quality", {"layer": "region"}, "high_value_pct"),
}
"""Name of the picture → its figures."""


def layers(evaluation: Evaluation, year: int) -> dict[str, Layer]:
    """What the maps of one year show, in natural classes; none of what no region has."""
    found = {}
    for name, mapped in MAPPED.items():
        table = results.rows(results.table(evaluation, mapped.table), year=year, **mapped.where)
        known = table.dropna(subset=mapped.column) if len(table) else table
        if len(known):
            found[name] = _layer(dict(zip(known.region_code, known[mapped.column], strict=True)))
    return found


def _layer(values: Mapping[str, float]) -> Layer:
    scale = palette.scale(values.values())
    assert scale is not None, "there is a value"
    bounds = _bounds((scale.low, *scale.breaks, scale.high))
    legend = [
        (colour, f"{low}–{high}", False)
        for colour, low, high in zip(scale.colours, bounds[:-1], bounds[1:], strict=True)
    ]
    return Layer({code: scale.colour(value) for code, value in values.items()}, legend)


def _bounds(values: tuple[float, ...]) -> list[str]:
    """Bounds of classes with as few decimals as tell them apart, three at the most.

    Examples
    --------
    >>> _bounds((58.0, 145.5, 720.0)), _bounds((0.21, 0.34, 1.9)), _bounds((0.0, 0.0))
    (['58', '146', '720'], ['0.2', '0.3', '1.9'], ['0', '0'])
    """
    for decimals in range(3):
        told = [f"{value:.{decimals}f}" for value in values]
        if len(set(told)) == len(set(values)):
            return told
    return [f"{value:.3f}" for value in values]
