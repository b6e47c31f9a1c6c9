"""Tables of services as users fill them in: what is read, and every fault that is told."""

import hashlib
import math

import pytest

from geodata.services import records
from tests.geodata.services.tables import (
    ANSWER,
    CANDIDATE,
    COVERAGE,
    DEMAND,
    EFFICIENCY,
    EFFICIENCY_FIGURE,
    GOOD,
    NANJING,
    NODE,
    TRAVEL,
    TYPE,
    WUXI,
)

COLUMNS = {
    "types": records.TYPE_COLUMNS,
    "nodes": records.NODE_COLUMNS,
    "coverage": records.COVERAGE_COLUMNS,
    "demand": records.DEMAND_COLUMNS,
    "travel": records.TRAVEL_COLUMNS,
    "candidates": records.CANDIDATE_COLUMNS,
    "survey": records.SURVEY_COLUMNS,
    "efficiency": records.EFFICIENCY_COLUMNS,
    "efficiency_figures": records.EFFICIENCY_FIGURE_COLUMNS,
}


def test_good_tables_are_read_without_a_problem(read):
    services, problems = read()
    assert not list(problems)
    for name, columns in COLUMNS.items():
        frame = getattr(services, name)
        assert tuple(frame.columns) == columns, name
        assert len(frame) == 1, name


def test_words_become_codes_and_days_iso(read):
    services, _ = read()
    assert services.types.loc[0, "tier"] == "backbone"
    assert services.types.loc[0, "services"] == "search;training"
    assert services.nodes.loc[0, "level"] == "city"
    assert services.nodes.loc[0, "opened"] == "2020-01-01"
    assert services.demand.loc[0, "setting"] == "rural"
    assert services.survey.loc[0, "service"] == "enforcement_aid"
    assert services.survey.loc[0, "date"] == "2024-03-05"
    assert services.efficiency.loc[0, "direction"] == "cost"
    assert services.coverage.loc[0, "date"] == "2021-12"


def test_a_type_may_be_named_by_its_label(read):
    services, problems = read(nodes=[NODE | {"type": "机构"}])
    assert not problems
    assert services.nodes.loc[0, "type"] == "agency"


def test_a_node_gives_the_services_of_its_type_unless_it_names_its_own(read):
    rows = [NODE, NODE | {"node_id": "N2", "services": "维权援助；filing;维权援助"}]
    services, _ = read(nodes=rows)
    assert [*services.nodes.services] == ["search;training", "enforcement_aid;filing"]


def test_capacity_and_weight_are_one_where_none_is_given(read):
    services, _ = read(
        nodes=[NODE, NODE | {"node_id": "N2", "capacity": "0"}],
        survey=[ANSWER, ANSWER | {"response_id": "A2", "weight": "1.5"}],
    )
    assert [*services.nodes.capacity] == [1, 0]
    assert [*services.candidates.capacity] == [1]
    assert [*services.survey.weight] == [1, 1.5]


def test_an_answer_on_a_node_counts_for_its_region(read):
    rows = [ANSWER, ANSWER | {"response_id": "A2", "region": "无锡"}]
    rows += [ANSWER | {"response_id": "A3", "node_id": ""}]
    services, problems = read(survey=rows)
    assert not problems
    assert [*services.survey.region_code] == [NANJING, WUXI, ""]


def test_shares_in_per_cent_and_as_ratios_are_the_same(read):
    rows = [COVERAGE, COVERAGE | {"eligible": "5", "official_share": "0.25"}]
    services, problems = read(coverage=[*rows, COVERAGE | {"eligible": "6", "official_share": ""}])
    assert not problems
    assert [*services.coverage.official_share[:2]] == [0.25, 0.25]
    assert math.isnan(services.coverage.official_share[2])


def test_tables_that_a_study_has_not_are_empty(read):
    services, problems = read(without={*COLUMNS} - {"types", "coverage"})
    assert not problems
    assert len(services.coverage) == 1
    for name in {*COLUMNS} - {"types", "coverage"}:
        frame = getattr(services, name)
        assert frame.empty, name
        assert tuple(frame.columns) == COLUMNS[name], name


def test_frames_have_the_same_types_with_and_without_rows(read):
    full, _ = read()
    empty, _ = read(without={*COLUMNS} - {"types"})
    for name in {*COLUMNS} - {"types"}:
        assert [*getattr(full, name).dtypes] == [*getattr(empty, name).dtypes], name


