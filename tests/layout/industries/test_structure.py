import numpy as np
import pytest

from layout.industries import industries
from layout.notes import Notes
from models import relatedness, specialisation
from tests.layout.industries import made


@pytest.fixture(scope="module")
def structure(found):
    table = found.tables["industry_structure"]
    return table[table.year == 2022].set_index("region_code")


def test_structure_by_hand(structure):
    row = structure.loc["320100"]
    assert row.hhi_ip == pytest.approx(0.4**2 + 0.1**2 + 0.5**2)
    assert row.hhi_economy == pytest.approx(0.1**2 + 0.2**2 + 0.1**2 + 0.6**2)
    # shares of rights less those of value added: 13 .4-.1, 26 .1-.2, 27 0-.1, 39 .5-.6
    assert row.structural_match == pytest.approx(1 - (0.3 + 0.1 + 0.1 + 0.1) / 2)
    assert (row.specialised_ip, row.specialised_economy) == (2, 1)
    assert (row.matched_advantage, row.patents_without_industry) == (1, 1)


def test_a_region_with_few_rights_has_no_figure_of_them(structure):
    row = structure.loc["320400"]
    assert np.isnan(row.hhi_ip) and np.isnan(row.structural_match) and row.remark == "insufficient"
    assert row.hhi_economy == pytest.approx(0.5**2 + 0.2**2 + 3 * 0.1**2)


def test_similarity_by_hand_and_each_pair_once(found):
    table = found.tables["industry_similarity"]
    assert len(table) == 6 and (table.region_code < table.other_code).all()
    row = table.set_index(["region_code", "other_code"]).loc["320100", "320200"]
    assert row.krugman_economy == pytest.approx(0.1 + 0.1 + 0.4 + 0 + 0.6)
    assert row.similarity_economy == pytest.approx(1 - 1.2 / 2)
    assert row.krugman_ip == pytest.approx(0.3 + 0.5 + 0.2 + 0.4)
    assert row.similarity_ip == pytest.approx(1 - 1.4 / 2)
    assert row.shared_leading == "食品、化工"  # 甲市 39, 26, 13; 乙市 26, 13, 01
    assert table[table.other_code == "320400"].similarity_ip.isna().all()


def test_too_many_regions_have_no_table_of_pairs_and_a_note(monkeypatch):
    monkeypatch.setattr("layout.industries.structure.MOST_REGIONS", 3)
    notes = Notes()
    found = industries(made.cells(), made.TABLE, made.settings(), made.REGIONS, None, None, notes)
    assert found.tables["industry_similarity"].empty
    assert "industry_similarity_large" in {row["message_code"] for row in notes.rows}


def test_spatial_by_hand(found):
    table = found.tables["industry_spatial"]
    row = table[(table.industry == "39") & (table.year == 2022)].iloc[0]
    apart = abs(50 / 70 - 60 / 80) + abs(10 / 70) + abs(10 / 70 - 10 / 80) + 10 / 80
    assert row.spatial_match == pytest.approx(1 - apart / 2, abs=1e-6)
    assert row.hhi_regions_economy == pytest.approx((60**2 + 10**2 + 10**2) / 80**2)
    assert row.leading_ip == "甲市（71.4%）；乙市（14.3%）；丙市（14.3%）"
    assert row.share_ip_pct == pytest.approx(100 * 70 / 304, abs=1e-6)
    # in 13 the technology is ahead in 甲市 and 丙市, the economy in 乙市 and 丁市; in 27 丙市 alone
    counts = table[table.year == 2022].set_index("industry")
    assert counts.loc["26", "specialised_regions_ip"] == 1  # 乙市
    assert counts.loc["26", "specialised_regions_economy"] == 2  # 乙市 and 丙市
    nowhere = table[table.industry == "01"]
    assert nowhere.spatial_match.isna().all() and set(nowhere.remark) == {"undefined"}


def test_shares_of_industries_sum_to_the_whole(found):
    sums = (
        found.tables["industry_spatial"]
        .groupby("year")[["share_ip_pct", "share_economy_pct"]]
        .sum()
    )
    np.testing.assert_allclose(sums, 100, atol=1e-5)


CHAIN = [[1, 1, 1, 1, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 0, 1, 1]]
"""Value added that nests like the examples of Hausmann et al. (2014)."""


def chained():
    rows = [
        ("enterprise", code, industry, 2022, "value_added", CHAIN[r][j] * 10**10 * (j + 1), 1)
        for r, code in enumerate(made.CODES)
        for j, industry in enumerate(made.INDUSTRIES)
        if CHAIN[r][j]
    ]
    return industries(
        made.cells(activities=rows), made.TABLE, made.settings(), made.REGIONS, None, None, Notes()
    )


def test_complexity_is_that_of_the_advantages():
    found = chained()
    table = found.tables["industry_structure"]
    seen = table[table.year == 2022].eci_economy.to_numpy()
    amounts = np.array(CHAIN) * np.arange(1, 6)
    expected = relatedness.complexity(specialisation.location_quotient(amounts) > 1)
    np.testing.assert_allclose(seen, expected.regions, atol=1e-6)
    assert np.isfinite(seen).all()
    spatial = found.tables["industry_spatial"]
    pci = spatial[spatial.year == 2022].pci_economy
    np.testing.assert_allclose(pci, expected.industries, atol=1e-6)


def test_candidates_are_absent_related_and_in_order():
    found = chained()
    table = found.tables["industry_relatedness"]
    present = specialisation.advantage(np.array(CHAIN) * np.arange(1, 6))
    near = relatedness.density(present, relatedness.proximity(present))
    for (code, rows), r in zip(table.groupby("region_code"), range(4), strict=True):
        own = [made.INDUSTRIES.index(industry) for industry in rows.industry]
        assert not present[r, own].any() and (rows.lq < 1).all(), code
        np.testing.assert_allclose(rows.density, near[r, own], atol=1e-6)
        assert rows.density.is_monotonic_decreasing and (rows.density > 0).all()
        assert rows["rank"].to_list() == [*range(1, len(rows) + 1)]


def test_candidates_by_hand(found):
    # 乙市 has 13 and 26. 27 goes with 26 in 丙市: of 26 and 27, 1 of max(2, 1) regions
    table = found.tables["industry_relatedness"].set_index(["region_code", "industry"])
    assert table.loc[("320200", "27"), "density"] == pytest.approx(0.5 / (0.5 + 1), abs=1e-6)


def test_few_regions_make_relatedness_weak_and_the_setting_can_ask_for_none():
    notes = Notes()
    found = industries(
        made.cells(), made.TABLE, made.settings(candidates=0), made.REGIONS, None, None, notes
    )
    assert found.tables["industry_relatedness"].empty
    notes = Notes()
    industries(made.cells(), made.TABLE, made.settings(), made.REGIONS, None, None, notes)
    assert "relatedness_weak" in {row["message_code"] for row in notes.rows}
