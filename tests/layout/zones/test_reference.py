import pandas as pd

from layout.views import Panel, panel_of
from layout.zones.reference import beside_reference

KEYS = ["region_code", "year"]


def test_zhenjiang_lies_in_a_zone_of_another_belt(jiangsu, jiangsu_division):
    panel = panel_of(jiangsu.evidence.regions, (2024,))
    table = beside_reference({2024: jiangsu_division}, panel, jiangsu.evidence.official)
    table = table.merge(jiangsu.zones[[*KEYS, "region_name", "reference_zone"]], on=KEYS)
    table["zone"] = jiangsu_division.zones
    departing = table[table.departs == 1]
    # recomputed: the belt of most members, by a table of counts
    counts = pd.crosstab(table.zone, table.reference_zone)
    assert table.zone_majority.to_list() == [counts.loc[zone].idxmax() for zone in table.zone]
    assert departing.region_name.to_list() == ["镇江市"]
    assert departing[["reference_zone", "zone_majority"]].to_numpy().tolist() == [["苏南", "苏中"]]


def test_every_region_and_year_has_a_row_in_the_order_of_the_zones_table(china):
    panel = panel_of(china.evidence.regions, china.study.settings.years)
    table = beside_reference(china.divisions, panel, china.evidence.official)
    assert table[KEYS].equals(china.zones[KEYS])
    assert set(table.free_zone.str[0]) == {"F"}
    for year, rows in table.groupby("year"):
        assert rows.free_zone.nunique() == china.divisions[year].k


def test_ties_blanks_and_years_without_division(jiangsu, jiangsu_division):
    panel = Panel(panel_of(jiangsu.evidence.regions, (2024,)).codes, ("",) * 13, (2023, 2024))
    divisions = {2023: None, 2024: jiangsu_division}
    reference = ["", *jiangsu.evidence.official[1:]]
    table = beside_reference(divisions, panel, reference)
    before, after = table[table.year == 2023], table[table.year == 2024]
    assert (before[["free_zone", "zone_majority"]] == "").all(axis=None)
    assert before.departs.isna().all()
    assert after.departs.isna().to_list() == [True] + [False] * 12
    zones = jiangsu_division.zones
    both = ["东" if n % 2 else "西" for n in range(13)]
    tied = beside_reference(divisions, panel, both).set_index("year").loc[2024]
    for zone in set(zones):
        members = [n for n in range(13) if zones[n] == zone]
        west = sum(both[n] == "西" for n in members)
        if 2 * west == len(members):
            assert not tied.departs.iloc[members].any()
            assert set(tied.zone_majority.iloc[members]) <= {"东、西", "西、东"}
