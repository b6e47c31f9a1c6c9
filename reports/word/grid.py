"""Tables of Word documents, written as XML at once: cell by cell takes minutes for long ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from reports.word.form import BODY, HEAD, LATIN, TEXT_WIDTH_MM

if TYPE_CHECKING:
    from docx.oxml.table import CT_Tbl

TWIPS_PER_MM = 1440 / 25.4

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML document may hold."""


@dataclass(frozen=True)
class Column:
    """A column of a printed table.

    Attributes
    ----------
    weight
        Its share of the width, against the other columns.
    align
        ``center`` for numbers and short words, ``left`` for sentences.
    """

    title: str
    weight: float = 1.0
    align: str = "center"


def clean(text: str) -> str:
    """The text without characters that would make the file unreadable.

    Examples
    --------
    >>> clean("a\\x00b")
    'a\ufffdb'
    """
    return CONTROL.sub("\ufffd", text)


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float) -> "CT_Tbl":
    """A table whose head repeats on every page and whose rows do not break.

    Parameters
    ----------
    size
        Points of the letters.
    """
    from docx.oxml import parse_xml  # noqa: PLC0415  (only where Word files are written)
    from docx.oxml.ns import nsdecls  # noqa: PLC0415

    total = sum(column.weight for column in columns)
    widths = [round(TEXT_WIDTH_MM * TWIPS_PER_MM * c.weight / total) for c in columns]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    head = _row([column.title for column in columns], columns, widths, size, head=True)
    body = "".join(_row(row, columns, widths, size) for row in rows)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/>'
        f'<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
    )


def _row(
    cells: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    size: float,
    head: bool = False,
) -> str:
    """One row as XML; what comes from data is escaped."""
    font = quoteattr(HEAD if head else BODY)
    half_points = round(2 * size)
    run = (
        f"<w:rPr><w:rFonts w:ascii={quoteattr(LATIN)} w:hAnsi={quoteattr(LATIN)} "
        f'w:eastAsia={font}/><w:sz w:val="{half_points}"/></w:rPr>'
    )
    parts = []
    for text, column, width in zip(cells, columns, widths, strict=True):
        align = "center" if head else column.align
        parts.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"<w:p><w:pPr>{'<w:keepNext/>' if head else ''}"
            f'<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
            f'<w:jc w:val="{align}"/></w:pPr><w:r>{run}'
            f'<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r></w:p></w:tc>'
        )
    mark = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{''.join(parts)}</w:tr>"
