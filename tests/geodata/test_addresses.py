"""A truth table made by hand, a few cases for each trap."""

import re

import pandas as pd
import polars as pl
import pytest

from geodata.addresses import COLUMNS, locate
from geodata.addresses.names import GAZETTEER, names
from geodata.errors import DataError
from geodata.regions import Register

JIANGSU = "320000"

# address | year | prior | status | code | today's code or candidates; "-" = blank
TRUTH = """
# complete
江苏省南京市江宁区东山街道上元大街1号 | 2024 | - | ok | 320115 | 320115
江苏省苏州市昆山市前进西路1号 | 2024 | - | ok | 320583 | 320583
江苏省徐州市鼓楼区煤港路2号 | 2024 | - | ok | 320302 | 320302
江苏省南京市鼓楼区汉口路22号 | 2024 | - | ok | 320106 | 320106
河南省开封市鼓楼区中山路3号 | 2024 | - | ok | 410204 | 410204
福建省福州市鼓楼区五四路4号 | 2024 | - | ok | 350102 | 350102
江苏省南通市通州区金沙街道 | 2024 | - | ok | 320612 | 320612
江苏省连云港市海州区朝阳东路 | 2024 | - | ok | 320706 | 320706
辽宁省阜新市海州区中华路 | 2024 | - | ok | 210902 | 210902
中国江苏省无锡市新吴区长江路9号 | 2024 | - | ok | 320214 | 320214
中华人民共和国江苏省泰州市海陵区 | 2024 | - | ok | 321202 | 321202
210008江苏省南京市玄武区珠江路 | 2024 | - | ok | 320102 | 320102
江苏省，南京市，建邺区，江东中路 | 2024 | - | ok | 320105 | 320105
江苏省-扬州市-广陵区 | 2024 | - | ok | 321002 | 321002
# parts missing
南京市江宁区秣陵街道 | 2024 | - | ok | 320115 | 320115
江苏省昆山市玉山镇 | 2024 | - | ok | 320583 | 320583
昆山市花桥镇 | 2024 | - | ok | 320583 | 320583
沭阳县沭城街道 | 2024 | - | ok | 321322 | 321322
玄武区珠江路1号 | 2024 | - | ok | 320102 | 320102
江苏省 | 2024 | - | ok | 320000 | 320000
南京市中山路1号 | 2024 | - | ok | 320100 | 320100
江苏南京 | 2024 | - | ok | 320100 | 320100
江苏省南京市某某科技有限公司 | 2024 | - | ok | 320100 | 320100
中山路5号，南京市 | 2024 | - | ok | 320100 | 320100
中山路5号，南京 | 2024 | - | ok | 320100 | 320100
江宁区（南京市）天元路 | 2024 | - | ok | 320115 | 320115
江苏省江苏省南京市南京市栖霞区 | 2024 | - | ok | 320113 | 320113
# short forms
南京江宁天元中路 | 2024 | - | ok | 320115 | 320115
江苏昆山 | 2024 | - | ok | 320583 | 320583
苏州昆山花桥 | 2024 | - | ok | 320583 | 320583
昆山千灯镇 | 2024 | - | ok | 320583 | 320583
江苏无锡江阴澄江街道 | 2024 | - | ok | 320281 | 320281
北京朝阳建国路 | 2024 | - | ok | 110105 | 110105
长春朝阳西安大路 | 2024 | - | ok | 220104 | 220104
上海浦东张江 | 2024 | - | ok | 310115 | 310115
天津滨海新区第二大街 | 2024 | - | ok | 120116 | 120116
天津滨海第二大街 | 2024 | - | ok | 120116 | 120116
常州武进湖塘 | 2024 | - | ok | 320412 | 320412
无锡锡山安镇 | 2024 | - | ok | 320205 | 320205
扬州邗江 | 2024 | - | ok | 321003 | 321003
淮安淮阴 | 2024 | - | ok | 320804 | 320804
南通通州 | 2024 | - | ok | 320612 | 320612
北京通州 | 2024 | - | ok | 110112 | 110112
唐山路南 | 2024 | - | ok | 130202 | 130202
台州路桥 | 2024 | - | ok | 331004 | 331004
# namesakes
鼓楼区中山北路 | 2024 | - | ambiguous | - | 320106;320302;350102;410204
鼓楼区中山北路 | 2024 | 320000 | ambiguous | 320000 | 320106;320302
江苏省鼓楼区 | 2024 | - | ambiguous | 320000 | 320106;320302
鼓楼区煤港路 | 2024 | 410000 | ok | 410204 | 410204
通州区新华大街 | 2024 | - | ambiguous | - | 110112;320612
通州区金沙 | 2024 | 320000 | ok | 320612 | 320612
海州区 | 2024 | 320000 | ok | 320706 | 320706
朝阳区建国路 | 2024 | 320000 | ambiguous | - | 110105;220104
北京市通州区 | 2024 | 320000 | ok | 110112 | 110112
福州市鼓楼区 | 2024 | 320000 | ok | 350102 | 350102
清河区淮海路 | 2024 | - | ambiguous | - | 211204;320812
清河区淮海路 | 2024 | 320000 | ok | 320802 | 320812
江宁东山 | 2024 | - | ambiguous | - | 320115
江宁东山 | 2024 | 320000 | ok | 320115 | 320115
吉林 | 2024 | - | ok | 220000 | 220000
吉林市船营区 | 2024 | - | ok | 220204 | 220204
吉林吉林 | 2024 | - | ok | 220200 | 220200
海南海口 | 2024 | - | ok | 460100 | 460100
青海海南共和县 | 2024 | - | ok | 632521 | 632521
# names of streets, houses and others
上海市黄浦区南京东路100号 | 2024 | - | ok | 310101 | 310101
上海南京路1号 | 2024 | - | ok | 310000 | 310000
南京市鼓楼区北京西路28号 | 2024 | - | ok | 320106 | 320106
南京北京西路28号 | 2024 | - | ok | 320100 | 320100
北京西路28号 | 2024 | 320000 | none | - | -
南京路5号 | 2024 | 320000 | none | - | -
江苏路88号 | 2024 | - | none | - | -
上海路南侧 | 2024 | - | none | - | -
北京市海淀区苏州街 | 2024 | - | ok | 110108 | 110108
上海市长宁区江苏路 | 2024 | - | ok | 310105 | 310105
青岛市市南区江苏路1号 | 2024 | - | ok | 370202 | 370202
上海市静安区江宁路 | 2024 | - | ok | 310106 | 310106
上海市闵行区吴中路 | 2024 | - | ok | 310112 | 310112
南京镇江路 | 2024 | - | ok | 320100 | 320100
南京新街口 | 2024 | - | ok | 320100 | 320100
南京市长江路江苏大厦 | 2024 | - | ok | 320100 | 320100
南京市玄武湖公园 | 2024 | - | ok | 320100 | 320100
和平饭店 | 2024 | - | none | - | -
京东大厦 | 2024 | - | none | - | -
沪宁高速出口 | 2024 | - | none | - | -
长安汽车厂 | 2024 | - | none | - | -
鼓楼区徐州大厦 | 2024 | 320000 | ambiguous | 320000 | 320106;320302
北京市西城区江苏省驻京办事处 | 2024 | - | ok | 110102 | 110102
苏州市新城区某路 | 2024 | - | ok | 320500 | 320500
南京市河西大街 | 2024 | - | ok | 320100 | 320100
# contradictions
南京市昆山市 | 2024 | - | ambiguous | - | 320100;320583
苏州市江都区 | 2024 | - | ambiguous | - | 320500;321012
南京分公司浙江省杭州市 | 2024 | - | ambiguous | - | 320100;330000
# municipalities, counties under a province, autonomous units, Taiwan, Hong Kong, Macao
上海市浦东新区张江镇 | 2024 | - | ok | 310115 | 310115
北京市中关村大街 | 2024 | - | ok | 110000 | 110000
重庆市万州区 | 2024 | - | ok | 500101 | 500101
北京北京市朝阳区 | 2024 | - | ok | 110105 | 110105
河南省济源市 | 2024 | - | ok | 419001 | 419001
湖北仙桃 | 2024 | - | ok | 429004 | 429004
湖北省省直辖县级行政区划潜江市 | 2024 | - | ok | 429005 | 429005
湖北省神农架林区 | 2024 | - | ok | 429021 | 429021
新疆石河子市 | 2024 | - | ok | 659001 | 659001
海南省琼海市 | 2024 | - | ok | 469002 | 469002
广东省东莞市 | 2024 | - | ok | 441900 | 441900
内蒙古自治区呼和浩特市新城区 | 2024 | - | ok | 150102 | 150102
内蒙呼和浩特 | 2024 | - | ok | 150100 | 150100
广西南宁 | 2024 | - | ok | 450100 | 450100
宁夏银川 | 2024 | - | ok | 640100 | 640100
吉林省延边朝鲜族自治州延吉市 | 2024 | - | ok | 222401 | 222401
吉林延边延吉 | 2024 | - | ok | 222401 | 222401
海南省白沙黎族自治县 | 2024 | - | ok | 469025 | 469025
海南白沙 | 2024 | - | ok | 469025 | 469025
湖南湘西凤凰县 | 2024 | - | ok | 433123 | 433123
济南市中区 | 2024 | - | ok | 370103 | 370103
济南市市中区 | 2024 | - | ok | 370103 | 370103
济南市中山路1号 | 2024 | - | ok | 370100 | 370100
济南市中心医院 | 2024 | - | ok | 370100 | 370100
枣庄市中区 | 2024 | - | ok | 370402 | 370402
臺灣省 | 2024 | - | ok | 710000 | 710000
香港九龍 | 2024 | - | ok | 810000 | 810000
澳门特别行政区 | 2024 | - | ok | 820000 | 820000
# spelling
江　苏　省 南 京 市 | 2024 | - | ok | 320100 | 320100
江蘇省蘇州市崑山市 | 2024 | - | ok | 320583 | 320583
江蘇省南京市江寧區 | 2024 | - | ok | 320115 | 320115
（江苏）南京市 | 2024 | - | ok | 320100 | 320100
No. 5 Xinmofan Road, Nanjing, Jiangsu | 2024 | 320000 | none | - | -
１２３ | 2024 | - | none | - | -
 | 2024 | 320000 | none | - | -
　 | 2024 | - | none | - | -
某某科技园3幢 | 2024 | 320000 | none | - | -
# gazetteer
苏州工业园区星湖街328号 | 2024 | - | ambiguous | 320500 | 320505;320506
江苏省苏州市工业园区 | 2024 | - | ambiguous | 320500 | 320505;320506
苏州工业园区唯亭街道 | 2024 | - | ok | 320506 | 320506
苏州工业园区斜塘街道 | 2024 | - | ok | 320505 | 320505
昆山花桥 | 2024 | - | ok | 320583 | 320583
江宁开发区将军大道 | 2024 | - | ok | 320115 | 320115
南京江北新区 | 2024 | - | ambiguous | 320100 | 320111;320113;320116
南京市栖霞区南京大学 | 2024 | - | ok | 320113 | 320113
北京市海淀区南京大学北京研究院 | 2024 | - | ok | 110108 | 110108
花桥镇 | 2024 | - | ambiguous | - | 320583
花桥镇 | 2024 | 320000 | ok | 320583 | 320583
苏州市花桥镇 | 2024 | - | ok | 320583 | 320583
南阳镇平涅阳街道 | 2024 | 320000 | ok | 411324 | 411324
湖南省花桥镇 | 2024 | 320000 | ok | 430000 | 430000
# in its time
武进区奔牛镇 | 2008 | - | ok | 320412 | 320411
通州市 | 2024 | - | ok | 320683 | 320612
通州市 | - | - | ok | 320683 | 320612
武进市 | - | - | ambiguous | 320483 | 320412;320411;320402;320404
江苏省淮安市 | 1999 | - | ok | 320882 | 320803
江苏省淮阴市淮安市 | 1999 | - | ok | 320882 | 320803
江苏省淮安市 | 2001 | - | ok | 320800 | 320800
江苏省淮阴市 | 2001 | - | ok | 320800 | 320800
淮安市淮安区 | 2024 | - | ok | 320803 | 320803
姑苏区 | 2008 | - | ok | 320508 | 320508
崇川区 | 2024 | - | ok | 320613 | 320613
盐城市城区 | 2024 | - | ok | 320900 | 320900
苏州市郊区 | 2024 | - | ok | 320500 | 320500
"""


