"""Files of the demonstration's registers: one of each format that registers come in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import polars as pl
import xlsxwriter

from benchmarks.registers import KINDS, SEED, parts
from benchmarks.registers.activities import transactions
from benchmarks.registers.parts import Part

MARK = "演示数据"
Writer = Callable[[pl.DataFrame, Path], None]


def _csv(encoding: str, delimiter: str) -> Writer:
    def write(table: pl.DataFrame, path: Path) -> None:
        text = table.write_csv(separator=delimiter, line_terminator="\r\n")
        path.write_bytes(text.encode(encoding))

    return write


def _excel(table: pl.DataFrame, path: Path) -> None:
    """A workbook as clerks keep it: dates are dates wherever the cell could be read as one."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(MARK)
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, table.columns)
    for number, name in enumerate(table.columns):
        read = table[name].str.to_date("%Y-%m-%d", strict=False)
        for row, (text, day) in enumerate(zip(table[name], read, strict=True), 1):
            if day is None:
                sheet.write_string(row, number, text)
            else:
                sheet.write_datetime(row, number, day, date)
    book.close()


def _parquet(table: pl.DataFrame, path: Path) -> None:
    table.write_parquet(path)


@dataclass(frozen=True)
class Form:
    """What a register of the demonstration looks like.

    Attributes
    ----------
    share
        Its rows, relative to the patents'.
    files
        How many files the rows are spread over.
    headers
        Field to column header.
    money
        Unit of its amounts; blank without.
    ragged
        Lines at the end that lack most of their cells.
    """

    kind: str
    title: str
    share: float
    suffix: str
    write: Writer
    headers: Mapping[str, str]
    files: int = 1
    encoding: str = ""
    delimiter: str = ""
    money: str = ""
    ragged: int = 0

    @property
    def source_id(self) -> str:
        """Id of its row in the table of sources."""
        return f"demo_{self.kind}"

    @property
    def pattern(self) -> str:
        """Names of its files, the number left open."""
        return f"{MARK}_{self.title}{'_*' if self.files > 1 else ''}{self.suffix}"

    def declared(self) -> tuple[str, ...]:
        """Its row in the table of registers."""
        source = f"registers/{self.pattern}"
        columns = self.kind, self.kind, source, "", self.encoding, self.delimiter, "320000"
        return *columns, self.source_id, f"{MARK}：{self.title}，程序生成"

    def mapped(self) -> Iterator[tuple[str, ...]]:
        """Its rows in the table of columns."""
        for field, column in self.headers.items():
            yield self.kind, field, column, self.money if field in AMOUNTS else ""


AMOUNTS = ("revenue", "value_added", "exports", "rd_expenditure", "amount")
RIGHT = {
    "number": "登记号",
    "type": "类别",
    "filed": "申请日",
    "granted": "登记日",
    "ended": "终止日",
    "status": "法律状态",
    "holder": "权利人",
    "address": "地址",
    "classes": "分类",
    "updated": "更新日期",
}
REGISTERED = {field: name for field, name in RIGHT.items() if field not in ("filed", "status")}
PATENT = RIGHT | {"number": "申请号", "type": "专利类型", "granted": "授权公告日"}
PATENT |= {"holder": "第一申请人", "address": "第一申请人地址", "classes": "IPC分类号"}
PATENT |= {"strategic": "战略性新兴产业", "overseas": "海外同族", "awarded": "获奖"}
UNIT = {"number": "统一社会信用代码", "year": "年份", "region": "行政区划代码"}
UNIT |= {"industry": "行业代码", "updated": "更新日期"}

FORMS: Mapping[str, Form] = MappingProxyType(
    {
        form.kind: form
        for form in (
            Form(
                "patent",
                "专利登记簿",
                1,
                ".csv",
                _csv("utf-8", ","),
                PATENT | {"abnormal": "非正常申请"},
                files=2,
            ),
            Form(
                "trademark",
                "商标注册簿",
                0.5,
                ".csv",
                _csv("gb18030", ","),
                RIGHT | {"number": "注册号", "granted": "注册公告日"},
                encoding="gb18030",
            ),
            Form("copyright", "作品著作权登记簿", 0.1, ".xlsx", _excel, REGISTERED),
            Form(
                "software_copyright",
                "软件著作权登记簿",
                0.1,
                ".csv",
                _csv("utf-8-sig", "|"),
                REGISTERED,
                delimiter="|",
            ),
            Form(
                "geographical_indication",
                "地理标志名录",
                0.004,
                ".csv",
                _csv("utf-8-sig", ","),
                REGISTERED,
            ),
            Form("plant_variety", "植物新品种权名录", 0.01, ".csv", _csv("utf-8-sig", ","), RIGHT),
            Form(
                "enterprise",
                "企业名录",
                0.7,
                ".parquet",
                _parquet,
                UNIT
                | {"employment": "从业人员", "revenue": "营业收入"}
                | {"value_added": "增加值", "exports": "出口额"},
                money="万元",
            ),
            Form(
                "research",
                "研发统计",
                0.2,
                ".csv",
                _csv("utf-8-sig", ","),
                UNIT | {"rd_expenditure": "研发经费", "rd_personnel": "研发人员"},
                money="万元",
                ragged=3,
            ),
            Form(
                "transaction",
                "转让许可质押备案",
                0.1,
                ".csv",
                _csv("utf-8-sig", ","),
                {"number": "备案号", "deal": "类型", "right": "权利种类", "right_number": "专利号"}
                | {"date": "生效日", "from_address": "让与人地址", "to_address": "受让人地址"}
                | {"amount": "金额"},
                money="万元",
            ),
        )
    }
)
"""Kind of register: its form."""


def write_registers(folder: Path, rows: int, seed: int = SEED) -> None:
    """Write all registers, the patents' with so many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rights = pl.concat(KINDS["patent"](part) for part in parts("patent", rows, seed))
    for form in FORMS.values():
        size = max(round(rows * form.share), 60)
        if form.kind == "patent":
            table = rights
        else:
            table = pl.concat(
                _table(form.kind, part, rights) for part in parts(form.kind, size, seed)
            )
        renamed = table.select(pl.col(field).alias(name) for field, name in form.headers.items())
        length = -(-len(renamed) // form.files)
        for number in range(form.files):
            path = folder / form.pattern.replace("*", str(number + 1))
            form.write(renamed.slice(number * length, length), path)
            if form.ragged:
                with path.open("a", encoding="utf-8", newline="") as file:
                    file.write("缺列的一行,2024\r\n" * form.ragged)


def _table(kind: str, part: Part, rights: pl.DataFrame) -> pl.DataFrame:
    return transactions(part, rights) if kind == "transaction" else KINDS[kind](part)
