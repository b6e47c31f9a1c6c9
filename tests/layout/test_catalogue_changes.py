"""Two editions of the catalogue are compared row by row, whatever year or program wrote them."""

import pandas as pd
import pytest

from layout.catalogue_changes import changes
from reports.catalogue_changes import changes_text, write_changes


def row(catalog_id, **values):
    region, rule, *_ = catalog_id.split("-")
    plain = {
        "catalog_id": catalog_id,
        "version": "2026.1",
        "region_code": region,
        "region_name": {"320100": "南京市", "320500": "苏州市"}[region],
        "industry_code": "",
        "rule_id": rule,
        "direction": "引进补强",
        "path": "许可；转让",
        "lead_department": "知识产权局",
        "priority": "1",
        "gap_value": "-0.25",
        "review_date": "2027-09-30",
    }
    return plain | values


def table(*rows):
    return pd.DataFrame(list(rows), dtype="str")


def fields(found):
    return [(r.change, r.catalog_id, r.column, r.old, r.new) for r in found.rows.itertuples()]


def test_the_same_catalogue_has_no_changes():
    a = table(row("320100-R01-2024"), row("320500-R01-2024"))
    found = changes(a, a)
    assert found.rows.empty
    assert found.edition.empty
    assert found.same == 2
    assert "2 条逐格相同" in changes_text(found, "甲", "乙")


def test_rows_added_removed_and_changed_are_told_field_by_field():
    a = table(row("320100-R01-2024"), row("320100-R02-2024"))
    b = table(row("320500-R09-2024"), row("320100-R01-2024", priority="2", direction="重点培育"))
    assert fields(changes(a, b)) == [
        ("added", "320500-R09-2024", "", "", ""),
        ("removed", "320100-R02-2024", "", "", ""),
        ("changed", "320100-R01-2024", "direction", "引进补强", "重点培育"),
        ("changed", "320100-R01-2024", "priority", "1", "2"),
    ]


def test_the_order_of_rows_does_not_matter():
    a = [row("320100-R01-2024"), row("320100-R02-2024"), row("320500-R01-2024")]
    b = [row("320100-R01-2024", priority="3"), row("320500-R04-2024"), row("320500-R05-2024")]
    one = changes(table(*a), table(*b))
    other = changes(table(*reversed(a)), table(*reversed(b)))
    pd.testing.assert_frame_equal(one.rows, other.rows)
    pd.testing.assert_frame_equal(one.counts, other.counts)


def test_what_a_new_edition_changes_everywhere_is_told_once():
    a = table(row("320100-R01-2024"), row("320500-R01-2024"))
    new = {"version": "2027.1", "review_date": "2028-09-30"}
    b = table(row("320100-R01-2025", **new), row("320500-R01-2025", priority="2", **new))
    found = changes(a, b)
    assert fields(found) == [("changed", "320500-R01-2025", "priority", "1", "2")]
    assert [tuple(r) for r in found.edition.itertuples(index=False)] == [
        ("catalog_id", "2024", "2025"),
        ("version", "2026.1", "2027.1"),
        ("review_date", "2027-09-30", "2028-09-30"),
    ]
    assert "各条一致：数据年度 2024 → 2025" in changes_text(found, "甲", "乙")


def test_a_date_that_changed_in_one_row_only_is_told_of_that_row():
    a = table(row("320100-R01-2024"), row("320500-R01-2024"))
    b = table(row("320100-R01-2024", review_date="2027-01-01"), row("320500-R01-2024"))
    assert [r[2] for r in fields(changes(a, b))] == ["review_date"]
    assert changes(a, b).edition.empty


@pytest.mark.parametrize(
    "cells",
    [
        {"priority": "1.0"},
        {"gap_value": "-0.250"},
        {"review_date": "2027/9/30"},
        {"path": "许可;转让"},
    ],
)
def test_a_file_saved_again_by_a_spreadsheet_does_not_differ(cells):
    a = table(row("320100-R01-2024"), row("320500-R01-2024"))
    b = table(row("320100-R01-2024", **cells), row("320500-R01-2024"))
    assert changes(a, b).rows.empty


def test_codes_are_compared_as_text():
    a, b = (table(row("320100-I01-2024", industry_code=code)) for code in ("01", "1"))
    assert [r[2] for r in fields(changes(a, b))] == ["industry_code"]


def test_columns_of_one_side_are_named_and_not_compared():
    a, b = table(row("320100-R01-2024")), table(row("320100-R01-2024", rank="3"))
    found = changes(a, b)
    assert found.rows.empty
    assert found.one_sided == ("rank",)
    assert "未作比较的列：位次" in changes_text(found, "甲", "乙")


def test_rows_are_counted_by_lead_department_and_region():
    a = table(row("320100-R01-2024"), row("320100-R02-2024", lead_department="科技厅"))
    b = table(
        row("320100-R01-2024", priority="2", direction="重点培育"),
        row("320500-R01-2024", lead_department="科技厅"),
        row("320500-R02-2024", lead_department="科技厅"),
    )
    counts = changes(a, b).counts.set_index(["grouping", "group"])
    assert counts.loc[("department", "知识产权局")].to_list() == [0, 0, 1]  # two fields, one row
    assert counts.loc[("department", "科技厅")].to_list() == [2, 1, 0]
    assert counts.loc[("region", "苏州市")].to_list() == [2, 0, 0]
    assert counts.loc[("region", "南京市")].to_list() == [0, 1, 1]


def test_the_text_names_columns_in_chinese_and_the_file_has_cells_in_full(tmp_path):
    reason = "很长的理由" * 30
    a = table(row("320100-R01-2024", reason=""))
    b = table(row("320100-R01-2024", reason=reason))
    found = changes(a, b)
    assert "理由：（空） → 很长" in changes_text(found, "甲", "乙")
    assert reason not in changes_text(found, "甲", "乙")
    write_changes(found, tmp_path / "changes.csv")
    written = pd.read_csv(tmp_path / "changes.csv", dtype=str, encoding="utf-8-sig")
    assert written.new.to_list() == [reason]
    assert written.column_label.to_list() == ["理由"]


def test_an_empty_catalogue_may_be_compared():
    some = table(row("320100-R01-2024"))
    assert [r[0] for r in fields(changes(some.iloc[:0], some))] == ["added"]
    assert changes(some.iloc[:0], some.iloc[:0]).rows.empty
