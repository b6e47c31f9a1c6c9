"""The founding plan of 2016 as policy input, from its text to what the command line puts out.

What the counts should be was read in the document itself: its body names a lead for none of six
tasks, with 10, 9, 5, 10, 4 and 6 departments; of the 26 measures of its annex 19 have one lead,
three have several, one has ten equal participants and three have nobody.
"""

import json
import re
from pathlib import Path

import docx
import icalendar
import pandas as pd
import pytest

import run_eval

ROOT = Path(run_eval.__file__).parent
TEXT = ROOT / "studies" / "jiangsu" / "policies" / "JS-2016-plan.txt"
NOBODY = ["JS-2016-A10", "JS-2016-A25", "JS-2016-A26"]


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    assert run_eval.main(["evaluate", "jiangsu", "--out", str(folder)]) == run_eval.GOOD
    return folder / "jiangsu"


def table(out, name):
    return pd.read_csv(out / "tables" / f"{name}.csv", dtype=str, keep_default_na=False)


def test_the_counts_of_the_body_and_of_the_annex_stand_in_the_table(out):
    body, annex = table(out, "policy_clarity").to_dict("records")
    assert (body["tasks"], body["one_lead"], body["listed"]) == ("6", "0", "6")
    assert body["departments_per_task"] == "10；9；5；10；4；6"
    names = ("tasks", "one_lead", "co_lead", "all_participants", "no_owner")
    assert [annex[name] for name in names] == ["26", "19", "3", "1", "3"]
    assert float(annex["lead_clarity"]) == pytest.approx(19 / 26, abs=1e-6)
    tasks = table(out, "policy_tasks")
    assert tasks.task_id[tasks.ownership == "no_owner"].to_list() == NOBODY
    equal = tasks[tasks.ownership == "all_participants"]
    assert [len(cell.split(";")) for cell in equal.participants] == [10]


def test_every_task_and_every_duty_quotes_the_document_at_its_place(out):
    text = TEXT.read_text(encoding="utf-8")
    tasks = table(out, "policy_tasks")
    for task in tasks.itertuples():
        there = "".join(text[int(task.start_char) : int(task.end_char)].split())
        assert task.text in there and task.assignment_text in there
    duties = table(out, "policy_duties")
    assert set(duties.task_id) == set(tasks.task_id) - set(NOBODY)
    for duty in duties.itertuples():
        there = "".join(text[int(duty.start_char) : int(duty.end_char)].split())
        assert there and there in "".join(duty.basis.split())


def test_the_same_counts_stand_on_the_page_and_in_word(out):
    page = (out / "index.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])
    assert {"policy", "plan"} <= set(data["policies"])
    report = docx.Document(str(out / "report_policy.docx"))
    cells = [[c.text for c in row.cells] for grid in report.tables for row in grid.rows]
    words = "\n".join(p.text for p in report.paragraphs) + str(cells)
    assert "19" in words and "73.1%" in words and "初编（待人工核定）" in words
    for task in NOBODY:
        assert task in words or table(out, "plan_tasks").set_index("task_id").text[task] in words


def test_the_tracker_has_every_measure_in_table_calendar_and_bulletin(out):
    plan = table(out, "plan_tasks")
    assert len(plan) == 26 and plan.start.min() == "2016-02-01" and plan.end.max() == "2018-12-31"
    calendar = icalendar.Calendar.from_ical((out / "plan.ics").read_bytes())
    events = {str(event["UID"]).partition("@")[0] for event in calendar.walk("VEVENT")}
    assert events == set(plan.task_id)
    # of the measures that have ended one alone has a public report, and it does not say "done"
    assert plan.task_id[plan.reported_on != ""].to_list() == ["JS-2016-A15"]
    assert set(plan.state) == {"unreported"}
    bulletin = docx.Document(str(out / "bulletin.docx"))
    assert "未见报告" in "\n".join(p.text for p in bulletin.paragraphs)


def test_every_row_of_the_catalogue_is_traced_by_its_id(out, capsys):
    rows = pd.read_csv(out / "catalogue" / "all.csv", dtype=str, keep_default_na=False)
    for code in rows.catalog_id:
        assert run_eval.main(["why", code, "--out", str(out.parent)]) == run_eval.GOOD
        told = capsys.readouterr().out
        assert code in told and "rules.csv 第" in told
        assert "figures.csv 第" in told and "来源 " in told


def test_sheets_to_fill_in_are_read_back_as_they_are(out, studies):
    """A study with the sheets as they were put out says the same as before."""
    for name in ("coding", "ledger", "progress"):
        copied = (out / "policy" / f"{name}.csv").read_bytes()
        (studies.path("jiangsu") / f"{name}_sheet.csv").write_bytes(copied)
    studies.change("jiangsu.toml", '"jiangsu/progress.csv"', '"jiangsu/progress_sheet.csv"')
    studies.append(
        "jiangsu.toml",
        'codes = "jiangsu/coding_sheet.csv"\nledger = "jiangsu/ledger_sheet.csv"',
    )
    _, evidence = run_eval.load(studies.path("jiangsu.toml"))
    assert evidence.policies.codings.empty and evidence.policies.progress.empty
    assert set(evidence.policies.ledger.advice_id) == set(table(out, "policy_advice").advice_id)
