"""An office program opens the files, and what it prints has every region and every table."""

import shutil
import subprocess

import pytest

from reports import files, results
from reports.dictionary import entry
from reports.figures import draw_figures
from reports.word import write_word
from reports.workbook import write_workbook

OFFICE, READER, COUNTER = (shutil.which(name) for name in ("soffice", "pdftotext", "pdfinfo"))
pytestmark = pytest.mark.skipif(
    not (OFFICE and READER and COUNTER), reason="LibreOffice or poppler-utils is not installed"
)


@pytest.fixture(scope="module", params=["jiangsu", "china"])
def printed(request, tmp_path_factory):
    """An evaluation and the folder of its documents as PDF."""
    evaluation = request.getfixturevalue(request.param)
    folder = tmp_path_factory.mktemp("office")
    write_word(evaluation, folder, draw_figures(evaluation))
    print_all(sorted(folder.rglob("*.docx")), folder)
    return evaluation, folder / "pdf"


def print_all(files, folder):
    command = [
        OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(folder / "pdf"), *map(str, files),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def text_of(path):
    done = subprocess.run([READER, "-layout", path, "-"], check=True, capture_output=True)
    return done.stdout.decode().replace(" ", "").replace("\n", "")


def pages_of(path):
    done = subprocess.run([COUNTER, path], check=True, capture_output=True)
    return int(done.stdout.decode().partition("Pages:")[2].split()[0])


def test_reports_print_every_region_and_score(printed):
    evaluation, folder = printed
    table = results.regions(evaluation, results.last_year(evaluation))
    text = text_of(folder / "report_evaluation.pdf")
    for row in table.itertuples():
        if len(row.region_name) <= 6:  # longer names are broken into two lines of a cell
            assert row.region_name in text
        for value in (row.score, row.u_ip, row.u_innovation, row.u_industry, row.coordination):
            assert f"{value:.3f}" in text
    resources = text_of(folder / "report_resources.pdf")
    assert evaluation.study.settings.title.replace(" ", "") in resources


def test_the_points_are_the_first_page_by_themselves(printed):
    for name in ("report_evaluation", "report_resources"):
        path = printed[1] / f"{name}.pdf"
        first, second = (
            subprocess.run(
                [READER, "-f", page, "-l", page, path, "-"], check=True, capture_output=True
            ).stdout.decode()
            for page in ("1", "2")
        )
        assert "一、要点" in first and second.startswith("二、评价范围与数据")


def test_every_brief_fits_on_one_page(printed):
    evaluation, folder = printed
    for code in evaluation.evidence.regions.region_code:
        assert pages_of(folder / f"{code}.pdf") == 1, code


def test_figures_are_in_the_report_with_their_captions(printed):
    text = text_of(printed[1] / "report_evaluation.pdf")
    captions = [f"图{n}" for n in range(1, 8)]
    assert all(caption in text for caption in captions)
    assert "—1—" in text


def test_the_workbook_prints_its_contents(jiangsu, tmp_path):
    write_workbook(jiangsu, tmp_path / "tables.xlsx")
    print_all([tmp_path / "tables.xlsx"], tmp_path)
    text = text_of(tmp_path / "pdf" / "tables.pdf")
    for name in files.tables(jiangsu):
        assert entry(name).label in text
    for name in jiangsu.evidence.regions.region_name:
        assert name in text
