from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import run_eval
from geodata import boundaries
from geodata.errors import EvaluationError, Problems
from geodata.overlays import BEYOND, COLUMNS, OVERLAY_COLUMNS, read_overlays
from geodata.regions import Register, Scope

STUDIES = Path(run_eval.__file__).parent / "studies"
CITIES = [f"32{n:02d}00" for n in range(1, 14)]
HEADER = ",".join([*OVERLAY_COLUMNS, "file"])
ALBERS = boundaries.CHINA_ALBERS


@pytest.fixture(scope="module")
def cities():
    return boundaries.packaged(CITIES, "city", Problems())


@pytest.fixture(scope="module")
def china():
    return run_eval.load(STUDIES / "china.toml")[1]


@pytest.fixture(scope="module")
def jiangsu():
    return run_eval.load(STUDIES / "jiangsu.toml")[1]


def read(tmp_path, regions, *lines, level="city", within="320000", header=HEADER):
    path = tmp_path / "overlays.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8-sig")
    problems = Problems()
    found, files = read_overlays(path, Scope(Register.load(), level, within), regions, problems)
    return found, problems, files


def one(tmp_path, regions, *members, **options):
    lines = [f"A,甲区,示范区,{member},来源,," for member in members]
    found, problems, _ = read(tmp_path, regions, *lines, **options)
    assert not problems, list(problems)
    return found.iloc[0]


def test_members_of_the_study_are_whole_and_dissolved(tmp_path, cities):
    overlay = one(tmp_path, cities, "苏州,", "320200,")
    assert overlay.study_codes == ("320200", "320500")  # in the study's order
    assert overlay.member_codes == ("320500", "320200")
    assert overlay.partial_codes == overlay.outside_codes == ()
    expected = cities[cities.region_code.isin(overlay.study_codes)].to_crs(ALBERS).area.sum()
    drawn = gpd.GeoSeries([overlay.geometry], crs="EPSG:4326").to_crs(ALBERS).area.iloc[0]
    assert drawn == pytest.approx(expected, rel=1e-6)


def test_a_county_of_a_city_covers_it_in_part(tmp_path, cities):
    overlay = one(tmp_path, cities, "昆山市,", "江阴,")
    assert overlay.study_codes == ()
    assert overlay.partial_codes == ("320200", "320500")
    assert overlay.outside_codes == ()


def test_all_counties_of_a_city_cover_it_whole(tmp_path, cities):
    counties = [r for r in Register.load()._all_regions if r.parent_code == "320200"]
    named = [f"{r.code}," for r in counties if r.valid_in(None)]
    overlay = one(tmp_path, cities, *named)
    assert overlay.study_codes == ("320200",) and overlay.partial_codes == ()
    fewer = one(tmp_path, cities, *named[1:])
    assert fewer.study_codes == () and fewer.partial_codes == ("320200",)
    # of one county only a part belongs: its boundary is drawn, but the city is not whole
    shared = one(tmp_path, cities, *named[1:], f"{named[0]}0.5")
    assert shared.study_codes == () and shared.partial_codes == ("320200",)


def test_a_province_holds_its_cities(tmp_path, cities):
    overlay = one(tmp_path, cities, "江苏省,", "浙江省,")
    assert overlay.study_codes == tuple(CITIES)
    assert overlay.partial_codes == ()
    assert overlay.outside_codes == ("330000",) and overlay.outside_names == ("浙江省",)


def test_ground_beyond_the_regions_is_told(tmp_path, cities):
    some = cities[cities.region_code.isin(["320100", "320200", "320500"])].reset_index(drop=True)
    overlay = one(tmp_path, some, "江苏省,")  # of whose 13 cities this study has three
    assert overlay.study_codes == ("320100", "320200", "320500")
    assert overlay.outside_names == (BEYOND,) and overlay.outside_codes == ()
    box = shapely.box(120.0, 30.6, 122.0, 32.4)  # 苏州 and all of 上海
    gpd.GeoDataFrame(geometry=[box], crs="EPSG:4326").to_file(tmp_path / "box.gpkg")
    found, _, _ = read(tmp_path, some, "P,区,园区,,,来源,,box.gpkg")
    assert found.outside_names.iloc[0] == (BEYOND,)