def test_the_digest_of_every_file_is_kept(read, tmp_path):
    services, _ = read()
    assert set(services.files) == {f"{name}.csv" for name in GOOD}
    for name, digest in services.files.items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_answers_need_no_register_of_nodes(read):
    keep = {"types", "survey", "efficiency", "efficiency_figures"}
    services, problems = read(without={*COLUMNS} - keep)
    assert not problems
    assert services.survey.loc[0, "node_id"] == "N1"


SECOND = {"node_id": "N2"}
FAULTS = [
    ("types", [TYPE, TYPE], ("code_repeated", "type")),
    ("types", [TYPE | {"tier": "中层"}], ("value_not_allowed", "tier")),
    ("types", [TYPE | {"services": ""}], ("cell_empty", "services")),
    ("types", [TYPE | {"services": "占卜"}], ("value_not_allowed", "services")),
    ("types", [TYPE | {"label_zh": ""}], ("cell_empty", "label_zh")),
    ("nodes", [NODE, NODE], ("code_repeated", "node_id")),
    ("nodes", [NODE, NODE | {"node_id": ""}], ("cell_empty", "node_id")),
    ("nodes", [NODE | {"name": ""}], ("cell_empty", "name")),
    ("nodes", [NODE | {"type": "agenci"}], ("service_type_unknown", "type")),
    ("nodes", [NODE | {"level": "乡级"}], ("value_not_allowed", "level")),
    ("nodes", [NODE | {"services": "检索;占卜"}], ("value_not_allowed", "services")),
    ("nodes", [NODE | {"capacity": "-1"}], ("plan_number_outside", "capacity")),
    ("nodes", [NODE | {"capacity": "三"}], ("number_invalid", "capacity")),
    ("nodes", [NODE | {"opened": "去年"}], ("policy_day_invalid", "opened")),
    ("nodes", [NODE | {"closed": "2019-01-01"}], ("policy_days_reversed", "closed")),
    ("nodes", [NODE, NODE | SECOND | {"parent": "N9"}], ("service_node_unknown", "parent")),
    ("nodes", [NODE | {"parent": "N1"}], ("service_own_parent", "parent")),
    ("nodes", [NODE | {"source_id": "s9"}], ("source_unknown", "source_id")),
    ("coverage", [COVERAGE, COVERAGE], ("code_repeated", "coverage_id")),
    ("coverage", [COVERAGE | {"coverage_id": ""}], ("cell_empty", "coverage_id")),
    ("coverage", [COVERAGE | {"definition": ""}], ("cell_empty", "definition")),
    ("coverage", [COVERAGE | {"eligible": ""}], ("cell_empty", "eligible")),
    ("coverage", [COVERAGE | {"eligible": "0"}], ("plan_number_outside", "eligible")),
    ("coverage", [COVERAGE | {"covered": "5"}], ("service_covered", "covered")),
    ("coverage", [COVERAGE | {"date": "去年底"}], ("service_date", "date")),
    ("coverage", [COVERAGE | {"official_share": "25"}], ("share_invalid", "official_share")),
    ("coverage", [COVERAGE | {"official_share": "约"}], ("number_invalid", "official_share")),
    (
        "coverage",
        [COVERAGE, COVERAGE | {"covered": "2", "eligible": "5"}],
        ("service_coverage_differs", "coverage_id"),
    ),
    ("demand", [DEMAND, DEMAND], ("cell_repeated", "point_id")),
    ("demand", [DEMAND | {"demand": ""}], ("cell_empty", "demand")),
    ("demand", [DEMAND | {"demand": "-3"}], ("plan_number_outside", "demand")),
    ("demand", [DEMAND | {"setting": "郊区"}], ("value_not_allowed", "setting")),
    ("demand", [DEMAND | {"service": "占卜"}], ("value_not_allowed", "service")),
    ("demand", [DEMAND, DEMAND | {"service": "检索"}], ("service_demand_twice", "service")),
    (
        "demand",
        [DEMAND | {"service": "检索"}, DEMAND | {"service": "培训", "lon": "119.6"}],
        ("service_point_differs", "point_id"),
    ),
    ("candidates", [CANDIDATE, CANDIDATE], ("code_repeated", "site_id")),
    ("candidates", [CANDIDATE | {"site_id": "N1"}], ("service_site_is_node", "site_id")),
    ("candidates", [CANDIDATE | {"cost": "0"}], ("plan_number_outside", "cost")),
    ("candidates", [CANDIDATE | {"cost": ""}], ("cell_empty", "cost")),
    ("survey", [ANSWER, ANSWER], ("code_repeated", "response_id")),
    ("survey", [ANSWER | {"score": "101"}], ("plan_number_outside", "score")),
    ("survey", [ANSWER | {"score": ""}], ("cell_empty", "score")),
    ("survey", [ANSWER | {"weight": "0"}], ("weight_invalid", "weight")),
    ("survey", [ANSWER | {"node_id": "N9"}], ("service_node_unknown", "node_id")),
    ("survey", [ANSWER | {"region": "徐州"}], ("region_not_in_study", "region")),
    ("survey", [ANSWER | {"region": "某地"}], ("region_unknown", "region")),
    ("efficiency", [EFFICIENCY, EFFICIENCY], ("code_repeated", "code")),
    ("efficiency", [EFFICIENCY | {"weight": "-1"}], ("weight_invalid", "weight")),
    ("efficiency", [EFFICIENCY | {"best": "10"}], ("service_ends_equal", "best")),
    ("efficiency", [EFFICIENCY | {"direction": "正向"}], ("service_ends_reversed", "direction")),
    ("efficiency", [EFFICIENCY | {"direction": "无"}], ("value_not_allowed", "direction")),
    ("efficiency", [EFFICIENCY | {"unit": ""}], ("cell_empty", "unit")),
    (
        "efficiency_figures",
        [EFFICIENCY_FIGURE, EFFICIENCY_FIGURE],
        ("cell_repeated", "node_id"),
    ),
    (
        "efficiency_figures",
        [EFFICIENCY_FIGURE | {"code": "day"}],
        ("service_code_unknown", "code"),
    ),
    (
        "efficiency_figures",
        [EFFICIENCY_FIGURE | {"node_id": "N9"}],
        ("service_node_unknown", "node_id"),
    ),
    ("efficiency_figures", [EFFICIENCY_FIGURE | {"year": "24"}], ("year_invalid", "year")),
    ("efficiency_figures", [EFFICIENCY_FIGURE | {"value": "三"}], ("number_invalid", "value")),
    ("travel", [TRAVEL | {"from_id": "P9"}], ("service_point_unknown", "from_id")),
    ("travel", [TRAVEL | {"to_id": "N9"}], ("service_to_unknown", "to_id")),
    ("travel", [TRAVEL | {"to_id": ""}], ("service_to_unknown", "to_id")),
    ("travel", [TRAVEL | {"minutes": ""}], ("cell_empty", "minutes")),
    ("travel", [TRAVEL | {"minutes": "半小时"}], ("number_invalid", "minutes")),
    ("travel", [TRAVEL | {"minutes": "inf"}], ("number_invalid", "minutes")),
    ("travel", [TRAVEL | {"minutes": "-1"}], ("service_minutes", "minutes")),
    ("travel", [TRAVEL, TRAVEL], ("service_pair_repeated", "to_id")),
]


