"""Filling in forms as a person would, and what came of it."""

import shutil
import subprocess

import openpyxl

from geodata.errors import Problems
from geodata.forms import collect
from geodata.forms.faults import COLUMNS
from geodata.forms.form import TABLE

NANJING, WUXI = "320100", "320200"
YEARBOOK = "江苏统计年鉴2023"
OWN = "本地区资料（出处写于备注）"
OFFICE = shutil.which("soffice")


class Folder:
    def __init__(self, path, blank, asked):
        self.path, self.blank, self.asked = path, blank, asked
        self.fill({}, WUXI)

    def fill(self, cells, code=NANJING, name="", change=None):
        """Fill in a form as a person would: a reason wherever a figure must be and is not given."""
        book = opened(self.blank / f"{code}.xlsx")
        page = book[TABLE]
        reasons = {one.key: {"reason": "尚未公布"} for one in self.asked[code].rows if one.required}
        for key, inputs in (reasons | cells).items():
            for column, value in inputs.items():
                page.cell(rows_of(page)[key], columns_of(page)[column]).value = value
        if change:
            change(book)
        book.save(self.path / (name or f"{code}.xlsx"))
        book.close()

    def collect(self):
        problems = Problems()
        found = collect(self.path, self.asked, problems)
        assert not problems
        assert list(found.faults.columns) == list(COLUMNS)
        return found


def opened(path):
    return openpyxl.load_workbook(path)


def columns_of(page):
    return {cell.value: cell.column for cell in page[1]}


def rows_of(page):
    return {cell.value: cell.row for cell in page["A"] if cell.value and "@" in str(cell.value)}


def told(found, column="what"):
    return found.faults[column].to_list()


def state(found, code=NANJING):
    return found.received.set_index("region_code").state[code]


def figure(value, **others):
    return {"value": value, "source": YEARBOOK, **others}


def converted(path, folder, kind):
    command = [
        OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", kind, "--outdir", str(folder / "saved"), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / "saved" / f"{path.stem}.{kind}"
