import numpy as np
import pandas as pd
import pytest

from layout import views
from layout.notes import Notes

PANEL = views.Panel(("a", "b", "c"), ("甲", "乙", "丙"), (2020, 2021, 2022))


def test_keys_run_year_by_year_in_the_order_of_regions():
    keys = PANEL.keys()
    assert keys.year.to_list() == [2020] * 3 + [2021] * 3 + [2022] * 3
    assert keys.region_code.to_list() == ["a", "b", "c"] * 3


def test_years_with_the_same_regions_are_told_together():
    cells = np.array([[True, False, True], [True, False, True], [True, True, True]])
    assert list(PANEL.spells(cells)) == [("2020–2021", "甲、丙"), ("2022", "全部 3 个地区")]


def test_labels_follow_their_column_and_leave_the_table_alone():
    table = pd.DataFrame({"dimension": ["ip", "", None, "ip;industry"], "x": 1})
    found = views.labelled(table, {"dimension": "dimension"})
    assert found.columns.to_list() == ["dimension", "dimension_label", "x"]
    assert found.dimension_label.to_list() == ["知识产权", "", "", "知识产权；产业"]
    assert table.columns.to_list() == ["dimension", "x"]


def test_whole_numbers_are_labelled_without_a_decimal_point():
    with pytest.raises(KeyError, match="'7'"):  # not '7.0'
        views.labelled(pd.DataFrame({"x": views.whole([7.0, np.nan])}), {"x": "dimension"})


def test_notes_of_a_view_join_the_others():
    notes, table = Notes(), pd.DataFrame({"x": [1]})
    assert views.told(views.View(table, [("study_limit", {"text": "只作参考"})]), notes) is table
    assert notes.frame().detail.to_list() == ["只作参考"]


def test_published_numbers_have_six_decimals_and_no_negative_zero():
    assert str(views.published(-1e-9)) == "0.0"
    np.testing.assert_array_equal(views.rounded([[1 / 3], [np.nan]]), [0.333333, np.nan])
