"""Types of functional zones by the department's rules: which, how probable, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.frames import flat
from layout.indicators import Indicator
from layout.labels import label
from layout.metrics import Metrics
from layout.notes import Notes
from layout.rules import ZoneType
from layout.views import Note, Panel
from layout.zones.conditions import Condition, take_apart, truth
from layout.zones.drawn_metrics import Redraw, drawn_metrics
from layout.zones.reasons import reasons
from layout.zones.wording import vocabulary

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.int_]
Types = dict[int, tuple[str, ...]]

PROBABILITY_COLUMNS = ("region_code", "region_name", "year", "type", "probability")
UNSURE = 0.5
"""Share of the draws from which a region's published type is its type more often than not."""


def positions(conditions: Sequence[Condition], arrays: Mapping[str, Array]) -> Index:
    """Position of the first rule that holds in each cell, the number of rules where none does.

    Rules that missing figures leave undecided are passed over.
    """
    shape = np.broadcast_shapes(*(values.shape for values in arrays.values()))
    found = np.full(shape, len(conditions))
    for n in reversed(range(len(conditions))):
        found[np.broadcast_to(truth(conditions[n], arrays).true, shape)] = n
    return found


def classify(
    types: Sequence[ZoneType],
    metrics: Metrics,
    indicators: Sequence[Indicator],
    panel: Panel,
    notes: Notes,
) -> Types:
    """Type of each region and year: the first rule, by priority, whose condition holds.

    Returns
    -------
    Year → (R,) labels
        Blank where no rule holds. Rules that a region's missing figures leave undecided are
        passed over and noted, and so are regions without a type and what a rule leaves out.
    """
    conditions = [take_apart(kind.condition) for kind in types]
    given = positions(conditions, metrics.arrays)
    names = np.array([*(kind.label_zh for kind in types), ""], dtype=object)
    for code, values in _notes_on_rules(types, conditions, given, metrics, indicators, panel):
        notes.add(code, **values)
    return {year: tuple(map(str, names[given[t]])) for t, year in enumerate(panel.years)}


def _notes_on_rules(
    types: Sequence[ZoneType],
    conditions: Sequence[Condition],
    given: Index,
    metrics: Metrics,
    indicators: Sequence[Indicator],
    panel: Panel,
) -> list[Note]:
    """What the rules leave out, what missing figures leave open, and who has no type."""
    known = vocabulary(indicators)
    found: list[Note] = []
    for n, (kind, condition) in enumerate(zip(types, conditions, strict=True)):
        if kind.limits:
            found.append(("type_limits", {"type": kind.label_zh, "limits": kind.limits}))
        undecided = truth(condition, metrics.arrays).undecided & (given > n)
        for name in kind.condition.names:
            gone = undecided & np.isnan(metrics.arrays[name])
            words = {"type": kind.label_zh, "metric": known[name].text}
            found += [
                ("type_undecided", {"year": years, "regions": regions, **words})
                for years, regions in panel.spells(gone)
            ]
    for years, regions in panel.spells(given == len(types)):
        found.append(("type_none", {"year": years, "regions": regions}))
    return found


@dataclass(frozen=True)
class Probabilities:
    """How often each type was given over the draws.

    Attributes
    ----------
    shares
        (Y, R, types + 1) share of the draws with each type, the last: none. Sums to 1.
    """

    shares: Array
    draws: int


def type_probabilities(types: Sequence[ZoneType], redraw: Redraw, draws: int) -> Probabilities:
    """Apply the rules to every one of the first draws of the robustness analysis.

    Levels, their growth, percentiles and ratios, coupling and lags are those of the draw; an
    indicator and its percentile are the same in all. A draw in which a rule cannot be decided
    passes it over, as the published types do.

    Raises
    ------
    ValueError
        If there is no draw: shares would be 0/0.
    """
    if draws < 1:
        raise ValueError("shares of no draws are undefined")
    conditions = [take_apart(kind.condition) for kind in types]
    names = dict.fromkeys(name for kind in types for name in kind.condition.names)
    years, regions = redraw.choices.model.variants.shape[1:3]
    counts = np.zeros((years, regions, len(types) + 1), dtype=np.int64)
    for chosen in redraw.blocks(draws):
        drawn = drawn_metrics(names, redraw, chosen)
        found = np.broadcast_to(positions(conditions, drawn), (years, len(chosen.variant), regions))
        for n in range(len(types) + 1):
            counts[..., n] += (found == n).sum(axis=1)
    return Probabilities(counts / draws, draws)


