from pathlib import Path

import pytest

import run_eval
from geodata.errors import EvaluationError, Problems
from geodata.links import COLUMNS, LINK_COLUMNS, read_links
from geodata.regions import Register, Scope

STUDIES = Path(run_eval.__file__).parent / "studies"
HEADER = ",".join(LINK_COLUMNS)
SCOPE = Scope(Register.load(), "city", "320000")
REGIONS = [SCOPE.resolve(name) for name in ("南京", "无锡", "苏州", "泰州", "南通")]


@pytest.fixture(scope="module")
def china():
    return run_eval.load(STUDIES / "china.toml")[1]


@pytest.fixture(scope="module")
def jiangsu():
    return run_eval.load(STUDIES / "jiangsu.toml")[1]


def read(tmp_path, *lines):
    path = tmp_path / "links.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8-sig")
    problems = Problems()
    links, table = read_links(path, SCOPE, REGIONS, problems)
    return links, problems, table


def test_a_pair_is_read_by_name_or_code(tmp_path):
    links, problems, table = read(
        tmp_path,
        "苏州,321200,否,张靖皋长江大桥,,江中相接，无通道,来源甲",
        "320500,南通市,是,苏通大桥,2008,有大桥,来源乙",
    )
    assert not problems and table.sha256
    assert links.columns.to_list() == [*COLUMNS]
    assert links[["code_a", "code_b"]].to_numpy().tolist() == [
        ["320500", "321200"],
        ["320500", "320600"],
    ]
    assert links.neighbours.to_list() == [False, True] and links.neighbours.dtype == bool
    assert links.opened.to_list() == ["", "2008"]
    assert links.source.to_list() == ["来源甲", "来源乙"]


def test_all_faults_are_told_at_once(tmp_path):
    links, problems, _ = read(
        tmp_path,
        "苏州,泰州,否,,,有理由,",
        "火星,泰州,否,,,有理由,",  # nobody's name
        "苏州,徐州,是,,,有理由,",  # of the province, not of the study
        "泰州,苏州,是,,,有理由,",  # the first pair the other way round
        "南通,南通,是,,,有理由,",
        "南京,无锡,也许,,,,",
        ",无锡,是,,,有理由,",
    )
    seen = [(p.code, p.row, p.column) for p in problems]
    assert seen == [
        ("region_unknown", 3, "region_a"),
        ("region_not_in_study", 4, "region_b"),
        ("cell_repeated", 5, ""),
        ("link_itself", 6, "region_b"),
        ("value_not_allowed", 7, "neighbours"),
        ("cell_empty", 7, "reason"),
        ("cell_empty", 8, "region_a"),
    ]
    assert "首见于第 2 行" in str(list(problems)[2])
    assert len(links) == 1


def test_a_repeated_pair_is_compared_with_the_first_even_if_that_was_faulty(tmp_path):
    links, problems, _ = read(tmp_path, "苏州,泰州,?,,,理由,", "泰州,苏州,是,,,理由,")
    assert [p.code for p in problems] == ["value_not_allowed", "cell_repeated"]
    assert links.empty


def test_the_links_of_jiangsu_are_the_pairs_that_face_each_other_across_the_river(jiangsu):
    links = jiangsu.links
    pairs = {frozenset(pair) for pair in links[["code_a", "code_b"]].to_numpy()}
    south, north = {"320200", "320400", "320500", "321100"}, {"320600", "321000", "321200"}
    regions = jiangsu.regions.set_index("region_code").geometry
    # independent of our contiguity: GEOS decides which cities of the two banks touch
    facing = {frozenset((a, b)) for a in south for b in north if regions[a].intersects(regions[b])}
    assert pairs == facing
    closed = links[~links.neighbours]
    assert closed[["code_a", "code_b"]].to_numpy().tolist() == [["320500", "321200"]]
    assert links.reason.str.len().min() > 0 and links.source.str.len().min() > 0


def test_a_study_without_links_amends_nothing(china):
    assert china.links.empty
    assert china.links.columns.to_list() == [*COLUMNS]
    assert china.links.neighbours.dtype == bool


def test_faults_of_the_table_stop_the_study_and_its_checksum_is_known(studies, jiangsu):
    assert len(jiangsu.files["links.csv"]) == 64
    studies.change("jiangsu/links.csv", "苏州市,泰州市,否", "苏州市,杭州市,否")
    with pytest.raises(EvaluationError, match=r"links.csv 第 7 行 \[region_b\]"):
        run_eval.load(studies.path("jiangsu.toml"))
