"""The merge of hand edits: what nobody touched follows the engine, what is by hand is never lost."""

import pandas as pd
import pytest

from layout.catalogue_review import as_generated, merged, refreshed
from layout.guidance import REGION
from layout.review_file import BASE, Review
from tests.layout.review_rows import again, edited, row, table


def first(result):
    return result.catalogue.iloc[0]


def reasons(result):
    return [(r.reason, r.column) for r in result.edits.itertuples()]


def test_without_a_review_everything_is_generated_and_draft():
    generated = table(row(), row("320500-R01-2024"))
    result = merged(generated, Review.empty())
    pd.testing.assert_frame_equal(result.catalogue[[*generated.columns]], generated)
    assert result.catalogue.columns.to_list()[-2:] == ["review_state", "review_label"]
    assert set(result.catalogue.review_label) == {"草稿"}
    assert [code for code, _ in result.notes] == ["review_none"]


def test_a_cell_that_nobody_touched_takes_the_new_value():
    review = edited(table(row()))
    result = merged(table(row(policy_tool="专利池", gap_value=-0.3)), review)
    assert first(result).policy_tool == "专利池"
    assert first(result).review_state == "draft"
    assert result.edits.empty


def test_a_cell_by_hand_keeps_its_value():
    review = edited(table(row()), policy_tool="高校专利开放许可", priority="2")
    result = merged(table(row()), review)
    assert first(result).policy_tool == "高校专利开放许可"
    assert first(result).priority == 2
    assert result.catalogue.priority.dtype == table(row()).priority.dtype
    assert reasons(result) == [("kept", "policy_tool"), ("kept", "priority")]
    assert first(result).review_state == "draft"


def test_a_cell_cleared_by_hand_stays_clear():
    result = merged(table(row()), edited(table(row()), candidate_sources="", target_value=""))
    assert first(result).candidate_sources == ""
    assert pd.isna(first(result).target_value)


def test_where_both_changed_the_hand_wins_and_all_three_values_are_told():
    review = edited(table(row()), policy_tool="人工", state="已审")
    result = merged(table(row(policy_tool="新")), review)
    assert first(result).policy_tool == "人工"
    assert first(result).review_label == "需复核"
    clash = result.edits[result.edits.reason == "both_changed"].iloc[0]
    assert (clash.before, clash.generated, clash.hand) == ("专利导航", "新", "人工")
    assert [code for code, _ in result.notes] == ["review_merged", "review_recheck"]


def test_a_reviewed_row_whose_evidence_changed_is_to_be_checked_again():
    review = edited(table(row()), state="发布")
    result = merged(table(row(gap_value=-0.3)), review)
    assert first(result).review_state == "recheck"
    assert reasons(result) == [("evidence_changed", "gap_value")]
    assert merged(table(row()), review).catalogue.review_state[0] == "published"


def test_a_reviewed_row_whose_content_changed_is_to_be_checked_again():
    """A reviewer has read the direction; a new one has not been reviewed. Dates are routine."""
    review = edited(table(row()), state="已审")
    result = merged(table(row(direction="重点培育")), review)
    assert reasons(result) == [("content_changed", "direction")]
    assert first(result).direction == "重点培育"
    calm = merged(table(row(review_date="2028-09-30")), review)
    assert first(calm).review_state == "reviewed"
    assert first(calm).review_date == "2028-09-30"


def test_a_row_of_the_new_year_inherits_edits_and_is_to_be_checked_again():
    review = edited(table(row()), reason="人工写的理由")
    result = merged(table(row("320100-R01-2025")), review)
    assert first(result).catalog_id == "320100-R01-2025"
    assert first(result).reason == "人工写的理由"
    assert first(result).review_state == "recheck"
    untouched = merged(table(row("320100-R01-2025")), edited(table(row())))
    assert first(untouched).review_state == "draft"


