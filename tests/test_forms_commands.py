"""``template`` and ``collect`` as an office runs them: files, what is told, and exit codes."""

import shutil

import openpyxl
import pandas as pd
import pytest

import run_eval
from benchmarks import demo_registers
from commands.loading import ROOT
from geodata.errors import Problems
from geodata.forms.form import TABLE
from layout.reporting import counted_statistics
from layout.study_file import read_settings

YEARBOOK = "江苏统计年鉴2023"
RESULTS = {"figures.csv", "faults.csv", "sources.csv", "审核结果.xlsx"}


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """Empty forms of all 13 cities, as the command writes them."""
    folder = tmp_path_factory.mktemp("blank")
    assert run_eval.main(["template", "jiangsu", "--out", str(folder)]) == run_eval.GOOD
    return folder


@pytest.fixture
def returned(blank, tmp_path):
    """Complete forms of all cities: a figure for GDP, a reason for everything else."""
    folder = tmp_path / "returned"
    folder.mkdir()
    for path in blank.iterdir():
        fill(path, folder / path.name)
    return folder


def fill(source, target, cells=None):
    """Fill in a form; `cells` are inputs by key, in place of the reason or the GDP."""
    book = openpyxl.load_workbook(source)
    page = book[TABLE]
    places = {cell.value: cell.column for cell in page[1]}
    for row in [row for row in page.iter_rows() if "@" in str(row[0].value)]:
        key = row[0].value
        inputs = {}
        if row[places["asked"] - 1].value == "必填":
            inputs = {"reason": "无此统计"}
        if key == "gdp@2024":
            known = row[places["known"] - 1].value
            inputs = {"value": round(known * 1.1, 2), "source": YEARBOOK}
        for column, value in (cells or {}).get(key, inputs).items():
            page.cell(row[0].row, places[column]).value = value
    book.save(target)
    book.close()


def collect(folder, *more):
    return run_eval.main(["collect", "jiangsu", str(folder), *more])


