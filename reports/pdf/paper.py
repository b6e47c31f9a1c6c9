"""A report as a PDF: the same outline as the Word document, laid out as pages of HTML."""

import base64
import datetime as dt
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from reports.figures import Picture
from reports.fonts import find_font
from reports.texts import Texts
from reports.word import form
from reports.word.grid import Column, clean
from reports.word.outline import Outline, Role

STYLE = Path(__file__).with_name("page.css")

ELEMENTS = {
    Role.MARK: ("p", "mark"),
    Role.TITLE: ("h1", ""),
    Role.BELOW_TITLE: ("p", "below"),
    Role.CHAPTER: ("h2", ""),
    Role.SECTION: ("h3", ""),
    Role.TEXT: ("p", "text"),
    Role.SMALL: ("p", "small"),
    Role.TABLE_CAPTION: ("p", "caption above"),
    Role.FIGURE_CAPTION: ("p", "caption"),
    Role.NOTE: ("p", "note"),
}

SERIF, SANS = ("Noto Serif CJK SC", "Source Han Serif SC"), ("Noto Sans CJK SC",)
"""What machines without the standard's fonts have in their place."""


class PdfPaper(Outline):
    """A PDF that is written from top to bottom."""

    def __init__(self, texts: Texts, sizes: form.Sizes = form.REPORT, mark: str = "") -> None:
        super().__init__(texts, sizes, mark)
        self.parts: list[str] = []

    def new_page(self) -> None:
        """What follows begins on a new page."""
        self.parts.append('<div class="new-page"></div>')

    def _line(self, text: str, role: Role) -> None:
        tag, name = ELEMENTS[role]
        if text:  # Word needs an empty line below a table, here the table has its margin
            kind = f' class="{name}"' if name else ""
            self.parts.append(f"<{tag}{kind}>{escape(clean(text))}</{tag}>")

    def _grid(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        total = sum(column.weight for column in columns)
        widths = "".join(f'<col style="width:{100 * c.weight / total:.2f}%">' for c in columns)
        head = "".join(f"<th>{escape(clean(column.title))}</th>" for column in columns)
        body = "".join(
            "<tr>"
            + "".join(
                f'<td class="{column.align}">{escape(clean(text))}</td>'
                for text, column in zip(row, columns, strict=True)
            )
            + "</tr>"
            for row in rows
        )
        self.parts.append(
            f"<table>{widths}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _picture(self, picture: Picture) -> None:
        data = base64.b64encode(picture.png).decode("ascii")
        text = escape(clean(picture.caption))
        self.parts.append(f'<img src="data:image/png;base64,{data}" alt="{text}">')

    def save(self, path: Path, title: str, author: str, day: dt.date) -> None:
        """Write the file; its dates and its identifier are the release's, so that bytes repeat."""
        from weasyprint import HTML  # noqa: PLC0415  (optional, and slow to load)
        from weasyprint.urls import URLFetcher  # noqa: PLC0415

        # nothing is fetched: pictures stand in the page, and any other address stops the writing
        fetcher = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
        document = HTML(string=self._html(title, author, day), url_fetcher=fetcher)
        path.parent.mkdir(parents=True, exist_ok=True)
        identifier = f"{path.stem} {day}".encode()
        document.write_pdf(path, pdf_identifier=identifier)

    def _html(self, title: str, author: str, day: dt.date) -> str:
        return (
            f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
            f"<title>{escape(clean(title))}</title>"
            f'<meta name="author" content="{escape(clean(author))}">'
            f'<meta name="dcterms.created" content="{day}">'
            f'<meta name="dcterms.modified" content="{day}">'
            f"<style>{style(self.sizes)}{self._above()}</style></head><body>{''.join(self.parts)}</body></html>"
        )

    def _above(self) -> str:
        """What stands above every page, in the same words as above the title."""
        if not self.mark:
            return ""
        look = f"font: bold {form.SMALL}pt {_fonts(form.HEAD, SANS)}; color: #b91c1c"
        above = f'@page {{ @top-center {{ content: "{self.mark}"; {look} }} }}'
        return f"{above} .mark {{ {look}; text-align: center }}"


@cache
def style(sizes: form.Sizes) -> str:
    """The style sheet with the measures and fonts of the official document."""
    width, height = form.PAGE_MM
    return Template(STYLE.read_text(encoding="utf-8")).substitute(
        width=width,
        height=height,
        top=form.TOP_MM,
        right=width - form.LEFT_MM - form.TEXT_WIDTH_MM,
        bottom=height - form.TOP_MM - form.TEXT_HEIGHT_MM,
        left=form.LEFT_MM,
        picture=form.PICTURE_MM,
        title_size=sizes.title,
        size=sizes.body,
        line=sizes.line,
        small=form.SMALL,
        small_line=form.SMALL_LINE,
        caption=sizes.caption,
        table=sizes.table,
        title_font=_fonts(form.TITLE, SERIF),
        head_font=_fonts(form.HEAD, SANS),
        subhead_font=_fonts(form.SUBHEAD, SERIF),
        body_font=_fonts(form.BODY, SERIF),
        number_font=_fonts(form.NUMBER, SERIF),
    )


def _fonts(name: str, others: Sequence[str]) -> str:
    """Families in the order in which they are tried; the last is one that the machine has."""
    found = find_font()
    families = [form.LATIN, name, form.SUBSTITUTES[name], *others]
    families += [found.family] if found else []
    return ", ".join(f'"{family}"' for family in families)