def test_a_share_makes_a_member_partial(tmp_path, cities):
    overlay = one(tmp_path, cities, "苏州,0.4", "无锡,1")
    assert overlay.study_codes == ("320200",) and overlay.partial_codes == ("320500",)


def test_names_are_looked_up_near_the_study_first(tmp_path, cities):
    # 吉林 is a province and a city: the study's level decides; 苏州 in Jiangsu, then elsewhere
    provinces = boundaries.packaged(["220000", "320000"], "province", Problems())
    overlay = one(tmp_path, provinces, "吉林,", level="province", within=None)
    assert overlay.study_codes == ("220000",)
    assert one(tmp_path, cities, "杭州,").outside_codes == ("330100",)


def test_polygons_are_placed_by_area(tmp_path, cities):
    whole = cities[cities.region_code == "320500"].to_crs(ALBERS).geometry.iloc[0]
    west, south, _, north = whole.bounds
    neighbour = shapely.box(west - 60_000, south, west + 1, north)  # reaches into 无锡, not all
    frame = gpd.GeoDataFrame(geometry=[whole.buffer(200), neighbour], crs=ALBERS)
    frame.to_crs("EPSG:4490").to_file(tmp_path / "zone.gpkg")
    found, problems, files = read(tmp_path, cities, "P,多边形区,园区,,,来源,说明,zone.gpkg")
    assert not problems, list(problems)
    overlay = found.iloc[0]
    assert overlay.study_codes == ("320500",)
    assert "320200" in overlay.partial_codes
    assert "320600" not in overlay.partial_codes  # 南通 has only the sliver of the 200 m
    assert overlay.member_codes == ()
    assert set(files) == {"overlays.csv", "zone.gpkg"}
    assert found.crs.to_epsg() == 4326


def test_a_small_park_is_part_of_its_city(tmp_path, cities):
    park = shapely.box(120.62, 31.30, 120.66, 31.33)  # 4 km × 3 km in 苏州: 0.15 % of it
    gpd.GeoDataFrame(geometry=[park], crs="EPSG:4326").to_file(tmp_path / "park.geojson")
    found, problems, _ = read(tmp_path, cities, "P,园,园区,,,来源,,park.geojson")
    assert not problems
    assert found.partial_codes.iloc[0] == ("320500",) and found.study_codes.iloc[0] == ()


def test_overlays_may_share_members_and_keep_the_order_of_the_file(tmp_path, cities):
    found, problems, _ = read(
        tmp_path,
        cities,
        "B,乙带,经济带,苏州,,来源一,说明一,",
        "A,甲区,示范区,苏州,,来源,,",
        "B,,,无锡,,来源二,说明一,",
    )
    assert not problems
    assert found["overlay"].to_list() == ["B", "A"]
    assert found.columns.to_list() == [*COLUMNS]
    assert found.loc[0, ["source", "note"]].to_list() == ["来源一；来源二", "说明一"]


