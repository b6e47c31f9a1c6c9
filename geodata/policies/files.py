"""Text of policy documents: plain text, Word and PDF.

Tables of a Word file are written as the official text files have them: a cell begins with a tab on
a new line, a blank line ends a row, a cell merged with the one above is blank. A cell that is empty
holds an ideographic space, so that it is not taken for a merged one.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geodata.errors import Problems
from geodata.policies.annex import EMPTY
from geodata.tables import decode

TEXT, WORD, PDF = ".txt", ".docx", ".pdf"
KINDS = (TEXT, WORD, PDF)


def read_text(path: Path, problems: Problems, *, file: str, row: int) -> str | None:
    """Text of a document with ``\\n`` at the end of lines; None with a problem where there is none.

    Parameters
    ----------
    file, row
        Where the list of documents names it, for messages.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        seen = path.name
        problems.add("policy_format", file, row, "file", seen=seen, allowed="、".join(KINDS))
        return None
    try:
        raw = path.read_bytes()
        if kind == TEXT:
            text = decode(raw)
        elif kind == WORD:
            text = _word(path)
        else:
            text = _pdf(path)
    except OSError:
        problems.add("policy_file_missing", file, row, "file", seen=path.name)
        return None
    except UnicodeDecodeError:
        problems.add("file_encoding", path.name)
        return None
    except Exception as error:  # what a damaged file makes the libraries raise is not documented
        problems.add("policy_unreadable", file, row, "file", seen=path.name, detail=error)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        problems.add("policy_no_text", file, row, "file", seen=path.name)
        return None
    return text


def _word(path: Path) -> str:
    """Paragraphs and tables in the order of the document."""
    import docx  # noqa: PLC0415  documents in plain text need no Word library
    from docx.table import Table  # noqa: PLC0415

    return "\n".join(
        "\n\n".join(_rows(part)) + "\n\n" if isinstance(part, Table) else _untabbed(part.text)
        for part in docx.Document(str(path)).iter_inner_content()
    )


def _rows(table: Any) -> Iterator[str]:
    """Rows of a table; a cell that spans columns once, one merged with the row above blank."""
    above: set[Any] = set()
    for row in table.rows:
        texts = {cell._tc: _cell(cell.text) for cell in row.cells}  # a spanning cell comes often
        yield "\n".join("\t" + ("" if tc in above else text) for tc, text in texts.items())
        above = set(texts)


def _cell(text: str) -> str:
    """Words of a cell; a blank line would end the row, and an empty cell is none merged."""
    lines = [line.strip() for line in text.replace("\t", " ").splitlines()]
    return "\n".join(filter(None, lines)) or EMPTY


def _untabbed(text: str) -> str:
    """A paragraph; a tab in it would begin a cell."""
    return text.replace("\t", "\u3000")


def _pdf(path: Path) -> str:
    """Text of all pages. A PDF has no cells: a table in it is lines of text."""
    from pypdf import PdfReader  # noqa: PLC0415  few documents come as PDF

    return "\n".join(page.extract_text() for page in PdfReader(path).pages)
