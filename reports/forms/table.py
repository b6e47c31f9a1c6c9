"""The sheet to fill in: one row for each statistic and year."""

from typing import TYPE_CHECKING, Any

from geodata.forms.form import COLUMNS, HEAD, OFF_SCALE, OWN, TABLE, Asked, Form, choices
from reports.forms.book import GREY, OPEN, RED, STRONG, YELLOW, Book, height, say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDTHS = {
    "key": 4,
    "number": 5,
    "label": 24,
    "definition": 18,
    "unit": 8,
    "year": 6,
    "asked": 9,
    "known": 15,
    "known_year": 10,
    "known_source": 22,
    "value": 15,
    "status": 8,
    "source": 22,
    "reason": 12,
    "note": 20,
    "check": 15,
}
"""Of the columns in digits: together they fit the width of a printed page."""

PLACE = {code: place for place, code in enumerate(COLUMNS)}
LETTER = {code: chr(ord("A") + place) for code, place in PLACE.items()}
DROP_DOWNS = ("status", "source", "reason")
KNOWN = ("known", "known_year", "known_source")

MIDDLE = {"align": "center"}
EDGE = {"top": 2, "top_color": "#7f7f7f"}
"""A heavier line above the first row of each statistic."""

WHOLE, PARTS = "#,##0", "#,##0.00####"
"""Numbers without and with decimals: none is hidden by rounding."""


def write_table(target: Book, form: Form, title: str, lists: dict[str, str]) -> str:
    """Write the sheet; gives the cells of the immediate check, for the cover to count.

    Parameters
    ----------
    lists
        Where each drop-down finds what it offers.
    """
    page = target.page(TABLE)
    for code, place in PLACE.items():
        page.set_column(place, place, WIDTHS[code], None, {"hidden": code == "key"})
        page.write_string(0, place, code)
    page.set_row(0, None, None, {"hidden": True})
    row = target.tell(page, 1, PLACE["number"])
    page.set_row(row, 28)
    page.write_string(row, PLACE["number"], title, target.format(bold=True, font_size=14))
    below = say("below_title", name=form.region_name, code=form.region_code)
    page.write_string(row + 1, PLACE["number"], below)
    head = row + 2
    page.write_string(head, PLACE["key"], HEAD)
    bold = target.boxed(bold=True, bg_color="#e8eef5", align="center")
    page.set_row(head, 24)
    for code in COLUMNS[1:]:
        page.write_string(head, PLACE[code], say(f"column_{code}"), bold)
    before = ""
    for number, one in enumerate(form.rows, 1):
        edge = {} if one.statistic == before else EDGE
        page.write_number(head + number, PLACE["number"], number, target.boxed(**edge, **MIDDLE))
        _write_row(target, page, head + number, one, edge)
        before = one.statistic
    last = head + len(form.rows)
    _guard(target, page, head + 1, last, lists)
    page.freeze_panes(head + 1, PLACE["definition"])
    page.repeat_rows(head)
    page.autofilter(head, PLACE["number"], last, PLACE["check"])
    page.protect("", OPEN | {"autofilter": True})
    letter = LETTER["check"]
    return f"'{TABLE}'!${letter}${head + 2}:${letter}${last + 1}"


def _write_row(target: Book, page: "Worksheet", row: int, one: Asked, edge: dict[str, Any]) -> None:
    """What one row asks, what is known, and the cells to fill in."""
    source = one.known.source if one.known else ""
    texts = {"label": one.label, "definition": one.definition}
    tall = {**texts, "unit": one.unit.name, "known_source": source}
    page.set_row(row, height((text, WIDTHS[code]) for code, text in tall.items()))
    page.write_string(row, PLACE["key"], one.key)
    plain, middle = target.boxed(**edge), target.boxed(**edge, **MIDDLE)
    for code, text in texts.items():
        page.write_string(row, PLACE[code], text, plain)
    page.write_string(row, PLACE["unit"], one.unit.name, middle)
    page.write_number(row, PLACE["year"], one.year, middle)
    asked = _asked(one)
    page.write_string(
        row, PLACE["asked"], say(asked), target.boxed(**edge, **MIDDLE, bold=asked == "required")
    )
    _write_known(target, page, row, one, edge)
    fill = {**edge, "locked": False}
    colour = STRONG if one.required else YELLOW
    value = target.boxed(**fill, bg_color=colour, num_format=PARTS)
    page.write_blank(row, PLACE["value"], None, value)
    for code in (*DROP_DOWNS, "note"):
        page.write_blank(row, PLACE[code], None, target.boxed(**fill, bg_color=YELLOW))
    check = target.boxed(**edge, font_color=RED, font_size=9)
    found = say("check_blank") if one.required else ""
    page.write_formula(row, PLACE["check"], _check(row + 1, one), check, found)
    _guard_value(page, row, one)


