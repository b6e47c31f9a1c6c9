"""The audit, recomputed from the published tables with pandas, as an auditor would."""

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest

from layout.audit import COLUMNS, PAIR, audit
from layout.audit_rules import rules, sections, verdicts
from layout.audit_verdict import NAMED, verdict
from layout.evaluation import core
from layout.indicators import CONTEXT, DIMENSIONS
from layout.labels import label
from layout.notes import Notes
from layout.study import measures
from models import coupling, treat

STUDIES = ["china", "jiangsu"]
NEAR = {"rtol": 0, "atol": 2e-5}  # published scores are rounded to six decimals


def parts(evaluation):
    """What `audit` is given, made as the evaluation makes it."""
    study, evidence = evaluation.study, evaluation.evidence
    base = core(study, evidence, measures(study, evidence), Notes())
    return study, base.indicators, base.values, base.scores, base.match


@pytest.fixture(scope="module")
def audits(published):
    return {name: one.audit for name, one in published.items()}


@pytest.fixture(scope="module")
def published(china, jiangsu):
    return {"china": china, "jiangsu": jiangsu}


@pytest.fixture(scope="module")
def given(published):
    return {name: parts(one) for name, one in published.items()}


def of(frame, check):
    return frame[frame.check == check].set_index("subject")


def wide(table, values, columns="indicator"):
    return table.pivot(index=["region_code", "year"], columns=columns, values=values)


def indicator_scores(evaluation):
    weights = evaluation.weights.set_index("indicator")
    return wide(evaluation.indicators, "score")[weights.index], weights.dimension


def levels(evaluation):
    return wide(evaluation.scores, "score", "dimension")


def members(evaluation):
    """Scores of each dimension that has two indicators or more."""
    cells, dimension = indicator_scores(evaluation)
    own = {d: cells[dimension[dimension == d].index] for d in DIMENSIONS}
    return {d: table for d, table in own.items() if table.shape[1] > 1}


def compare(found, expected):
    assert sorted(found.index) == sorted(expected)
    np.testing.assert_allclose(found.loc[list(expected)], list(expected.values()), **NEAR)


# --- the numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_coverage_counts_cells_and_indicators_with_figures(name, audits, published):
    table, audited = published[name].indicators, audits[name]
    wanted = table[table.dimension != CONTEXT].assign(known=lambda t: t.value.notna())
    shares = wanted.groupby("indicator").known.mean()
    compare(of(audited, "coverage_indicator").value, dict(shares))
    found = shares[shares > 0].index
    dimension = wanted.drop_duplicates("indicator").set_index("indicator").dimension
    covered = wanted[wanted.indicator.isin(found)].groupby("dimension").known.mean()
    compare(of(audited, "coverage_dimension").value, dict(covered))
    complete = {d: (shares[dimension == d] > 0).mean() for d in DIMENSIONS}
    compare(of(audited, "completeness").value, complete)


@pytest.mark.parametrize("name", STUDIES)
def test_carried_and_clipped_shares_are_of_the_cells_with_figures(name, audits, published):
    table = published[name].indicators
    known = table[table.score.notna()]
    older = (known.figure_year != known.year).groupby(known.indicator).mean()
    compare(of(audits[name], "carried").value, dict(older.astype(float)))
    clipped = known.clipped.astype(float).groupby(known.indicator).mean()
    compare(of(audits[name], "clipped").value, dict(clipped))


