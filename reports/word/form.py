"""The form of an official document (GB/T 9704—2012): page, fonts, styles and page numbers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document as Document_
    from docx.section import Section
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

TEXT_WIDTH_MM, TEXT_HEIGHT_MM = 156, 225
"""Type area of GB/T 9704—2012, 5.2.2 (edges of 37 mm above and 28 mm at the left, 5.2.1)."""

TOP_MM, LEFT_MM = 37, 28
PAGE_MM = (210, 297)

FOOTER_MM = 24
"""From the paper's lower edge to the page number, which stands 7 mm below the type area."""

TITLE, HEAD, SUBHEAD, BODY, NUMBER = (
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "仿宋_GB2312",
    "宋体",
)
"""The standard's fonts: titles, headings of the first and second level, text, page numbers."""

SUBSTITUTES = {
    TITLE: "华文中宋",
    SUBHEAD: "楷体",
    BODY: "仿宋",
    HEAD: "SimHei",
    NUMBER: "SimSun",
}
"""What a machine without the font may take; Word and WPS read it from the list of fonts."""

LATIN = "Times New Roman"

PICTURE_MM = 132
"""Width of pictures; two maps of a province then stand on one page."""

SMALL, SMALL_LINE = 12, 20
"""小四 for explanations and appendices, in points."""


MARK = "Report Mark"
"""Style of the words above every page of a demonstration."""


@dataclass(frozen=True)
class Sizes:
    """Points of the texts; of a report as the standard has them, of a brief smaller."""

    title: float
    body: float
    line: float
    table: float
    caption: float


REPORT = Sizes(title=22, body=16, line=28.9, table=10.5, caption=12)
"""二号 title, 三号 text; 22 lines of 28.9 points fill the 225 mm."""

BRIEF = Sizes(title=18, body=10.5, line=16.5, table=9, caption=9)
"""One page for a region: 小二 title, 五号 text."""


def blank_document(sizes: Sizes) -> "Document_":
    """An empty document of the given sizes with its styles and page numbers."""
    from docx import Document  # noqa: PLC0415  (only where Word files are written)
    from docx.oxml.ns import qn  # noqa: PLC0415

    document = Document()
    _page(document.sections[0])
    _styles(document, sizes)
    _page_numbers(document)
    _fonts(document)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # breaks lines and checks spelling as Chinese
    return document


def _page(section: "Section") -> None:
    from docx.shared import Mm  # noqa: PLC0415

    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.top_margin, section.left_margin = Mm(TOP_MM), Mm(LEFT_MM)
    section.right_margin = Mm(PAGE_MM[0] - LEFT_MM - TEXT_WIDTH_MM)
    section.bottom_margin = Mm(PAGE_MM[1] - TOP_MM - TEXT_HEIGHT_MM)
    section.footer_distance = Mm(FOOTER_MM)
    section.header_distance = Mm(15)


def _styles(document: "Document_", sizes: Sizes) -> None:
    """Styles by Word's own names, so that its navigation and table of contents work."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    styles = document.styles
    indent = Pt(2 * sizes.body)  # two characters
    body = styles["Normal"]
    _font(body, BODY, sizes.body)
    body.paragraph_format.line_spacing = Pt(sizes.line)
    body.paragraph_format.space_after = Pt(0)
    body.paragraph_format.widow_control = False  # lines keep to the standard's grid
    title = styles["Title"]
    _font(title, TITLE, sizes.title)
    title.paragraph_format.alignment = ALIGN.CENTER
    title.paragraph_format.line_spacing = Pt(sizes.title * 1.6)
    title.paragraph_format.space_after = Pt(sizes.line / 2)
    _no_border(title)
    for name, font in (("Heading 1", HEAD), ("Heading 2", SUBHEAD), ("Heading 3", BODY)):
        _font(styles[name], font, sizes.body, bold=name == "Heading 3")
        form = styles[name].paragraph_format
        form.first_line_indent, form.line_spacing = indent, Pt(sizes.line)
        form.space_before = form.space_after = Pt(0)
    text = styles.add_style("Report Text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = body
    text.paragraph_format.first_line_indent = indent
    text.paragraph_format.alignment = ALIGN.LEFT  # codes among the words would tear lines apart
    small = styles.add_style("Report Small", WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = body
    _font(small, BODY, SMALL)
    small.paragraph_format.first_line_indent = Pt(2 * SMALL)
    small.paragraph_format.line_spacing = Pt(SMALL_LINE)
    for name, font in (("Caption", HEAD), ("Report Note", BODY)):
        style = styles[name] if name == "Caption" else styles.add_style(name, 1)
        style.base_style = body
        _font(style, font, sizes.caption if name == "Caption" else sizes.table)
        style.paragraph_format.alignment = ALIGN.CENTER if name == "Caption" else ALIGN.LEFT
        style.paragraph_format.line_spacing = Pt(sizes.caption * 1.5)
        style.paragraph_format.space_before = Pt(sizes.line / 4 if name == "Caption" else 0)
        style.paragraph_format.space_after = Pt(sizes.line / 6)


def _font(style: "ParagraphStyle", name: str, size: float, bold: bool = False) -> None:
    """Font of a style for Chinese and for Latin letters; themes of the template are dropped."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), bold
    style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for attribute in [a for a in fonts.attrib if a.endswith("Theme")]:
        del fonts.attrib[attribute]
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hAnsi"), LATIN)
    spacing = style.element.rPr.find(qn("w:spacing"))
    if spacing is not None:
        style.element.rPr.remove(spacing)


def _no_border(style: "ParagraphStyle") -> None:
    """The template underlines its titles."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    border = style.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)


def _page_numbers(document: "Document_") -> None:
    """``— 1 —`` on the outer side: right on odd pages, left on even ones, a character inside."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        paragraph.paragraph_format.line_spacing = 1.0
        if side == ALIGN.RIGHT:
            paragraph.paragraph_format.right_indent = Pt(14)
        else:
            paragraph.paragraph_format.left_indent = Pt(14)
        _page_number(paragraph)


def mark_pages(document: "Document_", text: str) -> None:
    """Put words above every page of a document, also of one that somebody else has made."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    style = document.styles.add_style(MARK, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(SMALL), True
    style.font.color.rgb = RGBColor(0xB9, 0x1C, 0x1C)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEAD)
    style.paragraph_format.alignment = ALIGN.CENTER
    style.paragraph_format.line_spacing = 1.0
    for place, section in enumerate(document.sections):
        for header in (section.header, section.even_page_header, section.first_page_header):
            if header.is_linked_to_previous and place > 0:
                continue  # it repeats the one before, which has the words
            header.paragraphs[0].insert_paragraph_before(text, style)


def _page_number(paragraph: "Paragraph") -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    for text, kind in (
        ("— ", None),
        (None, "begin"),
        ("PAGE", "code"),
        (None, "end"),
        (" —", None),
    ):
        run = paragraph.add_run(text if kind is None and text else None)
        run.font.size, run.font.name = Pt(14), NUMBER
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), NUMBER)
        if kind in ("begin", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)
        elif kind == "code":
            code = OxmlElement("w:instrText")
            code.text = str(text)
            run._element.append(code)


def _fonts(document: "Document_") -> None:
    """List the fonts with their substitutes in the document's font table."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415

    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/></w:font>'
        for name, other in SUBSTITUTES.items()
    )
    blob = part.blob.decode("utf-8")
    part._blob = blob.replace("</w:fonts>", f"{entries}</w:fonts>").encode("utf-8")
