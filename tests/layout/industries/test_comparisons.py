import numpy as np
import pandas as pd
import pytest

from layout.industries import industries
from layout.notes import Notes
from tests.layout.industries import made

COLUMNS = ["benchmark", "benchmark_zh", "industry", "year", "measure", "value", "unit", "source"]
ROWS = [
    ("national", "全国", "13", 2022, "inventions_in_force", 100, "件", "甲年鉴"),
    ("national", "全国", "39", 2022, "inventions_in_force", 300, "件", "乙年鉴"),
    ("national", "全国", "13", 2022, "value_added", 200, "亿元", "甲年鉴"),
    ("national", "全国", "39", 2022, "value_added", 100, "亿元", "甲年鉴"),
    ("elsewhere", "外省", "13", 2019, "employment", 5, "人", "丙年鉴"),
]


@pytest.fixture(scope="module")
def compared():
    notes = Notes()
    benchmarks = pd.DataFrame(ROWS, columns=COLUMNS)
    found = industries(
        made.cells(), made.TABLE, made.settings(), made.REGIONS, None, benchmarks, notes
    )
    return found.tables["industry_benchmarks"], notes.frame()


def test_shares_and_quotient_by_hand(compared):
    table = compared[0].set_index(["benchmark", "measure", "industry"])
    row = table.loc["national", "inventions_in_force", "39"]
    assert (row.value_study, row.value_benchmark) == (70, 300)
    # over the industries told: the study has 82 + 70 inventions in them
    assert row.share_study_pct == pytest.approx(100 * 70 / 152, abs=1e-6)
    assert row.share_benchmark_pct == 75
    assert row.quotient == pytest.approx(70 / 152 / 0.75, abs=1e-6)
    assert (row.per_value_added_study, row.per_value_added_benchmark) == (70 / 80, 3)
    assert row.source == "乙年鉴" and row.measure_label == "有效发明专利"


def test_only_rights_are_set_against_value_added(compared):
    table = compared[0]
    others = table[table.measure.isin(["value_added", "employment"])]
    assert others.per_value_added_study.isna().all()


def test_a_figure_of_another_year_is_told(compared):
    table, notes = compared
    row = table[table.benchmark == "elsewhere"].iloc[0]
    assert (row.year, row.benchmark_year, row.quotient) == (2022, 2019, 1)
    told = notes[notes.message_code == "benchmark_year"].detail.to_list()
    assert told == ["外部对照“外省”的“从业人员”没有 2022 年的数，用 2019 年"]


def test_enterprises_that_do_not_tell_their_value_do_not_blank_the_whole():
    rows = [
        row for row in made.activities() if row[1:3] != ("320100", "13") or row[4] != "value_added"
    ]
    benchmarks = pd.DataFrame(ROWS, columns=COLUMNS)
    cells = made.cells(activities=rows)
    found = industries(cells, made.TABLE, made.settings(), made.REGIONS, None, benchmarks, Notes())
    table = found.tables["industry_benchmarks"].set_index(["benchmark", "measure", "industry"])
    row = table.loc["national", "value_added", "13"]
    assert row.value_study == 50 and row.share_study_pct == pytest.approx(100 * 50 / 130)


def test_more_benchmarks_than_regions_tell_the_relatedness():
    rng = np.random.default_rng(0)
    rows = [
        (
            f"p{n}",
            f"省{n}",
            industry,
            2022,
            "value_added",
            float(rng.integers(1, 100)),
            "亿元",
            "年鉴",
        )
        for n in range(6)
        for industry in made.INDUSTRIES
    ]
    notes = Notes()
    found = industries(
        made.cells(),
        made.TABLE,
        made.settings(),
        made.REGIONS,
        None,
        pd.DataFrame(rows, columns=COLUMNS),
        notes,
    )
    assert set(found.tables["industry_relatedness"].proximity_of) == {"benchmarks"}
    assert "relatedness_few_benchmarks" in {row["message_code"] for row in notes.rows}
