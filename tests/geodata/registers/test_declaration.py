import csv
import hashlib
from pathlib import Path

import pytest

import run_eval
from geodata.errors import Problems
from geodata.registers.declaration import read_declarations
from geodata.registers.job import Job
from geodata.registers.kinds import WORDS, kinds
from geodata.registers.words import VALUES, usual_words, word

MAPPING = """\
register,field,column,unit
p,number,申请号,
p,filed,申请日,
p,granted,授权公告日,
p,type,类型,
p,address,地址,
deals,number,备案号,
deals,deal,类型,
deals,date,日期,
deals,amount,金额,万元
deals,from_address,让与人地址,
"""


@pytest.fixture
def declare(tmp_path):
    """Write the tables of a study and read them."""
    (tmp_path / "data").mkdir()
    for name in ("patents_1.csv", "patents_2.csv", "~$patents_2.csv", "deals.xlsx"):
        (tmp_path / "data" / name).write_text("", encoding="utf-8")

    def read(registers, mapping=MAPPING, values=None, province="320000"):
        tables = {"registers": registers, "columns": mapping, "values": values}
        for name, text in tables.items():
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8-sig")
        job = Job(
            study=tmp_path / "study.toml",
            store=tmp_path / "store",
            declaration=tmp_path / "registers.csv",
            columns=tmp_path / "columns.csv",
            values=None if values is None else tmp_path / "values.csv",
            industries=tmp_path / "industries.csv",
            concordance=None,
            level="city",
            regions=("320100",),
            province=province,
            years=(2024,),
        )
        problems = Problems()
        declared, files = read_declarations(job, problems)
        return declared, problems, files

    return read


GOOD = """\
register,kind,source,table,encoding,delimiter,province,source_id,note
p,patent,data/patents_*.csv,,gb18030,tab,,jsip,两个文件
deals,transaction,data/deals.xlsx,备案,,,上海,jsip,
"""


def test_registers_are_declared_by_two_tables(declare, tmp_path):
    (patents, deals), problems, files = declare(GOOD)
    assert not problems
    assert [path.name for path in patents.paths] == ["patents_1.csv", "patents_2.csv"]
    assert (patents.kind, patents.encoding, patents.delimiter) == ("patent", "gb18030", "\t")
    assert (patents.province, deals.province) == ("320000", "310000")  # the job's, and its own
    assert (patents.source_id, patents.note, patents.row, deals.row) == ("jsip", "两个文件", 2, 3)
    assert deals.table == "备案" and not deals.database
    assert patents.columns == {
        "number": "申请号",
        "filed": "申请日",
        "granted": "授权公告日",
        "type": "类型",
        "address": "地址",
    }
    assert deals.factors == {"amount": 10_000} and patents.factors == {}
    assert [*patents.values] == ["type"]
    assert patents.values["type"][word("实用新型")] == "utility_model"
    digest = hashlib.sha256((tmp_path / "columns.csv").read_bytes()).hexdigest()
    assert files["columns.csv"] == digest
    assert [*files] == ["registers.csv", "columns.csv", "geodata/registers/values.csv"]


def test_the_words_of_the_office_win_over_the_usual_ones(declare):
    values = "kind,field,text,value\npatent,type,新型专利,utility_model\n,status,公告,in_force\npatent,type,发明,design\n"
    (patents, _), problems, files = declare(GOOD, values=values)
    assert not problems and "values.csv" in files
    known = patents.values["type"]
    assert known["新型专利"] == "utility_model" and known["发明"] == "design"
    assert usual_words()["patent", "type"]["发明"] == "invention"  # not changed for others


def test_faulty_words_are_told(declare):
    lines = [
        "kind,field,text,value",
        "patents,type,甲,invention",
        "patent,holder,甲,x",
        "patent,type,,invention",
        "patent,type,甲,inventive",
        "patent,type,乙,design",
        "patent,type,乙 ,invention",
    ]
    _, problems, _ = declare(GOOD, values="\n".join(lines))
    assert [(p.code, p.row, p.column) for p in problems] == [
        ("value_not_allowed", 2, "kind"),
        ("value_not_allowed", 3, "field"),
        ("cell_empty", 4, "text"),
        ("value_not_allowed", 5, "value"),
        ("cell_repeated", 7, ""),
    ]
    assert "design、invention、utility_model" in str(list(problems)[3])


