"""What registers a study has, and which of their columns is what: two tables of the study.

Everything that can be told without opening a register is checked here, all mistakes at once.
"""

import codecs
import glob
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from geodata.errors import Problems
from geodata.regions import RegionError, Register
from geodata.registers.job import Job
from geodata.registers.kinds import PLACES, WORDS, Field, kinds
from geodata.registers.words import VALUES, Words, read_words
from geodata.tables import Row, Table, read_table
from geodata.units import UnitError, parse_unit

REGISTER_COLUMNS = ("register", "kind", "source")
REGISTER_OPTIONAL = ("table", "encoding", "delimiter", "province", "source_id", "note")
MAPPING_COLUMNS = ("register", "field", "column")
MAPPING_OPTIONAL = ("unit",)

TEXT = (".csv", ".txt", ".tsv")
SHEET = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PARQUET = (".parquet",)

CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
DELIMITERS = {"tab": "\t", "\\t": "\t", "制表符": "\t", "逗号": ",", "分号": ";", "竖线": "|"}
"""What people write who cannot type the character itself into a cell."""


@dataclass(frozen=True)
class Declared:
    """One register as the study declares it.

    Attributes
    ----------
    paths, database
        Files, sorted by name; or the address of a PostgreSQL server, without a password.
    table
        Sheet, or table or SELECT of the database; blank = the first sheet.
    encoding, delimiter
        Blank = found out; a comma, or a tab in ``.tsv``.
    province
        Code that addresses without one are taken to mean; blank where there is none.
    file, row
        Where it is declared.
    columns
        Field → column of the source.
    factors
        Field → yuan of one unit, for amounts.
    values
        Field → word as `geodata.registers.words.word` writes it → value.
    """

    register: str
    kind: str
    paths: tuple[Path, ...]
    database: str
    table: str
    encoding: str
    delimiter: str
    province: str
    source_id: str
    note: str
    file: str
    row: int
    columns: Mapping[str, str]
    factors: Mapping[str, int]
    values: Mapping[str, Mapping[str, str]]


def read_declarations(job: Job, problems: Problems) -> tuple[tuple[Declared, ...], dict[str, str]]:
    """Read the tables that declare the registers; faults go to `problems`.

    Returns
    -------
    declared, files
        Registers without a fault, in the order of the table; and the SHA-256 of each table that
        was read, by its name.
    """
    registers = read_table(job.declaration, REGISTER_COLUMNS, problems, optional=REGISTER_OPTIONAL)
    mapping = read_table(job.columns, MAPPING_COLUMNS, problems, optional=MAPPING_OPTIONAL)
    words, values = read_words(job.values, problems)
    reader = _Reader(job, registers.name, mapping, words, problems)
    declared = [reader.declared(row) for row in registers]
    reader.check_mapped_registers()
    tables = [registers, mapping, *([values] if values else [])]
    files = {table.name: table.sha256 for table in tables}
    files[f"geodata/registers/{VALUES.name}"] = hashlib.sha256(VALUES.read_bytes()).hexdigest()
    return tuple(one for one in declared if one), files


