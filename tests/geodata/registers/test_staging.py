import csv
import datetime
import io
import random
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geodata.errors import Problems
from geodata.registers import delimited, staging
from geodata.registers.declaration import Declared
from geodata.registers.staging import stage

COLUMNS = {"number": "申请号", "holder": "申请人", "address": "地址"}
HEADER = "申请号,申请人,备注,地址"


def declared(*paths, **changes):
    stated = {
        "register": "p",
        "kind": "patent",
        "paths": paths,
        "database": "",
        "table": "",
        "encoding": "",
        "delimiter": "",
        "province": "320000",
        "source_id": "jsip",
        "note": "",
        "file": "registers.csv",
        "row": 2,
        "columns": COLUMNS,
        "factors": {},
        "values": {"type": {"发明": "invention"}},
    }
    return Declared(**{**stated, **changes})


@pytest.fixture
def staged(tmp_path):
    """Stage one register and read it back."""

    def run(*paths, sample=5, **changes):
        problems = Problems()
        found = stage(declared(*paths, **changes), tmp_path / "work", problems, sample)
        rows = [] if problems else [pq.read_table(path).to_pylist() for path in found.paths]
        return found, [row for file in rows for row in file], problems

    return run


@pytest.fixture
def text(tmp_path):
    """Write a text file in some encoding."""

    def write(content, encoding="utf-8", name="p.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return write


DIRTY = "\r\n".join(
    [
        HEADER,
        '201210345678.9, 南京某公司　,x,"南京市鼓楼区1号,2室"',  # 2
        '2012103456789,"甲ㄧ公司\r\n（二厂）",,"说""明""路"',  # 3: one record, two lines
        ",,,",  # 4: as Excel leaves them behind
        "",  # 5
        "少了,一格",  # 6
        "多,了,一,格,啊",  # 7
        ",,只有备注,",  # 8: a record, if a poor one
        "最后,,,𠮷林路",  # 9: four bytes in both encodings
    ]
)


@pytest.mark.parametrize("block", [200, 1 << 23])
@pytest.mark.parametrize(
    ("encoding", "stated"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-8-sig", "UTF-8"),
        ("gb18030", ""),
        ("gb18030", "GBK"),
        ("utf-16", ""),
    ],
)
def test_dirty_text_is_read_alike_in_every_encoding(
    staged, text, monkeypatch, encoding, stated, block
):
    monkeypatch.setattr(delimited, "BLOCK", block)  # so that records lie across blocks
    monkeypatch.setattr(delimited, "CHUNK", 7)  # and characters across chunks
    found, rows, problems = staged(text(DIRTY, encoding), encoding=stated)
    assert not problems
    assert rows == [
        {"number": n, "holder": h, "address": a, "source_row": r, "source_file": "p.csv"}
        for n, h, a, r in [
            ("201210345678.9", "南京某公司", "南京市鼓楼区1号,2室", 2),
            ("2012103456789", "甲ㄧ公司\r\n（二厂）", '说"明"路', 3),
            ("", "", "", 8),
            ("最后", "", "𠮷林路", 9),
        ]
    ]
    assert found.rows_malformed == 2
    assert found.malformed.to_numpy().tolist() == [
        ["p.csv", 6, "少了,一格"],
        ["p.csv", 7, "多,了,一,格,啊"],
    ]
    assert found.columns == {"number": "number", "holder": "holder", "address": "address"}
    assert (found.register, found.kind, found.province) == ("p", "patent", "320000")
    assert found.values == {"type": {"发明": "invention"}} and found.source_id == "jsip"


def test_rows_keep_their_numbers_over_many_blocks_and_malformed_rows(staged, text, monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK", 300)
    lines = [f"{n},甲,,乙" if n % 7 else f"{n},甲" for n in range(2, 400)]
    found, rows, problems = staged(text("\n".join([HEADER, *lines])), sample=3)
    assert not problems
    assert all(int(row["number"]) == row["source_row"] for row in rows)
    assert len(rows) + found.rows_malformed == len(lines)
    assert found.malformed.row.to_list() == [7, 14, 21]  # the sample is limited, the count is not


@pytest.mark.parametrize(
    ("name", "mark", "stated"),
    [("p.tsv", "\t", ""), ("p.txt", ";", ";"), ("p.txt", "|", "|"), ("p.csv", "\t", "\t")],
)
def test_other_delimiters(staged, text, name, mark, stated):
    content = f"{HEADER}\n1,甲,,乙\n".replace(",", mark)
    _, rows, problems = staged(text(content, name=name), delimiter=stated)
    assert not problems and rows[0]["address"] == "乙"


@pytest.mark.parametrize("end", ["", "\n", "\r\n\r\n", "\n1,甲\n", "\n1,甲\n2,甲\n3,甲\n"])
def test_a_register_without_a_row_that_fits_is_empty(staged, text, end):
    found, rows, problems = staged(text(HEADER + end))
    assert not problems and rows == []
    assert found.rows_malformed == end.count("甲")


def test_several_files_make_one_register(staged, text):
    one = text(f"{HEADER}\n1,甲,,乙\n", "gb18030", "a.csv")
    other = text("地址,申请号,申请人\n丙,2,丁\n", name="b.csv")  # columns in another order
    found, rows, problems = staged(one, other)
    assert not problems and len(found.paths) == 2
    assert [(row["number"], row["address"], row["source_file"]) for row in rows] == [
        ("1", "乙", "a.csv"),
        ("2", "丙", "b.csv"),
    ]


def test_a_line_break_in_a_heading_is_a_space(staged, text):
    _, rows, problems = staged(
        text('"申请\n号",申请人,地址\n1,2,3\n'), columns={**COLUMNS, "number": "申请 号"}
    )
    assert not problems and rows[0]["number"] == "1" and rows[0]["source_row"] == 2


def test_undecodable_bytes_are_told_with_their_line(staged, tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "CHUNK", 16)
    good = f"{HEADER}\n1,甲,,乙\n2,丙,,丁\n"
    path = tmp_path / "p.csv"
    path.write_bytes(good.encode("gb18030") + b"3,\xff\xff,,\n4,,,\n")
    _, _, problems = staged(path)
    assert [(p.code, p.file) for p in problems] == [("register_bytes", "p.csv")]
    assert "第 4 行" in str(problems.found[0]) and "GB18030" in str(problems.found[0])
    path.write_bytes(good.encode() + "3,甲,,\n".encode("gb18030"))
    _, _, problems = staged(path, encoding="utf-8")
    assert "第 4 行" in str(problems.found[0]) and "UTF-8" in str(problems.found[0])


def test_a_mark_of_utf8_is_believed(staged, tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\n".encode() + b"1,\xb0\xa1,,\n")
    _, _, problems = staged(path)
    assert [p.code for p in problems] == ["register_bytes"]


@pytest.mark.parametrize(
    ("header", "code", "said"),
    [
        ("某省专利登记簿,,,", "register_columns", "第 1 行为：某省专利登记簿"),
        ("申请号,申请人,住址", "register_columns", "没有列：地址"),
        ("申请号,申请人,地址,地址", "register_column_repeated", "地址"),
        ("", "register_columns", "第 1 行为：空"),
    ],
)
def test_a_header_that_does_not_fit_is_told(staged, text, header, code, said):
    _, _, problems = staged(text(f"{header}\n1,2,3,4\n" if header else ""))
    assert [(p.code, p.row) for p in problems] == [(code, 1)] and said in str(problems.found[0])


def test_a_repeated_column_that_nobody_asks_for_does_no_harm(staged, text):
    _, rows, problems = staged(text("申请号,备注,申请人,备注,地址\n1,,甲,,乙\n"))
    assert not problems and rows[0]["address"] == "乙"


@pytest.mark.parametrize("block", [4096, 1 << 23])
def test_a_quote_that_nobody_closed_is_no_malformed_row(staged, text, monkeypatch, block):
    monkeypatch.setattr(delimited, "BLOCK", block)
    lines = [f"{n},甲,,乙" for n in range(2, 1000)]
    lines[100] = '102,"甲,,乙'
    _, _, problems = staged(text("\n".join([HEADER, *lines])))
    assert [p.code for p in problems] == ["register_quote"]


def test_a_file_does_not_depend_on_how_it_was_read(staged, text, monkeypatch, tmp_path):
    path = text("\n".join([HEADER, *(f"{n},甲{n % 9},,乙" for n in range(3000))]))
    bytes_ = []
    for block in (4096, 1 << 23):
        monkeypatch.setattr(delimited, "BLOCK", block)
        monkeypatch.setattr(staging, "GROUP", 1024)
        found, rows, _ = staged(path)
        bytes_.append(found.paths[0].read_bytes())
        assert len(rows) == 3000
    assert bytes_[0] == bytes_[1]
    file = pq.ParquetFile(found.paths[0])
    sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert sizes == [1024, 1024, 952]
    assert not any(field.nullable for field in file.schema_arrow)


def test_the_hash_follows_the_content_and_the_reading_but_not_the_folder(staged, text, tmp_path):
    one = staged(text(f"{HEADER}\n1,甲,,乙\n"))[0].sha256
    (tmp_path / "elsewhere").mkdir()
    same = text(f"{HEADER}\n1,甲,,乙\n", name="elsewhere/p.csv")
    assert staged(same, source_id="other", note="x")[0].sha256 == one
    changes = [
        {"columns": {**COLUMNS, "holder": "备注"}},
        {"values": {"type": {"发明": "design"}}},
        {"province": "310000"},
        {"encoding": "utf-8"},
    ]
    others = [staged(same, **change)[0].sha256 for change in changes]
    others.append(staged(text(f"{HEADER}\n1,甲,,丙\n"))[0].sha256)
    assert len({one, *others}) == 6


def test_nothing_of_an_earlier_run_is_left(staged, text, tmp_path):
    path = text(f"{HEADER}\n1,甲,,乙\n")
    for name in ("7.parquet", "0.parquet.tmp"):
        (tmp_path / "work" / "p").mkdir(parents=True, exist_ok=True)
        (tmp_path / "work" / "p" / name).write_text("old", encoding="utf-8")
    staged(path)
    assert [one.name for one in (tmp_path / "work" / "p").iterdir()] == ["0.parquet"]


def sheet(path, rows, title="登记簿"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            page.cell(number, column, value)
    book.create_sheet("说明")
    book.save(path)
    return path


def test_a_sheet_is_read_as_the_text_that_it_shows(staged, tmp_path):
    columns = {**COLUMNS, "filed": "申请日", "updated": "更新", "strategic": "新兴"}
    path = sheet(
        tmp_path / "p.xlsx",
        [
            ["申请号", "申请人", "地址", "申请日", "更新", "新兴", "备注"],
            [201210345678.0, " 甲　", "南京", datetime.date(2012, 3, 5), 41000.5, True, None],
            [None] * 7,
            [2.02012345678e14, 1234.5, "", datetime.datetime(2012, 3, 5, 9, 30), "2012/3/5", 0],
            ["2012103456789", "乙", None, "2012年3月5日", None, "否", "有"],
        ],
    )
    found, rows, problems = staged(path, columns=columns)
    assert not problems and found.rows_malformed == 0
    names = ["number", "holder", "address", "filed", "updated", "strategic", "source_row"]
    assert [[row[name] for name in names] for row in rows] == [
        ["201210345678", "甲", "南京", "2012-03-05", "41000.5", "true", 2],
        ["202012345678000", "1234.5", "", "2012-03-05 09:30:00", "2012/3/5", "0", 4],
        ["2012103456789", "乙", "", "2012年3月5日", "", "否", 5],
    ]
    assert rows[0]["source_file"] == "p.xlsx"


def test_a_sheet_is_chosen_by_name(staged, tmp_path):
    path = sheet(tmp_path / "p.xlsx", [["申请号", "申请人", "地址"], ["1", "甲", "乙"]])
    assert len(staged(path, table="登记簿")[1]) == 1
    _, _, problems = staged(path, table="登记薄")
    assert "登记簿、说明" in str(problems.found[0])


def test_a_title_above_the_header_is_not_guessed_at(staged, tmp_path):
    rows = [["某省专利登记簿"], ["申请号", "申请人", "地址"], ["1", "甲", "乙"]]
    _, _, problems = staged(sheet(tmp_path / "p.xlsx", rows))
    assert "第 1 行为：某省专利登记簿" in str(problems.found[0])
    assert "不能有标题行" in str(problems.found[0])


def test_what_is_no_workbook_is_told(staged, text):
    _, _, problems = staged(text("假的", name="p.xlsx"))
    assert [(p.code, p.file) for p in problems] == [("register_unreadable", "p.xlsx")]


def test_an_empty_sheet_has_no_header(staged, tmp_path):
    _, _, problems = staged(sheet(tmp_path / "p.xlsx", []))
    assert [p.code for p in problems] == ["register_columns"]


def test_parquet_stays_where_it_is_with_its_types(staged, tmp_path):
    table = {"申请号": [1], "申请人": ["甲"], "地址": ["乙"], "申请日": [datetime.date(2012, 3, 5)]}
    path = tmp_path / "p.parquet"
    pq.write_table(pa.table(table), path)
    found, rows, problems = staged(path, columns={**COLUMNS, "filed": "申请日"})
    assert not problems and found.paths == (path,)
    assert found.columns == {**COLUMNS, "filed": "申请日"}
    assert rows[0]["申请日"] == datetime.date(2012, 3, 5)
    assert found.malformed.empty and not (tmp_path / "work").exists()


def test_parquet_files_of_one_register_must_agree(staged, tmp_path):
    for name, number in (("a", 1), ("b", "1")):
        table = {"申请号": [number], "申请人": ["甲"], "地址": ["乙"]}
        pq.write_table(pa.table(table), tmp_path / f"{name}.parquet")
    (tmp_path / "c.parquet").write_text("假的", encoding="utf-8")
    paths = [tmp_path / f"{name}.parquet" for name in "abc"]
    _, _, problems = staged(*paths)
    assert [(p.code, p.file) for p in problems] == [
        ("register_types", "b.parquet"),
        ("register_unreadable", "c.parquet"),
    ]
    assert "int64、string" in str(problems.found[0])


def test_pandas_and_we_read_a_plain_file_alike(staged, text):
    # a peer: pandas' own parser on the quoted and the plain cells that both understand
    lines = [f'20121034567{n % 10},"某{n}, ""公司""",x,路{n}\n' for n in range(500)]
    path = text(HEADER + "\n" + "".join(lines))
    _, rows, _ = staged(path)
    theirs = pd.read_csv(path, dtype=str)[[*COLUMNS.values()]]
    ours = pd.DataFrame(rows)[[*COLUMNS]]
    assert ours.to_numpy().tolist() == theirs.to_numpy().tolist()


@pytest.mark.parametrize("seed", range(20))
def test_python_and_we_read_random_dirty_files_alike(staged, text, monkeypatch, seed):
    # a peer: the csv module on cells with commas, quotes and line breaks, ragged and empty rows
    rng = random.Random(seed)
    monkeypatch.setattr(delimited, "BLOCK", rng.choice([150, 400, 5000]))
    monkeypatch.setattr(delimited, "CHUNK", rng.choice([5, 64, 1 << 20]))
    cells = ["", "", " 甲 ", "乙,丙", '丁"戊"', "己\n庚", "\u3000", "2012", "𠮷"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=rng.choice(["\n", "\r\n"]))
    writer.writerow(HEADER.split(","))
    for _ in range(rng.randrange(300)):
        if rng.random() < 0.05:
            out.write("\n")
        writer.writerow(rng.choices(cells, k=rng.choice([4, 4, 4, 4, 4, 4, 3, 5, 2])))
    content = out.getvalue()
    found, rows, problems = staged(
        text(content, rng.choice(["utf-8", "gb18030", "utf-16"])), sample=9
    )
    records = list(enumerate(csv.reader(io.StringIO(content, newline="")), start=1))[1:]
    fitting = [(n, [c.strip() for c in r]) for n, r in records if len(r) == 4]
    expected = [[n, r[0], r[1], r[3]] for n, r in fitting if any(r)]
    malformed = [n for n, r in records if len(r) not in (0, 4)]
    assert not problems
    ours = [[row["source_row"], row["number"], row["holder"], row["address"]] for row in rows]
    assert ours == expected
    assert found.rows_malformed == len(malformed)
    assert found.malformed.row.to_list() == malformed[:9]


def test_importing_the_readers_loads_no_engine():
    check = "import sys, geodata.registers.staging; print(*{'pyarrow', 'duckdb', 'adbc_driver_manager', 'python_calamine'} & {*sys.modules})"
    root = Path(staging.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() in ("", "pyarrow")  # pandas may bring pyarrow
