import numpy as np
import pandas as pd
import pytest

from layout.indicators import DIMENSIONS
from layout.views import Panel, panel_of
from layout.zones.profiles import COLUMNS, SHARES, profiles

KEYS = ["region_code", "year"]
LEVELS = ["u_ip", "u_innovation", "u_industry"]


def scored(one):
    """Matching and composite of every region and year."""
    composite = one.scores[one.scores.dimension == "composite"].rename(
        columns={"score": "composite"}
    )
    return one.matching.merge(composite[[*KEYS, "composite"]], on=KEYS)


def of(one, **more):
    names = one.evidence.regions.set_index("region_code").short_name
    panel = panel_of(one.evidence.regions, one.study.settings.years)
    return profiles(one.zones, scored(one), names, panel, **more)


def kind(table, name):
    return table[table.kind == name].reset_index(drop=True)


@pytest.mark.parametrize("name", ["jiangsu", "china"])
def test_means_and_ranges_are_those_of_the_published_tables(name, request):
    one = request.getfixturevalue(name)
    table = of(one)
    assert [c for c in table.columns if not c.endswith("_label")] == [
        c for c in COLUMNS if c != "zone_label"
    ]
    merged = one.zones.merge(scored(one).drop(columns="region_name"), on=KEYS)
    for of_kind, column in (
        ("zone", "zone"), ("type", "zone_type"), ("reference", "reference_zone"),
    ):  # fmt: skip
        groups = merged[merged[column] != ""].groupby(["year", column])
        rows = kind(table, of_kind).set_index(["year", "zone"])
        assert set(rows.index) == set(groups.groups)
        for value in ("composite", *LEVELS):
            expected = groups[value].agg(["mean", "min", "max"]).loc[rows.index]
            np.testing.assert_allclose(
                rows[[value, f"{value}_min", f"{value}_max"]], expected, atol=1e-6
            )
        for value in ("coupling", "development", "coordination"):
            expected = groups[value].mean().loc[rows.index]
            np.testing.assert_allclose(rows[value], expected, atol=1e-6)
        np.testing.assert_array_equal(rows.regions, groups.size().loc[rows.index])


def test_members_and_what_maps_print(jiangsu):
    zones = kind(of(jiangsu), "zone")
    assert zones.zone.to_list() == ["Z1", "Z2", "Z3"]
    assert zones.zone_label[0] == "Z1 苏州等4地"
    assert zones.members[0] == "苏州、南京、无锡、常州"  # the highest composite first
    assert zones.regions.sum() == 13
    reference = kind(of(jiangsu), "reference")
    assert set(reference.zone_label) == {"苏南", "苏中", "苏北"}
    assert set(reference.kind_label) == {"对照分区"}


def test_the_page_reads_the_same_columns_as_before(jiangsu):
    # reports.page and reports.overview: year, zone, zone_label of the functional zones
    columns = ["year", "zone", "zone_label", "regions", "composite", *LEVELS, "members"]
    expected = kind(jiangsu.zone_profiles, "zone")[columns]
    pd.testing.assert_frame_equal(kind(of(jiangsu), "zone")[columns], expected)


PANEL = Panel(tuple("abcd"), tuple("甲乙丙丁"), (2024,))
NAMES = dict(zip(PANEL.codes, PANEL.names, strict=True))


def small(zone, composite=(0.9, 0.7, 0.7, 0.1), lag=("同步",) * 4, **more):
    zones = PANEL.keys().assign(zone=zone, zone_type="", reference_zone="")
    columns = ("composite", *LEVELS, "coupling", "development", "coordination")
    values = dict.fromkeys(columns, composite)
    table = PANEL.keys()[KEYS].assign(**values, lag_type=lag)
    return profiles(zones, table, NAMES, PANEL, **more)


def test_shares_of_amounts_by_hand():
    amounts = {
        "ip": np.array([[10.0, 20.0, 30.0, 40.0]]),
        "industry": np.array([[1.0, np.nan, 1.0, 2.0]]),
    }
    table = small(["Z1", "Z1", "Z2", ""], amounts=amounts)
    assert table.share_ip_pct.to_list() == [30, 30]
    # of the three regions with a figure: 1 / 4 and 1 / 4
    assert table.share_industry_pct.to_list() == [25, 25]
    assert table.share_innovation_pct.isna().all()
    assert table.remark.to_list() == ["amount_missing", ""]
    assert len(SHARES) == len(DIMENSIONS)


def test_amounts_that_sum_to_nothing_have_no_share():
    table = small(["Z1"] * 4, amounts={"ip": np.zeros((1, 4))})
    assert table.share_ip_pct.isna().all()


def test_a_member_without_scores_is_counted_but_not_averaged():
    table = small(["Z1"] * 3 + ["Z2"], composite=(0.9, np.nan, 0.7, np.nan))
    assert table.regions.to_list() == [3, 1] and table.scored.to_list() == [2, 0]
    assert table.composite[0] == 0.8 and np.isnan(table.composite[1])
    assert table.members[0] == "甲、丙、乙"
    assert table.remark.to_list() == ["scores_missing", "no_scores"]


def test_the_most_frequent_lag_type_and_ties():
    table = small(["Z1", "Z1", "Z2", "Z2"], lag=("同步", "创新滞后", "产业滞后", "产业滞后"))
    assert table.lag_type.to_list() == ["创新滞后、同步", "产业滞后"]
    assert table.lag_regions.to_list() == [1, 2]
    table = small(["Z1"] * 4, lag=("", "", "", ""))
    assert table.lag_type.to_list() == [""] and table.lag_regions.to_list() == [0]


def test_firmness_of_zones_and_their_weakest_member():
    kept = PANEL.keys()[KEYS].assign(kept=[1.0, 0.5, 0.5, np.nan])
    table = small(["Z1", "Z1", "Z1", "Z2"], stability=kept)
    assert table.kept[0] == pytest.approx(2 / 3, abs=1e-6)
    assert (table.weakest_region[0], table.weakest_kept[0]) == ("乙", 0.5)
    assert np.isnan(table.kept[1]) and table.weakest_region[1] == ""


def test_the_tenth_zone_comes_after_the_ninth():
    panel = Panel(tuple("abcdefghij"), tuple("abcdefghij"), (2024,))
    zones = panel.keys().assign(
        zone=[f"Z{n}" for n in range(10, 0, -1)], zone_type="", reference_zone=""
    )
    columns = ("composite", *LEVELS, "coupling", "development", "coordination")
    table = panel.keys()[KEYS].assign(**dict.fromkeys(columns, 0.5), lag_type="同步")
    names = dict(zip(panel.codes, panel.codes, strict=True))
    found = profiles(zones, table, names, panel)
    assert found.zone.to_list() == [f"Z{n}" for n in range(1, 11)]
    assert found.zone_label[9] == "Z10 a"


def test_no_zones_no_rows():
    table = small([""] * 4)
    assert table.empty and set(COLUMNS) <= set(table.columns)
