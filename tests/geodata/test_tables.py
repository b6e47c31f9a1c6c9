import pytest

from geodata.errors import DataError, Problems, StudyError, messages
from geodata.tables import read_table

COLUMNS = ["region", "value"]


def written(path, raw):
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_text_reads_the_same_in_every_encoding_that_excel_writes(tmp_path, encoding):
    # a short GBK text: guessing libraries take these bytes for another code page
    path = written(tmp_path / "a.csv", "region,value\r\n镇江,1\r\n".encode(encoding))
    problems = Problems()
    table = read_table(path, COLUMNS, problems)
    assert [row["region"] for row in table] == ["镇江"]
    assert not problems


def test_rows_keep_the_number_that_excel_shows(tmp_path):
    path = written(tmp_path / "a.csv", b"region,value,\n\nA,1,\n,,\nB, 2 ,\n")
    table = read_table(path, COLUMNS, Problems())
    assert [(row.number, row["region"], row["value"]) for row in table] == [
        (3, "A", "1"),
        (5, "B", "2"),
    ]


def test_every_fault_of_a_header_is_named(tmp_path):
    problems = Problems()
    path = written(tmp_path / "a.csv", b"regoin,regoin,extra\nA,B,C\n")
    assert len(read_table(path, COLUMNS, problems)) == 0
    codes = [problem.code for problem in problems]
    assert codes.count("column_missing") == 2
    assert codes.count("column_unknown") == 2
    assert "是否为 region？" in "\n".join(map(str, problems))


def test_a_line_that_is_too_long_is_a_fault(tmp_path):
    problems = Problems()
    read_table(written(tmp_path / "a.csv", b"region,value\nA,1,000\n"), COLUMNS, problems)
    assert [(p.code, p.row) for p in problems] == [("row_too_long", 2)]


def test_a_file_that_is_not_there_or_not_text_is_a_fault(tmp_path):
    problems = Problems()
    read_table(tmp_path / "none.csv", COLUMNS, problems)
    read_table(written(tmp_path / "bad.csv", b"\xff\xff\xff\x00"), COLUMNS, problems)
    assert [p.code for p in problems] == ["file_missing", "file_encoding"]


def test_an_optional_column_may_be_absent(tmp_path):
    path = written(tmp_path / "a.csv", b"region,value\nA,1\n")
    table = read_table(path, COLUMNS, Problems(), optional=["note"])
    assert [row["note"] for row in table] == [""]


def test_problems_are_raised_together_and_say_whose_they_are():
    problems = Problems("x.toml")
    problems.add("file_missing", "a.csv")
    problems.add("cell_empty", "b.csv", 3, "value")
    with pytest.raises(
        DataError, match=r"x.toml：共 2 处问题\n.*a.csv.*\n.*b.csv 第 3 行 \[value\]"
    ):
        problems.raise_all()
    problems.add_study("setting_missing", "x.toml", 1, "name")
    with pytest.raises(StudyError) as caught:
        problems.raise_all()
    assert len(caught.value.failures) == 3


def test_the_same_problem_is_told_once():
    problems = Problems()
    for _ in range(2):
        problems.add("file_missing", "a.csv")
    assert len(problems.found) == 1


def test_every_message_says_what_is_wrong_and_what_to_do():
    for code, (what, todo) in messages().items():
        assert what
        assert todo or code.startswith("setting."), code
