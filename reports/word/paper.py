"""A report as a Word document."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from reports.figures import Picture
from reports.texts import Texts
from reports.word import form, grid
from reports.word.grid import Column, clean
from reports.word.outline import Outline, Role

STYLES = {
    Role.MARK: form.MARK,
    Role.TITLE: "Title",
    Role.BELOW_TITLE: "Caption",
    Role.CHAPTER: "Heading 1",
    Role.SECTION: "Heading 2",
    Role.TEXT: "Report Text",
    Role.SMALL: "Report Small",
    Role.TABLE_CAPTION: "Caption",
    Role.FIGURE_CAPTION: "Caption",
    Role.NOTE: "Report Note",
}
"""Word's own names where it has them, so that its navigation works."""

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""Of the parts of the file: same input, same bytes."""


class Paper(Outline):
    """A Word document that is written from top to bottom."""

    def __init__(self, texts: Texts, sizes: form.Sizes = form.REPORT, mark: str = "") -> None:
        super().__init__(texts, sizes, mark)
        self.document = form.blank_document(sizes)
        if mark:
            form.mark_pages(self.document, mark)

    def new_page(self) -> None:
        """What follows begins on a new page."""
        from docx.enum.text import WD_BREAK  # noqa: PLC0415  (only where Word files are written)

        body = self.document.paragraphs
        last = body[-1] if body else self.document.add_paragraph()
        last.add_run().add_break(WD_BREAK.PAGE)

    def _line(self, text: str, role: Role) -> None:
        from docx.shared import Pt  # noqa: PLC0415

        paragraph = self.document.add_paragraph(clean(text), STYLES[role])
        if role is Role.BELOW_TITLE:
            paragraph.paragraph_format.space_after = Pt(self.sizes.line / 2)
        elif role is Role.TABLE_CAPTION:
            paragraph.paragraph_format.keep_with_next = True

    def _grid(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        table = grid.table(columns, rows, self.sizes.table)
        self.document.element.body.insert_element_before(table, "w:sectPr")

    def _picture(self, picture: Picture) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
        from docx.shared import Mm  # noqa: PLC0415

        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.keep_with_next = True
        width = Mm(form.PICTURE_MM)
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=width)
        shape._inline.docPr.set("descr", clean(picture.caption))

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
        repack(buffer, path)


def repack(document: io.BytesIO, path: Path) -> None:
    """Write a Word file with its parts dated alike, so that the bytes repeat."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        zipfile.ZipFile(document) as drawn,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file,
    ):
        for entry in drawn.infolist():
            fixed = zipfile.ZipInfo(entry.filename, ZIP_DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(fixed, drawn.read(entry))
