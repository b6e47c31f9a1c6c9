"""Opening whatever file came back: the cells of its sheets, or why it cannot be read."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods")
"""Files that are tried; ``.et`` of older WPS is a ``.xls`` inside."""

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Name inside a workbook that opens with a password only (MS-OFFCRYPTO 2.1)."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Cells = list[list[object]]


class UnreadableError(ValueError):
    """The file cannot be read; `code` names the message that says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(f"{code}: {detail}")


def read_sheets(path: Path) -> tuple[dict[str, Cells], dict[str, set[str]]]:
    """Cells of every sheet from A1 on, ``""`` where blank, and which cells have lost their value.

    Returns
    -------
    sheets, lost
        By name of the sheet. `lost` are addresses of cells that hold a formula without a result
        or an error such as #DIV/0!, which read as blank; only ``.xlsx`` tells.

    Raises
    ------
    UnreadableError
        If the file is no spreadsheet, is damaged or needs a password.
    """
    import python_calamine as calamine  # noqa: PLC0415  (only where forms are read)

    if path.suffix.lower() not in SUFFIXES:
        raise UnreadableError("form_not_excel")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError("form_damaged", str(error.strerror)) from error
    if ENCRYPTED in raw:
        raise UnreadableError("form_password")
    try:
        with calamine.load_workbook(io.BytesIO(raw)) as book:
            sheets: dict[str, Cells] = {
                name: [[*line] for line in book.get_sheet_by_name(name).to_python(False)]
                for name in book.sheet_names
            }
    except calamine.PasswordError as error:
        raise UnreadableError("form_password") from error
    except calamine.CalamineError as error:
        raise UnreadableError("form_damaged", str(error)) from error
    try:
        return sheets, _lost(raw)
    except (zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise UnreadableError("form_damaged", str(error)) from error


def _lost(raw: bytes) -> dict[str, set[str]]:
    """Addresses of cells with a formula or an error that has no value, by sheet."""
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        return {}
    found: dict[str, set[str]] = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        try:
            book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
            links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
        except KeyError:  # .ods and .xlsb have other parts
            return {}
        targets = {link.get("Id"): (link.get("Target") or "").lstrip("/") for link in links}
        for sheet in book.iter(f"{MAIN}sheet"):
            part = targets.get(sheet.get(RELATION), "")
            part = part if part.startswith("xl/") else f"xl/{part}"
            if part in parts.namelist():
                cells = ElementTree.fromstring(parts.read(part)).iter(f"{MAIN}c")
                found[sheet.get("name") or ""] = {
                    cell.get("r") or "" for cell in cells if _is_lost(cell)
                }
    return found


def _is_lost(cell: ElementTree.Element) -> bool:
    value = cell.find(f"{MAIN}v")
    told = value is not None and value.text is not None
    return cell.get("t") == "e" or (cell.find(f"{MAIN}f") is not None and not told)


def text_of(value: object) -> str:
    """A cell as a person sees it: whole numbers without a point, no outer spaces.

    Examples
    --------
    >>> text_of(2024.0), text_of(0.5), text_of(" 南京 "), text_of(True)
    ('2024', '0.5', '南京', 'TRUE')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return str(value).strip()


def at(cells: Cells, row: int, column: int) -> object:
    """One cell; what lies outside is blank."""
    return cells[row][column] if row < len(cells) and column < len(cells[row]) else ""