def test_all_faults_are_told_at_once(tmp_path, cities):
    gpd.GeoDataFrame(geometry=[shapely.Point(120, 31)], crs=4326).to_file(tmp_path / "point.gpkg")
    square = shapely.box(120, 31, 121, 32)
    bare = gpd.GeoDataFrame(geometry=[square])
    with pytest.warns(UserWarning, match="crs"):
        bare.to_file(tmp_path / "bare.gpkg")
    abroad = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    abroad.to_file(tmp_path / "abroad.gpkg")
    bowtie = shapely.Polygon([(120, 31), (121, 32), (121, 31), (120, 32)])
    gpd.GeoDataFrame(geometry=[bowtie], crs=4326).to_file(tmp_path / "bowtie.gpkg")
    (tmp_path / "text.gpkg").write_text("no map")
    found, problems, _ = read(
        tmp_path,
        cities,
        "2x,名,园区,苏州,,来源,,",
        "B,,园区,苏州,,来源,,",
        "C,名,乐园,苏州,,来源,,",
        "D,名,园区,苏州,,,,",
        "E,名,园区,苏州,,来源,,",
        "E,另名,示范区,无锡,,,,",
        "F,名,园区,火星,,来源,,",
        "G,名,园区,苏州,,来源,,",
        "G,名,园区,320500,,来源,,",
        "H,名,园区,苏州,1.5,来源,,",
        "I,名,园区,苏州,一半,来源,,",
        "J,名,园区,,,来源,,",
        "K,名,园区,苏州,,来源,,bowtie.gpkg",
        "L,名,园区,,,来源,,none.gpkg",
        "M,名,园区,,,来源,,point.gpkg",
        "N,名,园区,,,来源,,bare.gpkg",
        "O,名,园区,,,来源,,abroad.gpkg",
        "P,名,园区,,,来源,,bowtie.gpkg",
        "Q,名,园区,,,来源,,text.gpkg",
        "R,名,园区,中国,,来源,,",
    )
    assert found.empty and found.columns.to_list() == [*COLUMNS]
    assert [(p.code, p.row, p.column) for p in problems] == [
        ("code_invalid", 2, "overlay"),
        ("cell_empty", 3, "name"),
        ("value_not_allowed", 4, "kind"),
        ("cell_empty", 5, "source"),
        ("overlay_differs", 7, "name"),
        ("overlay_differs", 7, "kind"),
        ("region_unknown", 8, "member"),
        ("region_repeated", 10, "member"),
        ("share_invalid", 11, "share"),
        ("share_invalid", 12, "share"),
        ("overlay_empty", 13, "member"),
        ("overlay_both", 14, "file"),
        ("overlay_file_missing", 15, "file"),
        ("overlay_not_polygons", 16, "file"),
        ("overlay_crs_missing", 17, "file"),
        ("boundary_extent", 18, "file"),
        ("boundary_invalid", 19, "file"),
        ("boundary_unreadable", 20, "file"),
        ("region_unknown", 21, "member"),
    ]


def test_an_ambiguous_member_is_refused(tmp_path, cities):
    _, problems, _ = read(tmp_path, cities, "A,名,园区,鼓楼区,,来源,,")
    (problem,) = problems
    assert problem.code == "region_unknown" and "320106" in problem.what


def test_the_column_of_files_is_optional(tmp_path, cities):
    found, problems, _ = read(
        tmp_path, cities, "A,名,园区,苏州,,来源,", header=",".join(OVERLAY_COLUMNS)
    )
    assert not problems and len(found) == 1


def test_areas_of_the_bundled_overlays_are_those_that_were_published(china):
    # km²: 长三角 35.8 万 (规划纲要), 粤港澳 5.6 万 (规划纲要), 长江经济带 约 205 万 (国发〔2014〕39号)
    area = china.overlays.set_index("overlay").to_crs(ALBERS).area / 1e10
    assert area["CSJ"] == pytest.approx(35.8, rel=0.02)
    assert area["GBA"] == pytest.approx(5.6, rel=0.02)
    assert area["YREB"] == pytest.approx(205, rel=0.01)


def test_bundled_overlays_overlap_and_reach_beyond_their_studies(china, jiangsu):
    overlays = china.overlays.set_index("overlay")
    assert set(overlays.study_codes["CSJ"]) < set(overlays.study_codes["YREB"])
    assert set(overlays.study_codes["YREB"]) & set(overlays.study_codes["YRB"]) == {"510000"}
    assert len(overlays.study_codes["YREB"]) == 11 and len(overlays.study_codes["YRB"]) == 9
    assert overlays.partial_codes["GBA"] == ("440000",)
    assert overlays.outside_codes["GBA"] == ("810000", "820000")
    corridor = jiangsu.overlays.set_index("overlay").loc["G60"]
    assert corridor.study_codes == ("320500",) and len(corridor.outside_codes) == 8


def test_faults_stop_the_study(studies, china):
    assert len(china.files["overlays.csv"]) == 64
    row = studies.append("china/overlays.csv", "JJJ,京津冀晋,经济区,火星,,,")
    with pytest.raises(EvaluationError) as failure:
        run_eval.load(studies.path("china.toml"))
    assert [(p.code, p.row) for p in failure.value.failures] == [
        ("overlay_differs", row),
        ("region_unknown", row),
    ]
