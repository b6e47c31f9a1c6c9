"""The form of one region: a cover, the table to fill in, and two hidden sheets."""

from pathlib import Path
from typing import TYPE_CHECKING

from geodata.forms.form import COVER, COVER_INPUTS, LISTS, META, Form, choices
from layout.settings import Settings
from reports.forms.book import GREY, OPEN, STRONG, Book, book, height, say
from reports.forms.table import write_table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

COVER_WIDTHS = (4, 14, 106)
STEPS = 9


def write_form(form: Form, settings: Settings, path: Path, deadline: str = "") -> None:
    """Write the form of one region.

    Parameters
    ----------
    form
        What is asked, as `layout.reporting.forms` has it; at least one row.
    deadline
        As the cover says it, such as 2026年12月31日; blank refers to the notice.

    Raises
    ------
    OutputBusyError
        If the file cannot be written; it then keeps what it had.
    """
    title = say("title", title=settings.title)
    with book(path, settings, title) as target:
        cover = target.page(COVER)
        checks = write_table(target, form, title, _list_ranges(form))
        _write_cover(target, cover, form, title, deadline, checks)
        _write_lists(target, form)
        _write_meta(target, form)


def _list_ranges(form: Form) -> dict[str, str]:
    """Where the drop-downs find what they offer."""
    return {
        field: f"='{LISTS}'!${letter}$2:${letter}${1 + len(labels)}"
        for letter, (field, labels) in zip("ABC", _offered(form).items(), strict=True)
    }


def _offered(form: Form) -> dict[str, dict[str, str]]:
    return {"status": choices("status"), "source": form.sources, "reason": choices("reason")}


def _write_lists(target: Book, form: Form) -> None:
    page = target.page(LISTS)
    for column, (field, labels) in enumerate(_offered(form).items()):
        page.write_string(0, column, say(f"list_{field}"))
        for row, label in enumerate(labels, 1):
            page.write_string(row, column, label)
    target.tell(page, 0, 4)
    page.protect()
    page.hide()


def _write_meta(target: Book, form: Form) -> None:
    """What the form is, so that it is known again whatever the file is called."""
    page = target.page(META)
    for row, (name, text) in enumerate(form.identity().items()):
        for column, told in enumerate((name, say(f"meta_{name}"), text)):
            page.write_string(row, column, told)
    target.tell(page, 0, 4)
    page.protect()
    page.hide()


def _write_cover(
    target: Book, page: "Worksheet", form: Form, title: str, deadline: str, checks: str
) -> None:
    """Who fills in what, until when and how."""
    for column, width in enumerate(COVER_WIDTHS):
        page.set_column(column, column, width, None, {"hidden": column == 0})
    row = target.tell(page, 0, 1)
    page.set_row(row, 30)
    page.write_string(row, 1, title, target.format(bold=True, font_size=16))
    name = target.boxed(bold=True, bg_color="#e8eef5")
    given = target.boxed(bg_color=GREY)
    filled = target.boxed(bg_color=STRONG, num_format="@", locked=False)
    required = sum(one.required for one in form.rows)
    start, end = say("progress_start", required=required), say("progress_end")
    told = {
        "region_name": form.region_name,
        "region_code": form.region_code,
        "deadline": deadline or say("deadline_unknown"),
        "progress": f"{start}{required}{end}",
        **dict.fromkeys(COVER_INPUTS, ""),
    }
    for code, text in told.items():
        row += 1
        page.set_row(row, height(iter([(text, COVER_WIDTHS[2])])))
        page.write_string(row, 0, code)
        page.write_string(row, 1, say(f"cover_{code}"), name)
        if code in COVER_INPUTS:
            page.write_blank(row, 2, None, filled)
        elif code == "progress":
            formula = f'="{start}"&COUNTIF({checks},"?*")&"{end}"'
            page.write_formula(row, 2, formula, given, text)
        else:
            page.write_string(row, 2, text, given)
    _write_steps(target, page, form, row + 2)
    page.protect("", OPEN)


def _write_steps(target: Book, page: "Worksheet", form: Form, row: int) -> None:
    """How the form is filled in."""
    page.write_string(row, 1, say("how_title"), target.format(bold=True, font_size=12))
    years = sorted({one.year for one in form.rows})
    contents = say(
        "contents",
        statistics=len({one.statistic for one in form.rows}),
        years=f"{years[0]}–{years[-1]}" if len(years) > 1 else years[0],
        rows=len(form.rows),
        required=sum(one.required for one in form.rows),
    )
    number = target.format(align="right", valign="top", indent=1)
    text = target.format(text_wrap=True, valign="top")
    steps = [contents, *(say(f"how_{step}") for step in range(1, STEPS + 1))]
    for place, step in enumerate(steps):
        at = row + 1 + place
        page.set_row(at, height(iter([(step, COVER_WIDTHS[2])])))
        page.write_string(at, 1, f"{place}." if place else "", number)
        page.write_string(at, 2, step, text)
