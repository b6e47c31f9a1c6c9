"""Four regions, five industries, two years: cells small enough to compute by hand."""

from types import SimpleNamespace

import pandas as pd

from geodata.registers.cells import RIGHT, SCHEMAS, Cells, arranged, empty
from layout.settings import Registers

CODES = ("320100", "320200", "320300", "320400")
NAMES = ("甲市", "乙市", "丙市", "丁市")
INDUSTRIES = ("01", "13", "26", "27", "39")
LABELS = ("农业", "食品", "化工", "医药", "电子")
REGIONS = pd.DataFrame({"region_code": CODES, "region_name": NAMES})
TABLE = pd.DataFrame(
    {"industry": [*INDUSTRIES, "97"], "label_zh": [*LABELS, "国际组织"]}  # 97 has nothing at all
)

INVENTIONS = [[0, 40, 10, 0, 50], [0, 10, 60, 20, 10], [0, 30, 10, 50, 10], [0, 2, 1, 1, 0]]
"""In force at the end of 2022; of 甲市 in 39 only 30 were at the end of 2021."""

ADDED = [[0, 10, 20, 10, 60], [10, 20, 60, 10, 0], [0, 10, 40, 40, 10], [50, 20, 10, 10, 10]]
"""Value added in 2022, 亿元; of 丁市 in 01 it was 30 in 2021."""

EMPLOYED = [[0, 1000, 2000, 500, 5000], [500, 2000, 4000, 500, 0], [0, 800, 3000, 1500, 700]]
EMPLOYED += [[4000, 1500, 500, 300, 200]]


def settings(**registers):
    return SimpleNamespace(
        registers=Registers(**registers), years=[2021, 2022], area="江东省", release=None
    )


def event(region, industry, year, kind_of_event, count, kind="patent", kind_type="invention"):
    """A row of the table of industries; `count` rights, perhaps a fraction."""
    parts = round(count * RIGHT)
    return (region, kind, kind_type, industry, year, kind_of_event, parts)


def rights_by_industry():
    rows = []
    for r, code in enumerate(CODES):
        for j, industry in enumerate(INDUSTRIES):
            count = INVENTIONS[r][j]
            if (r, j) == (0, 4):
                rows += [
                    event(code, industry, 2018, "granted", 30),
                    event(code, industry, 2022, "granted", 25),
                    event(code, industry, 2022, "ended", 5),
                ]
            elif count:
                rows.append(event(code, industry, 2018, "granted", count))
    rows += [
        event(CODES[0], "27", 2020, "granted", 100, kind_type="utility_model"),
        event(CODES[0], "27", 2022, "filed", 7.5),
        event(CODES[1], "13", 2019, "granted", 40, kind="trademark", kind_type=""),
        event(CODES[2], "13", 2019, "granted", 10, kind="trademark", kind_type=""),
        event(CODES[2], "26", 2019, "granted", 30, kind="trademark", kind_type=""),
    ]
    return rows


def activities():
    rows = []
    for year in (2021, 2022):
        for r, code in enumerate(CODES):
            for j, industry in enumerate(INDUSTRIES):
                added, jobs = ADDED[r][j], EMPLOYED[r][j]
                if (year, r, j) == (2021, 3, 0):
                    added = 30
                if added:
                    value = added * 10**8
                    rows.append(("enterprise", code, industry, year, "value_added", value, 3))
                    rows.append(("enterprise", code, industry, year, "enterprises", 3, 3))
                    rows.append(("enterprise", code, industry, year, "employment", jobs, 3))
    return rows


def lives():
    """Rights by the years of their life, for the quality of the layout."""
    a, b, c, _ = CODES
    return [
        (a, "patent", "invention", 2010, 2012, 0, 0, 0, 20),
        (a, "patent", "invention", 2016, 2018, 0, 2, 0, 30),
        (a, "patent", "invention", 2020, 2021, 0, 0, 0, 50),
        (a, "patent", "invention", 2005, 2008, 2020, 16, 0, 9),  # ended: in no stock
        (a, "patent", "utility_model", 2019, 2020, 0, 0, 0, 100),
        (a, "patent", "invention", 2022, 0, 0, 0, 0, 75),
        (a, "patent", "utility_model", 2022, 0, 0, 0, 1, 25),
        (b, "patent", "invention", 2015, 2016, 0, 1, 0, 100),
        (b, "patent", "invention", 2022, 0, 0, 0, 0, 10),
        (c, "patent", "invention", 2020, 2021, 0, 0, 0, 100),
        (c, "patent", "invention", 2022, 0, 0, 0, 0, 10),
    ]


def holders():
    key = ("patent", "invention")
    rows = []
    for year in (2021, 2022):
        rows += [
            (CODES[0], *key, year, "in_force", 2, 100, 5000, 100),
            (CODES[1], *key, year, "in_force", 100, 100, 100, 5),
            (CODES[2], *key, year, "in_force", 1, 100, 10000, 100),
        ]
    return rows


def flows():
    a, b, *_ = CODES
    return [
        ("pledge", "patent", 2022, a, a, 2, 1_000_000, 1),
        ("licence", "patent", 2022, a, b, 4, 0, 0),
        ("transfer", "patent", 2022, a, a, 2, 0, 0),
        ("transfer", "patent", 2022, "110000", a, 8, 0, 0),  # into the region: not its own use
        ("licence", "trademark", 2022, a, b, 50, 0, 0),
    ]


def classes():
    a, b, *_ = CODES
    return [
        (a, "patent", "invention", "H04L", 2018, "granted", 5040),
        (a, "patent", "invention", "G06F", 2018, "granted", 7560),
        (a, "patent", "invention", "C12N", 2018, "granted", 2520),
        (a, "patent", "invention", "C12N", 2020, "ended", 2520),
        (b, "patent", "invention", "C07D", 2018, "granted", 2520),
    ]


def frame(name, rows):
    return arranged(name, pd.DataFrame(rows, columns=[*SCHEMAS[name]])) if rows else empty(name)


def cells(**changed):
    """The example, with whole tables replaced by other rows."""
    rows = {
        "rights": lives(),
        "industries": rights_by_industry(),
        "classes": classes(),
        "holders": holders(),
        "flows": flows(),
        "activities": activities(),
        "account": [],
        "samples": [],
    }
    return Cells(**{name: frame(name, part) for name, part in (rows | changed).items()})
