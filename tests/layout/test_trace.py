import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import layout
import run_eval
from geodata.units import parse_unit

STUDIES = Path(__file__).resolve().parents[2] / "studies"


@pytest.fixture(params=["china", "jiangsu"])
def one(request):
    return request.getfixturevalue(request.param)


def of(evaluation, catalog_id):
    table = evaluation.views["catalogue_trace"]
    return table[table.catalog_id == catalog_id]


def test_every_row_and_every_metric_that_it_quotes_is_traced(one):
    table = one.views["catalogue_trace"]
    traced = {*zip(table.catalog_id, table.metric, strict=True)}
    for row in one.catalogue.itertuples():
        quoted = [part.partition("=")[0] for part in row.evidence_indicators.split("；")]
        assert quoted and {(row.catalog_id, name) for name in [*quoted, row.gap_metric]} <= traced


def test_every_part_is_a_metric_below_or_an_indicator_with_a_cell(one):
    table = one.views["catalogue_trace"]
    codes = {indicator.code for indicator in one.study.indicators}
    for catalog_id, lines in table.groupby("catalog_id"):
        levels = lines[~lines.indicator.isin(codes)]
        assert set(levels.indicator) <= set(lines.metric), catalog_id
        ends = lines[lines.indicator.isin(codes) & lines.indicator_value.notna()]
        assert len(ends) and ends.cell_value.notna().all() and (ends.source_id != "").all()


def test_cells_are_those_of_the_file_row_by_row(one):
    name = one.study.settings.name
    with (STUDIES / name / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    cells = one.views["catalogue_trace"]
    cells = cells[cells.file == "figures.csv"].drop_duplicates(["row", "statistic"])
    assert len(cells) > 50
    for cell in cells.itertuples():
        line = lines[int(cell.row) - 2]
        factor = parse_unit(line["unit"]).to(parse_unit(cell.cell_unit))
        assert float(line["value"]) * factor == pytest.approx(cell.cell_value)
        assert (line["region_code"], int(line["year"])) == (cell.cell_region, cell.cell_year)
        assert (line["statistic"], line["source_id"]) == (cell.statistic, cell.source_id)


def test_rules_are_those_of_the_file_row_by_row(one):
    with (STUDIES / "common" / "rules.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    for rule in one.views["catalogue_rules"].itertuples():
        line = lines[rule.rule_row - 2]
        assert (rule.rule_file, rule.rule_id) == ("rules.csv", line["rule_id"])
        assert (rule.condition, rule.target) == (line["condition"], line["target"])


def test_weights_of_a_level_sum_to_one_and_are_published(one):
    table = one.views["catalogue_trace"]
    levels = table[table.metric.isin(["u_ip", "u_innovation", "u_industry"])]
    whole = levels.drop_duplicates(["catalog_id", "metric", "indicator"])
    sums = whole.groupby(["catalog_id", "metric"]).weight.sum()
    np.testing.assert_allclose(sums, 1, atol=1e-5)
    published = one.weights.set_index("indicator").weight
    np.testing.assert_allclose(whole.weight, published[whole.indicator], atol=1e-6)


def test_a_derived_statistic_ends_at_its_parts(china):
    lines = of(china, "110000-R04-2023")
    cells = lines[
        (lines.metric == "u_ip") & (lines.indicator == "ip_contracts_sold_per_gdp")
    ].set_index("statistic")
    sold, spent, share = cells.cell_value[
        ["technology_contracts_sold", "rd_expenditure", "rd_intensity"]
    ]
    # GDP is the expenditure divided by its share of GDP; the indicator is in percent of GDP
    assert 100 * sold / (spent / (share / 100)) == pytest.approx(cells.indicator_value.iloc[0])


def test_an_overlay_rests_on_the_cells_of_its_regions(china):
    lines = of(china, "YREB-R11-2023")
    cells = lines[lines.metric == "cx_plant_varieties"]
    overlays = china.evidence.overlays.set_index("overlay")
    assert sorted(cells.cell_region) == sorted(overlays.study_codes["YREB"])
    assert cells.cell_value.sum() == cells.metric_value.iloc[0]


def test_growth_names_the_level_of_the_year_that_it_starts_from(studies, china):
    studies.change("common/rules.csv", "growth_composite < 0", "growth_composite > 0")
    other = layout.evaluate(*run_eval.load(studies.path("china.toml")))
    lines = of(other, "110000-R14-2023")
    scores = china.scores.query("region_code == '110000' and dimension == 'composite'")
    scores = scores.set_index("year").score
    parts = lines[lines.metric == "growth_composite"].set_index("indicator").indicator_value
    assert parts.to_dict() == {"composite@2020": scores[2020], "composite": scores[2023]}
    assert {"composite@2020", "u_ip@2020", "u_ip"} <= set(lines.metric)
    cells = lines[(lines.metric == "u_ip@2020") & (lines.indicator == "ip_inventions")]
    assert set(cells.cell_year) == {2020}


def test_rows_on_industries_end_at_the_published_table(demo_evaluation):
    rows = demo_evaluation.catalogue
    table = demo_evaluation.views["catalogue_trace"]
    own = rows[rows.industry_code != ""]
    assert len(own) and set(own.catalog_id) <= set(table.catalog_id)
    checked = 0
    for line in table[table.catalog_id.isin(own.catalog_id) & (table.file != "")].itertuples():
        name = Path(line.file).stem
        found = demo_evaluation.views[name]
        for part in line.row.split("；"):
            column, _, code = part.partition("=")
            found = found[found[column].astype(str) == code]
        (value,) = found[line.indicator or line.metric]
        told = line.indicator_value if line.indicator else line.metric_value
        assert value == pytest.approx(told, rel=1e-3, abs=1e-6)
        checked += 1
    assert checked >= len(own)


def test_every_row_on_an_industry_ends_at_counts_of_registers_with_their_source(demo_evaluation):
    rows, table = demo_evaluation.catalogue, demo_evaluation.views["catalogue_trace"]
    own = rows[rows.industry_code != ""]
    counts = table[(table.indicator != "") & (table.source_id != "")]
    assert set(own.catalog_id) <= set(counts.catalog_id)
    rta = table[(table.metric == "rta") & (table.indicator != "")]
    assert set(rta.indicator) == {"inventions_in_force"}
    assert set(rta.source_id) == {"demo_patent"} and (rta.source_title != "").all()


def test_texts_are_blank_where_there_is_nothing(one):
    table = one.views["catalogue_trace"]
    texts = table[["indicator", "statistic", "file", "row", "source_id", "publisher"]]
    assert not texts.isna().any(axis=None) and isinstance(table, pd.DataFrame)
