"""How firm a row of the catalogue is: its rule's condition and its rank under every draw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layout.frames import DECIMALS
from layout.rules import Rule
from layout.views import Array
from layout.zones.conditions import take_apart, truth
from layout.zones.drawn_metrics import Redraw, drawn_metrics
from models.ranking import ranks
from models.uncertainty import QUANTILES


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the draws say of the study's regions in the last evaluation year.

    Attributes
    ----------
    held
        Rule → (R,) share of the draws in which its condition holds. A draw in which missing
        figures leave it open counts as one in which it does not.
    ranks
        Gap metric → (2, R) low and high end of the drawn ranks; metrics that do not vary over
        the draws are absent.
    fixed
        Rules whose condition names no metric that varies: their share is 0 or 1 by construction.
    """

    held: dict[str, Array]
    ranks: dict[str, Array]
    fixed: frozenset[str]
    draws: int


def drawn_rules(rules: Sequence[Rule], redraw: Redraw, draws: int) -> Drawn:
    """Apply the rules to the first draws of the robustness analysis, as many as types have.

    Raises
    ------
    ValueError
        If there is no draw: shares would be 0/0.

    Notes
    -----
    The draws are made block by block; of each only one count per rule and the ranks of the gap
    metrics are kept (2 bytes per draw and region).
    """
    if draws < 1:
        raise ValueError("shares of no draws are undefined")
    conditions = {rule.rule_id: take_apart(rule.condition) for rule in rules}
    ranked = _varying((rule.gap_metric for rule in rules), redraw)
    named = [name for rule in rules for name in rule.condition.names]
    regions = redraw.choices.model.variants.shape[2]
    counts = {rule: np.zeros(regions, dtype=np.int64) for rule in conditions}
    placed: dict[str, list[npt.NDArray[np.int16]]] = {metric: [] for metric in ranked}
    for chosen in redraw.blocks(draws):
        drawn = drawn_metrics(dict.fromkeys([*named, *ranked]), redraw, chosen)
        last = {name: values[-1] for name, values in drawn.items()}
        shape = (len(chosen.variant), regions)
        for rule, condition in conditions.items():
            counts[rule] += np.broadcast_to(truth(condition, last).true, shape).sum(axis=0)
        for metric in ranked:
            # rounded as published, so that ties are the same
            placed[metric].append(ranks(np.round(last[metric], DECIMALS)).astype(np.int16))
    return Drawn(
        {rule: count / draws for rule, count in counts.items()},
        {metric: rank_interval(np.concatenate(parts)) for metric, parts in placed.items()},
        frozenset(r.rule_id for r in rules if not _varying(r.condition.names, redraw)),
        draws,
    )


def _varying(names: Iterable[str], redraw: Redraw) -> list[str]:
    """The metrics that are not the same in all draws, each once."""
    return [name for name in dict.fromkeys(names) if name not in redraw.fixed]


def rank_interval(placed: npt.NDArray[np.int16]) -> Array:
    """(2, R) ends of the ranks (draws, R), 0 where a draw gives none; NaN where none does.

    The rank at position ``ceil(q n)`` of those that a region has, as for the scores' intervals
    (inverted distribution function, definition 1 of Hyndman & Fan 1996).

    Examples
    --------
    >>> rank_interval(np.array([[1, 0], [3, 0], [2, 0], [2, 0]], dtype=np.int16))
    array([[ 1., nan],
           [ 3., nan]])
    """
    ordered, known = np.sort(placed, axis=0), (placed > 0).sum(axis=0)
    ends = []
    for share in (QUANTILES[0], QUANTILES[-1]):
        at = len(placed) - known + np.maximum(np.ceil(share * known).astype(int), 1) - 1
        found = np.take_along_axis(ordered, np.minimum(at, len(placed) - 1)[None], axis=0)[0]
        ends.append(np.where(known > 0, found, np.nan))
    return np.stack(ends)