def cells(table):
    for line in table.strip("\n").splitlines():
        if not line.startswith("#"):
            yield [re.sub(r"^-$", "", cell.strip(" ")) for cell in line.split("|")]


TRUTHS = list(cells(TRUTH))


def one(address, year=None, prior=""):
    return locate([address], [year], prior).row(0, named=True)


@pytest.fixture(scope="module")
def answers():
    """The whole table, one call for each prior: the names are compiled once a call."""
    asked = {(cell[0], int(cell[1]) if cell[1] else None, cell[2]) for cell in TRUTHS}
    found = {}
    for prior in {one[2] for one in asked}:
        mine = sorted((one for one in asked if one[2] == prior), key=str)
        table = locate([one[0] for one in mine], [one[1] for one in mine], prior)
        found |= dict(zip(mine, table.iter_rows(named=True), strict=True))
    return found


@pytest.mark.parametrize(("address", "year", "prior", "status", "code", "today"), TRUTHS)
def test_truth_table(answers, address, year, prior, status, code, today):
    found = answers[address, int(year) if year else None, prior]
    assert (found["status"], found["code"], found["candidates"]) == (status, code, today)
    assert found["code_today"] == (today if status == "ok" else "")
    assert found["remark"] or status == "ok"


def test_the_table_is_as_large_as_it_should_be():
    assert len(TRUTHS) >= 120