class Described(NamedTuple):
    """What is known of the types beyond their names.

    Attributes
    ----------
    columns
        One row per year and region, year by year: ``type_probability``, ``alternative_type``,
        ``alternative_type_probability``, ``type_guidance``, ``type_reason``.
    probabilities
        `PROBABILITY_COLUMNS`, types that were never drawn left out.
    """

    columns: pd.DataFrame
    probabilities: pd.DataFrame


def describe(
    types: Sequence[ZoneType],
    metrics: Metrics,
    indicators: Sequence[Indicator],
    found: Probabilities | None,
    panel: Panel,
    notes: Notes,
) -> Described:
    """Probability, alternative, guidance and reason of every region's type.

    Parameters
    ----------
    metrics, indicators
        As for `classify`, whose types these are.
    found
        None where the study draws nothing: probabilities are blank then, and a note says so.
    """
    given = positions([take_apart(kind.condition) for kind in types], metrics.arrays)
    why = reasons(given, types, metrics, indicators)
    guidance = np.array([*(kind.guidance for kind in types), ""], dtype=object)
    names = np.array([*(kind.label_zh for kind in types), label("reason", "no_type")], dtype=object)
    columns = {
        "type_probability": np.full(given.size, np.nan),
        "alternative_type": np.full(given.size, "", dtype=object),
        "alternative_type_probability": np.full(given.size, np.nan),
    }
    if found is None:
        notes.add("type_no_draws")
        table = pd.DataFrame(columns=[*PROBABILITY_COLUMNS])
    else:
        own, other, second = _best(found.shares, given)
        columns["type_probability"] = flat(own)
        columns["alternative_type"] = np.where(second > 0, names[other], "").ravel()
        columns["alternative_type_probability"] = flat(np.where(second > 0, second, np.nan))
        for cell in np.ndindex(*given.shape):
            code = "drawn" if given[cell] < len(types) else "drawn_none"
            shares = float(own[cell]), float(second[cell])
            why[cell] += _drawn(code, found.draws, str(names[other[cell]]), *shares)
        table = _table(found.shares, names, panel)
        notes.add("type_draws", draws=f"{found.draws:,}")
        for years, regions in panel.spells(own < UNSURE):
            notes.add("type_unsure", year=years, regions=regions)
    columns |= {"type_guidance": guidance[given].ravel(), "type_reason": why.ravel()}
    return Described(pd.DataFrame(columns), table)


def _best(shares: Array, given: Index) -> tuple[Array, Index, Array]:
    """Share of the published type, and the most frequent other one with its share."""
    own = np.take_along_axis(shares, given[..., None], axis=-1)[..., 0]
    others = shares.copy()
    np.put_along_axis(others, given[..., None], -1.0, axis=-1)
    other = others.argmax(axis=-1)
    return own, other, np.take_along_axis(others, other[..., None], axis=-1)[..., 0]


def _drawn(code: str, draws: int, other: str, own: float, second: float) -> str:
    """End of the sentence: how often the draws agree, and what they say else."""
    shares = percent(own), percent(second)
    text = label("reason", code).format(draws=f"{draws:,}", share=shares[0])
    if second <= 0:
        return text
    if shares[0] == shares[1]:
        also = "drawn_alike"
    else:
        also = "drawn_more" if second > own else "drawn_else"
    return text + label("reason", also).format(type=other, share=shares[1])


def percent(share: float) -> str:
    """A share in whole percent that is 0 or 100 only where it is exactly that.

    Examples
    --------
    >>> percent(0.871), percent(0.9996), percent(1.0), percent(0.001)
    ('87%', '99% 以上', '100%', '不到 1%')
    """
    if 0 < share < 0.01:
        return label("reason", "below_one")
    if 0.99 < share < 1:
        return label("reason", "above_ninety_nine")
    return f"{share:.0%}"


def _table(shares: Array, names: npt.NDArray[np.object_], panel: Panel) -> pd.DataFrame:
    """Types of every region and year with their probability, in the order of the rules."""
    keys = panel.keys()
    rows = [
        keys.assign(type=name, probability=flat(shares[..., n])).reset_index(names="place")
        for n, name in enumerate(names)
    ]
    table = pd.concat(rows, ignore_index=True).sort_values("place", kind="stable")
    return table[table.probability > 0].reset_index(drop=True)[[*PROBABILITY_COLUMNS]]
