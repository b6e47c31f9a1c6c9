"""The demonstration's made-up plan, services and reports are read without a problem."""

import csv
from collections import Counter

import pytest
import shapely

from benchmarks import demo_plans, demo_services
from benchmarks.demo_registers import write_study
from geodata.boundaries import packaged
from geodata.errors import Problems
from geodata.plans.read import Asked as AskedPlans
from geodata.plans.read import read_plans
from geodata.plans.records import KINDS, RELATIONS
from geodata.regions import Register, Scope
from geodata.services.read import Asked, read_services
from geodata.statistics import read_statistics

ROWS = 10_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("tables"), rows=ROWS).parent


@pytest.fixture(scope="module")
def cities():
    frame = packaged(demo_services.CODES, "city", Problems())
    return frame.assign(region_name=[f"{name}市" for name in demo_services.CITIES])


@pytest.fixture(scope="module")
def sources(folder):
    return frozenset(row["source_id"] for row in rows(folder / "tables" / "sources.csv"))


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def tables(folder, start, names):
    return {name: folder / "tables" / f"{start}{name}.csv" for name in names}


@pytest.fixture(scope="module")
def services(folder, cities, sources):
    problems = Problems()
    names = ("nodes", "coverage", "demand", "travel", "candidates", "survey")
    paths = tables(folder, "services_", (*names, "efficiency", "efficiency_figures"))
    paths["types"] = folder / "common" / "service_types.csv"
    scope = Scope(Register.load(), "city", "320000")
    found = read_services(Asked("demo.toml", paths), scope, cities, sources, problems)
    assert [str(problem) for problem in problems] == []
    return found


@pytest.fixture(scope="module")
def plans(folder, sources):
    problems = Problems()
    names = ("indicators", "figures", "statements", "allocations", "projects", "progress")
    paths = tables(folder, "plan_", names) | {"plans": folder / "tables" / "plans.csv"}
    paths["plausibility"] = folder / "common" / "plan_plausibility.csv"
    statistics, _ = read_statistics(folder / "common" / "statistics.csv", problems)
    asked = AskedPlans("demo.toml", paths)
    found = read_plans(asked, Register.load(), statistics, sources, problems)
    assert [str(problem) for problem in problems] == []
    return found


def test_services_are_as_many_as_they_should_be(services):
    assert len(services.nodes) == 60
    assert len(services.demand) == 200
    assert len(services.candidates) == 20
    assert len(services.survey) == 600
    assert len(services.efficiency) == 6
    # most pairs have a time, some are out of reach
    assert 0.5 < len(services.travel) / (200 * 80) < 0.95


def test_every_point_lies_in_the_city_that_it_names(services, cities):
    polygons = dict(zip(cities.region_code, cities.geometry, strict=True))
    for table in (services.nodes, services.demand, services.candidates):
        for row in table[table.lon.notna()].itertuples():
            assert polygons[row.region_code].contains(shapely.Point(row.lon, row.lat))


def test_nodes_are_found_in_all_three_ways_and_one_city_has_none(services):
    found = Counter(services.nodes.located_by)
    assert found == {"coordinates": 54, "address": 3, "region": 3}
    assert "321300" not in set(services.nodes.region_code)
    assert set(services.demand.region_code) == set(demo_services.CODES)
    assert (services.nodes.closed != "").sum() == 1


def test_the_plan_has_every_kind_and_one_where_less_is_better(plans):
    assert set(plans.indicators.kind) == set(KINDS)
    assert (plans.indicators.direction == "less").sum() == 1
    assert set(plans.allocations.rule) == {"same_rate", "same_step", "weights", "catch_up"}
    assert len(plans.projects) == 8
    assert set(plans.statements.relation) <= set(RELATIONS)


def test_a_target_follows_the_size_of_the_registers(plans):
    indicators = plans.indicators.set_index("indicator_id")
    assert indicators.loc[demo_plans.IN_FORCE, "target"] == demo_plans.PER_ROW * ROWS


def test_everything_says_that_it_is_made_up(folder, services, plans):
    for table in (services.nodes, services.demand, services.candidates):
        assert table.name.str.startswith("演示").all()
        assert table.note.str.contains("合成").all()
    assert services.coverage.label_zh.str.startswith("演示").all()
    assert plans.plans.title.str.startswith("演示").all()
    assert plans.indicators.label_zh.str.startswith("演示").all()
    assert plans.projects.title.str.startswith("演示").all()
    for table in (plans.indicators, plans.figures, plans.projects, plans.allocations):
        assert table.note.str.contains("合成").all()
    own = {"demo_plans", "demo_services", "demo_monitoring"}
    made_up = [row for row in rows(folder / "tables" / "sources.csv") if row["source_id"] in own]
    assert len(made_up) == 3
    assert all(row["data_years"] == "合成" for row in made_up)
