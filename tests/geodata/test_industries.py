from pathlib import Path

import numpy as np
import pytest

import run_eval
from geodata import industries as module
from geodata.errors import Problems
from geodata.industries import (
    INDUSTRY_COLUMNS,
    LINK_COLUMNS,
    class_levels,
    exact_parts,
    on_axis,
    profiles,
    read_concordance,
    read_industries,
)
from geodata.registers.kinds import kinds

SHIPPED = Path(run_eval.__file__).parent / "studies" / "common" / "industries.csv"


@pytest.fixture(scope="module")
def divisions():
    problems = Problems()
    frame, table = read_industries(SHIPPED, problems)
    assert not problems and len(table.sha256) == 64
    return frame


def concordance(tmp_path, axis, *lines):
    path = tmp_path / "concordance.csv"
    path.write_text("\n".join([",".join(LINK_COLUMNS), *lines]), encoding="utf-8-sig")
    problems = Problems()
    return read_concordance(path, axis, problems)[0], problems


def test_the_industries_that_come_along_are_those_of_the_standard(divisions):
    # GB/T 4754-2017, 4.2 and table 1: 20 sections A-T, 97 divisions 01-97 without a gap
    assert divisions.industry.to_list() == [f"{number:02}" for number in range(1, 98)]
    firsts = divisions.groupby("section").industry.agg(["min", "max"])
    assert dict(zip(firsts.index, firsts.itertuples(index=False, name=None), strict=True)) == {
        "A": ("01", "05"), "B": ("06", "12"), "C": ("13", "43"), "D": ("44", "46"),
        "E": ("47", "50"), "F": ("51", "52"), "G": ("53", "60"), "H": ("61", "62"),
        "I": ("63", "65"), "J": ("66", "69"), "K": ("70", "70"), "L": ("71", "72"),
        "M": ("73", "75"), "N": ("76", "79"), "O": ("80", "82"), "P": ("83", "83"),
        "Q": ("84", "85"), "R": ("86", "90"), "S": ("91", "96"), "T": ("97", "97"),
    }  # fmt: skip
    assert divisions.groupby("section").section_zh.nunique().eq(1).all()
    names = divisions.set_index("industry").label_zh
    assert names.is_unique
    # names that the editions of 2011 and 2017 write differently
    assert names["05"] == "农、林、牧、渔专业及辅助性活动" and names["11"] == "开采专业及辅助性活动"
    assert names["25"] == "石油、煤炭及其他燃料加工业" and names["58"] == "多式联运和运输代理业"
    assert set(divisions[divisions.section == "C"].high_tech) == {"yes", "part", "no"}
    assert set(divisions[divisions.section != "C"].high_tech) == {""}


def test_all_faults_of_an_industry_table_are_told_at_once(tmp_path):
    path = tmp_path / "industries.csv"
    lines = ["13,甲,C,制造业,no,来源", "13,乙,C,制造业,no,来源", "1-3,丙,,,,", "14,,C,,often,"]
    path.write_text("\n".join([",".join(INDUSTRY_COLUMNS), *lines]), encoding="utf-8-sig")
    problems = Problems()
    frame, _ = read_industries(path, problems)
    assert frame.industry.to_list() == ["13"]
    assert [(p.code, p.row, p.column) for p in problems] == [
        ("code_repeated", 3, "industry"),
        ("code_invalid", 4, "industry"),
        ("cell_empty", 5, "label_zh"),
        ("value_not_allowed", 5, "high_tech"),
    ]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("3911", "39"),
        ("C3911", "39"),
        ("Ｃ39", "39"),
        (" 39 ", "39"),
        ("C", ""),
        ("98", ""),
        ("", ""),
    ],
)
def test_a_finer_industry_belongs_to_the_axis_with_or_without_its_section(divisions, code, found):
    assert on_axis(code, set(divisions.industry)) == found


def test_seats_by_the_largest_remainder_as_published():
    # Wikipedia, "Quota method", example with Hare quota: votes of six parties, ten seats
    votes = [47_000, 16_000, 15_900, 12_000, 6_000, 3_100]
    assert exact_parts(votes, np.zeros(6), 10).tolist() == [5, 2, 1, 1, 1, 0]


@pytest.mark.parametrize("weights", [[1.0, 0.0], [1.0, np.nan], [1.0, -1.0], [1.0, np.inf]])
def test_parts_of_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="positive and finite"):
        exact_parts(weights, ["a", "a"], 10)


def test_equal_shares_and_weights_become_whole_parts_that_sum_to_one(tmp_path, divisions):
    found, problems = concordance(
        tmp_path,
        divisions,
        "ipc,A01B,35,,来源,draft",
        "ipc,A01B,01,,来源,draft",
        "ipc,A01B,39,,来源,draft",
        "nice,第9类,39,0.7,来源,ours",
        "nice,第9类,40,0.3,来源,ours",
        "locarno,06-01,21,1,来源,ours",
    )
    assert not problems
    assert found.links.to_numpy().tolist() == [
        ["patent", "06-01", "21", 10_000],
        ["patent", "A01B", "01", 3_334],  # of equal remainders the first code has the odd part
        ["patent", "A01B", "35", 3_333],
        ["patent", "A01B", "39", 3_333],
        ["trademark", "09", "39", 7_000],
        ["trademark", "09", "40", 3_000],
    ]
    assert found.statuses == ("draft", "ours")