class _Reader:
    """Checks row by row; remembers what was declared before."""

    def __init__(
        self, job: Job, file: str, mapping: Table, words: Words, problems: Problems
    ) -> None:
        self.job, self.file, self.words, self.problems = job, file, words, problems
        self.mapping = mapping
        self.first: dict[str, int] = {}

    def declared(self, row: Row) -> Declared | None:
        before = len(self.problems.found)
        self._check_code(row)
        kind = row["kind"]
        if kind not in kinds():
            allowed = "、".join(kinds())
            self._fault("value_not_allowed", row, "kind", seen=kind, allowed=allowed)
        database = row["source"] if "://" in row["source"] else ""
        paths = () if database else self._paths(row)
        if database:
            self._check_database(row)
        province = self._province(row)
        delimiter = DELIMITERS.get(row["delimiter"].lower(), row["delimiter"])
        if len(delimiter) > 1:
            self._fault("register_delimiter", row, "delimiter", seen=row["delimiter"])
        self._check_encoding(row)
        columns, factors = self._columns(row, kinds().get(kind))
        if len(self.problems.found) > before:
            return None
        values = {
            name: dict(self.words[kind, name])
            for name in columns
            if kinds()[kind][name].role in WORDS
        }
        return Declared(
            row["register"],
            kind,
            paths,
            database,
            row["table"],
            row["encoding"],
            delimiter,
            province,
            row["source_id"],
            row["note"],
            self.file,
            row.number,
            columns,
            factors,
            values,
        )

    def check_mapped_registers(self) -> None:
        """Every row of the mapping belongs to a register of the list."""
        for row in self.mapping:
            if row["register"] not in self.first:
                seen = row["register"]
                hint = _near(seen, [*self.first])
                name = self.mapping.name
                self.problems.add_study(
                    "register_unknown", name, row.number, "register", seen=seen, hint=hint
                )

    def _fault(self, code: str, row: Row, column: str, **values: object) -> None:
        self.problems.add_study(code, self.file, row.number, column, **values)

    def _check_code(self, row: Row) -> None:
        code = row["register"]
        if not CODE.fullmatch(code):
            self._fault("code_invalid", row, "register", seen=code)
        elif code in self.first:
            self._fault("code_repeated", row, "register", seen=code, first=self.first[code])
        self.first.setdefault(code, row.number)

    def _paths(self, row: Row) -> tuple[Path, ...]:
        if not row["source"]:
            self._fault("cell_empty", row, "source")
            return ()
        path = self.job.study.parent / row["source"]
        # a file whose own name has brackets is meant before a pattern
        found = [path] if path.is_file() else _matches(path)
        # ~$… is the lock that Excel leaves beside an open file
        files = tuple(one for one in found if one.is_file() and not one.name.startswith("~$"))
        if not files:
            self._fault("register_source_missing", row, "source", seen=row["source"])
        suffixes = {one.suffix.lower() for one in files}
        for suffix in sorted(suffixes - {*TEXT, *SHEET, *PARQUET}):
            self._fault("register_format", row, "source", seen=suffix or row["source"])
        if suffixes & {*PARQUET} and suffixes - {*PARQUET}:
            self._fault("register_mixed", row, "source")
        return files

    def _check_database(self, row: Row) -> None:
        address = urlsplit(row["source"])
        if address.scheme not in ("postgresql", "postgres"):
            self._fault("register_format", row, "source", seen=f"{address.scheme}://")
        if address.password is not None or "password=" in address.query:
            self._fault("register_password", row, "source")
        if not row["table"]:
            self._fault("register_table_missing", row, "table")

    def _province(self, row: Row) -> str:
        if not row["province"]:
            return self.job.province
        try:
            return Register.load().resolve(row["province"], level="province").code
        except RegionError as error:
            self._fault("region_unknown", row, "province", detail=error)
            return ""

    def _check_encoding(self, row: Row) -> None:
        try:
            codecs.lookup(row["encoding"] or "utf-8")
        except LookupError:
            self._fault("register_encoding", row, "encoding", seen=row["encoding"])

    def _columns(
        self, row: Row, fields: Mapping[str, Field] | None
    ) -> tuple[dict[str, str], dict[str, int]]:
        """Columns and factors of one register."""
        columns: dict[str, str] = {}
        factors: dict[str, int] = {}
        first: dict[str, int] = {}
        for line in self.mapping:
            if line["register"] != row["register"] or fields is None:
                continue
            name = line["field"]
            field = fields.get(name)
            if field is None:
                allowed = "、".join(fields)
                hint = _near(name, [*fields])
                self._mapping_fault(
                    "register_field_unknown", line, "field", seen=name, hint=hint, allowed=allowed
                )
                continue
            if name in first:
                self._mapping_fault("code_repeated", line, "field", seen=name, first=first[name])
            first.setdefault(name, line.number)
            if not line["column"]:
                self._mapping_fault("cell_empty", line, "column")
            columns[name] = line["column"]
            factor = self._factor(line, field)
            if factor:
                factors[name] = factor
        if fields is not None:
            self._check_complete(row, fields, columns)
        return columns, factors

    def _mapping_fault(self, code: str, line: Row, column: str, **values: object) -> None:
        self.problems.add_study(code, self.mapping.name, line.number, column, **values)

    def _factor(self, line: Row, field: Field) -> int:
        """Yuan of one unit; 0 for what is no amount."""
        unit = line["unit"]
        if field.role != "amount":
            if unit:
                self._mapping_fault("register_unit_unneeded", line, "unit", label=field.label_zh)
            return 0
        if not unit:
            self._mapping_fault("register_unit_missing", line, "unit", label=field.label_zh)
            return 0
        try:
            found = parse_unit(unit)
        except UnitError as error:
            self._mapping_fault("unit_unknown", line, "unit", detail=error)
            return 0
        try:
            return int(found.to(parse_unit("元")))
        except UnitError as error:
            self._mapping_fault("unit_wrong", line, "unit", detail=error)
            return 0

    def _check_complete(
        self, row: Row, fields: Mapping[str, Field], columns: Mapping[str, str]
    ) -> None:
        register = row["register"]
        absent = [f for f in fields.values() if f.required and f.name not in columns]
        if absent:
            missing = "、".join(f"{f.name}（{f.label_zh}）" for f in absent)
            self._fault("register_field_missing", row, "register", seen=register, fields=missing)
        places = [f.name for f in fields.values() if f.role in PLACES]
        if not {*places} & {*columns}:
            allowed = "、".join(places)
            self._fault("register_place_missing", row, "register", seen=register, fields=allowed)


def _matches(pattern: Path) -> list[Path]:
    found = glob.glob(str(pattern), recursive=True)  # noqa: PTH207  Path.glob takes no absolute one
    return sorted(Path(one) for one in found)


def _near(text: str, known: list[str]) -> str:
    near = get_close_matches(text, known, n=3)
    return f"；相近：{'、'.join(near)}" if near else ""
