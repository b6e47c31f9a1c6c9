"""From the cells of a returned form to checked answers, each fault with its cell."""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geodata.forms.faults import Faults, Place, cell_name
from geodata.forms.form import GIVEN, INPUTS, OFF_SCALE, OWN, Asked, Known, choices
from geodata.forms.returned import Returned
from geodata.forms.workbook import text_of
from geodata.statistics import NUMBER
from geodata.units import simple_units

NEAR = 3.0
"""How close to the known figure a mistaken unit must bring the reported one to be suggested:
figures of one region rarely triple from year to year, and units lie a factor of 10 apart."""

FIELDS = (
    "region_code",
    "region_name",
    "statistic",
    "label_zh",
    "year",
    "answer",
    "value",
    "unit",
    "known_value",
    "known_year",
    "source_id",
    "status",
    "reason",
    "note",
    "file",
    "cell",
)
"""Columns of the answers. `answer` is new, correction, same, none (a reason instead of a figure)
or note (nothing but a remark)."""


@dataclass(frozen=True)
class AnswerReader:
    """Reads the answers of one form; what is wrong goes to `faults` and is left out."""

    returned: Returned
    faults: Faults

    def read(self) -> list[dict[str, object]]:
        """Answers in the order of the form, by the columns `FIELDS`."""
        rows: dict[str, list[int]] = defaultdict(list)
        asked = self.returned.form.by_key()
        for row, key in self.returned.lines():
            if key in asked:
                rows[key].append(row)
            else:
                self._unknown(row, key)
        self._outside()
        found = []
        for key, one in asked.items():
            place = replace(
                self.returned.place(), statistic=one.statistic, label_zh=one.label, year=one.year
            )
            line = self._only(rows[key], place)
            if line is not None and self._unchanged(line, one, place):
                answer = self._answer(line, one, place)
                if answer:
                    found.append(answer)
        return found

    def _unknown(self, row: int, key: str) -> None:
        """A row that was put in, or whose key was changed."""
        inputs = self.returned.inputs(row)
        filled = next((c for c, text in zip(INPUTS, inputs, strict=True) if text), "key")
        seen = "、".join(filter(None, (key, *inputs)))
        self.faults.add("form_row_unknown", self.returned.place(row, filled), seen)

    def _outside(self) -> None:
        """Cells beside the table, which nobody reads."""
        known = set(self.returned.columns.values())
        beside = [
            (row, column, text_of(value))
            for row, line in enumerate(self.returned.cells)
            for column, value in enumerate(line)
            if row > self.returned.head and column not in known and text_of(value)
        ]
        if beside:
            row, column, text = beside[0]
            place = self.returned.place(row, "value").at(cell_name(row, column))
            self.faults.add("form_outside", place, text, count=len(beside))

    def _only(self, rows: list[int], place: Place) -> int | None:
        """The one row of a key; copies are no matter while they say the same."""
        if not rows:
            self.faults.add("form_row_missing", place)
            return None
        if len({self.returned.inputs(row) for row in rows}) == 1:
            return rows[0]
        cells = "、".join(self._place(row, "value", place).cell for row in rows)
        seen = "、".join(self.returned.inputs(row)[0] for row in rows)
        self.faults.add(
            "form_row_repeated", self._place(rows[1], "value", place), seen, cells=cells
        )
        return None

    def _place(self, row: int, column: str, place: Place) -> Place:
        at = self.returned.place(row, column)
        return replace(place, sheet=at.sheet, cell=at.cell)

    def _unchanged(self, row: int, one: Asked, place: Place) -> bool:
        """Whether the row still asks what it asked: a unit that was changed changes the figure."""
        given = one.given()
        for column in GIVEN:
            seen = text_of(self.returned.value(row, column))
            if seen != given[column]:
                self.faults.add(
                    "form_altered",
                    self._place(row, column, place),
                    seen,
                    expected=given[column],
                    value=text_of(self.returned.value(row, "value")) or "空",
                )
                return False
        return True

    def _answer(self, row: int, one: Asked, place: Place) -> dict[str, object] | None:
        """One checked answer; None where the row is blank or anything in it is wrong."""
        before = self.faults.counts[place.region_code, "error"]
        chosen = {c: self._choice(row, c, place) for c in ("status", "source", "reason")}
        note = text_of(self.returned.value(row, "note"))
        value, blank = self._value(row, place)
        doubtful = False
        if blank:
            self._check_blank(row, one, chosen, note, place)
        else:
            self._check_filled(row, chosen, note, place)
            if value is not None:
                doubtful = self._doubtful(value, one, self._place(row, "value", place))
        if self.faults.counts[place.region_code, "error"] > before:
            return None
        if blank and not chosen["reason"] and not note:
            return None
        status = "suspect" if doubtful and not note else chosen["status"] or "observed"
        source = chosen["source"]
        return {
            "region_code": place.region_code,
            "region_name": place.region_name,
            "statistic": one.statistic,
            "label_zh": one.label,
            "year": one.year,
            "answer": _kind(value, one, chosen["reason"]),
            "value": value,
            "unit": one.unit.name,
            "known_value": one.known.value if one.known else None,
            "known_year": one.known.year if one.known else None,
            "source_id": own_source(place.region_code) if source == OWN else source,
            "status": "" if blank else status,
            "reason": chosen["reason"],
            "note": note,
            "file": place.file,
            "cell": self._place(row, "value", place).cell,
        }

    def _choice(self, row: int, column: str, place: Place) -> str:
        """Code of what was chosen in a drop-down, blank where nothing was or it is unknown."""
        offered = self.returned.form.sources if column == "source" else choices(column)
        seen = text_of(self.returned.value(row, column))
        if not seen:
            return ""
        if seen not in offered:
            at = self._place(row, column, place)
            value = text_of(self.returned.value(row, "value")) or "空"
            self.faults.add("form_choice", at, seen, count=len(offered), value=value)
            return ""
        return offered[seen]

    def _value(self, row: int, place: Place) -> tuple[float | None, bool]:
        """The figure, and whether the cell is blank; text that is plainly a number is taken."""
        seen = self.returned.value(row, "value")
        at = self._place(row, "value", place)
        if isinstance(seen, int | float) and not isinstance(seen, bool):
            return float(seen), False
        text = text_of(seen)
        if not text:
            if at.cell not in self.returned.lost:
                return None, True
            self.faults.add("form_formula", at)
            return None, False
        number = plain_number(text) if isinstance(seen, str) else None
        if number is None:
            self.faults.add("form_not_a_number", at, text)
        else:
            self.faults.add("form_text_number", at, text, value=f"{number:.15g}")
        return number, False

    def _check_blank(
        self, row: int, one: Asked, chosen: dict[str, str], note: str, place: Place
    ) -> None:
        """A figure that is asked for needs a reason; a source needs a figure."""
        at = self._place(row, "value", place)
        if chosen["reason"] == "other" and not note:
            self.faults.add("form_reason_unexplained", self._place(row, "note", place))
        elif not chosen["reason"] and (chosen["source"] or chosen["status"]):
            self.faults.add("form_value_missing", at)
        elif not chosen["reason"] and one.required:
            self.faults.add("form_blank", at, note)

    def _check_filled(self, row: int, chosen: dict[str, str], note: str, place: Place) -> None:
        """A figure needs a source, and no reason why it is missing."""
        seen = text_of(self.returned.value(row, "value"))
        if text_of(self.returned.value(row, "reason")):
            reason = text_of(self.returned.value(row, "reason"))
            at = self._place(row, "reason", place)
            self.faults.add("form_both", at, reason, value=seen)
        if not text_of(self.returned.value(row, "source")):
            self.faults.add("form_source_missing", self._place(row, "source", place), value=seen)
        elif chosen["source"] == OWN and not note:
            self.faults.add("form_source_unnamed", self._place(row, "note", place), value=seen)

    def _doubtful(self, value: float, one: Asked, place: Place) -> bool:
        """Whether the figure is possible but looks wrong; an impossible one is an error."""
        seen = f"{value:.15g}"
        if value < 0 and not one.signed:
            code = "form_negative" if one.is_count else "form_below_zero"
            self.faults.add(code, place, seen)
            return True
        if one.known is None or not one.known.value:
            return False
        known = {"known": f"{one.known.value:.15g}", "known_year": one.known.year}
        if value == 0:
            self.faults.add("form_zero", place, seen, unit=one.unit.name, **known)
            return True
        ratio = abs(value / one.known.value)
        if 1 / OFF_SCALE < ratio < OFF_SCALE:
            return False
        hint = _mistaken_unit(value, one, one.known)
        times = f"{max(ratio, 1 / ratio):,.0f}"
        self.faults.add(
            "form_off_scale", place, seen, unit=one.unit.name, times=times, hint=hint, **known
        )
        return True


