"""Recognising a returned form: which region's it is, and where in it the answers stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from geodata.forms.faults import Faults, Place, cell_name
from geodata.forms.form import (
    COLUMNS,
    COVER,
    COVER_GIVEN,
    COVER_INPUTS,
    HEAD,
    INPUTS,
    LISTS,
    META,
    TABLE,
    VERSION,
    Form,
)
from geodata.forms.workbook import Cells, UnreadableError, at, read_sheets, text_of


@dataclass(frozen=True)
class Returned:
    """A form that came back and is known by what it says of itself, not by its name.

    Attributes
    ----------
    columns
        Column of the table → its position.
    head
        Position of the row with the names of the columns.
    cover
        What the reporter wrote on the cover, by `COVER_INPUTS`.
    lost
        Addresses in the table of formulas without a value and of errors.
    """

    file: str
    form: Form
    cells: Cells
    columns: Mapping[str, int]
    head: int
    cover: Mapping[str, str]
    lost: frozenset[str]

    def place(self, row: int | None = None, column: str = "") -> Place:
        """A cell of the table, or the table as a whole."""
        cell = "" if row is None else cell_name(row, self.columns[column])
        name = self.form.region_name
        return Place(self.file, self.form.region_code, name, TABLE if cell else "", cell)

    def value(self, row: int, column: str) -> object:
        """One cell of the table."""
        return at(self.cells, row, self.columns[column])

    def inputs(self, row: int) -> tuple[str, ...]:
        """What was filled in, as text."""
        return tuple(text_of(self.value(row, column)) for column in INPUTS)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Rows below the head that hold anything in a known column, with their keys."""
        for row in range(self.head + 1, len(self.cells)):
            key = text_of(self.value(row, "key"))
            if key or any(self.inputs(row)):
                yield row, key

    def content(self) -> tuple[tuple[str, ...], ...]:
        """All that was filled in, whatever the order of the rows."""
        return tuple(sorted((key, *self.inputs(row)) for row, key in self.lines()))


def recognise(path: Path, file: str, forms: Mapping[str, Form], faults: Faults) -> Returned | None:
    """Read one file; None, and a fault, where it is not a form that was asked for.

    Parameters
    ----------
    file
        What messages call it.
    """
    place = Place(file)
    try:
        sheets, lost = read_sheets(path)
    except UnreadableError as error:
        faults.add(error.code, place, path.suffix, detail=error.detail)
        return None
    names = "、".join(sheets)
    if META not in sheets:
        faults.add("form_unknown", place, names, missing=META)
        return None
    form = _form(_pairs(sheets[META]), place, forms, faults)
    if form is None:
        return None
    place = Place(file, form.region_code, form.region_name)
    if TABLE not in sheets:
        faults.add("form_sheet_missing", place, names, missing=TABLE)
        return None
    cells = sheets[TABLE]
    found = _head(cells)
    if found is None:
        faults.add("form_columns", replace(place, sheet=TABLE))
        return None
    if not _cover_agrees(sheets.get(COVER, []), form, place, faults):
        return None
    for name in sheets.keys() - {COVER, TABLE, META, LISTS}:
        if any(text_of(value) for row in sheets[name] for value in row):
            faults.add("form_sheet_unread", place, name)
    head, columns = found
    told = _pairs(sheets.get(COVER, []))
    cover = {name: told.get(name, "") for name in COVER_INPUTS}
    return Returned(file, form, cells, columns, head, cover, frozenset(lost.get(TABLE, ())))


def _pairs(cells: Cells) -> dict[str, str]:
    """Sheets of lines: the code in the first column, and the last text of the line."""
    found = {}
    for line in cells:
        texts = [text_of(value) for value in line]
        if texts and texts[0]:
            found[texts[0]] = texts[2] if len(texts) > 2 else ""
    return found


def _form(
    told: Mapping[str, str], place: Place, forms: Mapping[str, Form], faults: Faults
) -> Form | None:
    """The form that the hidden sheet names, if it is one of those asked for and unchanged."""
    known = next(iter(forms.values()))
    if told.get("study") != known.study:
        faults.add("form_other_study", place, told.get("study", ""), study=known.study)
    elif told.get("version") != VERSION:
        faults.add("form_other_version", place, told.get("version", ""))
    elif told.get("region_code") not in forms:
        faults.add("form_other_region", place, told.get("region_code", ""))
    else:
        form = forms[told["region_code"]]
        if told.get("layout_sha256") == form.digest():
            return form
        named = Place(place.file, form.region_code, form.region_name)
        faults.add("form_other_version", named, told.get("layout_sha256", "")[:8])
    return None


def _head(cells: Cells) -> tuple[int, dict[str, int]] | None:
    """Row of the head and positions of the columns, wherever rows or columns were put in."""
    columns: dict[str, int] = {}
    for row, line in enumerate(cells):
        texts = [text_of(value) for value in line]
        if set(COLUMNS) <= set(texts):
            columns = {code: texts.index(code) for code in COLUMNS}
        elif columns and texts[columns["key"]] == HEAD:
            return row, columns
    return None


def _cover_agrees(cells: Cells, form: Form, place: Place, faults: Faults) -> bool:
    """Whether the cover names the region of the hidden sheet: a form copied for another one."""
    told = _pairs(cells)
    expected = (form.region_name, form.region_code)
    for name, text in zip(COVER_GIVEN, expected, strict=True):
        if name in told and told[name] != text:
            row = next(n for n in range(len(cells)) if text_of(at(cells, n, 0)) == name)
            cover = replace(place, sheet=COVER, cell=cell_name(row, 2))
            faults.add("form_cover_differs", cover, told[name], expected=text)
            return False
    return True