@pytest.mark.parametrize(
    ("line", "code", "column", "said"),
    [
        ("2p,patent,data/patents_1.csv,,,,,,", "code_invalid", "register", "2p"),
        ("p,patents,data/patents_1.csv,,,,,,", "value_not_allowed", "kind", "patent、trademark"),
        ("p,patent,data/none_*.csv,,,,,,", "register_source_missing", "source", "none_*.csv"),
        ("p,patent,,,,,,,", "cell_empty", "source", ""),
        ("p,patent,data/*,,,,,,", None, "", ""),
        ("p,patent,columns.csv,,,;,,,", None, "", ""),
        ("p,patent,data/patents_1.csv,,klingon,,,,", "register_encoding", "encoding", "klingon"),
        ("p,patent,data/patents_1.csv,,,||,,,", "register_delimiter", "delimiter", "||"),
        ("p,patent,data/patents_1.csv,,,,南京市,,", "region_unknown", "province", "南京"),
        ("p,patent,postgresql://me:secret@host/db,t,,,,,", "register_password", "source", "PGPASSWORD"),
        ("p,patent,postgresql://me@host/db?password=secret,t,,,,,", "register_password", "source", ""),
        ("p,patent,postgresql://me@host/db,,,,,,", "register_table_missing", "table", ""),
        ("p,patent,mysql://me@host/db,t,,,,,", "register_format", "source", "mysql://"),
    ],
)  # fmt: skip
def test_a_faulty_register_is_told_with_its_place(declare, line, code, column, said):
    text = f"{GOOD.splitlines()[0]}\n{line}\n{GOOD.splitlines()[2]}\n"
    declared, problems, _ = declare(text)
    if code is None:
        assert len(declared) == 2
        return
    found = [p for p in problems if p.code == code]
    assert len(found) == 1 and (found[0].row, found[0].column) == (2, column)
    assert said in str(found[0]) and "secret" not in str(found[0])
    assert [one.register for one in declared] == ["deals"]  # a faulty one is left out
    assert problems.at_study


def test_files_of_another_format_are_told(declare, tmp_path):
    (tmp_path / "data" / "p.doc").write_text("", encoding="utf-8")
    (tmp_path / "data" / "p.parquet").write_text("", encoding="utf-8")
    head = GOOD.splitlines()[0]
    _, problems, _ = declare(f"{head}\np,patent,data/p*,,,,,,\n")
    assert [p.code for p in problems if p.column == "source"] == [
        "register_format",
        "register_mixed",
    ]
    assert ".doc" in str(next(iter(problems)))


def test_all_faults_of_the_mapping_are_told_at_once(declare):
    mapping = [
        "register,field,column,unit",
        "p,numbr,申请号,",
        "p,number,,",
        "p,type,类型,万元",
        "p,type,种类,",
        "q,number,申请号,",
        "deals,number,备案号,",
        "deals,deal,类型,",
        "deals,date,日期,",
        "deals,amount,金额,",
        "deals,to_address,地址,",
        "e,number,代码,",
        "e,year,年份,",
        "e,revenue,营业收入,亿美元",
        "e,exports,出口,人",
    ]
    registers = f"{GOOD}p,patent,data/patents_1.csv,,,,,,\ne,enterprise,data/deals.xlsx,,,,,,\n"
    declared, problems, _ = declare(registers, "\n".join(mapping))
    assert not declared
    seen = [(p.file, p.code, p.row, p.column) for p in problems]
    assert sorted(set(seen), key=str) == sorted(
        [
            ("columns.csv", "register_field_unknown", 2, "field"),
            ("columns.csv", "cell_empty", 3, "column"),
            ("columns.csv", "register_unit_unneeded", 4, "unit"),
            ("columns.csv", "code_repeated", 5, "field"),
            ("columns.csv", "register_unknown", 6, "register"),
            ("columns.csv", "register_unit_missing", 10, "unit"),
            ("columns.csv", "unit_unknown", 14, "unit"),
            ("columns.csv", "unit_wrong", 15, "unit"),
            ("registers.csv", "register_field_missing", 2, "register"),
            ("registers.csv", "register_place_missing", 2, "register"),
            ("registers.csv", "code_repeated", 4, "register"),
            ("registers.csv", "register_field_missing", 4, "register"),
            ("registers.csv", "register_place_missing", 4, "register"),
            ("registers.csv", "register_place_missing", 5, "register"),
        ],
        key=str,
    )
    text = "\n".join(map(str, problems))
    assert "相近：number" in text and "filed（申请日）" in text


def test_a_word_is_the_same_however_it_is_typed():
    assert word(" Ｕ ") == "u" and word("发　明") == "发明"


def test_the_usual_words_are_unambiguous_and_every_choice_has_some():
    with VALUES.open(encoding="utf-8-sig", newline="") as file:
        rows = [(r["kind"], r["field"], word(r["text"])) for r in csv.DictReader(file)]
    assert len(rows) == len(set(rows))
    worded = {
        (kind, name) for kind, fields in kinds().items() for name, f in fields.items() if f.role in WORDS
    }  # fmt: skip
    assert set(usual_words()) == worded
    flags = [key for key in worded if kinds()[key[0]][key[1]].role == "flag"]
    assert all(set(usual_words()[key].values()) == {"0", "1"} for key in flags)


def test_the_manual_names_every_field_with_its_label():
    manual = (Path(run_eval.__file__).parent / "docs" / "registers.md").read_text(encoding="utf-8")
    table = manual[manual.index("| kind | 登记簿 | 可用的项") :].splitlines()
    lines = {line.split(" | ")[0].removeprefix("| "): line for line in reversed(table)}
    for kind, fields in kinds().items():
        listed = lines[kind].rstrip(" |").split(" | ")[2].split("；")
        assert listed == [
            f"**{name}** {f.label_zh}" if f.required else f"{name} {f.label_zh}"
            for name, f in fields.items()
        ]
