"""An item is there where everything it asks for is shown; what nobody knows is not denied."""

import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import Problems
from layout.notes import Notes
from layout.settings import Policies as Asked
from layout.tracking import plan_acceptance, produced, read_checklist, tracking_tables
from layout.tracking.acceptance import ACCEPTANCE_COLUMNS, Checklist, Item
from tests.layout.tracking.founding import PLAN, policies, report

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "studies/common/acceptance.csv"
ASKED = Asked(documents="list.csv", plan=PLAN)


def accepted(kind, *requires, progress=(), products=(), as_of=dt.date(2016, 6, 30)):
    checklist = Checklist((Item("X", "成果", "三（一）“…”", requires, kind),))
    there = produced({name: pd.DataFrame({"a": [1, 2]}) for name in products})
    tables = tracking_tables(policies(progress), ASKED, as_of, Notes())
    table = plan_acceptance(checklist, PLAN, tables["plan_tasks"], there | produced(tables))
    assert list(table.columns) == [*ACCEPTANCE_COLUMNS]
    return table.satisfied[0], table.evidence[0]


def test_a_product_of_the_engine_shows_an_item_and_its_lack_denies_nothing():
    assert accepted("product", "table:zones", products=["zones"]) == ("yes", "zones.csv（2 行）")
    answer = accepted("product", "table:zones", "table:spatial", products=["zones"])
    assert answer == ("unknown", "zones.csv（2 行）；本次评价没有产出 spatial")


def test_the_tracking_itself_is_a_product():
    assert accepted("product", "table:plan_tasks", "table:plan_summary")[0] == "yes"


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ([], "unknown"),
        ([report("A15", "2016-06-01", "done", evidence="验收意见")], "yes"),
        ([report("A15", "2016-06-01", "ongoing")], "no"),
    ],
)
def test_a_task_is_there_when_reported_done_and_not_when_reported_otherwise(progress, expected):
    assert accepted("task", "A15", progress=progress)[0] == expected


def test_one_unfinished_task_is_enough_for_no():
    rows = [report("A15", "2016-06-01", "ongoing")]
    assert accepted("task", "A14", "A15", progress=rows)[0] == "no"


def test_a_report_from_before_the_deadline_says_nothing_of_the_years_after():
    rows = [report("A15", "2017-03-01", evidence="平台上线")]
    answer, words = accepted("task", "A15", progress=rows, as_of=dt.date(2026, 11, 22))
    assert answer == "unknown"
    assert words == "JS-2016-A15：2017-03-01 报告未完成，证据：平台上线（期限已过，未见报告）"


def test_a_task_that_the_plan_lacks_is_told():
    assert accepted("task", "A99") == ("unknown", "方案中没有任务 JS-2016-A99")


def test_the_bundled_checklist_quotes_the_plan_and_names_its_tasks():
    problems = Problems()
    checklist, _ = read_checklist(FILE, problems)
    assert not problems and len(checklist.items) == 28
    plan = (ROOT / "studies/jiangsu/policies/JS-2016-plan.txt").read_text(encoding="utf-8-sig")
    plan = re.sub(r"\s", "", plan)
    for item in checklist.items:
        quotes = re.findall("“([^”]+)”", item.basis)
        assert quotes, item.item_id
        for quote in quotes:
            assert all(part in plan for part in quote.split("……")), (item.item_id, quote)
        if item.kind == "task":
            assert set(item.requires) <= {f"A{n:02}" for n in range(1, 27)}


def test_all_faults_of_a_checklist_are_told_at_once(studies):
    studies.change("common/acceptance.csv", "R02,", "R01,")
    studies.append("common/acceptance.csv", "Z1,,依据,A01,tasks")
    problems = Problems()
    read_checklist(studies.path("common/acceptance.csv"), problems)
    assert [(p.code, p.column) for p in problems] == [
        ("code_repeated", "item_id"),
        ("checklist_blank", "text"),
        ("checklist_kind", "kind"),
    ]
