import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import Problems
from geodata.policies.coding import HUMAN, coding_sheet
from geodata.policies.corpus import DELIVERABLE, KINDS, PARENT, STAGE, TOOL
from geodata.policies.human_codes import read_codes
from tests.geodata.policies.coded_tasks import (
    PHRASES,
    PLAN,
    VOCABULARY,
    coded,
    frame,
    plan_tasks,
)


@pytest.fixture(scope="module")
def plan():
    return plan_tasks()


@pytest.fixture(scope="module")
def drafts(plan):
    return coded(plan, {"JS-2016": PLAN})


def filled(plan, drafts, coder="甲"):
    """The coding sheet with the drafts as a coder's own answers."""
    sheet = coding_sheet(plan, drafts, VOCABULARY)
    for heading in [c for c in sheet.columns if "（初编，待人工核定）" in c]:
        sheet[heading.split("（")[0]] = sheet[heading]
    sheet["编码员"] = coder
    return sheet


def write(sheet, path):
    if path.suffix == ".csv":
        sheet.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    else:
        sheet.to_excel(path, index=False, engine="xlsxwriter")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_coding_sheet_filled_with_the_drafts_gives_the_drafts_back(
    plan, drafts, tmp_path, suffix
):
    problems = Problems()
    path = write(filled(plan, drafts), tmp_path / f"coding{suffix}")
    found, table = read_codes(path, plan, VOCABULARY, problems)
    assert not problems.found and table.sha256
    assert set(zip(found.coder, found.status, strict=True)) == {("甲", HUMAN)}
    keys = ["task_id", "kind", "code"]
    as_sets = [set(map(tuple, frame[keys].to_numpy().tolist())) for frame in (found, drafts)]
    assert as_sets[0] == as_sets[1] and len(found) == len(drafts)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(PHRASES, min_size=1, max_size=4))
def test_any_draft_survives_the_sheet(tmp_path_factory, texts):
    documents = {f"P{n}": text for n, text in enumerate(texts)}
    tasks = frame(*[(f"T{n}", f"P{n}", t, "", 0, len(t)) for n, t in enumerate(texts)])
    drafts = coded(tasks, documents)
    path = write(filled(tasks, drafts), tmp_path_factory.mktemp("sheet") / "coding.csv")
    problems = Problems()
    found, _ = read_codes(path, tasks, VOCABULARY, problems)
    keys = ["task_id", "kind", "code"]
    expected = drafts[keys].sort_values(keys, ignore_index=True)
    assert not problems.found
    pd.testing.assert_frame_equal(found[keys].sort_values(keys, ignore_index=True), expected)


def test_the_blank_sheet_codes_nothing(plan, drafts, tmp_path):
    problems = Problems()
    path = write(coding_sheet(plan, drafts, VOCABULARY), tmp_path / "coding.csv")
    found, _ = read_codes(path, plan, VOCABULARY, problems)
    assert found.empty and not problems.found


def long(tmp_path, plan, *lines, header="task_id,kind,code,coder,note"):
    path = tmp_path / "codes.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8-sig")
    problems = Problems()
    return read_codes(path, plan, VOCABULARY, problems)[0], problems


def test_the_long_form_takes_codes_and_labels_and_none(plan, tmp_path):
    found, problems = long(
        tmp_path,
        plan,
        "JS-2016-A01,stage,management,甲,",
        "JS-2016-A01,环节,服务,乙,",
        "JS-2016-A02,tool,无,甲,不是工具",
        "JS-2016-A02,parent_task,JS-2016-A01,甲,",
        "JS-2016-A01,成果,专家组名单,甲,",
    )
    assert not problems.found
    assert found[["task_id", "kind", "code", "coder"]].to_numpy().tolist() == [
        ["JS-2016-A01", STAGE, "management", "甲"],
        ["JS-2016-A01", STAGE, "service", "乙"],
        ["JS-2016-A01", DELIVERABLE, "专家组名单", "甲"],
        ["JS-2016-A02", TOOL, "", "甲"],
        ["JS-2016-A02", PARENT, "JS-2016-A01", "甲"],
    ]


def test_all_faults_of_a_coding_are_told_with_what_was_meant(plan, tmp_path):
    found, problems = long(
        tmp_path,
        plan,
        "JS-2016-A011,stage,服务,甲,",
        "JS-2016-A01,mood,服务,甲,",
        "JS-2016-A01,tool,政府采够,甲,",
        "JS-2016-A01,tool,平台,,",
        "JS-2016-A01,parent_task,JS-2016-A99,甲,",
        "JS-2016-A02,stage,服务,甲,",
        "JS-2016-A02,stage,服务,甲,",
        "JS-2016-A03,stage,无,甲,",
        "JS-2016-A03,stage,服务,甲,",
        "JS-2016-A04,stage,,甲,",
        "JS-2016-A05,parent_task,JS-2016-A05,甲,",  # its own parent
    )
    assert [(p.code, p.row, p.column) for p in problems] == [
        ("policy_task_unknown", 2, "task_id"),
        ("value_not_allowed", 3, "kind"),
        ("policy_code_unknown", 4, "code"),
        ("cell_empty", 5, "coder"),
        ("policy_task_unknown", 6, "code"),
        ("cell_repeated", 8, "code"),
        ("policy_none_and_codes", 10, "code"),
        ("cell_empty", 11, "code"),
        ("policy_task_unknown", 12, "code"),
    ]
    told = [p.what for p in problems]
    assert "JS-2016-A01" in told[0].partition("相近")[2]
    assert "政府采购" in told[2]
    assert not found.duplicated().any()


def test_a_wrong_header_or_file_is_told(plan, tmp_path):
    _, problems = long(tmp_path, plan, "x,y", header="task_id,kind,代码")
    assert [p.code for p in problems] == ["column_missing", "column_missing", "column_unknown"]
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    for name, code in (("broken.xlsx", "register_unreadable"), ("absent.csv", "file_missing")):
        problems = Problems()
        found, _ = read_codes(tmp_path / name, plan, VOCABULARY, problems)
        assert [p.code for p in problems] == [code] and found.empty


def test_kinds_and_headings_of_the_sheet_are_told_apart(plan, drafts):
    sheet = coding_sheet(plan, drafts, VOCABULARY)
    headings = ["环节", "工具", "成果", "目标", "行业", "上级任务"]
    assert [c for c in sheet.columns if c in headings] == headings and len(KINDS) == 6
    assert all((sheet[heading] == "").all() for heading in headings)
    shown = sheet["环节（初编，待人工核定）"]
    assert shown[0] == "管理" and set(itertools.chain(*shown.str.split("；"))) >= {"创造", "服务"}