def test_rows_keep_order_repeats_and_gaps():
    addresses = ["昆山市", None, "南京市", "昆山市", ""]
    found = locate(addresses, [2024, 2024, None, 2008, 2024])
    assert found.columns == list(COLUMNS)
    assert found["address"].to_list() == addresses
    assert found["code"].to_list() == ["320583", "", "320100", "320583", ""]


def test_pandas_and_polars_give_the_same():
    addresses, years = ["通州市", None, "鼓楼区"], [2008.0, None, 2024.0]
    polars = locate(pl.Series(addresses), pl.Series(years), JIANGSU)
    pandas = locate(pd.Series(addresses), pd.Series(years), JIANGSU)
    assert polars.equals(pandas, null_equal=True)


def test_an_address_does_not_depend_on_those_beside_it():
    addresses = [cell[0] for cell in TRUTHS]
    together = locate(addresses, None, JIANGSU)
    backwards = locate(addresses[::-1], None, JIANGSU)
    assert together.equals(backwards.reverse())
    for row in (0, 40, len(addresses) - 1):
        assert together.row(row) == locate([addresses[row]], None, JIANGSU).row(0)


def test_what_the_answer_rests_on_is_told():
    found = one("上海市黄浦区南京东路100号", 2024)
    assert found["matched"] == "上海市|黄浦区"
    assert "旧名" in one("江苏省通州市", 2024)["remark"]
    assert "晚于" in one("苏州市姑苏区", 2008)["remark"]
    assert "所属省份" in one("通州区", 2024, JIANGSU)["remark"]