@pytest.mark.parametrize("name", STUDIES)
def test_skewness_and_kurtosis_are_those_of_pandas(name, audits, published):
    cells, _ = indicator_scores(published[name])
    raw = wide(published[name].indicators, "value")[cells.columns]
    for check, expected in {
        "skewness_raw": raw.skew(),
        "kurtosis_raw": raw.kurt(),
        "skewness_scored": cells.skew(),
        "kurtosis_scored": cells.kurt(),
    }.items():
        found = of(audits[name], check).value
        np.testing.assert_allclose(found, expected[found.index], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", STUDIES)
def test_correlations_within_dimensions_are_those_of_pandas(name, audits, published):
    found = of(audits[name], "correlation_within").value.dropna()
    expected = {}
    for cells in members(published[name]).values():
        matrix = cells.corr()
        for a, b in itertools.combinations(cells.columns, 2):
            expected[f"{a}{PAIR}{b}"] = matrix.loc[a, b]
    compare(found, expected)


@pytest.mark.parametrize("name", STUDIES)
def test_correlations_with_and_between_dimensions_are_those_of_pandas(name, audits, published):
    level = levels(published[name])
    items = {}
    for dimension, cells in members(published[name]).items():
        items |= dict(cells.corrwith(level[dimension]))
    compare(of(audits[name], "item_dimension").value.dropna(), items)
    matrix = level.corr()
    between = {f"{a}{PAIR}{b}": matrix.loc[a, b] for a, b in itertools.combinations(DIMENSIONS, 2)}
    compare(of(audits[name], "correlation_between").value, between)


@pytest.mark.parametrize("name", STUDIES)
def test_alpha_and_first_component_follow_from_the_published_scores(name, audits, published):
    alpha, first = {}, {}
    for dimension, cells in members(published[name]).items():
        k, covariances = cells.shape[1], cells.cov().to_numpy()
        alpha[dimension] = k / (k - 1) * (1 - np.trace(covariances) / covariances.sum())
        first[dimension] = np.linalg.eigvalsh(cells.corr())[-1] / k
    compare(of(audits[name], "alpha").value.dropna(), alpha)
    compare(of(audits[name], "first_component").value.dropna(), first)


@pytest.mark.parametrize("name", STUDIES)
def test_importance_is_the_share_of_squared_correlations(name, audits, published):
    level = levels(published[name])
    expected = {}
    for dimension, cells in members(published[name]).items():
        squares = cells.corrwith(level[dimension]) ** 2
        expected |= dict(squares / squares.sum())
    compare(of(audits[name], "importance_indicator").value.dropna(), expected)
    squares = level[[*DIMENSIONS]].corrwith(level.composite) ** 2
    compare(of(audits[name], "importance_dimension").value, dict(squares / squares.sum()))
    weights = published[name].weights.set_index("indicator").weight
    compare(of(audits[name], "nominal_indicator").value, dict(weights))


@pytest.mark.parametrize("name", STUDIES)
def test_redundant_pairs_are_all_those_beyond_the_limit(name, audits, published):
    cells, _ = indicator_scores(published[name])
    matrix = cells.corr()
    pairs = itertools.combinations(cells.columns, 2)
    expected = {f"{a}{PAIR}{b}": matrix.loc[a, b] for a, b in pairs if abs(matrix.loc[a, b]) > 0.92}
    compare(of(audits[name], "redundancy").value, expected)


@pytest.mark.parametrize("name", STUDIES)
def test_matching_is_checked_year_by_year(name, audits, published):
    audited, years = audits[name], published[name].study.settings.years
    for year, table in published[name].matching.groupby("year"):
        d, t, c = table.coordination, table.development, table.coupling_standard
        found = audited[audited.year == year].set_index("check").value
        expected = [d.corr(t), d.corr(np.sqrt(t)), c.min(), c.max()]
        checks = ["d_with_t", "d_with_sqrt_t", "c_lowest", "c_highest"]
        np.testing.assert_allclose(found[checks], expected, **NEAR)
    assert of(audited, "d_with_t").year.to_list() == years


# --- the verdicts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checks", "cases"),
    [
        ("sample", "30 pass, 29 watch"),
        (
            "coverage_indicator coverage_dimension completeness",
            "0.9 pass, 0.899999 watch, 0.6 watch, 0.599999 fail",
        ),
        ("carried imputed", "0.05 pass, 0.050001 watch, 0.4 watch, 0.400001 fail"),
        ("clipped", "0.05 pass, 0.050001 watch, 1 watch"),
        ("correlation_within", "1 pass, 0 pass, -0.000001 watch, -0.3 watch, -0.300001 fail"),
        ("correlation_between", "0.92 pass, 0.920001 watch, 0 pass, -0.3 watch, -0.300001 fail"),
        ("item_dimension", "0.92 pass, 0.920001 watch, 0.3 pass, 0.299999 watch"),
        ("item_dimension", "0 watch, -0.000001 fail"),
        ("alpha", "0.7 pass, 0.699999 watch, 0.6 watch, 0.599999 fail"),
        ("first_component", "0.6 pass, 0.599999 watch, 0 watch"),
        (
            "importance_indicator importance_dimension",
            "0.5 pass, 0.499999 watch, 2 pass, 2.000001 watch",
        ),
        ("redundancy", "0.92 pass, 0.920001 watch, -0.92 pass, -0.920001 watch"),
        ("d_with_t d_with_sqrt_t", "0.92 pass, 0.920001 watch, -1 pass"),
        ("c_lowest", "0.8 pass, 0.800001 watch"),
        ("c_highest nominal_indicator nominal_dimension skewness_raw kurtosis_raw", "9 shown"),
    ],
)
def test_a_limit_itself_is_on_its_better_side(checks, cases):
    for check in checks.split():
        for case in cases.split(", "):
            value, expected = case.split()
            assert (case, rules()[check].verdict(float(value))) == (case, expected)


