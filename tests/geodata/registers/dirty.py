"""Hand-made registers with one row for each thing that goes wrong, staged as text."""

import numpy as np
import pandas as pd

from geodata.industries import Concordance
from geodata.registers.job import Job
from geodata.registers.kinds import kinds
from geodata.registers.staging import Staged
from geodata.registers.words import usual_words

CITIES = tuple(f"32{number:02}00" for number in range(1, 14))


def job(folder, **changed):
    given = {
        "study": folder / "study.toml",
        "store": folder / "store",
        "declaration": folder / "registers.csv",
        "columns": folder / "columns.csv",
        "values": None,
        "industries": folder / "industries.csv",
        "concordance": None,
        "level": "city",
        "regions": CITIES,
        "province": "320000",
        "years": (2019, 2020, 2022, 2023),
        "sample": 3,
    }
    return Job(**{**given, **changed})


def staged(folder, kind, rows, name="", province="320000", factors=None, malformed=0):
    """Rows as helper tables write them: a list of dicts, or a frame."""
    name = name or kind
    table = pd.DataFrame(rows).fillna("").astype(str)
    known = [field for field in kinds()[kind] if field in table.columns]
    table = table[known].assign(source_file=f"{name}.csv", source_row=range(2, len(table) + 2))
    path = folder / f"{name}.parquet"
    table.to_parquet(path, index=False)
    words = {field: values for (of, field), values in usual_words().items() if of == kind}
    bad = pd.DataFrame(
        {"file": f"{name}.csv", "row": range(100, 100 + malformed), "content": "缺列"}
    )
    return Staged(
        name,
        kind,
        province,
        (path,),
        {f: f for f in known},
        factors or {},
        words,
        malformed,
        bad,
        name,
        "s",
    )


def table(text):
    """Rows of a table written with | between cells, its first line the header."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


PATENTS = table("""
number              | type     | filed       | granted    | ended      | status | holder         | address               | region | classes                              | strategic | overseas | awarded | abnormal | updated
CN201710601862.3    | 发明     | 2017-07-21  | 2019-03-05 |            | 有效   | 甲公司         | 江苏省苏州市工业园区   |        | G06F17/30(2006.01); G06Q30/02         | 是        | 否       |         |          | 2023-01-01
ZL201710601862.3    | 发明     | 2017/7/21   | 2019.3.5   | 20220301   | 失效   | 甲公司         | 苏州工业园区星湖街     |        | G06F17/30                             | 是        | 1        | Y       | 0        | 2024-01-01
ZL95115608.X        |          | 1995年8月9日 | 1999-01-02 |            | 有权   | （乙）大学     | 清浦区                |        | A01B1/02；A01B3/00；A01C5/00           |           |          |         |          |
95115608X           | 发明专利 | 1995-08-09  | 1999-01-02 |            |        | (乙)大学       | 清浦区                |        | A01B1/02                              |           |          |         |          |
97101765.4          | I        | 1997-05-01  |            |            | 审中   |                | 通州市金沙镇           |        | X99Z9/99                              |           |          |         |          |
2008100000010       | 实用新型 | 2008-03-05  | 2009-01-01 |            |        | 乙 公司        | 通州市                |        | H04L12/28,H04W4/00                    |           |          |         |          |
2008100000029       | U        | 2008-3-5    | 2009-1-1   | 2008-12-31 |        | 丙公司         | 昆山花桥绿地大道       |        |                                       |           |          |         | 是       |
201020000003.1      | 外观     | 2010-01-01  | 2011-01-01 | 2015-05-05 | 在审   | 丙公司         | 鼓楼区中山路           |        | A01B                                  |           |          |         |          |
201030000004.5      |          | 2010-02-30  | 2011-01-01 |            |        | 丁公司         | 南京市鼓楼区           |        | 06-01                                 |           |          |         |          |
201030000004        |          | 2010-02-28  | 2011-01-01 |            |        | 丁公司         | 南京市鼓楼区           |        | 06-01; 06-02                          |           |          |         |          |
201080000005.7      |          | 2010-02-28  | 坏日期     |            |        | 丁公司         | 上海市浦东新区世纪大道 |        | A01B1/02                              |           |          |         |          |
201090000006.3      |          | 2010-02-28  | 2009-01-01 |            |        | 丁公司         |                       |        | A01B1/02                              |           |          |         |          |
201090000007.8      |          | 2010-02-28  | 2012-01-01 |            |        | 丁公司         |                       | 320500 | A01B1/02                              |           |          |         |          |
201090000008.2      |          | 2010-02-28  | 2012-01-01 | 2013-02-03 | 有效   | 丁公司         | 南京市                | 苏州   | A01B1/02                              | 未知      |          |         |          |
201090000009.7      |          | 2010-02-28  | 2012-01-01 | 2013-02-03 | 失效   | 丁公司         | 南京市                | 无此地 | A01B1/02                              |           |          |         |          |
201090000010.X      |          | 2010-02-28  | 2012-01-01 |            |        | 丁公司         | foo                   | 无此地 | A01B1/02                              |           |          |         |          |
CN102345678A        |          | 2010-02-28  |            |            |        | 戊            | 南京市                |        | A01B1/02                              |           |          |         |          |
                    |          | 2010-02-28  |            |            |        | 戊            | 南京市                |        | A01B1/02                              |           |          |         |          |
