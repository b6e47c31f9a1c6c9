from layout.survey.account import COLUMNS, SAMPLE_COLUMNS, account, samples, stage_sums
from layout.survey.remarks import of_account
from tests.layout.survey.made import table

ROWS = [
    ("a", "patent", "read", "", 200),
    ("a", "patent", "counted", "", 170),
    ("a", "patent", "dropped", "address_unknown", 9),
    ("a", "patent", "dropped", "number_invalid", 3),
    ("a", "patent", "malformed", "", 1),
    ("a", "patent", "duplicate", "", 10),
    ("a", "patent", "outside", "", 7),
    ("a", "patent", "doubtful", "check_digit", 40),
    ("b", "trademark", "read", "", 100),
    ("b", "trademark", "counted", "", 95),
    ("b", "trademark", "dropped", "address_ambiguous", 5),
]


def test_rows_stand_by_register_and_stage_with_their_share():
    found = account(table("account", ROWS))
    assert found.columns.to_list() == [*COLUMNS]
    assert found[found.register == "a"].stage.to_list() == [
        *("read", "malformed", "dropped", "dropped", "duplicate", "outside", "counted", "doubtful")
    ]
    of = found.set_index(["register", "stage", "reason"]).share_of_read_pct
    assert of["a", "counted", ""] == 85
    assert of["a", "dropped", "address_unknown"] == 4.5
    assert of["b", "read", ""] == 100


def test_every_row_read_is_in_one_stage():
    sums = stage_sums(table("account", ROWS))
    parts = ["malformed", "dropped", "duplicate", "outside", "counted"]
    assert (sums[parts].sum(axis=1) == sums.read).all()


def test_notes_tell_what_became_of_the_rows_and_warn_of_more_than_five_percent():
    notes = [*of_account(table("account", ROWS))]
    told = {"read": "200", "counted": "170", "dropped": "12", "share": "85.0%", "kind": "专利"}
    assert notes[0][0] == "survey_register" and notes[0][1].items() >= told.items()
    assert notes[1] == (
        "survey_rows_lost",
        {
            "register": "a",
            "kind": "专利",
            "share": "6.5%",
            "reasons": "地址缺失或不能识别 9 行、号码缺失或不合规则 3 行、列数不符 1 行",
        },
    )
    # 4.5 % of a and 5 % of b without a place are not more than 5 %
    assert [code for code, _ in notes] == ["survey_register", "survey_rows_lost", "survey_register"]
    more = [*ROWS[:-1], ("b", "trademark", "dropped", "address_ambiguous", 6)]
    codes = [
        code for code, values in of_account(table("account", more)) if values["register"] == "b"
    ]
    assert codes == ["survey_register", "survey_rows_lost", "survey_unplaced"]


def test_samples_stand_by_register_reason_and_row():
    rows = [("a", "x", "f.csv", 20, "号码=2"), ("a", "x", "f.csv", 3, "号码=1")]
    found = samples(table("samples", rows))
    assert found.columns.to_list() == [*SAMPLE_COLUMNS]
    assert found.row.to_list() == [3, 20]


def test_no_registers_have_an_empty_account_and_no_notes():
    assert account(table("account", [])).empty and samples(table("samples", [])).empty
    assert [*of_account(table("account", []))] == []
