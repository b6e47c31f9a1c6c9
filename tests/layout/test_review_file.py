"""Reading a review file as Excel and people leave it."""

import pandas as pd

from geodata.errors import Problems
from layout import review_file
from layout.catalogue_review import merged, refreshed
from layout.guidance import OVERLAY, REGION
from layout.review_file import (
    BASE,
    EDITABLE,
    EVIDENCE,
    FILE_COLUMNS,
    NUMBERS,
    Review,
    places,
    read_review,
)
from tests.layout.review_rows import read, row, saved, table


def test_the_file_opens_in_excel_as_it_is(tmp_path):
    raw = saved(tmp_path, refreshed(table(row(reason="=1+1")), Review.empty())).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw
    assert b"'=1+1" in raw
    assert b"'-0.25" not in raw  # a number stays a number


def test_a_file_that_is_not_there_is_a_review_not_begun(tmp_path):
    review, problems = read(tmp_path / "none.csv")
    assert not review.found
    assert not problems


def test_what_excel_makes_of_dates_and_numbers_is_no_edit(tmp_path):
    rows = refreshed(table(row(priority=2, target_value=0.5)), Review.empty())
    for column, text in {
        "review_date": "2027/9/30",
        "target_value": "0.50",
        "priority": "2.0",
    }.items():
        rows[column] = text  # and the base as the engine wrote it
    review, problems = read(saved(tmp_path, rows, "gb18030"))
    assert not problems
    assert merged(table(row(priority=2, target_value=0.5)), review).edits.empty


def test_own_columns_of_the_department_come_through(tmp_path):
    generated = table(row())
    rows = refreshed(generated, Review.empty()).assign(处室意见="同意")
    review, problems = read(saved(tmp_path, rows))
    assert not problems
    assert refreshed(generated, review)["处室意见"].to_list() == ["同意"]


def test_deleted_columns_are_no_edits(tmp_path):
    generated = table(row())
    rows = refreshed(generated, Review.empty()).drop(columns=["path", "state", "comment"])
    review, problems = read(saved(tmp_path, rows))
    assert not problems
    assert merged(generated, review).edits.empty


def test_all_faults_of_the_editing_are_told_at_once(tmp_path):
    generated = table(row(), row("320500-R01-2024"), row("320500-R02-2024"), row("320500-R03-2024"))
    rows = refreshed(generated, Review.empty())
    rows.loc[0, ["direction", "lead_department", "state"]] = ["引进", "工商局", "通过"]
    rows.loc[1, ["priority", "target_value", "review_date"]] = ["高", "约0.4", "明年"]
    rows.loc[2, ["catalog_id", "region_code"]] = ["H-1", "110000"]
    rows.loc[3, "catalog_id"] = "320500-R01-2023"
    rows.loc[3, "participating_departments"] = "财政厅;工商局"
    _, problems = read(saved(tmp_path, rows))
    assert [(p.code, p.row, p.column) for p in problems] == [
        ("code_repeated", 5, "catalog_id"),
        ("value_not_allowed", 2, "state"),
        ("value_not_allowed", 2, "direction"),
        ("value_not_allowed", 2, "lead_department"),
        ("priority_invalid", 3, "priority"),
        ("number_invalid", 3, "target_value"),
        ("review_date_invalid", 3, "review_date"),
        ("region_not_in_study", 4, "region_code"),
        ("value_not_allowed", 5, "participating_departments"),
    ]


def test_a_row_added_by_hand_is_named_by_its_region(tmp_path):
    rows = refreshed(table(row()), Review.empty())
    rows.loc[0, ["catalog_id", "region_code", "region_name", "layer"]] = ["H-1", "SN", "", ""]
    review, problems = read(saved(tmp_path, rows))
    assert not problems
    assert review.rows[["region_name", "layer"]].to_numpy().tolist() == [["苏南", OVERLAY]]


def test_layers_are_those_of_the_catalogue():
    assert (review_file.REGION, review_file.OVERLAY) == (REGION, OVERLAY)


def test_places_are_regions_and_overlays(jiangsu):
    found = places(jiangsu.evidence)
    assert found["320100"] == ("南京市", REGION)
    assert {layer for _, layer in found.values()} == {REGION, OVERLAY}


def test_the_bundled_catalogues_merge_with_their_first_review_unchanged(china, tmp_path):
    given = china.catalogue.drop(columns=["review_state", "review_label"], errors="ignore")
    rows = refreshed(given, Review.empty())
    problems = Problems()
    names = [d.label_zh for d in china.study.departments.values()]
    review = read_review(saved(tmp_path, rows), problems, names, places(china.evidence))
    assert not problems
    result = merged(given, review)
    assert result.edits.empty
    pd.testing.assert_frame_equal(result.catalogue[[*given.columns]], given)


def test_the_file_holds_every_editable_cell_with_its_base():
    assert {*EDITABLE, *(BASE + c for c in (*EDITABLE, *EVIDENCE))} <= set(FILE_COLUMNS)
    assert set(NUMBERS) <= {*EDITABLE, *EVIDENCE}


def test_the_industry_of_a_withdrawn_row_keeps_the_zero_that_excel_takes(tmp_path):
    rows = refreshed(table(row("320100-I01-06-2024", industry_code="06")), Review.empty())
    rows.loc[0, ["industry_code", "reason"]] = ["6", "人工"]
    review, _ = read(saved(tmp_path, rows))
    assert merged(table(row()), review).catalogue.industry_code.to_list() == ["", "06"]


def test_characters_that_gbk_lacks_are_no_edit(tmp_path):
    """Excel writes a question mark for them, in the cell and in its base."""
    generated = table(row(reason="面积 5 km²"))
    rows = refreshed(generated, Review.empty())
    mangled = rows.apply(lambda column: column.str.replace("²", "?"))
    review, _ = read(saved(tmp_path, mangled, "gb18030"))
    result = merged(generated, review)
    assert result.catalogue.reason.to_list() == ["面积 5 km²"]
    assert result.edits.empty
