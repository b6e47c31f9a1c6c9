"""Texts of plans, and where in them a quote stands."""

import hashlib
from pathlib import Path

from geodata.plans.cells import Cells
from geodata.policies.files import read_text
from geodata.policies.squeezed import Squeezed


class Texts:
    """The texts of the plans of a list.

    Quotes are looked up without white space: a quoted row of a table goes over several lines of
    the text. A text that two plans share is read once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, str] = {}
        self._read: dict[str, Squeezed | None] = {}
        self._of_plan: dict[str, str] = {}

    def add(self, plan: str, cells: Cells) -> str:
        """Read the text that the row of a plan names; its SHA-256, blank without a text."""
        name = cells.row["file"]
        if not name:
            return ""
        self._of_plan.setdefault(plan, name)
        if name not in self._read:
            self._read[name] = self._squeezed(name, cells)
        elif self._read[name] is None:
            cells.sound = False  # told at the first plan that names the file
        return self.files.get(name, "")

    def place(self, plan: str, cells: Cells) -> tuple[int | None, int | None]:
        """Where the quote of a row begins and ends; the first place of several."""
        quote = Squeezed.of(cells.row["quote"]).text
        if not quote or plan == "":
            return None, None
        name = self._of_plan.get(plan)
        if name is None:
            cells.tell("plan_quote_no_text", "quote", plan=plan)
            return None, None
        text = self._read[name]
        if text is None:  # the file is told already
            return None, None
        start = text.text.find(quote)
        if start < 0:
            cells.tell("plan_quote_missing", "quote", plan=plan, seen=cells.row["quote"], text=name)
            return None, None
        return text.span(start, start + len(quote))

    def _squeezed(self, name: str, cells: Cells) -> Squeezed | None:
        path = self.folder / name
        if not path.is_file():
            cells.tell("plan_file_missing", "file", seen=name)
            return None
        text = read_text(path, cells.ground.problems, file=cells.table.name, row=cells.row.number)
        if text is None:
            cells.sound = False
            return None
        self.files[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return Squeezed.of(text)
