"""A text without white space that knows where each of its characters stood.

Lines break anywhere in the cells of a table and in a PDF, also within a department's name.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Squeezed:
    """Characters other than white space, and their places in the text they come from."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str, offset: int = 0) -> "Squeezed":
        """Squeeze a text that begins at `offset` of its document.

        Examples
        --------
        >>> Squeezed.of("科技\\n厅").text, Squeezed.of("科技\\n厅", 10).span(0, 3)
        ('科技厅', (10, 14))
        """
        kept = [(n, c) for n, c in enumerate(text, offset) if not c.isspace()]
        return cls("".join(c for _, c in kept), tuple(n for n, _ in kept))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to before `end` stand in the document."""
        return self.places[start], self.places[end - 1] + 1