ＣＮ２０２０１０００００１１．５ | | ２０２０－０１－０２ | 2021-01-01 T | |  | ＡＢＣ公司     | 南京市                |        | ａ０１ｂ１／０２；B60K6/20             |           |          |         |          |
202010000012        |          | 2020-01-02 10:11:12 | 2021-01-01T00:00:00 | |  | abc公司     | 无锡市滨湖区           |        | A01B1/02;A01C1/02;A01D1/02;A01F1/02;A01G1/02;A01H1/02;A01J1/02;A01K1/02;A01L1/02;A01M1/02;A01N1/02 | | | | |
202010000013        |          | 2020-01-02  | 2021-01-01 |            |        | Abc公司        | 无锡市滨湖区           |        | A01B1/02 A01C1/02 A01D1/02 A01F1/02 A01G1/02 A01H1/02 A01J1/02 | | | | |
202010000014        |          | 1984-12-31  |            |            |        |                | 无锡市                |        | A01B                                  |           |          |         |          |
202010000015        |          | 2020-05-05  |            | 2021-06-06 | 失效   | 己             | 江苏省                |        | A01B                                  |           |          |         |          |
202010000016        |          | 2020-05-05  |            | 2021-06-06 | 失效   | 己             | 无锡市                |        | A01B                                  |           |          |         |          | 2021-13-01
202010000016        | 发明     | 2020-05-05  | 2022-01-01 |            |        | 己             | 常州市                |        | A01B                                  |           |          |         |          | 2022-01-01
202010000016        | 发明     | 2020-05-05  | 2022-01-01 |            |        | 己             | 常州市                |        | A01B                                  |           |          |         |          | 2022-01-01
202080000017        |          | 2020-05-05  | 2023-01-01 |            |        | 庚             | 320100                | 320811 | A01B                                  |           |          |         | 是       |
1999 1 23456.7      |          | 1999-05-05  |            |            |        | 庚             | 清河区                |        | A01B                                  |           |          |         |          |
202110000018 |  | 2021-05-05 | 2022-01-01 |  | 失效 | 辛 | 镇江市 |  | A01B |  |  |  |  | 2023-06-06
202110000019 |  | 2021-05-05 | 2022-01-01 |  | 失效 | 辛 | 镇江市 |  | A01B |  |  |  |  |
202110000020 |  | 2021-05-05 |  |  | 失效 | 辛 | 镇江市 |  | A01B |  |  |  |  |
99 1 23456.7        |          | 1999-05-05  | 2001-05-05 | 2023-05-05 |        | 庚             | 淮安市清河区           |        | A01B                                  |           |          |         |          |
""")

TRADEMARKS = table("""
number    | filed      | granted    | ended | holder | address        | classes      | updated
 12345678 | 2015-01-01 | 2016-02-02 |       | 甲公司 | 南京市江宁区   | 9            |