def _write_known(
    target: Book, page: "Worksheet", row: int, one: Asked, edge: dict[str, Any]
) -> None:
    """The last published figure, in grey."""
    grey: dict[str, Any] = {**edge, "bg_color": GREY, "font_color": "#595959"}
    if one.known is None:
        for code in KNOWN:
            page.write_blank(row, PLACE[code], None, target.boxed(**grey))
        return
    page.write_number(row, PLACE["known"], one.known.value, target.boxed(**grey, num_format=PARTS))
    page.write_number(row, PLACE["known_year"], one.known.year, target.boxed(**grey, **MIDDLE))
    page.write_string(
        row, PLACE["known_source"], one.known.source, target.boxed(**grey, font_size=9)
    )


def _asked(one: Asked) -> str:
    if one.required:
        return "required"
    return "correction" if one.is_known else "optional"


def _check(line: int, one: Asked) -> str:
    """Formula that says at once what is still wrong in a row; `line` as Excel counts it.

    It only helps to fill in: what counts is said when the forms are collected.
    """
    value, status, source, reason, note, known = (
        f"{LETTER[code]}{line}" for code in ("value", "status", "source", "reason", "note", "known")
    )
    own, other = (
        next(label for label, code in choices(field).items() if code == wanted)
        for field, wanted in (("source", OWN), ("reason", "other"))
    )
    scale = f"{OFF_SCALE:g}"
    blank = [
        (f'AND({reason}="{other}",{note}="")', "check_reason_note"),
        (f'{reason}<>""', ""),
        (f'{status}&{source}<>""', "check_value_missing"),
        ("TRUE", "check_blank" if one.required else ""),
    ]
    filled = [
        (f"NOT(ISNUMBER({value}))", "check_not_a_number"),
        (f'{reason}<>""', "check_both"),
        (f'{source}=""', "check_source"),
        (f'AND({source}="{own}",{note}="")', "check_source_note"),
    ]
    if not one.signed:
        filled.append((f'AND({value}<0,{note}="")', "check_negative"))
    if one.known and one.known.value:
        ratio = f"ABS({value}/{known})"
        far = f'AND(OR({ratio}>={scale},{ratio}<=1/{scale}),{note}="")'
        filled.append((far, "check_scale"))
    return f'=IF({value}="",{_first(blank)},{_first(filled)})'


def _first(cases: list[tuple[str, str]]) -> str:
    """Formula with the text of the first case that holds, else blank."""
    formula = '""'
    for condition, key in reversed(cases):
        text = f'"{say(key)}"' if key else '""'
        formula = text if condition == "TRUE" else f"IF({condition},{text},{formula})"
    return formula


def _guard_value(page: "Worksheet", row: int, one: Asked) -> None:
    """Let the cell take numbers only, and none below zero where there can be none."""
    rule: dict[str, Any] = {"validate": "decimal", "criteria": ">=", "value": 0}
    told = say("wrong_value")
    if one.signed:
        rule |= {"value": -1e300}
        told = say("wrong_value_signed")
    elif not one.is_count:
        rule |= {"error_type": "warning"}
        told = say("doubt_value")
    rule |= {"error_title": say("wrong_value_title"), "error_message": told}
    rule |= {
        "input_title": say("column_value"),
        "input_message": say("ask_value", unit=one.unit.name),
    }
    page.data_validation(row, PLACE["value"], row, PLACE["value"], rule)


def _guard(target: Book, page: "Worksheet", first: int, last: int, lists: dict[str, str]) -> None:
    """Drop-downs, and whole numbers shown without decimals."""
    for code in DROP_DOWNS:
        rule = {
            "validate": "list",
            "source": lists[code],
            "error_title": say("wrong_choice_title"),
            "error_message": say("wrong_choice"),
        }
        page.data_validation(first, PLACE[code], last, PLACE[code], rule)
    for code in ("known", "value"):
        cell = f"{LETTER[code]}{first + 1}"
        rule = {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({cell}),{cell}=INT({cell}))",
            "format": target.workbook.add_format({"num_format": WHOLE}),
        }
        page.conditional_format(first, PLACE[code], last, PLACE[code], rule)
