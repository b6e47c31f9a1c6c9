import numpy as np
import pytest

from layout.industries import industries
from layout.industries.composites import composite
from layout.industries.portfolio import QUALITY, VALUE
from layout.notes import Notes
from layout.views import Panel
from models import concentration, high_value
from tests.layout.industries import made


def run(cells, official=None, **registers):
    notes = Notes()
    found = industries(
        cells, made.TABLE, made.settings(**registers), made.REGIONS, official, None, notes
    )
    return found.tables, {row["message_code"]: row["detail"] for row in notes.rows}


@pytest.fixture(scope="module")
def quality(found):
    table = found.tables["layout_quality"]
    return table[table.year == 2022].set_index("region_code")


def test_parts_of_quality_by_hand(quality):
    # 甲市: 100 inventions of 200 patents; 20 filed 2010, 30 filed 2016 with a family abroad, 50
    # filed 2020; of the 100 filings of 2022 a quarter abnormal; three of its four industries
    # have an invention; two holders with half each
    expected = [0.5, 0.5, 0.2, 0.5, 0.3, 0.75, 0.75, 0.5]
    assert [quality.loc["320100", part] for part in QUALITY] == pytest.approx(expected)
    assert quality.loc["320100"].quality == pytest.approx(np.mean(expected))
    expected = [1, 1, 0, 1, 0, 1, 0.75, 0.99]
    assert [quality.loc["320200", part] for part in QUALITY] == pytest.approx(expected)
    assert quality["rank"].to_list()[:3] == [2, 1, 3]


def test_high_value_is_the_union_and_concentration_the_index_of_the_holders(quality):
    # the same rights, one by one: classes of the 100 inventions of 甲市
    classes = np.zeros((100, 5), dtype=bool)
    classes[:20, 2] = True
    classes[20:50, 1] = True
    counts = high_value.combinations(classes)
    assert quality.loc["320100"].high_value_share == high_value.union(counts)[0] / 100
    assert quality.loc["320100"].holder_dispersion == 1 - concentration.herfindahl([50, 50])


def test_a_region_without_patents_has_no_composite_and_is_told(quality):
    assert np.isnan(quality.loc["320400"].quality)
    assert quality.loc["320400"].remark == "part_missing"
    assert "丁市" in run(made.cells())[1]["composite_region_left_out"]


def test_an_invention_is_in_force_until_the_year_in_which_it_ends():
    # filed in 2017 it is more than five years old at the end of 2022, as nearly as years tell;
    # filed in 2018 it is not; ended in 2022 it is not in force
    rows = [
        ("320100", "patent", "invention", 2018, 2018, 0, 2, 0, 20),
        ("320100", "patent", "invention", 2017, 2018, 0, 2, 0, 10),
        ("320100", "patent", "invention", 2010, 2012, 2022, 2, 0, 10),
        ("320100", "patent", "invention", 2010, 2012, 2023, 0, 0, 70),
    ]
    table = run(made.cells(rights=rows))[0]["layout_quality"]
    seen = table[table.region_code == "320100"].set_index("year")
    assert seen.maintained_5_share.to_dict() == pytest.approx({2021: 80 / 110, 2022: 0.8})
    assert seen.overseas_share.to_dict() == pytest.approx({2021: 40 / 110, 2022: 0.3})


def test_abnormal_filings_count_as_the_study_says():
    extra = ("320100", "patent", "invention", 2019, 2021, 0, 0, 1, 100)
    cells = made.cells(rights=[*made.lives(), extra])
    for setting, share in (("exclude", 100 / 200), ("include", 200 / 300)):
        table = run(cells, abnormal=setting)[0]["layout_quality"]
        assert table[table.year == 2022].invention_share.iloc[0] == pytest.approx(share)


def test_a_flag_that_no_right_has_is_left_out_for_all_and_told():
    rows = [(*row[:6], 0, 0, row[8]) for row in made.lives()]
    tables, notes = run(made.cells(rights=rows))
    table = tables["layout_quality"]
    assert set(table.parts) == {5}
    assert table[["high_value_share", "overseas_share", "normal_share"]].isna().all(axis=None)
    told = notes["composite_parts_left_out"]
    assert "高价值发明专利占比、有海外同族的占比、正常申请占比" in told