12345679  | 2015-01-01 | 2016-02-02 | 2023-02-02 | 甲公司 | 徐州市    | 第09类、35；9 |
12345680a | 2015-01-01 |            |       |        | 广州市天河区   | 46           |
12345680A | 2015-01-01 |            |       |        | 苏州市         | 46           | 2020-01-01
""")

COPYRIGHTS = table("""
number        | type     | filed | granted    | holder | address | classes
2020SR0000001 | 应用软件 |       | 2020-03-04 | 甲公司 | 苏州市  | 30200-0000
2020SR0000002 |          | 2019-12-31 | 2020-03-04 | 甲公司 | 苏州市 | 30200-0000、10100
2020SR0000003 |          | 坏    | 2020-03-04 |        | 苏州市  |
2020SR0000004 |          |       |            |        | 苏州市  |
""")

DEALS = table("""
number | deal     | right | right_number      | date       | from_address | from_region | to_address   | to_region | amount   | updated
T1     | 质押     |       | ZL201710601862.3  | 2020-01-01 | 苏州市       |             | 南京市       |           | 600      |
T2     | 专利质押 | 专利  | 201710601862      | 2021-01-01 | 苏州市       |             |              |           | 4,00.00  |
T3     | 质押     | 专利  | 95115608.X        | 2021-01-01 | 淮安市       |             | 上海市       |           | 999.99994 |
T4     | 转让     | 专利  | 95115608.X        | 2021-01-01 | 上海市浦东新区 |           | 苏州市       |           | 约1万    |
T5     | 许可     | 商标  | 12345678          | 2021-01-01 | 苏州市       |             | 北京市朝阳区 |           | -5       |
T6     | 许可     | 版权作品 | 1              | 2021-01-01 | 苏州市       |             | 鼓楼区       |           | 0        |
T7     | 赠与     | 专利  | 1                 | 2021-01-01 | 苏州市       |             | 鼓楼区       |           | 0        |
T8     | 转让     | 专利  | 1                 | 2021-02-31 | 苏州市       |             | 鼓楼区       |           | 0        |
T9     | 转让     | 专利  | 1                 | 2021-02-01 | 上海市       |             | 北京市       |           | 1        |
T10    | 转让     | 专利  | 1                 | 2021-02-01 |              |             | foo          |           | 1        |
T11    | 转让     | 专利  | 1                 | 2021-02-01 | 鼓楼区       |             | foo          |           | 1        |
T12    | 转让     | 专利  | 1                 | 2021-02-01 | 南京市       | 320300      | 南京市       | 无锡      | １２.５   | 2021-01-01
T12    | 转让     | 专利  | 1                 | 2021-02-01 | 南京市       | 320300      | 南京市       | 无锡      | 1        | 2020-01-01
       | 转让     | 专利  | 1                 | 2021-02-01 | 南京市       |             | 南京市       |           | 1        | 2020-01-01
""")

ENTERPRISES = table("""
number             | year   | address      | region | industry | employment | revenue   | value_added | exports | updated
11320000MB151840XJ | 2020   | 南京市       |        | 3911     | 10         | 1,200.5   | -3.25       |         |
11320000MB151840XJ | 2021   | 南京市       |        | C3911    | 11         | 1300      | 0           | 0       | 2021-01-01
11320000MB151840XJ | 2021年 | 南京市       |        | 40       | 12         | 1300.00005 | 0          | 0       | 2021-02-01
91512081MA62K0260E | 2021   | 成都市       |        | 39       | 12         | 1300      | 0           | 0       |
91512081MA62K0260F | 2021   | 苏州市       |        | Z9       | 12         | -1300     |             | 0.00004999 |
91350100M000100Y4Z | 2021   | 苏州市       |        |          | 3.5        | 十万      |             | 0.00005 |
9 1 512081ma62k0260e | 21   | 苏州市       |        | 39       | 1          | 1         | 1           | 1       |
                   | 2021   | 苏州市       |        | 39       | 1          | 1         | 1           | 1       |