def own_source(region_code: str) -> str:
    """Source id of what a region reports from papers of its own."""
    return f"report_{region_code}"


def plain_number(text: str) -> float | None:
    """The number that a text plainly is: full-width digits, thousands separators, spaces.

    Examples
    --------
    >>> plain_number("１，２００"), plain_number(" 12.5 "), plain_number("约1200")
    (1200.0, 12.5, None)
    """
    folded = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    number = float(folded.replace(",", "")) if NUMBER.fullmatch(folded) else math.nan
    return number if math.isfinite(number) else None  # 1e999 is infinite


def _kind(value: float | None, one: Asked, reason: str) -> str:
    """What an answer is beside what has been published."""
    if value is None:
        return "none" if reason else "note"
    if not one.is_known or one.known is None:
        return "new"
    return "same" if value == one.known.value else "correction"


def _mistaken_unit(value: float, one: Asked, known: Known) -> str:
    """The unit in which the figure would agree with the known one, as the end of a sentence."""
    for name in _units_like(one):
        factor = simple_units()[name].factor / one.unit.factor
        if 1 / NEAR <= abs(value * factor / known.value) <= NEAR:
            return f"；若以“{name}”为单位则与已有数接近，而表中单位是“{one.unit.name}”"
    return ""


def _units_like(one: Asked) -> Iterator[str]:
    """Other simple units of the same quantity."""
    for name, unit in simple_units().items():
        if unit.measures_same(one.unit) and unit.factor != one.unit.factor:
            yield name
