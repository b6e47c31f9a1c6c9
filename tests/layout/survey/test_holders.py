import numpy as np
import pytest

from layout.survey.holders import COLUMNS, holders
from layout.survey.lives import lives
from models.concentration import concentration_ratio, herfindahl, normalised_herfindahl
from tests.layout.survey.made import CODES, YEARS, context, right, table


def sums(region, records, year=2020, basis="in_force", type_="invention"):
    """The row of an explicit list of holders."""
    top = sum(sorted(records)[-5:])
    squares = sum(n * n for n in records)
    return region, "patent", type_, year, basis, len(records), sum(records), squares, top


def survey(rows, rights=()):
    where = context()
    found = lives(table("rights", list(rights)), CODES, YEARS)
    return holders(table("holders", rows), found, where)


def test_indices_of_sums_are_those_of_the_holders_themselves():
    rng = np.random.default_rng(7)
    explicit = [rng.integers(1, 60, n).tolist() for n in (2, 5, 6, 40)]
    found = survey([sums(code, n) for code, n in zip(CODES, explicit, strict=True)])
    for row, records in zip(found.itertuples(), explicit, strict=True):
        assert row.hhi == pytest.approx(float(herfindahl(records)), abs=1e-6)
        assert row.hhi_normalised == pytest.approx(float(normalised_herfindahl(records)), abs=1e-6)
        assert row.cr5_pct == pytest.approx(100 * float(concentration_ratio(records, 5)), abs=1e-5)


def test_the_example_of_the_merger_guidelines():
    # four firms with 30, 30, 20 and 20 percent have an HHI of 2600 (US DOJ & FTC, Horizontal
    # Merger Guidelines 2010, § 5.3, note 9), on the scale of 10,000
    found = survey([sums("320100", [30, 30, 20, 20])]).iloc[0]
    assert round(found.hhi * 10_000) == 2600
    assert found.hhi_normalised == pytest.approx((0.26 - 0.25) / 0.75, abs=1e-6)


def test_one_holder_has_no_normalised_index_and_it_is_said():
    found = survey([sums("320100", [9])]).iloc[0]
    assert found.hhi == 1 and found.cr5_pct == 100 and np.isnan(found.hhi_normalised)
    assert found.remark == "one_holder"


def test_it_tells_for_which_share_of_the_rights_the_holder_is_known():
    rights = [
        right("320100", 2018, 2020, records=8),
        right("320100", 2018, 2019, 2020, records=2),
        right("320200", 2018, 2020, records=2),
    ]
    found = survey(
        [sums("320100", [3, 1]), sums("", [3, 1, 2]), sums("", [3, 2], basis="granted")], rights
    ).set_index(["region_code", "basis"])
    assert found.known_pct.to_dict() == {
        ("320100", "in_force"): 50,  # 4 of 8
        ("", "in_force"): 60,  # 6 of 10
        ("", "granted"): 50,  # 5 of 10
    }
    assert found.region_name.to_list() == ["江苏省", "南京市", "江苏省"]


def test_rows_stand_in_the_order_of_tables_and_other_years_are_left_out():
    rows = [
        sums("", [1, 2]),
        sums("320400", [1, 2]),
        sums("320100", [1, 2]),
        sums("320100", [1, 2], basis="filed"),
        sums("320100", [1, 2], type_=""),
        sums("320100", [1, 2], year=2018),
    ]
    found = survey(rows)
    assert found.columns.to_list() == [*COLUMNS]
    assert found[["type", "basis", "region_code"]].to_numpy().tolist() == [
        ["", "in_force", "320100"],
        ["invention", "filed", "320100"],
        ["invention", "in_force", "320100"],
        ["invention", "in_force", "320400"],
        ["invention", "in_force", ""],
    ]


def test_no_holders_give_an_empty_table():
    found = survey([])
    assert found.empty and found.columns.to_list() == [*COLUMNS]
