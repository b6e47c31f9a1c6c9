"""The list of documents and the files it names."""

import hashlib

from geodata.errors import Problems
from geodata.policies.corpus import DOCUMENT_COLUMNS
from geodata.policies.documents import read_documents
from tests.geodata.policies.founding_plan import TEXT, documents, names, text

TITLE = "江苏省知识产权局关于甲的通知"
WORDS = f"{TITLE}\n一、重点任务\n（一）乙。（省科技厅牵头）\n2016年2月17日\n"


def listed(tmp_path, *lines, header="policy_id,file,source"):
    (tmp_path / "a.txt").write_text(WORDS, encoding="utf-8")
    path = tmp_path / "policies.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8-sig")
    problems = Problems()
    return read_documents(path, names(), problems), problems


def seen(problems):
    return [(p.code, p.row, p.column) for p in problems]


def test_the_plan_is_read_as_it_is():
    found = documents()
    assert found.table.columns.to_list() == [*DOCUMENT_COLUMNS]
    row = found.table.iloc[0]
    assert found.texts == {"JS-2016": text()}
    assert (row.policy_id, row.issuers, row.level, row.issue_no) == (
        "JS-2016",
        "GOV",
        "province",
        "",
    )
    assert row.sha256 == hashlib.sha256(TEXT.read_bytes()).hexdigest()
    assert row.characters == len(text())
    assert row.drafted == "title;issuers;level;date"


def test_what_the_list_tells_wins_over_the_text(tmp_path):
    header = "policy_id,file,source,title,date,issuers"
    found, problems = listed(tmp_path, "P1,a.txt,来源,乙,2017/3/1,STD;FIN", header=header)
    row = found.table.iloc[0]
    assert not problems, list(problems)
    assert (row.title, row.date, row.issuers) == ("乙", "2017-03-01", "STD;FIN")
    assert row.drafted == "level"


def test_all_faults_of_the_list_are_told_at_once(tmp_path):
    header = "policy_id,file,source,issuers,level,date,valid_from,valid_to,status,parent"
    found, problems = listed(
        tmp_path,
        "P1,a.txt,来源,,,,,,,",
        "P1,a.txt,,XXX,village,2016-02-30,,,odd,",
        "P2,b.txt,来源,,,,2018-01-01,2017-01-01,,",
        "P3,a.doc,来源,,,,,,,P9",
        header=header,
    )
    assert found.table.policy_id.to_list() == ["P1"]
    assert sorted(seen(problems)) == sorted([
        ("cell_empty", 3, "source"), ("code_repeated", 3, "policy_id"),
        ("policy_department_unknown", 3, "issuers"), ("value_not_allowed", 3, "level"),
        ("value_not_allowed", 3, "status"), ("policy_day_invalid", 3, "date"),
        ("policy_days_reversed", 4, "valid_to"), ("policy_file_missing", 4, "file"),
        ("policy_format", 5, "file"), ("policy_unknown", 5, "parent"),
    ])  # fmt: skip
