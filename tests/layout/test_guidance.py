import re

import numpy as np
import pandas as pd
import pytest

from layout import metrics
from layout.guidance import COLUMNS, confidence
from layout.settings import Catalogue

TASK = Catalogue(
    version="1", valid_from="2026-01-01", valid_to="2026-12-31", review_date="2026-11-30"
)


@pytest.fixture(params=["china", "jiangsu"])
def one(request):
    return request.getfixturevalue(request.param)


def test_columns_are_those_of_the_catalogue_form(one):
    assert one.catalogue.columns.to_list() == [*COLUMNS]
    assert one.catalogue.catalog_id.is_unique


def test_every_row_follows_from_the_published_tables(one):
    """Each piece of evidence is the number that stands in the tables for that region and year."""
    year = one.study.settings.years[-1]
    matching = pd.concat([one.matching, one.overlays.matching])
    indicators = pd.concat([one.indicators, one.overlays.indicators])
    match = matching[matching.year == year].set_index("region_code")
    values = indicators[indicators.year == year].pivot_table(
        index="region_code", columns="indicator", values="value"
    )
    known = match.join(values)
    checked = 0
    for row in one.catalogue.itertuples():
        for name, value in re.findall(r"(\w+)=([^@]+)@\d{4}", row.evidence_indicators):
            if name in known.columns:
                assert float(value) == pytest.approx(known.loc[row.region_code, name], rel=1e-3)
                checked += 1
    assert checked >= len(one.catalogue)


def test_a_rule_gives_a_row_exactly_where_its_condition_holds(one):
    year = one.study.settings.years[-1]
    match = one.matching[one.matching.year == year]
    both = match[(match.lag_type == "创新滞后") & (match.lag_type_relative == "创新滞后")]
    written = one.catalogue[(one.catalogue.rule_id == "R03") & (one.catalogue.layer == "region")]
    assert set(written.region_code) == set(both.region_code)


def test_no_region_is_called_in_step_against_its_published_lag_type(one):
    year = one.study.settings.years[-1]
    matching = pd.concat([one.matching, one.overlays.matching])
    lag = matching[matching.year == year].set_index("region_code").lag_type
    called = one.catalogue[one.catalogue.reason.str.contains("同步")]
    assert len(called)
    assert set(lag[called.region_code]) == {"同步"}


def test_departments_carry_their_names_of_today(one):
    names = {department.label_zh for department in one.study.departments.values()}
    assert set(one.catalogue.lead_department) <= names
    assert {
        p for cell in one.catalogue.participating_departments for p in cell.split("；")
    } <= names


def test_sources_are_other_regions_that_have_more(one):
    for row in one.catalogue[one.catalogue.candidate_sources != ""].itertuples():
        sources = re.findall(r"([^；（]+)（", row.candidate_sources)
        assert row.region_name not in sources
        assert 1 <= len(sources) <= 3


def test_thin_data_make_little_confidence(china, jiangsu):
    assert set(jiangsu.catalogue.confidence) == {"低"}  # IP has 1 of 6 indicators
    assert set(china.catalogue.confidence) == {"中"}  # IP lacks trademarks and copyrights


@pytest.mark.parametrize(
    ("age", "completeness", "word"),
    [(1, 1.0, "高"), (2, 1.0, "中"), (1, 0.7, "中"), (4, 1.0, "低"), (0, 0.5, "低")],
)
def test_confidence_needs_fresh_and_complete_data(age, completeness, word):
    assert confidence(age, completeness, TASK) == word


def test_rules_that_lack_their_figures_are_undecided_not_false(jiangsu):
    notes = jiangsu.notes[jiangsu.notes.message_code == "rule_undecided"]
    assert notes.detail.str.contains("R12").any()
    assert not (jiangsu.catalogue.rule_id == "R12").any()


def test_every_region_has_a_type(one):
    assert (one.zones.zone_type != "").all()


def test_every_metric_that_rules_may_name_is_computed(one):
    named = metrics.names(one.study.indicators)
    used = {name for rule in one.study.rules for name in rule.condition.names}
    assert used <= set(named)


def test_gap_is_the_distance_to_the_median_of_all_regions(china):
    year = china.study.settings.years[-1]
    match = china.matching[china.matching.year == year].set_index("region_code")
    rows = china.catalogue[china.catalogue.gap_metric == "u_innovation"]
    median = match.u_innovation.median()
    for row in rows.itertuples():
        assert row.target_value == pytest.approx(median, abs=1e-4)
        expected = match.u_innovation[row.region_code] - median
        assert row.gap_value == pytest.approx(expected, abs=1e-4)


def test_reasons_quote_numbers_and_leave_no_braces(one):
    assert not one.catalogue.reason.str.contains(r"[{}]").any()
    assert np.isfinite(one.catalogue.gap_value).all()
