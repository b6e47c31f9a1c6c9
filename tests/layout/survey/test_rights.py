import numpy as np
import pandas as pd
import pytest

from layout.survey.lives import lives
from layout.survey.rights import COLUMNS, rights
from tests.layout.survey.made import CODES, YEARS, amount, context, random_rights, right, table

NAN = np.nan


def survey(rows, where=None):
    where = where or context()
    frame = rows if isinstance(rows, pd.DataFrame) else table("rights", rows)
    return rights(lives(frame, CODES, where.years), where)


@pytest.fixture(scope="module")
def small():
    """南京 4 inventions granted 2019, one of which ends in 2021; 无锡 2 in 2021; a design."""
    return survey(
        [
            right("320100", 2018, 2019, records=3),
            right("320100", 2018, 2019, 2021),
            right("320200", 2020, 2021, records=2),
            right("320200", 2021, 0, records=5),  # pending
            right("320200", 2019, 0, 2021, records=9),  # refused: nothing ends
            right("320300", 2021, 2022, type="design"),
            right("320300", 0, 2022, kind="copyright", type="art", records=7),
        ]
    )


def row(found, region, year, kind="patent", type_=""):
    keys = (found.region_code == region) & (found.year == year)
    return found[keys & (found.kind == kind) & (found.type == type_)].iloc[0]


def test_one_row_per_kind_type_year_and_area(small):
    assert small.columns.to_list() == [*COLUMNS]
    assert small.drop_duplicates(["kind", "type"])[["kind", "type"]].to_numpy().tolist() == [
        ["patent", ""],
        ["patent", "invention"],
        ["patent", "design"],
        ["copyright", ""],
        ["copyright", "art"],
    ]
    assert len(small) == 5 * 3 * (4 + 2 + 1)  # regions, zones, whole
    assert not small.duplicated(["kind", "type", "year", "layer", "region_code"]).any()
    zones = small[small.layer == "reference"]
    assert zones.region_name.unique().tolist() == ["苏南", "苏北"]


@pytest.mark.parametrize(
    ("region", "year", "expected"),
    [
        # filed granted ended in_force rank share share_filed growth growth_filed 10k gdp valid invention
        ("320100", 2020, (0, 0, 0, 4, 1, 100, 0, 0, NAN, 4, 4, 100, 100)),
        ("320100", 2021, (0, 0, 1, 3, 1, 60, 0, -25, NAN, 3, 3, 75, 100)),
        ("320200", 2021, (5, 2, 0, 2, 2, 40, 500 / 6, NAN, 150, 1, 0.5, 100, 100)),
        ("320300", 2022, (0, 1, 0, 1, 3, 100 / 6, NAN, NAN, -100, 0.25, 0.5, 100, 0)),
        ("320400", 2022, (0, 0, 0, 0, 4, 0, NAN, NAN, NAN, 0, 0, NAN, NAN)),
        ("苏南", 2022, (0, 0, 0, 5, NAN, 500 / 6, NAN, 0, -100, 5 / 3, 1, 500 / 6, 100)),
        ("", 2021, (6, 2, 1, 5, NAN, 100, 100, 25, 200, 0.625, 0.625, 500 / 6, 100)),
    ],
)
def test_every_column_by_hand(small, region, year, expected):
    names = COLUMNS[6:-3]
    found = row(small, region, year)
    seen = {name: NAN if pd.isna(found[name]) else float(found[name]) for name in names}
    assert seen == pytest.approx(dict(zip(names, expected, strict=True)), abs=1e-6, nan_ok=True)


def test_remarks_say_why_a_cell_is_blank(small):
    assert row(small, "320200", 2021).remark == "none_before"
    assert row(small, "320400", 2022).remark == (
        "none_before;none_filed_before;none_filed_in_area;none_granted;none_in_force"
    )
    blank = small.share_pct.isna() & ~small.remark.str.contains("none_in_area|outside_span")
    assert not blank.any()


def test_a_right_registered_without_examination_is_filed_and_granted_at_once(small):
    found = row(small, "320300", 2022, "copyright")
    assert (found.filed, found.granted, found.in_force) == (7, 7, 7)


