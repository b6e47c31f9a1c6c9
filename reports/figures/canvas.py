"""What all pictures share: letters that can be drawn, styles, and files that repeat."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reports.fonts import Font
from reports.offline_map import words
from reports.texts import read_texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEXTS = Path(__file__).with_name("texts.csv")

WIDTH = 6.14
"""Inches: the text block of an official document, 156 mm."""

DPI = 200
"""Of the PNG: about 1,230 pixels across a printed page."""

INK, FAINT, EDGE = "#222222", "#666666", "#595959"
BLANK = "#f2f2f2"
"""Fill of what has no figure or is not evaluated; outlines tell it from the paper."""

MARKED, MARK_ID = "#b91c1c", "demonstration"
"""Colour of the words across a demonstration's picture, and their element in the SVG."""

SIZES = {"name": 7.0, "text": 8.0, "small": 6.5}
"""Points of names on maps, of axes and legends, and of the lines below a map."""


@dataclass
class Lettering:
    """Writes texts as they are, or as numbers with a key where the font cannot draw them.

    Attributes
    ----------
    font
        None where the machine has no Chinese font.
    key
        Number → text, in the order of use; the report prints it below the picture.
    """

    font: Font | None
    key: dict[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> str:
        """The text, or its number.

        Examples
        --------
        >>> letters = Lettering(None)
        >>> letters("南京"), letters("U"), letters("苏州"), letters("南京")
        ('(1)', 'U', '(2)', '(1)')
        """
        if self._drawn(text):
            return text
        for number, known in self.key.items():
            if known == text:
                return number
        number = f"({len(self.key) + 1})"
        self.key[number] = text
        return number

    def _drawn(self, text: str) -> bool:
        if self.font is None:
            # the letters that the drawing library brings along: Latin, Greek, signs
            return all(ord(character) < 0x2000 or character in "–—−≤≥" for character in text)
        return self.font.has(text)


@dataclass(frozen=True)
class Picture:
    """A picture for the report and for other programs.

    Attributes
    ----------
    name
        File name without its ending.
    caption
        Printed below it, and read aloud in its place.
    key
        What its numbers stand for; empty where all texts could be drawn.
    """

    name: str
    caption: str
    png: bytes
    svg: bytes
    key: dict[str, str]


@contextmanager
def style(font: Font | None) -> Iterator[None]:
    """Settings of the drawing library for our pictures; its own return afterwards."""
    import matplotlib  # noqa: PLC0415  (heavy: only for pictures)

    families = [*([font.family] if font else []), "DejaVu Sans"]
    with matplotlib.rc_context(
        {
            "font.family": families,
            "font.size": SIZES["text"],
            "axes.unicode_minus": False,
            "axes.edgecolor": FAINT,
            "axes.linewidth": 0.6,
            "axes.labelcolor": INK,
            "xtick.color": FAINT,
            "ytick.color": FAINT,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
            "hatch.linewidth": 0.7,
            "legend.frameon": False,
            "text.color": INK,
            "text.parse_math": False,  # a dollar sign in a name is a dollar sign
            "svg.fonttype": "path",  # the reader's machine may lack the font
            "svg.hashsalt": "ip-layout",
            "path.simplify": False,
        }
    ):
        yield


def picture(
    name: str, caption: str, figure: "Figure", letters: Lettering, mark: str = ""
) -> Picture:
    """The picture in both formats, without the clock or the version in it.

    Parameters
    ----------
    mark
        Words that stand across the picture and after its caption; blank for none.
    """
    if mark:
        caption = words()["demonstration_caption"].format(caption=caption)
        _across(figure, letters.font, mark)
    files: list[bytes] = []
    for kind, blanks in (("png", ["Software"]), ("svg", ["Date", "Creator"])):
        metadata = dict.fromkeys(blanks) | ({"Title": mark} if mark else {})
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind, dpi=DPI, facecolor="white", metadata=metadata)
        files.append(buffer.getvalue())
    png, svg = files
    return Picture(name, caption, png, svg, dict(letters.key))


def _across(figure: "Figure", font: Font | None, mark: str) -> None:
    """Large pale letters over the whole picture; it stays readable, and cannot lose them."""
    text = mark if font is not None and font.has(mark) else words()["demonstration_latin"]
    figure.text(
        0.5,
        0.5,
        text,
        fontsize=54,
        fontweight="bold",
        color=MARKED,
        alpha=0.18,
        rotation=24,
        ha="center",
        va="center",
        zorder=1000,
        gid=MARK_ID,
    ).set_in_layout(False)


def say(key: str, **values: object) -> str:
    """A text of the pictures from ``texts.csv`` beside this file."""
    return read_texts(TEXTS)(key, **values)