def test_parts_of_value_by_hand():
    tables, _ = run(made.cells(), official=["39"])
    table = tables["layout_value"]
    row = table[table.year == 2022].set_index("region_code").loc["320100"]
    assert row.pledge_per_invention == pytest.approx(1)  # 100 万元 over 100 inventions
    assert row.deals_per_1000 == pytest.approx(1000 * (4 + 2) / 200)
    assert row.intensive_share == pytest.approx(0.6)
    # pooled goalposts: of eight cells one is above zero, so the 95th percentile is 0.65 of it
    assert (row.scaled_pledge_per_invention, row.scaled_deals_per_1000) == (1, 1)
    assert row.value == pytest.approx((1 + 1 + 0.6) / 3)
    audit = tables["layout_quality_audit"].set_index("component")
    assert audit.loc["pledge_per_invention"].goalpost_high == pytest.approx(0.65)
    assert audit.loc["intensive_share"].goalpost_high == 1


def test_a_pledge_without_an_amount_is_not_one_of_nothing():
    rows = [*made.flows(), ("pledge", "patent", 2022, "320200", "", 3, 0, 0)]
    tables, notes = run(made.cells(flows=rows))
    table = tables["layout_value"]
    row = table[table.year == 2022].set_index("region_code").loc["320200"]
    assert np.isnan(row.pledge_per_invention) and row.remark == "part_missing"
    assert "有 4 件没有登记金额" in notes["pledges_without_amount"]


def test_patents_of_unknown_type_have_no_share_of_inventions():
    rows = [(*row[:2], "", *row[3:]) for row in made.lives()]
    events = [(*row[:2], "", *row[3:]) for row in made.rights_by_industry()]
    table = run(made.cells(rights=rows, industries=events))[0]["layout_quality"]
    assert table[["invention_share", "technology_coverage"]].isna().all(axis=None)


def test_without_deals_and_pledges_there_is_no_value():
    tables, notes = run(made.cells(flows=[]))
    assert tables["layout_value"].value.isna().all()
    assert set(tables["layout_value"].remark) == {"not_told"}
    assert "布局价值" in notes["composite_not_formed"]


def test_the_audit_has_a_row_for_every_part_of_both(found):
    audit = found.tables["layout_quality_audit"]
    assert audit.component.to_list() == [*QUALITY, *VALUE]


PANEL = Panel(("a", "b", "c", "d"), tuple("甲乙丙丁"), (2022,))


def test_correlations_by_numpy():
    rng = np.random.default_rng(1)
    parts = {part: rng.random((1, 4)) for part in QUALITY[:3]}
    (table, _), audit = composite("quality", parts, PANEL, QUALITY)
    mean = np.mean([*parts.values()], axis=0)
    np.testing.assert_allclose(table.quality, mean[0], atol=1e-6)
    first = parts[QUALITY[0]][0]
    rest = (parts[QUALITY[1]] + parts[QUALITY[2]])[0]
    row = audit.iloc[0]
    assert row.correlation == pytest.approx(np.corrcoef(first, mean[0])[0, 1], abs=1e-6)
    assert row.correlation_with_rest == pytest.approx(np.corrcoef(first, rest)[0, 1], abs=1e-6)
    assert row.weight == pytest.approx(1 / 3, abs=1e-6)


def test_growth_of_all_regions_stays_visible():
    # yearly min-max would give the same scores in both years
    panel = Panel(("a", "b", "c"), tuple("甲乙丙"), (2021, 2022))
    parts = dict.fromkeys(VALUE, np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]]))
    (table, _), _ = composite("value", parts, panel, ())
    means = table.groupby("year").value.mean()
    assert means[2022] > 1.9 * means[2021]


def test_a_constant_part_has_no_correlation_and_says_so():
    parts = {QUALITY[0]: np.full((1, 4), 0.5), QUALITY[1]: np.array([[0.1, 0.2, 0.3, 0.4]])}
    _, audit = composite("quality", parts, PANEL, QUALITY)
    assert audit.remark.to_list() == ["constant", ""] and np.isnan(audit.correlation[0])
