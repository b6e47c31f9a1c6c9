import numpy as np
import pytest

from geodata.registers.cells import AWARDED, OVERSEAS, PLEDGED, STRATEGIC
from layout.survey.quality import COLUMNS, COUNTED, OVERLAP_COLUMNS, combinations, quality, stock
from models import high_value
from tests.layout.survey.made import CODES, YEARS, context, random_rights, right, table

NAN = np.nan


@pytest.fixture(scope="module")
def small():
    frame = table(
        "rights",
        [
            right("320100", 2010, 2012, flags=STRATEGIC | OVERSEAS, records=2),
            right("320100", 2012, 2014, flags=AWARDED),
            right("320100", 2019, 2020, records=3),
            right("320100", 2015, 2018, 2021, flags=PLEDGED, records=4),
            right("320100", 2018, 2020, type="design", flags=AWARDED, records=50),
            right("320200", 2021, 0, flags=STRATEGIC),  # not granted
            right("320300", 2011, 2022),
        ],
    )
    return stock(frame, context(), maintained_years=10)


def row(found, region, year):
    return found[(found.region_code == region) & (found.year == year)].iloc[0]


def test_every_column_by_hand(small):
    found = quality(small, context())
    assert found.columns.to_list() == [*COLUMNS]
    assert len(found) == 3 * 7
    own = row(found, "320100", 2020)
    # 10 in force: two filed 10 years ago, one 8, four 5, three 1
    expected = {
        "in_force": 10,
        "high_value": 7,
        "high_value_pct": 70,
        "high_value_per_10k": 7,
        "strategic": 2,
        "overseas": 2,
        "long_maintained": 2,
        "pledged": 4,
        "awarded": 1,
        "in_several": 2,
        "mean_age": 5.1,
        "median_age": 5,
        "over_5": 7,
        "over_5_pct": 70,
        "over_10": 2,
        "over_10_pct": 20,
        "population_year": 2020,
    }
    assert {name: float(own[name]) for name in expected} == pytest.approx(expected)
    later = row(found, "320100", 2022)  # the pledged ended in 2021, the awarded is 10 years old
    assert (later.in_force, later.high_value, later.pledged, later.long_maintained) == (6, 3, 0, 3)
    assert later.median_age == 6.5  # 3, 3, 3 and 10, 12, 12
    whole = row(found, "", 2022)
    assert (whole.in_force, whole.high_value, whole.long_maintained) == (7, 4, 4)


def test_where_there_are_no_inventions_shares_and_ages_are_blank_and_it_is_said(small):
    own = row(quality(small, context()), "320200", 2021)
    blank = ["high_value_pct", "mean_age", "median_age", "over_5_pct", "over_10_pct"]
    assert own[blank].isna().all() and own.high_value == 0
    assert own.remark == "no_inventions"


def test_the_threshold_of_maintained_years_is_the_study_s():
    frame = table("rights", [right("320100", 2013, 2015), right("320100", 2012, 2015)])
    for years, expected in ((7, 2), (8, 1), (9, 0)):  # at the end of 2020
        found = quality(stock(frame, context(), years), context())
        assert row(found, "320100", 2020).long_maintained == expected


def test_combinations_of_the_last_year_add_up_to_the_inventions_in_force(small):
    found = combinations(small, context())
    assert found.columns.to_list() == [*OVERLAP_COLUMNS]
    own = found[found.region_code == "320100"].set_index("combination").records.to_dict()
    assert own == {
        "none": 3,
        "strategic_industry;overseas_family;long_maintained": 2,
        "long_maintained;awarded": 1,
    }
    assert set(found.year) == {2022}
    sums = found.groupby(["layer", "region_code"]).share_pct.sum()
    np.testing.assert_allclose(sums, 100, atol=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_the_union_is_the_sum_by_inclusion_and_exclusion(seed):
    found = stock(random_rights(seed), context(), maintained_years=10)
    counts = found.combined
    size = counts.shape[-1]
    total = np.zeros(counts.shape[:-1], dtype=int)
    for chosen in range(1, size):  # rights in all of the chosen classes, with alternating sign
        within = [n for n in range(size) if n & chosen == chosen]
        total += (-1) ** (chosen.bit_count() + 1) * counts[..., within].sum(axis=-1)
    np.testing.assert_array_equal(total, high_value.union(counts))
    table = quality(found, context())
    np.testing.assert_array_equal(table.high_value.to_numpy().reshape(total.shape), total)
    assert (table[[*COUNTED]].sum(axis=1) >= table.high_value).all()


@pytest.mark.parametrize("seed", range(3))
def test_counts_and_ages_agree_with_explicit_rights(seed):
    frame = random_rights(seed)
    table = quality(stock(frame, context(), maintained_years=8), context())
    own = frame[(frame.kind == "patent") & (frame.type == "invention")]
    for year in YEARS:
        for region in CODES[:3]:
            alive = own[(own.region_code == region) & (own.granted_year > 0)]
            alive = alive[alive.granted_year <= year]
            alive = alive[(alive.ended_year == 0) | (alive.ended_year > year)]
            alive = alive.loc[alive.index.repeat(alive.records)]
            age = np.maximum(year - alive.filed_year, 0)
            classes = np.array([[f & b > 0 for b in (1, 2, 4, 8, 16)] for f in alive["flags"]])
            classes[:, 2] = age >= 8
            found = row(table, region, year)
            assert found.in_force == len(alive)
            assert found.mean_age == pytest.approx(age.mean(), abs=1e-6)
            assert found.median_age == np.median(age)
            assert found.over_5 == (age >= 5).sum()
            counts = high_value.combinations(classes)
            assert found.high_value == high_value.union(counts)[0]
            assert found[[*COUNTED]].to_list() == classes.sum(axis=0).tolist()


def test_rights_without_inventions_have_no_ages():
    frame = table("rights", [right("320100", 2015, 2018, type="design")])
    found = quality(stock(frame, context(), 10), context())
    assert (found.in_force == 0).all() and found.mean_age.isna().all()
