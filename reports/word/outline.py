"""A report that is written from top to bottom, whatever kind of file it becomes."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import Enum, auto
from pathlib import Path

from reports.figures import Picture
from reports.texts import Texts
from reports.word import form
from reports.word.grid import Column

DIGITS = "零一二三四五六七八九十"

MOST_ROWS = 100
"""Of a printed table; the rest stands in the workbook, and a line below the table says so."""


class Role(Enum):
    """What a paragraph is in the document; each kind of file has its own form for it."""

    MARK = auto()
    TITLE = auto()
    BELOW_TITLE = auto()
    CHAPTER = auto()
    SECTION = auto()
    TEXT = auto()
    SMALL = auto()
    TABLE_CAPTION = auto()
    FIGURE_CAPTION = auto()
    NOTE = auto()


class Outline(ABC):
    """A document with its running numbers.

    Attributes
    ----------
    texts
        Where fixed wordings come from.
    mark
        What stands above the title and on every page; blank for nothing.
    small
        Whether paragraphs are set in the smaller letters of explanations and appendices.
    """

    def __init__(self, texts: Texts, sizes: form.Sizes = form.REPORT, mark: str = "") -> None:
        self.texts, self.sizes, self.mark = texts, sizes, mark
        self.chapters = self.sections = self.appendices = self.tables = self.figures = 0
        self.small = False

    def title(self, text: str, below: str = "") -> None:
        """Title of the document, and a line below it."""
        if self.mark:
            self._line(self.mark, Role.MARK)
        self._line(text, Role.TITLE)
        if below:
            self._line(below, Role.BELOW_TITLE)

    def chapter(self, key: str, **values: object) -> None:
        """Heading ``一、…`` with a text of the file; never the last line of a page."""
        self.chapters, self.sections, self.small = self.chapters + 1, 0, False
        self._line(f"{chinese(self.chapters)}、{self.texts(key, **values)}", Role.CHAPTER)

    def appendix(self, key: str) -> None:
        """Heading ``附录一　…``; what follows is set small."""
        self.appendices, self.sections, self.small = self.appendices + 1, 0, True
        if self.appendices == 1:
            self.new_page()
        number = self.texts("appendix", number=chinese(self.appendices))
        self._line(f"{number}　{self.texts(key)}", Role.CHAPTER)

    def section(self, key: str, **values: object) -> None:
        """Heading ``（一）…``."""
        self.sections += 1
        self._line(f"（{chinese(self.sections)}）{self.texts(key, **values)}", Role.SECTION)

    def say(self, key: str, **values: object) -> None:
        """A paragraph with a text of the file."""
        self.text(self.texts(key, **values))

    def text(self, text: str) -> None:
        """A paragraph of its own words."""
        self._line(text, Role.SMALL if self.small else Role.TEXT)

    def points(self, texts: Sequence[str]) -> None:
        """Numbered paragraphs ``1. …``."""
        for n, text in enumerate(texts, 1):
            self.text(f"{n}. {sentence(text)}")

    def table(
        self,
        key: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        /,
        **values: object,
    ) -> None:
        """A table under its caption ``表1 …``; a long one is cut, and says so."""
        self.tables += 1
        caption = self.texts(key, **values)
        self._line(f"{self.texts('table')}{self.tables}　{caption}", Role.TABLE_CAPTION)
        self._grid(columns, rows[:MOST_ROWS])
        cut = len(rows) > MOST_ROWS
        self.note(self.texts("table_cut", shown=MOST_ROWS, rows=len(rows)) if cut else "")

    def figure(self, picture: Picture | None) -> None:
        """A picture above its caption ``图1 …``, and what its numbers stand for."""
        if picture is None:
            return
        self.figures += 1
        self._picture(picture)
        caption = f"{self.texts('figure')}{self.figures}　{picture.caption}"
        self._line(caption, Role.FIGURE_CAPTION)
        if picture.key:
            key = self.texts.join([f"{number} {text}" for number, text in picture.key.items()])
            self.note(self.texts("figure_key", key=key))

    def note(self, text: str) -> None:
        """A small paragraph below a table."""
        self._line(text, Role.NOTE)

    @abstractmethod
    def new_page(self) -> None:
        """What follows begins on a new page."""

    @abstractmethod
    def _line(self, text: str, role: Role) -> None: ...

    @abstractmethod
    def _grid(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None: ...

    @abstractmethod
    def _picture(self, picture: Picture) -> None: ...

    @abstractmethod
    def save(self, path: Path, title: str, author: str, day: dt.date) -> None:
        """Write the file; dates are the release's, so that the bytes repeat."""


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