def test_a_form_of_every_region_or_of_the_one_that_is_meant(blank, tmp_path, capsys):
    assert len([*blank.iterdir()]) == 13
    command = ["template", "jiangsu", "--for", "苏州", "--out", str(tmp_path)]
    assert run_eval.main([*command, "--deadline", "2026年12月31日"]) == run_eval.GOOD
    assert [path.name for path in tmp_path.iterdir()] == ["320500_苏州市.xlsx"]
    assert "320500_苏州市.xlsx" in capsys.readouterr().out
    cover = openpyxl.load_workbook(tmp_path / "320500_苏州市.xlsx").worksheets[0]
    assert "2026年12月31日" in [cell.value for cell in cover["C"]]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["template", "jiangsu", "--for", "杭州"], "杭州"),
        (["template", "没有的研究"], "没有的研究"),
        (["collect", "jiangsu", "没有的文件夹"], "没有的文件夹"),
    ],
)
def test_a_mistaken_request_writes_nothing_and_says_why(
    command, told, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    assert run_eval.main(command) == run_eval.USER
    error = capsys.readouterr().err
    assert told in error and "→" in error
    assert not [*tmp_path.iterdir()]


def test_all_good_forms_end_well_and_the_study_evaluates_with_them(
    returned, studies, tmp_path, capsys
):
    assert collect(returned) == run_eval.GOOD
    assert "已报 13 个" in capsys.readouterr().out
    figures = pd.read_csv(returned / "figures.csv", dtype=str)
    assert figures.statistic.to_list() == ["gdp"] * 13
    # as docs/forms.md says: the rows of the reported figures go below those of the study
    own = studies.path("jiangsu/figures.csv")
    lines = (returned / "figures.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    rows = [*own.read_text(encoding="utf-8-sig").splitlines(), *lines]
    own.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    _, evidence = run_eval.load(studies.path("jiangsu.toml"))
    taken = evidence.figures.query("statistic == 'gdp' and year == 2024")
    assert sorted(taken.value) == sorted(figures.value.astype(float))


def test_its_own_results_among_the_forms_are_no_forms(returned):
    assert collect(returned) == run_eval.GOOD
    first = {name: (returned / name).read_bytes() for name in RESULTS}
    assert collect(returned) == run_eval.GOOD
    assert {name: (returned / name).read_bytes() for name in RESULTS} == first


def test_results_may_go_elsewhere(returned, tmp_path):
    before = sorted(returned.iterdir())
    assert collect(returned, "--out", str(tmp_path / "out")) == run_eval.GOOD
    assert sorted(returned.iterdir()) == before
    assert {path.name for path in (tmp_path / "out").iterdir()} == RESULTS


def test_a_region_that_has_not_reported_is_named_and_good_figures_are_written(returned, capsys):
    (returned / "321300_宿迁市.xlsx").unlink()
    assert collect(returned) == run_eval.USER
    told = capsys.readouterr().out
    assert "未报 1 个" in told and "宿迁市" in told
    assert len(pd.read_csv(returned / "figures.csv")) == 12


def test_one_wrong_cell_is_told_and_the_other_figures_are_written(returned, blank, capsys):
    wrong = {"universities@2024": {"value": "约50", "source": YEARBOOK}}
    fill(blank / "320100_南京市.xlsx", returned / "320100_南京市.xlsx", wrong)
    assert collect(returned) == run_eval.USER
    assert "错误 1 处" in capsys.readouterr().out
    faults = pd.read_csv(returned / "faults.csv", dtype=str)
    assert faults.seen.to_list() == ["约50"]
    assert len(pd.read_csv(returned / "figures.csv")) == 13  # Nanjing's GDP is good


def test_a_result_that_cannot_be_replaced_ends_with_2(returned, capsys):
    (returned / "审核结果.xlsx").mkdir()  # stands for one that is open in Excel
    assert collect(returned) == run_eval.USER
    assert "→" in capsys.readouterr().err
    assert not (returned / "figures.csv").exists()


# studies with registers


@pytest.fixture(scope="module")
def registered(tmp_path_factory):
    """A study on SYNTHETIC registers that have not been ingested."""
    return demo_registers.write_study(tmp_path_factory.mktemp("registers"), rows=100)


def change(path, old, new):
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8-sig", newline="")


def asked_in(path):
    page = openpyxl.load_workbook(path)[TABLE]
    keys = [str(cell.value) for cell in page["A"]]
    return {key.partition("@")[0] for key in keys if "@" in key}


def copy_of(study, folder):
    """The study without the files of its registers: forms need none of them."""
    ignore = shutil.ignore_patterns("registers", "store")
    copied = shutil.copytree(study.parent, folder / "study", ignore=ignore)
    assert "registers" not in {path.name for path in copied.iterdir()}
    return copied / study.name


def test_what_registers_count_is_not_asked(registered, tmp_path):
    study = copy_of(registered, tmp_path)
    command = ["template", str(study), "--for", "南京", "--out", str(tmp_path)]
    assert run_eval.main(command) == run_eval.GOOD
    assert asked_in(tmp_path / "320100_南京市.xlsx") == {"resident_population"}
    # a register that is given up leaves its figures to be reported, and no others
    change(
        study.parent / "tables" / "registers.csv", "trademark,trademark,", "plants,plant_variety,"
    )
    assert run_eval.main(command) == run_eval.GOOD
    expected = {"resident_population", "trademarks_registered"}
    assert asked_in(tmp_path / "320100_南京市.xlsx") == expected


def test_a_column_that_no_register_has_is_asked(registered, tmp_path):
    study = copy_of(registered, tmp_path)
    settings = read_settings(study, Problems())
    before = counted_statistics(settings, study, Problems())
    for field in ("research,rd_expenditure,", "transaction,amount,"):
        change(study.parent / "tables" / "columns.csv", field, "nothing,rd_expenditure,")
    after = counted_statistics(settings, study, Problems())
    assert before - after == {"rd_expenditure", "pledge_amount"}
    assert "patent_transfers_in" in after


def test_a_study_without_registers_counts_nothing():
    study = ROOT / "studies" / "jiangsu.toml"
    settings = read_settings(study, Problems())
    assert counted_statistics(settings, study, Problems()) == frozenset()


def test_a_study_that_needs_no_report_says_so(registered, tmp_path, capsys):
    study = copy_of(registered, tmp_path)
    change(study.parent / "tables" / "indicators.csv", "resident_population", "employment")
    command = ["template", str(study), "--out", str(tmp_path / "forms")]
    assert run_eval.main(command) == run_eval.USER
    assert "没有需要地区填报的数" in capsys.readouterr().err
    assert not (tmp_path / "forms").exists()
