"""Conditions compared, and doors counted.

The example is that of the paper on policy coordination, (三)2: vouchers for training and service
by the IP office against innovation vouchers by the science department, for the same small firms in
different territories and with different thresholds. The paper gives no figures: all figures here
are made up.
"""

import pandas as pd
import pytest

from geodata.policies.corpus import ELIGIBILITY_COLUMNS
from layout.notes import Notes
from layout.policy import conflicts, doors

DAY = "2020-06-30"
NAMES = {"IPO": "知识产权局", "STD": "科技厅"}
IP_VOUCHER = {
    "condition_id": "c1",
    "policy_id": "P1",
    "benefit": "服务券;知识产权服务券",
    "department": "IPO",
    "portal": "知识产权网",
    "subject": "中小微企业",
    "region": "甲市;乙市",
    "ip_minimum": 1,
    "stacking": "no",
}
INNOVATION_VOUCHER = {
    "condition_id": "c2",
    "policy_id": "P2",
    "benefit": "服务券;科技创新券",
    "department": "STD",
    "portal": "科技网",
    "subject": "中小微企业",
    "region": "乙市;丙市",
    "ip_minimum": 5,
    "stacking": "yes",
}


def read(*rows):
    blank = dict.fromkeys(ELIGIBILITY_COLUMNS, "") | {"ip_minimum": None, "ip_maximum": None}
    table = pd.DataFrame([blank | row for row in rows], columns=[*ELIGIBILITY_COLUMNS])
    return conflicts.conditions(table, DAY)


def compared(**changed):
    found = conflicts.conflicts(read(IP_VOUCHER, INNOVATION_VOUCHER | changed))
    return found.set_index("conflict")


def test_the_vouchers_of_two_departments_differ_in_all_that_the_paper_names():
    found = compared()
    assert found.index.to_list() == ["duplicate", "threshold", "territory", "stacking"]
    assert "至少一项写明不得叠加" in found.detail["duplicate"]
    assert found.detail["threshold"] == "c1：知识产权不少于 1 件；c2：知识产权不少于 5 件"
    assert "只有部分地区" in found.detail["territory"]


def test_different_kinds_of_benefit_or_different_firms_are_not_compared():
    assert compared(benefit="贷款贴息").empty
    assert compared(subject="高校").empty


def test_a_blank_subject_admits_all_and_is_compared():
    assert not compared(subject="").empty


def test_the_same_conditions_are_a_duplicate_only():
    same = IP_VOUCHER | {"condition_id": "c9"}
    assert conflicts.conflicts(read(IP_VOUCHER, same)).conflict.to_list() == ["duplicate"]


def test_thresholds_that_exclude_each_other_are_no_duplicate():
    rows = read(IP_VOUCHER | {"ip_maximum": 4}, INNOVATION_VOUCHER | {"region": "甲市;乙市"})
    found = conflicts.conflicts(rows).set_index("conflict")
    assert "duplicate" not in found.index
    assert "没有企业能同时符合" in found.detail["threshold"]


def test_territories_that_do_not_meet_are_no_duplicate():
    found = compared(region="丙市")
    assert "duplicate" not in found.index
    assert "没有地区两项都可申领" in found.detail["territory"]


@pytest.mark.parametrize(
    ("dates", "words", "duplicate"),
    [
        ({"valid_to": "2021-12-31"}, "只有部分时间", True),
        ({"valid_from": "2021-01-01"}, "只有部分时间", True),
    ],
)
def test_different_spans_are_told(dates, words, duplicate):
    found = compared(**dates)
    assert words in found.detail["time"]
    assert ("duplicate" in found.index) == duplicate


def test_benefits_at_different_times_do_not_meet():
    rows = read(
        IP_VOUCHER | {"valid_to": "2020-12-31"}, INNOVATION_VOUCHER | {"valid_from": "2021-01-01"}
    )
    found = conflicts.conflicts(rows).set_index("conflict")
    assert "没有时间两项都有效" in found.detail["time"]
    assert not {"duplicate", "stacking"} & set(found.index)


def test_a_condition_that_is_over_is_not_compared():
    assert [c.condition_id for c in read(IP_VOUCHER | {"valid_to": "2020-06-29"})] == []
    assert [c.condition_id for c in read(IP_VOUCHER | {"valid_to": DAY})] == ["c1"]


def test_doors_by_hand():
    # in 乙市 a firm knocks at both departments, in 甲市 and 丙市 at one
    table = doors.doors(read(IP_VOUCHER, INNOVATION_VOUCHER), NAMES, Notes()).set_index("region")
    assert table.departments.to_dict() == {"丙市": 1, "乙市": 2, "甲市": 1}
    assert table.portals["乙市"] == table.benefits["乙市"] == 2
    assert table.departments_label["乙市"] == "知识产权局；科技厅"
    assert set(table["size"]) == {"不限"}
    assert table.uncovered.sum() == 0


def test_a_kind_of_firm_that_no_condition_admits_is_uncovered():
    rows = read(IP_VOUCHER, INNOVATION_VOUCHER | {"subject": "高校", "region": "丙市"})
    table = doors.doors(rows, NAMES, Notes()).set_index(["subject", "region"])
    assert table.uncovered["高校", "甲市"] == 1
    assert table.departments["高校", "甲市"] == 0
    assert table.uncovered["高校", "丙市"] == 0


def test_without_conditions_there_are_no_doors():
    assert doors.doors((), NAMES, Notes()).empty
    assert conflicts.conflicts(()).empty


def test_too_many_kinds_of_firm_are_counted_not_listed():
    row = IP_VOUCHER | {
        "region": ";".join(f"市{n}" for n in range(50)),
        "industry": ";".join(f"业{n}" for n in range(41)),
    }
    notes = Notes()
    assert doors.doors(read(row), NAMES, notes).empty
    assert "2050" in notes.frame().detail[0]