def test_years_of_another_length_are_refused():
    with pytest.raises(ValueError, match="应当一样多"):
        locate(["昆山市", "太仓市"], [2024])


def test_a_prior_that_is_no_province_is_refused():
    with pytest.raises(ValueError, match="320100"):
        locate(["昆山市"], None, "320100")


def test_every_row_of_the_gazetteer_is_found_by_its_name():
    # its own province as prior: a town's name alone proves nothing
    rows = pd.read_csv(GAZETTEER, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    found = locate(rows["name"], None, JIANGSU)
    for row, candidates in zip(rows.itertuples(), found["candidates"], strict=True):
        if row.kind and not row.valid_to:
            assert row.region_code in candidates.split(";"), row.name


def test_faults_of_the_gazetteer_are_told_at_once(tmp_path):
    path = tmp_path / "gazetteer.csv"
    path.write_text(
        "name,region_code,kind,valid_from,valid_to,source\n"
        "江宁开发区,320121,园区,,,x\n"  # 江宁县 is gone
        "园,320115,公园,9x,,\n"
        "花桥镇,320583,镇街,,,x\n花桥镇,320583,镇街,,,x\n",
        encoding="utf-8",
    )
    with pytest.raises(DataError) as caught:
        names(Register.load(), path)
    places = {(problem.row, problem.column) for problem in caught.value.failures}
    assert places == {
        (2, "region_code"),
        (3, "name"),
        (3, "kind"),
        (3, "valid_from"),
        (3, "source"),
        (5, ""),
    }


def test_no_addresses_give_no_rows():
    assert locate([]).shape == (0, len(COLUMNS))


def test_years_between_changes_are_answered_alike():
    # every year by itself against all years in one call, which share answers between changes
    addresses = ["武进区", "江苏省淮安市", "崇川区", "姑苏区", "锡山", "苏州市郊区"]
    years = range(1997, 2025)
    together = locate(addresses * len(years), [year for year in years for _ in addresses])
    alone = [locate(addresses, [year] * len(addresses)) for year in years]
    assert together.equals(pl.concat(alone))
