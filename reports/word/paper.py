"""A Chinese official document that is written from top to bottom."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reports.figures import Picture
from reports.texts import Texts
from reports.word import form, grid
from reports.word.grid import Column, clean

if TYPE_CHECKING:
    from docx.document import Document as Document_
    from docx.text.paragraph import Paragraph

DIGITS = "零一二三四五六七八九十"

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""Of the parts of the file: same input, same bytes."""

MOST_ROWS = 100
"""Of a printed table; the rest stands in the workbook, and a line below the table says so."""

PICTURE_MM = 150


@dataclass
class Paper:
    """A document with its running numbers.

    Attributes
    ----------
    texts
        Where fixed wordings come from.
    """

    texts: Texts
    sizes: form.Sizes = form.REPORT
    chapters: int = 0
    sections: int = 0
    tables: int = 0
    figures: int = 0
    document: "Document_" = field(init=False)

    def __post_init__(self) -> None:
        self.document = form.blank_document(self.sizes)

    def title(self, text: str, below: str = "") -> None:
        """Title of the document, and a line below it."""
        from docx.shared import Pt  # noqa: PLC0415  (only where Word files are written)

        self._paragraph(text, "Title")
        if below:
            self._paragraph(below, "Caption").paragraph_format.space_after = Pt(self.sizes.line)

    def chapter(self, key: str, **values: object) -> None:
        """Heading ``一、…`` with a text of the file; never the last line of a page."""
        self.chapters, self.sections = self.chapters + 1, 0
        self._paragraph(f"{chinese(self.chapters)}、{self.texts(key, **values)}", "Heading 1")

    def section(self, key: str, **values: object) -> None:
        """Heading ``（一）…``."""
        self.sections += 1
        self._paragraph(f"（{chinese(self.sections)}）{self.texts(key, **values)}", "Heading 2")

    def say(self, key: str, **values: object) -> None:
        """A paragraph with a text of the file."""
        self.text(self.texts(key, **values))

    def text(self, text: str) -> None:
        """A paragraph of its own words."""
        self._paragraph(text, "Report Text")

    def points(self, texts: Sequence[str]) -> None:
        """Numbered paragraphs ``1. …``."""
        for n, text in enumerate(texts, 1):
            self.text(f"{n}. {sentence(text)}")

    def table(self, key: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """A table under its caption ``表1 …``; a long one is cut, and says so."""
        self.tables += 1
        caption = f"{self.texts('table')}{self.tables}　{self.texts(key)}"
        self._paragraph(caption, "Caption").paragraph_format.keep_with_next = True
        body = self.document.element.body
        body.insert_element_before(
            grid.table(columns, rows[:MOST_ROWS], self.sizes.table), "w:sectPr"
        )
        cut = len(rows) > MOST_ROWS
        note = self.texts("table_cut", shown=MOST_ROWS, rows=len(rows)) if cut else ""
        self._paragraph(note, "Report Note")

    def figure(self, picture: Picture | None) -> None:
        """A picture above its caption ``图1 …``, and what its numbers stand for."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
        from docx.shared import Mm  # noqa: PLC0415

        if picture is None:
            return
        self.figures += 1
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(PICTURE_MM))
        shape._inline.docPr.set("descr", clean(picture.caption))
        caption = f"{self.texts('figure')}{self.figures}　{picture.caption}"
        self._paragraph(caption, "Caption")
        if picture.key:
            key = self.texts.join([f"{number} {text}" for number, text in picture.key.items()])
            self._paragraph(self.texts("figure_key", key=key), "Report Note")

    def note(self, text: str) -> None:
        """A small paragraph below a table."""
        self._paragraph(text, "Report Note")

    def _paragraph(self, text: str, style: str) -> "Paragraph":
        return self.document.add_paragraph(clean(text), style)

    def save(self, path: Path, title: str, author: str, day: dt.date) -> None:
        """Write the file; dates are the release's, so that the bytes repeat."""
        when = dt.datetime.combine(day, dt.time())
        properties = self.document.core_properties
        properties.title, properties.author = clean(title)[:255], author
        properties.last_modified_by, properties.comments = author, ""
        properties.created = properties.modified = when
        properties.revision = 1
        buffer = io.BytesIO()
        self.document.save(buffer)
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            zipfile.ZipFile(buffer) as drawn,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file,
        ):
            for entry in drawn.infolist():
                fixed = zipfile.ZipInfo(entry.filename, ZIP_DATE)
                fixed.compress_type = zipfile.ZIP_DEFLATED
                file.writestr(fixed, drawn.read(entry))


def sentence(text: str) -> str:
    """The text with a full stop, if it does not end like a sentence.

    Examples
    --------
    >>> sentence("不能认为有差别"), sentence("见下表：")
    ('不能认为有差别。', '见下表：')
    """
    return text if text.endswith(("。", "！", "？", "：", "；")) else f"{text}。"


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese.

    Examples
    --------
    >>> [chinese(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")
