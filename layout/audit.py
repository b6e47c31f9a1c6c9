"""Statistical audit of an evaluation: do the figures bear what the index makes of them?

Rules, thresholds, their sources and all words stand in ``audit_rules.csv``. Correlations pool the
regions of all evaluation years: rows of one region are not independent, so none is tested.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.audit_rules import FAIL, NOT_APPLICABLE, PASS, SHOWN, rules, texts
from layout.frames import COMPOSITE, DECIMALS, shape
from layout.index import Scores
from layout.indicators import CONTEXT, DIMENSIONS, Indicator, by_dimension
from layout.labels import label
from layout.matching import Match
from layout.measures import NO_YEAR, Measures
from layout.study import Study
from models import coherence

Array = npt.NDArray[np.float64]

KEYS = ("check", "subject", "subject_label", "dimension", "year")
COLUMNS = (*KEYS, "value", "rule", "verdict", "remark")
PAIR = "|"
"""Between the codes of a pair; codes are identifiers and cannot hold it."""

EVERY, STANDARD, GOALPOST = "all", "standard", "goalpost"


@dataclass(frozen=True)
class Subject:
    """What a check looks at: an indicator, a pair, a dimension or a form of C."""

    code: str
    label_zh: str
    dimension: str = COMPOSITE


def _indicator(indicator: Indicator) -> Subject:
    return Subject(indicator.code, indicator.label_zh, indicator.dimension)


def _dimension(code: str) -> Subject:
    return Subject(code, label("dimension", code), code)


def _pair(one: Subject, other: Subject, dimension: str) -> Subject:
    return Subject(f"{one.code}{PAIR}{other.code}", f"{one.label_zh} × {other.label_zh}", dimension)


def _remark(code: str, **words: object) -> str:
    return texts("remark")[code].format(**words)


def _rounded(value: float) -> float:
    return round(float(value), DECIMALS) + 0.0  # no minus zero


@dataclass
class _Rows:
    """Collects the rows of the audit."""

    found: list[dict[str, object]] = field(default_factory=list)

    def add(
        self,
        check: str,
        subject: Subject,
        value: float,
        *,
        year: int | None = None,
        judged: float | None = None,
        verdict: str = "",
        remark: str = "",
    ) -> None:
        """Add one value; judged by itself, or by `judged`, or as `verdict` says.

        A value that is missing is not applicable, and a remark says why.
        """
        rule, shown = rules()[check], _rounded(value)
        if math.isnan(shown):
            verdict, remark = NOT_APPLICABLE, remark or _remark("undefined")
        self.found.append(
            {
                "check": check,
                "subject": subject.code,
                "subject_label": subject.label_zh,
                "dimension": subject.dimension,
                "year": year,
                "value": shown,
                "rule": rule.text,
                "verdict": verdict or rule.verdict(shown if judged is None else judged),
                "remark": remark,
            }
        )

    def frame(self) -> pd.DataFrame:
        """All rows; `year` is missing where all years are pooled."""
        frame = pd.DataFrame(self.found, columns=[*COLUMNS])
        return frame.astype({"year": "Int64", "value": "float64"})


def audit(
    study: Study,
    indicators: Sequence[Indicator],
    measures: Measures,
    scores: Scores,
    match: Match,
) -> pd.DataFrame:
    """Check the evaluation against the rules of a statistical audit.

    Parameters
    ----------
    indicators
        The scored ones, in the order of the last axis of `measures` and ``scores.normalised``.
    match
        The matching of ``scores.levels``.

    Returns
    -------
    DataFrame
        One row per check, subject and, where years are not pooled, year, in the order of the
        rules. ``verdict`` is pass, watch, fail, not_applicable (no value; ``remark`` says why) or
        shown (a value without a rule).

    Notes
    -----
    OECD/JRC, *Handbook on Constructing Composite Indicators*, 2008, steps 2 to 6; the limits and
    where each is from stand in ``audit_rules.csv``.
    """
    rows = _Rows()
    _on_coverage(rows, study, indicators, measures)
    _on_cells(rows, study, indicators, measures, scores)
    _on_shapes(rows, indicators, measures, scores)
    cells = _pooled(scores.normalised)
    levels = _pooled(scores.levels)
    for d, dimension in enumerate(DIMENSIONS):
        members = by_dimension(indicators, dimension)
        inside = [indicators[j] for j in members]
        _on_dimension(rows, _dimension(dimension), inside, cells[:, members], levels[:, d])
    three = [_dimension(code) for code in DIMENSIONS]
    for a, b, value in _pairs(levels):
        rows.add("correlation_between", _pair(three[a], three[b], COMPOSITE), value)
    _on_weights(rows, study, indicators, scores)
    _on_redundancy(rows, [_indicator(i) for i in indicators], cells)
    _on_matching(rows, study, match)
    frame = rows.frame()
    places = {check: place for place, check in enumerate(rules())}
    return frame.sort_values("check", key=lambda c: c.map(places), kind="stable", ignore_index=True)


def _pooled(values: Array) -> Array:
    """(Y, R, n) as (Y R, n)."""
    return values.reshape(-1, values.shape[-1])


def _pairs(columns: Array) -> Iterator[tuple[int, int, float]]:
    """Each two columns with their correlation, NaN where undefined."""
    matrix = coherence.correlations(columns)
    for a, b in combinations(range(columns.shape[1]), 2):
        yield a, b, float(matrix[a, b])


def _or_missing(compute: Callable[[], npt.ArrayLike], size: int) -> Array:
    """What is computed, as a vector; NaN where the model refuses because it is undefined."""
    try:
        return np.atleast_1d(np.asarray(compute(), dtype=float))
    except ValueError:
        return np.full(size, np.nan)


def _on_coverage(
    rows: _Rows, study: Study, indicators: Sequence[Indicator], measures: Measures
) -> None:
    """Number of regions; share of cells with figures, and of wanted indicators with any."""
    every = Subject(EVERY, study.settings.title)
    rows.add("sample", every, measures.values.shape[1])
    known = ~np.isnan(measures.values)
    position = {indicator.code: j for j, indicator in enumerate(indicators)}
    wanted = [i for i in study.indicators if i.dimension != CONTEXT]
    for indicator in wanted:
        j = position.get(indicator.code)
        if j is None:
            remark = _remark("not_scored")
            rows.add("coverage_indicator", _indicator(indicator), 0.0, remark=remark)
        else:
            rows.add("coverage_indicator", _indicator(indicator), known[..., j].mean())
    for dimension in DIMENSIONS:
        members = by_dimension(indicators, dimension)
        share = known[..., members].mean() if members else math.nan
        rows.add("coverage_dimension", _dimension(dimension), share)
        system = len(by_dimension(wanted, dimension))
        found = len(members) / system if system else math.nan
        rows.add("completeness", _dimension(dimension), found)


def _on_cells(
    rows: _Rows,
    study: Study,
    indicators: Sequence[Indicator],
    measures: Measures,
    scores: Scores,
) -> None:
    """Share of cells with an older figure, a filled one, or a score cut off at a goalpost."""
    years = np.array(study.settings.years)[:, None]
    for j, indicator in enumerate(indicators):
        tops, bottoms = measures.numerator_years[..., j], measures.denominator_years[..., j]
        known = tops != NO_YEAR
        older = _share(tops != years, known)
        other = _share((bottoms != tops) & (bottoms != NO_YEAR), known)
        remark = _remark("denominator", share=f"{other:.0%}") if other > 0 else ""
        rows.add("carried", _indicator(indicator), older, remark=remark)
        scored, filled = ~np.isnan(scores.normalised[..., j]), scores.imputed[..., j]
        rows.add("imputed", _indicator(indicator), _share(filled, scored))
        if study.settings.index.normalisation == GOALPOST:
            share, remark = _share(scores.clipped[..., j], scored & ~filled), ""
        else:
            share, remark = math.nan, _remark("no_goalposts")
        rows.add("clipped", _indicator(indicator), share, remark=remark)


def _share(cells: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> float:
    return float(cells[among].mean()) if among.any() else math.nan


def _on_shapes(
    rows: _Rows, indicators: Sequence[Indicator], measures: Measures, scores: Scores
) -> None:
    """Skewness and kurtosis of values and of scores; both must be beyond to fail."""
    skewed, peaked = rules()["skewness_scored"], rules()["kurtosis_scored"]

    def beyond(skewness: float, kurtosis: float) -> bool:
        return skewed.verdict(skewness) == FAIL and peaked.verdict(kurtosis) == FAIL

    for j, indicator in enumerate(indicators):
        subject = _indicator(indicator)
        raw = [_rounded(value) for value in shape(measures.values[..., j])]
        done = [_rounded(value) for value in shape(scores.normalised[..., j])]
        remark = _remark("raw_beyond") if beyond(*raw) else ""
        rows.add("skewness_raw", subject, raw[0], remark=remark)
        rows.add("kurtosis_raw", subject, raw[1])
        verdict = FAIL if beyond(*done) else PASS
        rows.add("skewness_scored", subject, done[0], verdict=verdict)
        rows.add("kurtosis_scored", subject, done[1], verdict=SHOWN)


def _on_dimension(
    rows: _Rows, subject: Subject, indicators: Sequence[Indicator], cells: Array, level: Array
) -> None:
    """Do the indicators of one dimension belong together?"""
    count = len(indicators)
    items = [_indicator(i) for i in indicators]
    if count < 2:
        for check in ("correlation_within", "item_dimension", "alpha", "first_component"):
            rows.add(check, subject, math.nan, remark=_remark("single", count=count))
        return
    for a, b, value in _pairs(cells):
        rows.add("correlation_within", _pair(items[a], items[b], subject.dimension), value)
    with_level = coherence.correlations(np.column_stack([cells, level]))[-1]
    for item, value in zip(items, with_level[:-1], strict=True):
        rows.add("item_dimension", item, value)
    rows.add("alpha", subject, _or_missing(lambda: coherence.cronbach_alpha(cells), 1)[0])
    shares = _or_missing(lambda: coherence.principal_shares(cells), count)
    rows.add("first_component", subject, shares[0])


def _on_weights(rows: _Rows, study: Study, indicators: Sequence[Indicator], scores: Scores) -> None:
    """What each indicator and each dimension really decides, beside its nominal weight."""
    settings = study.settings.index
    weights, cells = scores.weights[settings.weighting], _pooled(scores.normalised)
    levels = _pooled(scores.levels)
    for d, dimension in enumerate(DIMENSIONS):
        members = by_dimension(indicators, dimension)
        subjects, parts = [_indicator(indicators[j]) for j in members], cells[:, members]
        _on_importance(rows, "indicator", subjects, weights[members], parts, levels[:, d])
    three = [_dimension(code) for code in DIMENSIONS]
    nominal = settings.weights_of_dimensions()
    _on_importance(rows, "dimension", three, nominal, levels, scores.composite.ravel())


def _on_importance(
    rows: _Rows, kind: str, subjects: Sequence[Subject], nominal: Array, parts: Array, whole: Array
) -> None:
    """Effective importance beside the nominal weight; alone, a part is the whole."""
    count, check = len(subjects), f"importance_{kind}"
    found = _or_missing(lambda: coherence.importance(parts, whole).share, count)
    for subject, weight, share in zip(subjects, nominal, found, strict=True):
        rows.add(f"nominal_{kind}", subject, weight)
        # as published, so that a reader who divides the two finds the same verdict
        rounded = _rounded(weight)
        ratio = _rounded(share) / rounded if rounded > 0 else math.nan
        if count < 2:
            rows.add(check, subject, math.nan, remark=_remark("single", count=count))
        elif rounded > 0:
            remark = "" if math.isnan(ratio) else _remark("ratio", ratio=f"{ratio:.2f}")
            rows.add(check, subject, share, judged=ratio, remark=remark)
        else:
            rows.add(check, subject, share, verdict=NOT_APPLICABLE, remark=_remark("no_weight"))


def _on_redundancy(rows: _Rows, subjects: Sequence[Subject], cells: Array) -> None:
    """Pairs that nearly say the same; where there is none, the closest pair."""
    matrix = np.round(coherence.correlations(cells), DECIMALS)
    limit = rules()["redundancy"].watch_above
    found = coherence.redundant_pairs(matrix, limit)
    remark = "" if found else _remark("none_found")
    pairs = found or coherence.redundant_pairs(matrix, 0.0)[:1]
    for pair in pairs:
        one, other = subjects[pair.first], subjects[pair.second]
        dimension = one.dimension if one.dimension == other.dimension else COMPOSITE
        subject = _pair(one, other, dimension)
        rows.add("redundancy", subject, pair.correlation, remark=remark)
    if not pairs:
        rows.add("redundancy", Subject(EVERY, label("dimension", COMPOSITE)), math.nan)


def _on_matching(rows: _Rows, study: Study, match: Match) -> None:
    """Does D say more than T, and does C in its standard form tell regions apart?"""
    form = study.settings.matching.form
    used, standard = Subject(form, label("form", form)), Subject(STANDARD, label("form", STANDARD))
    for t, year in enumerate(study.settings.years):
        d, level = match.coordination[t], match.development[t]
        matrix = coherence.correlations(np.column_stack([d, level, np.sqrt(level)]))
        rows.add("d_with_t", used, matrix[0, 1], year=year)
        rows.add("d_with_sqrt_t", used, matrix[0, 2], year=year)
        c = match.coupling_by_form[STANDARD][t]
        c = c[~np.isnan(c)]
        rows.add("c_lowest", standard, c.min() if len(c) else math.nan, year=year)
        rows.add("c_highest", standard, c.max() if len(c) else math.nan, year=year)