def test_skewness_limits_are_those_of_the_treatment():
    skewness, kurtosis = rules()["skewness_scored"], rules()["kurtosis_scored"]
    assert (-skewness.fail_below, skewness.fail_above) == (treat.SKEWNESS_LIMIT,) * 2
    assert kurtosis.fail_above == treat.KURTOSIS_LIMIT
    assert f"{treat.KURTOSIS_LIMIT:g}" in skewness.text
    assert f"{treat.SKEWNESS_LIMIT:g}" in kurtosis.text


def test_the_random_levels_that_two_rules_refer_to():
    levels = 0.01 + 0.99 * np.random.default_rng(1).random((200_000, 3))
    c, t = coupling.coupling(levels, "standard"), levels.mean(axis=1)
    told = f"{np.corrcoef(np.sqrt(c * t), np.sqrt(t))[0, 1]:.2f}", f"{(c > 0.8).mean():.0%}"
    for figure, check in zip(told, ("d_with_sqrt_t", "c_lowest"), strict=True):
        assert figure in rules()[check].source


@pytest.mark.parametrize("name", STUDIES)
def test_raw_values_beyond_the_rule_are_remarked(name, audits, given):
    _, kept, values, _, _ = given[name]
    needs = treat.needs_treatment(values.values)
    remarks = of(audits[name], "skewness_raw").remark
    assert (remarks != "").tolist() == needs.tolist()
    assert list(remarks.index) == [i.code for i in kept]


def changed(given, name, **arrays):
    study, kept, values, scores, match = given[name]
    return audit(study, kept, values, dataclasses.replace(scores, **arrays), match)


def test_scores_fail_only_where_both_skewed_and_peaked(given):
    normalised = given["jiangsu"][3].normalised.copy()
    normalised[0, :, 0] = [1.0] + [0.01] * 12  # one region has it all: skew 3.6, kurtosis 13
    normalised[0, :, 1] = [1.0, 1.0] + [0.01] * 11  # two have: skew 2.2, kurtosis 3.1
    found = of(changed(given, "jiangsu", normalised=normalised), "skewness_scored")
    assert (found.value.iloc[:2] > treat.SKEWNESS_LIMIT).all()
    assert found.verdict.iloc[:2].to_list() == ["fail", "pass"]


@pytest.mark.parametrize("name", STUDIES)
def test_importance_is_judged_by_its_ratio_to_the_nominal_weight(name, audits):
    for kind in ("indicator", "dimension"):
        nominal = of(audits[name], f"nominal_{kind}").value
        found = of(audits[name], f"importance_{kind}").dropna(subset="value")
        ratio = found.value / nominal[found.index]
        expected = np.where((ratio < 0.5) | (ratio > 2), "watch", "pass")
        assert found.verdict.to_list() == expected.tolist()


def test_an_indicator_without_weight_is_not_compared(given):
    weights = {name: w.copy() for name, w in given["china"][3].weights.items()}
    weights["equal"][2] = 0.0
    row = of(changed(given, "china", weights=weights), "importance_indicator").iloc[2]
    assert row.verdict == "not_applicable"
    assert row.value > 0
    assert row.remark


def test_imputed_share_is_of_the_scored_cells_and_clipped_of_the_others(given):
    clipped = given["china"][3].clipped
    imputed = ~clipped & (
        np.arange(clipped.shape[-1]) == 5
    )  # contracts sold: some cells are clipped
    imputed[:6, :, 1] = True
    frame = changed(given, "china", imputed=imputed)
    found = of(frame, "imputed")
    assert found.value.iloc[:2].to_list() == [0.0, 0.6]
    assert found.verdict.iloc[:2].to_list() == ["pass", "fail"]
    assert of(frame, "clipped").value.iloc[5] == 1


# --- what cannot be checked -------------------------------------------------------------------


def test_one_indicator_alone_has_no_coherence(audits):
    thin = audits["jiangsu"][audits["jiangsu"].dimension == "ip"]
    undefined, own = thin[thin.verdict == "not_applicable"], ["alpha", "first_component"]
    checks = ["correlation_within", "item_dimension", *own, "importance_indicator"]
    assert undefined.check.to_list() == checks
    assert undefined.value.isna().all()
    assert undefined.remark.str.contains("1 项").all()
    assert of(thin, "nominal_indicator").value.to_list() == [1.0]


