import numpy as np
import pandas as pd
import pytest

from geodata.benchmark_tables import RIGHTS_MEASURES
from geodata.registers.cells import MEASURES
from layout.industries.panel import (
    COLUMNS,
    RIGHTS,
    axes_of,
    industry_panel,
    measure_label,
    share_unclassified,
)
from layout.views import panel_of
from tests.layout.industries import made


def panel(**changed):
    cells = made.cells(**changed)
    axes = axes_of(cells, made.TABLE, panel_of(made.REGIONS, (2021, 2022)))
    return industry_panel(cells, axes)


def cell(table, region, industry, year):
    keys = (table.region_code == region) & (table.industry == industry) & (table.year == year)
    return table[keys].iloc[0]


def test_one_row_per_region_industry_and_year_of_the_industries_that_have_anything():
    table = panel()[1].table
    assert table.columns.to_list()[:5] == [
        "region_code",
        "region_name",
        "industry",
        "industry_zh",
        "year",
    ]
    assert table.columns.to_list()[5:] == [*COLUMNS]
    assert len(table) == 4 * 5 * 2 and "97" not in set(table.industry)
    assert not table.duplicated(["region_code", "industry", "year"]).any()


def test_a_stock_is_what_was_granted_less_what_ended():
    table = panel()[1].table
    assert cell(table, "320100", "39", 2021).inventions_in_force == 30
    assert cell(table, "320100", "39", 2022).inventions_in_force == 30 + 25 - 5
    for r, region in enumerate(made.CODES):
        rows = table[(table.region_code == region) & (table.year == 2022)]
        assert rows.inventions_in_force.to_list() == made.INVENTIONS[r]


def test_patents_of_all_types_and_filings_of_the_year():
    table = panel()[1].table
    row = cell(table, "320100", "27", 2022)
    assert (row.patents_in_force, row.inventions_in_force, row.patents_filed) == (100, 0, 7.5)
    assert cell(table, "320100", "27", 2021).patents_filed == 0


def test_amounts_are_in_100_million_yuan_and_the_years_differ():
    table = panel()[1].table
    assert cell(table, "320400", "01", 2021).value_added == 30
    assert cell(table, "320400", "01", 2022).value_added == 50
    assert cell(table, "320100", "39", 2022).employment == 5000


def test_a_register_that_is_not_there_leaves_a_blank_and_none_leaves_a_zero():
    table, notes = panel()[1]
    assert table.copyrights.isna().all() and table.revenue.isna().all()
    assert (table.trademarks_in_force == 0).any() and table.trademarks_in_force.notna().all()
    told = dict(notes)["industry_not_registered"]["columns"]
    assert told == "著作权登记、营业收入、出口额、R&D经费、R&D人员"


def test_enterprises_that_do_not_tell_a_measure_are_not_a_zero():
    rows = [row for row in made.activities() if row[4] != "value_added" or row[2] != "13"]
    table = panel(activities=rows)[1].table
    assert np.isnan(cell(table, "320100", "13", 2022).value_added)
    assert cell(table, "320200", "39", 2022).value_added == 0  # no enterprise there at all


def test_a_right_that_ended_before_its_grant_does_not_count_below_zero():
    rows = [
        made.event("320100", "13", 2020, "ended", 1),
        made.event("320100", "13", 2022, "granted", 1),
    ]
    table = panel(industries=rows)[1].table
    assert cell(table, "320100", "13", 2021).inventions_in_force == 0
    assert cell(table, "320100", "13", 2022).inventions_in_force == 0


def test_what_belongs_to_no_known_industry_is_told_and_counted_in_none():
    extra = [
        made.event("320100", "", 2018, "granted", 76),
        made.event("320100", "88", 2018, "granted", 4),
    ]
    found, (table, notes) = panel(industries=made.rights_by_industry() + extra)
    assert table[table.year == 2022].inventions_in_force.sum() == 304
    assert share_unclassified(found, "inventions_in_force")[-1] == pytest.approx(80 / 384)
    told = [values for code, values in notes if code == "industry_unclassified"]
    assert {"column": "有效发明专利", "share": "20.8%", "year": 2022} in told
    assert dict(notes)["industry_code_unknown"]["codes"] == "88"


def test_totals_reconcile_with_random_parts():
    rng = np.random.default_rng(3)
    rows = [
        (region, "patent", "invention", industry, int(year), "granted", int(parts))
        for region in (*made.CODES, "110000")
        for industry in ("", *made.INDUSTRIES)
        for year, parts in zip(rng.integers(2000, 2025, 5), rng.integers(1, 10**12, 5), strict=True)
    ]
    found, _ = panel(industries=rows)
    frame = pd.DataFrame(
        rows, columns=["region", "kind", "type", "industry", "year", "event", "parts"]
    )
    frame = frame[frame.region.isin(made.CODES)]
    for t, year in enumerate((2021, 2022)):
        total = (
            found.values["patents_in_force"][t].sum()
            + found.unclassified["patents_in_force"][t].sum()
        )
        assert total == pytest.approx(frame[frame.year <= year].parts.sum() / 25_200_000, rel=1e-12)


def test_a_very_large_panel_writes_the_last_year_alone(monkeypatch):
    monkeypatch.setattr("layout.industries.panel.MOST_ROWS", 39)
    table, notes = panel()[1]
    assert set(table.year) == {2022} and len(table) == 20
    assert dict(notes)["industry_last_year_only"] == {"rows": "40"}


def test_every_measure_has_a_label_and_the_benchmarks_know_the_same_ones():
    assert all(measure_label(column) for column in COLUMNS)
    assert (*RIGHTS,) == RIGHTS_MEASURES and (*RIGHTS, *MEASURES) == COLUMNS