91320000000000000X | 2021-12-31 | 鼓楼区   |        | 39       | 1          | 1         | 1           | 1       |
""")

RESEARCH = table("""
number             | year | address | industry | rd_expenditure | rd_personnel
11320000MB151840XJ | 2020 | 南京市  | 7320     | 12.345678      | 7
91512081MA62K0260E | 2020 | 南京市  | 73       | 0              | 0
""")

INDUSTRIES = pd.DataFrame({"industry": ["01", "35", "39", "40", "73"]})


def concordance(fine=False):
    """Shares that do not come out even; finer classes of patents where asked."""
    links = [
        ("patent", "A01B", "01", 3333), ("patent", "A01B", "35", 6667), ("patent", "G06F", "39", 10000), ("patent", "A", "01", 10000),
        ("patent", "06", "35", 10000), ("trademark", "09", "39", 7000), ("trademark", "09", "40", 3000), ("software_copyright", "30200-0000", "39", 10000),
    ]  # fmt: skip
    if fine:
        links += [
            ("patent", "A01B1/02", "40", 10000),
            ("patent", "G06F17", "40", 2500),
            ("patent", "G06F17", "39", 7500),
        ]
    return Concordance(
        pd.DataFrame(links, columns=["kind", "class", "industry", "parts"]), ("synthetic",)
    )


def registers(folder):
    """Every kind, all dirty; patents in two registers that share numbers."""
    return [
        staged(folder, "patent", PATENTS[:14], "patents_old", malformed=2),
        staged(folder, "patent", PATENTS[14:], "patents_new"),
        staged(folder, "trademark", TRADEMARKS),
        staged(folder, "software_copyright", COPYRIGHTS),
        staged(folder, "transaction", DEALS, factors={"amount": 10_000}),
        staged(
            folder,
            "enterprise",
            ENTERPRISES,
            factors={"revenue": 10_000, "value_added": 10_000, "exports": 10_000},
        ),
        staged(folder, "research", RESEARCH, factors={"rd_expenditure": 10_000}),
    ]


def generated(folder, number, seed=20):
    """Patents and transactions at random: each cell drawn on its own from what offices write, good and bad."""
    draw = np.random.default_rng(seed)

    def cells(column, good, share):
        bad = sorted({row[column] for row in PATENTS})
        return [
            str(draw.choice(good) if draw.random() < share else draw.choice(bad))
            for _ in range(number)
        ]

    base = [
        f"{year}{kind}{draw.integers(number // 4):07}"
        for year, kind in zip(
            draw.integers(2005, 2024, number), draw.choice([1, 2, 3, 8, 9], number), strict=True
        )
    ]
    weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
    checks = [
        "0123456789X"[sum(int(d) * w for d, w in zip(b, weights, strict=True)) % 11] for b in base
    ]
    days = [
        f"{y}-{m:02}-{d:02}"
        for y, m, d in zip(
            draw.integers(2005, 2024, 300),
            draw.integers(1, 13, 300),
            draw.integers(1, 29, 300),
            strict=True,
        )
    ]
    streets = [
        f"{city}{street}路{no}号"
        for city, street, no in zip(
            draw.choice(
                ["苏州市吴中区", "江苏省南京市", "通州市", "昆山市", "北京市海淀区", "无锡"], 300
            ),
            draw.choice(["中山", "人民"], 300),
            draw.integers(1, 99, 300),
            strict=True,
        )
    ]
    ipc = [
        f"{s}{draw.integers(1, 30)}/{draw.integers(10, 99)}"
        for s in ("A01B", "G06F", "H04L", "A61K", "B60K", "C07D")
        for _ in range(9)
    ]
    classes = ["; ".join(draw.choice(ipc, draw.integers(1, 13))) for _ in range(number)]
    patents = pd.DataFrame({
        "number": [f"ZL{b}.{c}" for b, c in zip(base, checks, strict=True)],
        "type": cells("type", ["发明", "实用新型", "外观设计", ""], 0.9),
        "filed": cells("filed", days, 0.95),
        "granted": cells("granted", [*days, ""], 0.9),
        "ended": cells("ended", ["", "", *days], 0.9),
        "status": cells("status", ["有效", "失效", "审中", ""], 0.9),
        "holder": [f"公司{n}" for n in (draw.random(number) ** 3 * number / 5).astype(int)],
        "address": cells("address", streets, 0.9),
        "region": cells("region", ["", "320100"], 0.95),
        "classes": classes,
        "overseas": cells("overseas", ["是", "否"], 0.9),
        "abnormal": cells("abnormal", ["否", "否", "是"], 0.9),
        "updated": [str(draw.choice(["2023-01-01", "2024-01-01"])) for _ in range(number)],
    })  # fmt: skip
    deals = pd.DataFrame({
        "number": [f"D{n}" for n in draw.integers(0, number, number // 5)],
        "deal": draw.choice(["质押", "转让", "许可"], number // 5),
        "right_number": draw.choice(patents["number"], number // 5),
        "date": draw.choice(days, number // 5),
        "from_address": draw.choice(streets, number // 5),
        "to_address": draw.choice(streets, number // 5),
        "amount": [f"{value:.8f}" for value in draw.random(number // 5) * 3000],
    })  # fmt: skip
    return [
        staged(folder, "patent", patents, "generated_patents"),
        staged(folder, "transaction", deals, "generated_deals", factors={"amount": 10_000}),
    ]
