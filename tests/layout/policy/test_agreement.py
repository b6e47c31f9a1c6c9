import math
import sys

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.policies.corpus import CODE_COLUMNS, DELIVERABLE, STAGE, TOOL
from layout.notes import Notes
from layout.policy.agreement import agreement, nominal_alpha

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: section C, four observers and
# twelve units, some missing; section A, two observers and binary values
FOUR = {
    "A": "12332141 2...".replace(" ", ""),
    "B": "1233224125.3",
    "C": ".3332342251.",
    "D": "12332441251.",
}
BINARY = {"A": "0100000010", "B": "1110010000"}


def judgements(rows):
    return [
        (coder, str(unit), value)
        for coder, values in rows.items()
        for unit, value in enumerate(values)
        if value != "."
    ]


def codings(*rows):
    """Codes by persons from (task, kind, code, coder), made up."""
    return pd.DataFrame([[*row, "human", 0, 0] for row in rows], columns=[*CODE_COLUMNS])


def judged(table, least=0.8):
    notes = Notes()
    return agreement(table, least, notes), notes.frame()


def test_alpha_of_nominal_values_is_the_published_one():
    assert nominal_alpha(judgements(FOUR)) == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_binary_values_is_the_published_one():
    assert nominal_alpha(judgements(BINARY)) == pytest.approx(0.095, abs=5e-4)


def test_one_code_that_is_given_or_not_is_the_published_binary_example():
    rows = [
        (f"T{unit}", STAGE, "use" if value == "1" else "", coder)
        for coder, unit, value in judgements(BINARY)
    ]
    table, notes = judged(codings(*rows))
    row = table.iloc[0]
    assert (row.kind, row.kind_label, row.coders, row.units) == (STAGE, "环节", 2, 10)
    assert row.alpha == pytest.approx(0.095, abs=5e-4)
    assert (row.verdict, row.verdict_label, row.remark) == ("provisional", "暂定", "")
    assert notes.message_code.to_list() == ["policy_agreement_low"]
    assert "0.095" in notes.detail[0]


def test_several_codes_of_a_task_are_a_unit_each():
    # codes use and service, two tasks: units T1-use, T1-service, T2-use, T2-service with values
    # 1 1, 0 1, 0 0, 1 1; so D_o = 2/8 and of five ones and three zeros D_e = 2*5*3/(8*7)
    table, _ = judged(
        codings(
            ("T1", STAGE, "use", "甲"),
            ("T1", STAGE, "use", "乙"),
            ("T1", STAGE, "service", "乙"),
            ("T2", STAGE, "service", "甲"),
            ("T2", STAGE, "service", "乙"),
        )
    )
    assert table.units[0] == 4
    assert table.alpha[0] == pytest.approx(1 - (2 / 8) / (30 / 56), abs=1e-6)


def test_agreement_of_enough_is_not_provisional():
    rows = [("T1", TOOL, "supply.funds"), ("T2", TOOL, "supply.talent")]
    same = codings(*[(*row, coder) for row in rows for coder in "甲乙"])
    table, notes = judged(same, least=1.0)  # as much as is asked for is enough
    assert table.alpha[0] == 1 and table.verdict[0] == "enough" and notes.empty


def test_a_task_that_one_person_coded_does_not_count():
    both = [(t, STAGE, c, p) for t, c in (("T1", "use"), ("T2", "service")) for p in "甲乙"]
    alone = [("T3", STAGE, "creation", "甲"), ("T4", STAGE, "", "乙")]
    assert judged(codings(*both, *alone))[0].equals(judged(codings(*both))[0])


@pytest.mark.parametrize(
    ("rows", "remark"),
    [
        ([("T1", STAGE, "use", "甲"), ("T2", STAGE, "service", "甲")], "one_coder"),
        ([("T1", STAGE, "use", "甲"), ("T2", STAGE, "use", "乙")], "no_common_task"),
        ([("T1", STAGE, "use", "甲"), ("T1", STAGE, "use", "乙")], "codes_constant"),
        ([("T1", STAGE, "", "甲"), ("T1", STAGE, "", "乙")], "codes_constant"),
    ],
)
def test_undefined_agreement_says_why(rows, remark):
    table, notes = judged(codings(*rows))
    row = table.iloc[0]
    assert math.isnan(row.alpha) and (row.verdict, row.remark) == ("undefined", remark)
    assert row.remark_label and row.remark_label in notes.detail[0]


def test_without_the_package_the_row_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "nltk.metrics.agreement", None)
    rows = [("T1", STAGE, "use", "甲"), ("T1", STAGE, "service", "乙")]
    table, notes = judged(codings(*rows))
    assert table.remark[0] == "alpha_package_missing" and "nltk" in notes.detail[0]


def test_a_corpus_that_nobody_coded_is_called_a_draft():
    table, notes = judged(codings())
    assert table.empty and "verdict_label" in table
    assert notes.message_code.to_list() == ["policy_coding_draft"]
    assert "初编（待人工核定）" in notes.detail[0]


def test_each_kind_has_its_own_row():
    rows = [
        (t, k, c, p)
        for t, k, c in (("T1", DELIVERABLE, "报告"), ("T1", STAGE, "use"))
        for p in "甲"
    ]
    assert judged(codings(*rows))[0].kind.to_list() == [STAGE, DELIVERABLE]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["T1", "T2", "T3"]),
        st.just(STAGE),
        st.sampled_from(["use", "service", "creation"]),
        st.sampled_from("甲乙丙"),
    ),
    unique=True,
    min_size=1,
)


@settings(derandomize=True, deadline=None, max_examples=80)
@given(ROWS, st.randoms())
def test_neither_order_of_rows_nor_names_of_coders_matter(rows, random):
    mixed = rows.copy()
    random.shuffle(mixed)
    names = dict(zip("甲乙丙", "丙甲乙", strict=True))
    renamed = [(*row[:3], names[row[3]]) for row in mixed]
    pd.testing.assert_frame_equal(judged(codings(*renamed))[0], judged(codings(*rows))[0])


@settings(derandomize=True, deadline=None, max_examples=80)
@given(ROWS)
def test_coders_who_say_the_same_agree_fully_or_show_no_difference(rows):
    same = {(t, k, c, p) for t, k, c, _ in rows for p in "甲乙"}
    table = judged(codings(*sorted(same)))[0]
    assert table.alpha[0] == 1 or table.remark[0] == "codes_constant"