@pytest.mark.parametrize(
    "cells", [{"reason": "人工"}, {"state": "已审"}, {"comment": "请保留"}, {"备注": "x"}]
)
def test_a_row_that_rules_no_longer_give_is_kept_if_anybody_worked_on_it(cells):
    generated = table(row(), row("320500-R01-2024"))
    result = merged(generated.iloc[1:], edited(generated, **cells))
    assert result.catalogue.catalog_id.to_list() == ["320500-R01-2024", "320100-R01-2024"]
    assert result.catalogue.review_label.to_list() == ["草稿", "规则不再产生，待确认"]
    kept = result.catalogue.iloc[1]
    assert (kept.region_name, kept.gap_value, kept.priority) == ("南京市", -0.25, 1)
    assert pd.isna(kept["rank"])  # the file does not hold it


def test_a_draft_that_nobody_touched_goes_with_its_rule():
    generated = table(row(), row("320500-R01-2024"))
    result = merged(generated.iloc[1:], edited(generated))
    assert result.catalogue.catalog_id.to_list() == ["320500-R01-2024"]


def test_a_withdrawn_row_that_comes_back_is_to_be_checked_again():
    generated = table(row())
    review = edited(generated, reason="人工")
    gone = again(refreshed(generated.iloc[:0], review))
    assert gone.rows.state.to_list() == ["withdrawn"]
    result = merged(generated, gone)
    assert first(result).review_state == "recheck"
    assert first(result).reason == "人工"
    assert ("reappeared", "") in reasons(result)


def test_rows_added_by_hand_are_kept_as_they_are():
    generated = table(row(), row("320500-R01-2024"))
    review = edited(generated, catalog_id="H-1", direction="转移承接", region_name="南京市")
    result = merged(generated, review)
    assert result.catalogue.catalog_id.to_list()[-1] == "H-1"
    added = result.catalogue.iloc[-1]
    assert (added.direction, added.version, added.layer) == ("转移承接", "2026.1", REGION)
    assert added.review_state == "draft"
    assert len(result.catalogue) == 3  # the generated one is there again


def test_what_was_to_be_checked_stays_so_until_somebody_says_that_it_is():
    generated, new = table(row()), table(row(policy_tool="新"))
    review = edited(generated, policy_tool="人工", state="已审")
    file = refreshed(new, review)
    assert file.state[0] == "需复核"
    assert "专利导航 → 新" in file.recheck[0]
    assert first(merged(new, again(file))).review_state == "recheck"
    assert refreshed(new, again(file)).recheck[0] == file.recheck[0]
    settled = again(file, state="已审")
    assert first(merged(new, settled)).review_state == "reviewed"
    assert refreshed(new, settled).recheck[0] == ""
    assert first(merged(new, settled)).policy_tool == "人工"


def test_an_edit_that_the_engine_once_agreed_with_is_still_an_edit():
    generated = table(row())
    review = edited(generated, policy_tool="人工")
    review = again(refreshed(table(row(policy_tool="人工")), review))
    result = merged(table(row(policy_tool="第三个")), review)
    assert first(result).policy_tool == "人工"


def test_without_the_base_nothing_by_hand_is_lost_and_reviewed_rows_are_checked_again():
    """Somebody has deleted the columns at the far right."""
    review = edited(table(row()), policy_tool="人工", state="已审")
    blank = {column: "" for column in review.rows.columns if column.startswith(BASE)}
    result = merged(table(row()), Review(review.rows.assign(**blank)))
    assert first(result).policy_tool == "人工"
    assert reasons(result) == [("kept", "policy_tool"), ("base_missing", "")]


def test_a_published_catalogue_gives_back_what_was_generated():
    generated = table(row(), row("320500-R01-2024"), row("SN-R01-2024")).astype(str)
    review = edited(generated, policy_tool="人工", priority="2", state="已审")
    review = Review(pd.concat([review.rows, review.rows.iloc[:1].assign(catalog_id="H-1")]))
    result = merged(generated, review)
    assert len(result.catalogue) == 4
    pd.testing.assert_frame_equal(as_generated(result.catalogue, result.edits), generated)


def test_a_review_that_is_not_where_the_study_says_is_told():
    result = merged(table(row()), Review.empty("review.csv"))
    assert [(code, values) for code, values in result.notes] == [
        ("review_missing", {"file": "review.csv"})
    ]
