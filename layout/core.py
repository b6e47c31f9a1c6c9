"""What every run of the index ends in: published results, a scenario, one part of an audit."""

from dataclasses import dataclass

from layout.index import Scores
from layout.indicators import Indicator
from layout.matching import Match
from layout.measures import Measures


@dataclass(frozen=True)
class Core:
    """Index and matching of one set of settings.

    Attributes
    ----------
    indicators
        Those that are scored and have a figure, in the order of the last axis of `values`.
    """

    indicators: tuple[Indicator, ...]
    values: Measures
    scores: Scores
    match: Match