def test_beyond_the_years_of_a_register_nothing_means_not_recorded(small):
    found = row(small, "320300", 2021, "copyright")  # its first record is of 2022
    assert found[["filed", "granted", "ended", "in_force", "share_pct"]].isna().all()
    assert found.remark == "outside_span"
    late = survey([right("320100", 2018, 2020)])
    found = row(late, "320100", 2022)
    assert pd.isna(found.filed) and found.in_force == 1  # it is in force as long as nothing ends
    assert "outside_span" in found.remark


def test_an_end_before_the_grant_never_takes_the_stock_below_none():
    found = survey([right("320100", 2018, 2021, 2019), right("320100", 2018, 2022)])
    own = found[(found.region_code == "320100") & (found.type == "")]
    assert own.in_force.to_list() == [0, 0, 1]
    assert own.ended.to_list() == [0, 1, 0]


def test_the_share_of_inventions_is_unknown_where_no_type_is_told():
    found = survey([right("320100", 2018, 2020, type=""), right("320100", 2018, 2021, type="")])
    assert np.isnan(row(found, "320100", 2020).invention_share_pct)
    assert row(found, "320100", 2020).remark.endswith("type_unknown")
    found = survey([right("320100", 2018, 2020, type="design")])
    assert row(found, "320100", 2020).invention_share_pct == 0


def test_density_is_blank_where_a_member_has_no_figure_and_tells_the_oldest_year():
    used = np.tile([2020, 2015, 2020, 0], (3, 1))
    where = context(population=amount([1e4, 2e4, 4e4, NAN], used), gdp=None)
    found = survey([right(code, 2019, 2020) for code in CODES], where)
    lacking = "none_before;none_filed_in_area;no_population;no_gdp"
    assert row(found, "320400", 2020).remark == lacking
    assert np.isnan(row(found, "", 2020).per_10k)
    assert row(found, "苏南", 2020).per_10k == pytest.approx(2 / 3, abs=1e-6)
    assert row(found, "苏南", 2020).population_year == 2015
    assert pd.isna(row(found, "", 2020).population_year)
    assert found.per_gdp.isna().all() and found.gdp_year.isna().all()


@pytest.mark.parametrize("seed", range(5))
def test_identities_hold_in_random_cells(seed):
    frame = random_rights(seed)
    found = survey(frame)
    counts = ["filed", "granted", "ended", "in_force"]
    keys = ["kind", "type", "year"]
    regions = found[found.layer == "region"].groupby(keys)[counts].sum()
    pd.testing.assert_frame_equal(
        regions, found[found.layer == "whole"].set_index(keys)[counts].sort_index()
    )
    # in force (t) = in force (t − 1) + granted (t) − ended (t)
    by = found.set_index(["kind", "type", "layer", "region_code", "year"])[counts].sort_index()
    stock = by.in_force.unstack()
    for year in YEARS[1:]:
        moved = by.granted.unstack()[year] - by.ended.unstack()[year]
        assert (stock[year] == stock[year - 1] + moved).all()
    shares = found[found.layer == "region"].groupby(keys)[["share_pct", "share_filed_pct"]].sum()
    np.testing.assert_allclose(shares, 100, atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_counts_agree_with_a_loop_over_rights(seed):
    frame = random_rights(seed)
    found = survey(frame).set_index(["kind", "type", "year", "layer", "region_code"])
    for year in YEARS:
        for region in CODES:
            stock = filed = 0
            for one in frame[(frame.region_code == region) & (frame.kind == "patent")].itertuples():
                filed += one.records * (one.filed_year == year)
                alive = 0 < one.granted_year <= year
                stock += one.records * (alive and (one.ended_year == 0 or one.ended_year > year))
            row = found.loc["patent", "", year, "region", region]
            assert (row.in_force, row.filed) == (stock, filed)


def test_cells_of_another_study_are_refused():
    with pytest.raises(ValueError, match="outside the study, such as"):
        survey([right("110000", 2019, 2020)])


def test_no_rights_give_an_empty_table():
    found = survey([])
    assert found.empty and found.columns.to_list() == [*COLUMNS]
