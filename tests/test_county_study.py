"""The generated study of counties: said to be generated, never shipped, and evaluated to the end."""

import csv
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

import layout
import reports
import run_eval
from benchmarks import county_study
from benchmarks.county_study import GENERATED
from geodata import boundaries
from geodata.errors import Problems
from geodata.regions import Register
from models import contiguity, zoning

ROOT = Path(__file__).resolve().parent.parent
JIANGSU = "320000"
OWN_TABLES = ("figures", "statistics", "indicators", "sources", "typology", "rules")


@pytest.fixture(scope="module")
def study_file(tmp_path_factory):
    return county_study.write_study(tmp_path_factory.mktemp("generated"), JIANGSU)


@pytest.fixture(scope="module")
def evaluation(study_file):
    return layout.evaluate(*run_eval.load(study_file))


@pytest.fixture(scope="module")
def nation():
    codes = [region.code for region in county_study.counties()]
    problems = Problems()
    frame = boundaries.packaged(codes, "county", problems)
    assert not problems
    return frame


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def touching(shapes):
    """Pairs of polygons with a point in common, not by the code under test."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return {(a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True) if a != b}


def area(frame):
    return frame.geometry.to_crs(boundaries.CHINA_ALBERS).area.sum()


def hangs_together(members, pairs):
    left, reached = set(members), []
    reached.append(left.pop())
    while reached:
        here = reached.pop()
        beside = {other for other in left if (here, other) in pairs}
        left -= beside
        reached += beside
    return not left


def test_every_county_of_the_mainland_is_in_it():
    codes = [region.code for region in county_study.counties()]
    # 2,891 areas of 天地图, less 8 that are no counties (东莞市, 山丹马场, 澳门 …), 38 counties and
    # districts of Taiwan and Hong Kong, and 金门县
    assert len(codes) == 2844
    assert not [code for code in codes if code.startswith(("71", "81", "82"))]
    assert "350527" not in codes


def test_its_own_tables_say_generated_in_every_row(study_file):
    for name in OWN_TABLES:
        for row in rows(study_file.parent / f"{name}.csv"):
            assert GENERATED in row.values() or GENERATED in row["reason"], (name, row)
    (source,) = rows(study_file.parent / "sources.csv")
    assert source["publisher"] == "生成数据"


def test_title_area_and_limits_say_generated(study_file):
    settings = tomllib.loads(study_file.read_text(encoding="utf-8"))
    assert GENERATED in settings["title"]
    assert GENERATED in settings["area"]
    assert GENERATED in settings["limits"][0]
    assert min(settings["years"]) > 2090


def test_page_and_tables_say_generated(evaluation, study_file, tmp_path):
    reports.write(evaluation, tmp_path, "0" * 64, "", datetime(2026, 11, 22, tzinfo=UTC))
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert f"<title>县级布局评价（{GENERATED}）" in page
    assert "不得引用" in page
    assert set(evaluation.catalogue.version) == {GENERATED}
    assert evaluation.indicators.label.str.endswith("（生成）").all()
    assert "study_limit" in set(evaluation.notes.message_code)


def test_nothing_of_it_is_shipped():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["setuptools"]["packages"]
    assert not [name for name in packages if "benchmarks" in name]
    for path in (ROOT / "studies").rglob("*.*"):
        assert GENERATED not in path.read_text(encoding="utf-8-sig"), path


def test_same_bytes_each_time(study_file, tmp_path):
    again = county_study.write_study(tmp_path, JIANGSU)
    for path in sorted(study_file.parent.iterdir()):
        assert (again.parent / path.name).read_bytes() == path.read_bytes(), path.name


def test_neighbours_are_alike(nation):
    """Moran's I of every statistic is well above its expectation of about 0."""
    points = boundaries.label_points(nation)
    panel = county_study.generate(points.lon.to_numpy(), points.lat.to_numpy())
    pairs = np.array(sorted(touching(nation.geometry.to_numpy())))
    for values in np.log(panel[-1]).T:
        apart = values - values.mean()
        moran = np.mean(apart[pairs[:, 0]] * apart[pairs[:, 1]]) / np.mean(apart**2)
        assert 0.3 < moran < 0.99


def test_all_counties_of_jiangsu_are_evaluated(evaluation):
    codes = set(evaluation.evidence.regions.region_code)
    assert len(codes) == 95
    last = evaluation.scores[
        (evaluation.scores.dimension == "composite") & (evaluation.scores.year == 2099)
    ]
    assert set(last.region_code) == codes
    assert last.score.notna().all()


def test_zones_hang_together(evaluation):
    regions = evaluation.evidence.regions
    pairs = touching(regions.geometry.to_numpy())
    position = {code: n for n, code in enumerate(regions.region_code)}
    for _, group in evaluation.zones.groupby(["year", "zone"]):
        assert hangs_together([position[code] for code in group.region_code], pairs)


def test_no_note_lists_hundreds_of_names(evaluation):
    assert evaluation.notes.detail.str.len().max() < 600


def test_zones_of_the_whole_country_hang_together(nation):
    shapes = nation.geometry.to_crs(boundaries.CHINA_ALBERS).to_numpy()
    adjacent, links = contiguity.bridge(contiguity.adjacency(shapes), shapes)
    points = boundaries.label_points(nation)
    panel = county_study.generate(points.lon.to_numpy(), points.lat.to_numpy())
    scores = np.log(panel[-1])
    [found] = zoning.divide((scores - scores.mean(axis=0)) / scores.std(axis=0), adjacent, [8])
    pairs = touching(shapes) | {pair for a, b, _ in links for pair in ((a, b), (b, a))}
    assert found.labels.max() == 7
    for zone in range(8):
        assert hangs_together(np.flatnonzero(found.labels == zone).tolist(), pairs)
    bridged = {frozenset(nation.region_code.iloc[[one.i, one.j]]) for one in links}
    # Hainan hangs on 徐闻县; 西沙区 and 南沙区 are reached from there
    assert {frozenset(("440825", "460108")), frozenset(("460321", "460322"))} <= bridged


def test_a_national_map_of_counties_shows_what_it_does_not_evaluate(nation):
    base = boundaries.basemap(nation.region_code.to_list(), "county", "", "", Register.load())
    assert len(base.lines) == 1
    names = set(base.backdrop.region_name)
    assert {"台湾省", "香港特别行政区", "澳门特别行政区", "金门县", "东莞市", "中山市"} <= names
    # every part of the country is drawn once: the areas add up to those of the provinces
    provinces = [r.code for r in Register.load().children("100000", level="province")]
    whole = boundaries.packaged(provinces, "province", Problems())
    assert area(nation) + area(base.backdrop) == pytest.approx(area(whole), rel=1e-5)


def test_counties_drawn_with_less_detail_keep_their_shared_borders(nation):
    """As with all vertices, nearly every one is shared: simplified apart, borders would part."""
    drawn = boundaries.simplified(nation, 3000)
    assert shapely.get_num_coordinates(drawn.geometry.to_numpy()).sum() < 100_000
    assert drawn.geometry.is_valid.all()
    assert not drawn.geometry.is_empty.any()
    for frame in (nation, drawn):
        faults = shapely.coverage_invalid_edges(frame.geometry.to_numpy())
        assert (~shapely.is_empty(faults)).sum() < 20  # 9 in the original: slivers, and two islets
