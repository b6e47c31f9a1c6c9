"""The bundled figures against what their publishers state, and what the reader refuses."""

import csv
from pathlib import Path

import pytest

import run_eval
from geodata.errors import Problems
from geodata.regions import Register, Scope
from geodata.statistics import FIGURE_COLUMNS, FigureReader, read_sources, read_statistics

STUDIES = Path(run_eval.__file__).parent / "studies"


def read(study, level, path=None):
    problems = Problems()
    statistics, _ = read_statistics(STUDIES / "common" / "statistics.csv", problems)
    sources, _ = read_sources(STUDIES / "common" / "sources.csv", problems)
    scope = Scope(Register.load(), level, "320000" if level == "city" else None)
    reader = FigureReader(scope, statistics, frozenset(sources.source_id), problems)
    figures, _ = reader.read(path or STUDIES / study / "figures.csv")
    return figures, problems


@pytest.fixture(scope="module")
def provinces():
    return read("china", "province")[0]


@pytest.fixture(scope="module")
def cities():
    return read("jiangsu", "city")[0]


def wide(figures):
    return figures.pivot_table(index=["region_code", "year"], columns="statistic", values="value")


def test_all_published_cells_are_carried_over(provinces, cities):
    # counts of the tables as published: 8,137 cells of 31 provinces, 753 of 13 cities
    assert (len(provinces), len(cities)) == (8137, 753)


def test_census_sums_to_the_published_totals(provinces, cities):
    # 第七次全国人口普查公报: 31 provinces and, for Jiangsu, 13 cities
    for figures, total in ((provinces, 1_409_778_724), (cities, 84_748_016)):
        assert figures[figures.statistic == "resident_population"].value.sum() == total


def test_the_three_sectors_sum_to_gdp_in_every_city(cities):
    # 江苏统计年鉴 2023; rounding of three figures of 0.01 亿元
    table = wide(cities).xs(2022, level="year")
    sectors = table[[f"value_added_{s}" for s in ("primary", "secondary", "tertiary")]].sum(axis=1)
    assert (sectors - table.gdp).abs().max() <= 0.0151


def test_gdp_of_2019_and_2022_is_in_one_unit(cities):
    # published in 万元 until 2019 and in 亿元 in 2022
    gdp = wide(cities).gdp.unstack()
    assert (gdp[2022] / gdp[2019]).between(1.0, 1.5).all()


def test_suspect_figures_are_marked(cities):
    suspect = cities[cities.status == "suspect"]
    assert set(suspect.statistic) == {"gdp"}
    assert set(suspect.year) == {2017}
    assert len(suspect) == 13


def test_government_and_enterprise_funds_stay_below_all_rd(provinces):
    table = wide(provinces).dropna(subset="rd_expenditure")
    parts = table.rd_funds_government + table.rd_funds_enterprise
    assert (parts <= table.rd_expenditure * 1.001).all()


def test_every_figure_has_a_registered_source_and_every_source_is_described():
    with (STUDIES / "common" / "sources.csv").open(encoding="utf-8-sig") as file:
        sources = {row["source_id"]: row for row in csv.DictReader(file)}
    for study in ("china", "jiangsu"):
        with (STUDIES / study / "figures.csv").open(encoding="utf-8-sig") as file:
            used = {row["source_id"] for row in csv.DictReader(file)}
        assert used <= set(sources)
    assert all(row["publisher"] and row["title"] and row["data_years"] for row in sources.values())


GOOD = {
    "region_code": "320100",
    "region_name": "南京市",
    "year": "2022",
    "statistic": "gdp",
    "value": "16907.85",
    "unit": "亿元",
    "source_id": "jssy2023",
    "status": "observed",
    "note": "",
}


def read_row(tmp_path, **changes):
    path = tmp_path / "figures.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, FIGURE_COLUMNS)
        writer.writeheader()
        writer.writerow({**GOOD, **changes})
    return read("jiangsu", "city", path)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("region_code", "329999", "region_unknown"),
        ("region_code", "320100.0", "region_unknown"),
        ("region_name", "苏州市", "region_disagrees"),
        ("year", "22", "year_invalid"),
        ("year", "2022.5", "year_invalid"),
        ("statistic", "gpd", "statistic_unknown"),
        ("statistic", "gdp_implied", "statistic_derived"),
        ("value", "很多", "number_invalid"),
        ("value", "1,23", "number_invalid"),
        ("value", "nan", "number_invalid"),
        ("unit", "亿圆", "unit_unknown"),
        ("unit", "万人", "unit_wrong"),
        ("source_id", "", "source_unknown"),
        ("status", "guess", "value_not_allowed"),
    ],
)
def test_a_faulty_cell_is_named_with_its_row_and_column(tmp_path, column, value, code):
    figures, problems = read_row(tmp_path, **{column: value})
    assert [(p.code, p.row, p.column) for p in problems] == [(code, 2, column)]
    assert figures.empty


@pytest.mark.parametrize("form", ["320100", " 320100 ", "南京", "南京市", "Nanjing"])
def test_a_region_may_be_given_in_any_form(tmp_path, form):
    figures, problems = read_row(tmp_path, region_code="", region_name=form)
    assert not problems
    assert figures.region_code.to_list() == ["320100"]


@pytest.mark.parametrize(("text", "value"), [("1,234.5", 1234.5), ("-3", -3), ("1e3", 1000)])
def test_numbers_as_excel_writes_them_are_read(tmp_path, text, value):
    assert read_row(tmp_path, value=text)[0].value.to_list() == [value]


def test_an_empty_value_is_a_missing_cell_not_a_zero(tmp_path):
    figures, problems = read_row(tmp_path, value="")
    assert not problems
    assert figures.empty


@pytest.mark.parametrize("study", ["china", "jiangsu"])
def test_the_indicator_table_names_the_sources_that_its_figures_really_have(study, request):
    one = request.getfixturevalue(study)
    figures = one.evidence.figures
    of = figures[figures.status == "observed"].groupby("statistic").source_id.agg(set).to_dict()
    parts = {s.code: f.names for s, f in one.study.derived}
    for indicator in one.study.indicators:
        codes = [c for c in (indicator.numerator, indicator.denominator) if c]
        real = {s for code in codes for part in parts.get(code, (code,)) for s in of.get(part, ())}
        if indicator.source or indicator.required:
            assert set(indicator.source) == real, indicator.code
