import geopandas as gpd
import pytest
import shapely

from geodata import boundaries
from geodata.errors import Problems
from geodata.regions import Register

CITIES = [f"32{n:02d}00" for n in range(1, 14)]


@pytest.fixture(scope="module")
def jiangsu():
    return boundaries.packaged(CITIES, "city", Problems())


def from_file(frame, tmp_path, suffix=".gpkg", **stated):
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    what = {
        "code_column": "code",
        "crs": "EPSG:4490",
        "datum": "CGCS2000",
        "credit": "测试",
    } | stated
    problems = Problems()
    return boundaries.from_file(boundaries.BoundaryFile(path, **what), CITIES, problems), problems


@pytest.fixture(scope="module")
def surveyed(jiangsu):
    """The cities as a survey would deliver them: CGCS2000, with a code column of its own."""
    return jiangsu.rename(columns={"region_code": "code"}).to_crs("EPSG:4490")


def test_cities_come_in_the_order_asked_for_valid_and_in_degrees(jiangsu):
    assert jiangsu.region_code.to_list() == CITIES
    assert jiangsu.crs.to_epsg() == 4326
    assert jiangsu.geometry.is_valid.all()


def test_area_of_jiangsu_is_that_of_the_yearbooks(jiangsu):
    # 10.72 万平方公里 (江苏统计年鉴) count tidal flats that the drawn coastline leaves out
    area = jiangsu.to_crs(boundaries.CHINA_ALBERS).area.sum() / 1e10
    assert 0.95 * 10.72 < area < 10.72


def test_nanjing_lies_in_nanjing(jiangsu):
    # 鼓楼 of Nanjing, 118.78 E 32.06 N, against an amap outline: both sets agree within a city
    inside = jiangsu[jiangsu.contains(shapely.Point(118.78, 32.06))]
    assert inside.region_code.to_list() == ["320100"]


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp", ".parquet"])
def test_every_file_format_gives_the_same_cities(surveyed, jiangsu, tmp_path, suffix):
    # GeoJSON is written in EPSG:4326 whatever it was made from (RFC 7946)
    crs = "EPSG:4326" if suffix == ".geojson" else "EPSG:4490"
    frame = surveyed.to_crs(crs)
    read, problems = from_file(frame, tmp_path, suffix, crs=crs)
    assert not problems, list(map(str, problems))
    assert read.region_code.to_list() == CITIES
    assert read.geometry.geom_equals(jiangsu.geometry).all()


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"crs": "EPSG:4527"}, "boundary_crs"),
        ({"datum": "GCJ-02"}, "boundary_datum"),
        ({"code_column": "adcode"}, "boundary_column"),
        ({"crs": "EPSG:999999"}, "boundary_unreadable"),
    ],
)
def test_a_wrong_statement_about_a_file_is_caught(surveyed, tmp_path, stated, code):
    _, problems = from_file(surveyed, tmp_path, **stated)
    assert code in [problem.code for problem in problems]


def test_a_file_without_crs_is_caught_where_the_stated_one_puts_it_off_china(surveyed, tmp_path):
    moved = surveyed.set_crs(None, allow_override=True)
    moved["geometry"] = moved.translate(xoff=60)
    _, problems = from_file(moved, tmp_path, suffix=".parquet")
    assert "boundary_extent" in [problem.code for problem in problems]


def test_missing_regions_are_named(surveyed, tmp_path):
    _, problems = from_file(surveyed.iloc[2:], tmp_path)
    (problem,) = problems
    assert "320100、320200" in str(problem)


def test_an_unreadable_file_is_a_fault_of_the_data(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_text("no geometry here")
    problems = Problems()
    what = boundaries.BoundaryFile(path, "code", "EPSG:4490", "CGCS2000", "测试")
    assert boundaries.from_file(what, CITIES, problems).empty
    assert [p.code for p in problems] == ["boundary_unreadable"]


def test_a_national_map_shows_all_of_china_and_the_south_china_sea():
    codes = [r.code for r in Register.load().children("100000", level="province")]
    evaluated = [code for code in codes if code not in ("710000", "810000", "820000")]
    assert len(evaluated) == 31
    base = boundaries.basemap(evaluated, "province", "", "", Register.load())
    assert base.backdrop.region_name.to_list() == ["台湾省", "香港特别行政区", "澳门特别行政区"]
    south = base.lines.total_bounds[1]
    assert south == pytest.approx(3.41, abs=0.01)  # 曾母暗沙 lies at 3.97 N, within the dashes
    assert base.approval == "审图号：未配置，内部工作用图，不得公开"


def test_a_map_of_cities_has_no_national_surroundings():
    base = boundaries.basemap(CITIES, "city", "某测绘院", "苏S(2026)001号", Register.load())
    assert base.backdrop.empty
    assert base.lines.empty
    assert (base.credit, base.approval) == ("某测绘院", "审图号：苏S(2026)001号")


def test_cities_of_most_provinces_have_national_surroundings():
    register = Register.load()
    cities = [r.code for r in register.children("100000", level="city")]
    base = boundaries.basemap(cities, "city", "", "", register)
    assert len(base.lines) == 1
    names = base.backdrop.region_name.to_list()
    assert {"台湾省", "香港特别行政区", "澳门特别行政区"} <= set(names)
    # what is no city is drawn too: a municipality as a whole, a county that answers to its province
    assert {"北京市", "济源市"} <= set(names)
    delta = [code for code in cities if code[:2] in ("31", "32", "33", "34")]
    assert boundaries.basemap(delta, "city", "", "", register).lines.empty


def test_thousands_of_missing_boundaries_are_counted():
    problems = Problems()
    boundaries.packaged([f"99{n:04}" for n in range(2500)], "county", problems)
    (missing,) = problems
    assert "990000、990001" in missing.what
    assert "等 2500 个" in missing.what
    assert "992499" not in missing.what


def test_simplified_regions_keep_shared_borders(jiangsu):
    drawn = boundaries.simplified(jiangsu, 3000)
    before, after = (shapely.get_num_coordinates(f.geometry).sum() for f in (jiangsu, drawn))
    assert after < before / 2
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())


def test_label_points_lie_inside(jiangsu):
    points = boundaries.label_points(jiangsu)
    inside = jiangsu.contains(gpd.GeoSeries.from_xy(points.lon, points.lat, crs=4326))
    assert inside.all()
