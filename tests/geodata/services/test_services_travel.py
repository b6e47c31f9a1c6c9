"""Travel times: read by column, with the same faults as row by row."""

import time

import pytest

from geodata.errors import Problems
from geodata.plans.cells import Ground
from geodata.regions import Register, Scope
from geodata.services.known import Known
from geodata.services.places import Places
from geodata.services.travel import read_travel
from tests.geodata.services.tables import CANDIDATE, NODE, SQUARES, TRAVEL, WUXI, written


def test_travel_goes_to_nodes_and_to_candidates(read):
    rows = [TRAVEL, TRAVEL | {"to_id": "S1", "minutes": "1,200"}]
    services, problems = read(travel=rows)
    assert not problems
    assert services.travel.to_numpy().tolist() == [
        ["P1", "N1", 30.0, "车", 2],
        ["P1", "S1", 1200.0, "车", 3],
    ]


def test_the_same_pair_may_be_travelled_in_two_ways(read):
    services, problems = read(travel=[TRAVEL, TRAVEL | {"mode": "高铁"}])
    assert not problems
    assert len(services.travel) == 2


def test_without_demand_points_trips_start_in_regions(read):
    rows = [TRAVEL | {"from_id": "无锡"}, TRAVEL | {"from_id": "320100"}]
    services, problems = read(without=("demand",), travel=rows)
    assert not problems
    assert [*services.travel.from_id] == [WUXI, "320100"]
    _, problems = read(without=("demand",), travel=[TRAVEL | {"from_id": "徐州"}])
    assert [problem.code for problem in problems] == ["service_from_unknown"]


def test_one_region_by_two_names_is_the_same_pair(read):
    rows = [TRAVEL | {"from_id": "无锡"}, TRAVEL | {"from_id": WUXI}]
    _, problems = read(without=("demand",), travel=rows)
    assert [problem.code for problem in problems] == ["service_pair_repeated"]


def test_rows_are_numbered_as_in_the_file_with_empty_lines(read, tmp_path):
    services, _ = read()
    for gap in ("\r\n", ",,,\r\n"):
        text = f"from_id,to_id,minutes,mode\r\nP1,N1,1,\r\n{gap}P1,S1,-2,\r\n"
        path = tmp_path / "gap.csv"
        path.write_text(text, encoding="gb18030", newline="")
        _, problems = again(path)
        assert [(problem.code, problem.row) for problem in problems] == [("service_minutes", 4)]
    assert len(services.travel) == 1


def again(path):
    """Travel alone, from one point to a node and a candidate."""
    problems = Problems()
    places = Places(Scope(Register.load(), "city", "320000"), SQUARES)
    known = Known(Ground({}, frozenset(), problems), places)
    known.points, known.nodes, known.sites = {"P1": 2}, {"N1": 2}, {"S1": 2}
    return read_travel(path, known)[0], problems


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("from_id,to_id\nP1,N1\n", ["column_missing"]),
        ("from_id,to_id,minutes,km\nP1,N1,-1,3\n", ["column_unknown", "service_minutes"]),
        ("from_id,to_id,minutes,minutes\nP1,N1,1,1\n", ["column_repeated"]),
        ("from_id,to_id,minutes\nP1,N1,-1,x\n", ["row_too_long", "service_minutes"]),
        ("from_id,to_id,minutes\nP1,N1\n", ["cell_empty"]),
        ("", ["column_missing"] * 3),
    ],
)
def test_a_file_that_is_not_plain_is_told_as_other_tables_are(tmp_path, text, codes):
    path = tmp_path / "odd.csv"
    path.write_text(text, encoding="utf-8")
    _, problems = again(path)
    assert [problem.code for problem in problems] == codes


def test_a_missing_file_is_told(tmp_path):
    travel, problems = again(tmp_path / "none.csv")
    assert [problem.code for problem in problems] == ["file_missing"]
    assert travel.empty


def test_many_faults_of_one_kind_are_counted(tmp_path):
    path = written(tmp_path / "many.csv", [TRAVEL | {"to_id": f"X{n}"} for n in range(100)])
    _, problems = again(path)
    told = list(problems)
    assert len(told) == 21
    assert told[-1].code == "service_more"
    assert "另有 80 行" in told[-1].what


def test_many_points_by_many_nodes_are_read_in_seconds(read):
    # 40,000 rows in well under a second; 900,000 took 2.4 s on the computer of development
    nodes = [NODE | {"node_id": f"N{n}"} for n in range(20)]
    rows = [TRAVEL | {"to_id": f"N{n % 20}", "mode": str(n)} for n in range(40_000)]
    start = time.process_time()
    services, problems = read(nodes=nodes, candidates=[CANDIDATE], travel=rows)
    assert not problems
    assert len(services.travel) == 40_000
    assert time.process_time() - start < 5