def test_finer_industries_are_cut_to_the_axis_after_they_were_shared_out(tmp_path, divisions):
    found, problems = concordance(
        tmp_path,
        divisions,
        "ipc,G06F,3911,,来源,ours",
        "ipc,G06F,C3912,,来源,ours",
        "ipc,G06F,6513,,来源,ours",
        "ipc,G06F,64,,来源,ours",
    )
    assert not problems  # 3911 and 3912 are two of four equal shares, and both are 39
    assert found.links[["industry", "parts"]].to_numpy().tolist() == [
        ["39", 5_000],
        ["64", 2_500],
        ["65", 2_500],
    ]


def test_the_order_of_rows_does_not_matter(tmp_path, divisions):
    lines = [f"ipc,A01B,{code:02},,来源,ours" for code in range(13, 20)]
    one, _ = concordance(tmp_path, divisions, *lines)
    other, _ = concordance(tmp_path, divisions, *reversed(lines))
    assert one.links.equals(other.links)


def test_all_faults_of_a_concordance_are_told_at_once(tmp_path, divisions):
    found, problems = concordance(
        tmp_path,
        divisions,
        "ipc,A01B,35,0.5,来源,ours",
        "ipc,A01b,35,0.5,来源,ours",  # the same class in small letters
        "cpc,A01B,35,,来源,ours",
        "ipc,Z99,35,,来源,ours",
        "nice,46,35,,来源,ours",
        "ipc,A21,98,,来源,ours",
        "ipc,A22,35,-1,来源,ours",
        "ipc,A23,35,一半,来源,ours",
        "ipc,A24,35,,来源,certain",
        "ipc,A41,18,0.5,来源,ours",
        "ipc,A41,19,0.4,来源,ours",
        "ipc,A42,18,1,来源,ours",
        "ipc,A42,19,,来源,ours",
    )
    assert [(p.code, p.row, p.column) for p in problems] == [
        ("cell_repeated", 3, ""),
        ("value_not_allowed", 4, "classification"),
        ("class_invalid", 5, "class"),
        ("class_invalid", 6, "class"),
        ("industry_unknown", 7, "industry"),
        ("weight_invalid", 8, "weight"),
        ("weight_invalid", 9, "weight"),
        ("value_not_allowed", 10, "status"),
        ("weight_sum", None, "weight"),
        ("weight_mixed", None, "weight"),
    ]
    assert "0.9" in str(list(problems)[-2]) and "A41" in str(list(problems)[-2])
    assert found.links.empty and found.links.columns.to_list() == [
        "kind",
        "class",
        "industry",
        "parts",
    ]


def test_published_decimals_may_miss_one_by_their_rounding_only(tmp_path, divisions):
    good = [f"ipc,A61,{code},0.3333333,来源,official" for code in (27, 35, 73)]
    assert not concordance(tmp_path, divisions, *good)[1]
    bad = [f"ipc,A61,{code},0.333,来源,official" for code in (27, 35, 73)]
    assert [p.code for p in concordance(tmp_path, divisions, *bad)[1]] == ["weight_sum"]


@pytest.mark.parametrize(
    ("kind", "code", "levels"),
    [
        # WIPO, Guide to the IPC: section, class, subclass, main group, subgroup
        ("patent", "H01S 3/14", ("H01S3/14", "H01S3", "H01S", "H01", "H")),
        ("patent", "Ａ01Ｂ　1/02（2006.01）", ("A01B1/02", "A01B1", "A01B", "A01", "A")),
        ("patent", "A01B", ("A01B", "A01", "A")),
        ("patent", "A01B1/00", ("A01B1", "A01B", "A01", "A")),
        ("patent", "G06F0003048847", ("G06F3/048847", "G06F3", "G06F", "G06", "G")),  # WIPO ST.8
        ("patent", "C07D0471000000", ("C07D471", "C07D", "C07", "C")),
        ("patent", "I01B", ()),
        ("patent", "A01B/02", ()),
        ("patent", "0601", ("06-01", "06")),
        ("patent", "06.01", ("06-01", "06")),
        ("patent", "6", ("06",)),
        ("trademark", "009", ("09",)),
        ("trademark", "0", ()),
        ("plant_variety", " 水稻 ", ("水稻",)),
        ("copyright", "", ()),
    ],
)
def test_a_class_is_read_however_it_is_written(kind, code, levels):
    assert class_levels(kind, code) == levels


def test_each_code_takes_the_finest_class_of_the_concordance(tmp_path, divisions):
    found, problems = concordance(
        tmp_path,
        divisions,
        *[f"ipc,{code},35,,来源,ours" for code in ("A", "A01B", "A01B 1/00", "A01B 1/02", "H04")],
        "nice,9,39,,来源,ours",
    )
    assert not problems
    codes = ["A01B1/02", "A01B1/04", "A01B3/00", "A22C", "H04L9/32", "H05B", "9", ""]
    assert profiles(found, "patent", codes).tolist() == [
        "A01B1/02", "A01B1", "A01B", "A", "H04", "", "", "",
    ]  # fmt: skip
    assert profiles(found, "trademark", ["9", "35"]).tolist() == ["09", ""]
    assert profiles(found, "enterprise", ["A01B"]).tolist() == [""]


def test_every_classification_belongs_to_a_kind_of_register():
    assert set(module.CLASSIFICATIONS.values()) == {
        kind for kind, fields in kinds().items() if "classes" in fields
    }