def test_an_indicator_that_does_not_vary_is_not_applicable(given):
    normalised = given["china"][3].normalised.copy()
    normalised[..., 0] = 0.5
    found = changed(given, "china", normalised=normalised)
    code = given["china"][1][0].code
    touched = found[found.subject.map(lambda s: code in s.split(PAIR))].set_index("check")
    for check in ("skewness_scored", "correlation_within", "item_dimension"):
        assert set(touched.loc[[check]].verdict) == {"not_applicable"}
    assert of(found, "first_component").verdict["ip"] == "not_applicable"
    assert (found[found.value.isna()].remark != "").all()


def test_a_year_without_any_match_is_not_applicable(given):
    study, kept, values, scores, match = given["china"]
    empty = np.full_like(match.coordination, np.nan)
    empty[1:] = match.coordination[1:]
    standard = {"standard": np.where(np.isnan(empty), np.nan, match.coupling_by_form["standard"])}
    blank = dataclasses.replace(match, coordination=empty, coupling_by_form=standard)
    found = audit(study, kept, values, scores, blank)
    first = found[found.year == study.settings.years[0]]
    assert set(first.verdict) == {"not_applicable"}
    assert len(first) == 4


def test_no_redundant_pair_shows_the_closest_one(given):
    rng = np.random.default_rng(1)
    normalised = rng.random(given["china"][3].normalised.shape)
    found = of(changed(given, "china", normalised=normalised), "redundancy")
    assert found.verdict.to_list() == ["pass"]
    assert found.remark.item()


def test_without_goalposts_nothing_is_cut_off(given):
    study, *rest = given["china"]
    other = study.settings.index.model_copy(update={"normalisation": "minmax"})
    settings = study.settings.model_copy(update={"index": other})
    found = of(audit(dataclasses.replace(study, settings=settings), *rest), "clipped")
    assert set(found.verdict) == {"not_applicable"}
    assert found.remark.str.contains("目标值").all()


@pytest.mark.parametrize("name", STUDIES)
def test_nothing_is_missing_without_a_remark(name, audits):
    missing = audits[name][audits[name].value.isna()]
    assert (missing.verdict == "not_applicable").all()
    assert (missing.remark != "").all()


# --- the table, the paragraph -----------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_every_check_of_the_table_is_made_in_its_order(name, audits):
    frame = audits[name]
    assert list(frame.columns) == [*COLUMNS]
    assert list(dict.fromkeys(frame.check)) == list(rules())
    assert set(frame.verdict) <= set(verdicts())
    assert not frame.duplicated(["check", "subject", "year"]).any()
    assert (frame.value.round(6) == frame.value)[frame.value.notna()].all()


@pytest.mark.parametrize("name", STUDIES)
def test_audit_repeats_itself_and_changes_nothing(name, given, audits):
    before = given[name][3].normalised.copy()
    pd.testing.assert_frame_equal(audit(*given[name]), audits[name])
    np.testing.assert_array_equal(given[name][3].normalised, before)


def test_every_rule_that_judges_names_its_source():
    assert [rule.code for rule in rules().values() if rule.judges and not rule.source] == []
    assert {rule.section for rule in rules().values()} == set(sections())
    assert not any("{" in rule.text + rule.source for rule in rules().values())


@pytest.mark.parametrize("name", STUDIES)
def test_verdict_counts_and_names_what_failed(name, audits):
    text, frame = verdict(audits[name]), audits[name]
    counts = frame.verdict.value_counts()
    for code in ("pass", "watch", "fail"):
        assert f"{verdicts()[code][0]} {counts[code]} 项" in text
    for check, rows in frame[frame.verdict == "fail"].groupby("check"):
        worst = rows.loc[rows.value.map(rules()[check].excess).idxmax()]
        assert f"{rules()[check].label_zh} {len(rows)} 项" in text
        assert f"{worst.subject_label} {worst.value:{rules()[check].format}}" in text
        named = [s for s in rows.subject_label if f"{s} " in text]
        assert len(named) >= min(NAMED, len(rows))


def test_verdict_of_a_thin_dimension_says_what_could_not_be_checked(audits):
    text = verdict(audits["jiangsu"])
    assert f"{label('dimension', 'ip')}（{rules()['correlation_within'].label_zh}" in text


def test_verdict_without_a_failure_says_so(audits):
    fine = audits["china"][audits["china"].verdict == "pass"]
    assert "没有不通过的项" in verdict(fine)