@pytest.mark.parametrize(("table", "rows", "expected"), FAULTS)
def test_each_fault_is_told_once_with_its_column(faults, table, rows, expected):
    assert faults(**{table: rows}) == [expected]


def test_a_faulty_row_is_left_out_and_its_id_still_known(read):
    services, problems = read(nodes=[NODE | {"capacity": "-1"}])
    assert [problem.code for problem in problems] == ["plan_number_outside"]
    assert services.nodes.empty
    assert len(services.travel) == 1  # no fault is told twice


def test_all_faults_of_all_tables_are_told_at_once(faults):
    found = faults(
        nodes=[NODE | {"name": "", "capacity": "x"}],
        demand=[DEMAND | {"demand": "-1"}],
        survey=[ANSWER | {"score": "-5"}],
        efficiency=[EFFICIENCY | {"best": "10"}],
    )
    assert [code for code, _ in found] == [
        "cell_empty",
        "number_invalid",
        "plan_number_outside",
        "plan_number_outside",
        "service_ends_equal",
    ]


def test_a_blank_figure_of_efficiency_says_nothing(read):
    services, problems = read(efficiency_figures=[EFFICIENCY_FIGURE | {"value": ""}])
    assert not problems
    assert services.efficiency_figures.empty


def test_a_point_may_have_a_row_for_each_service(read):
    rows = [DEMAND | {"service": "检索"}, DEMAND | {"service": "培训", "demand": "0"}]
    services, problems = read(demand=rows)
    assert not problems
    assert [*services.demand.service] == ["search", "training"]
