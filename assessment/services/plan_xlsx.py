"""The improvement plan as an .xlsx file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.services.plan_sheets import COLUMNS, HELP, PLAN, STATUS_COLUMN, Cell, PlanSheet

# What was typed stays text: nothing in it is ever a formula or a link.
_AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LINE = 15.0
HIGHEST = 400.0  # in points; Excel takes 409
SPARE_ROWS = 100  # where someone may add own actions, with the same list to choose from


def write_xlsx(sheet: PlanSheet) -> bytes:
    made = BytesIO()
    with Workbook(made, _AS_TEXT) as book:
        created = datetime.combine(sheet.made_on, time(), UTC)
        book.set_properties(
            {"title": sheet.title, "author": "Preventiespiegel", "created": created}
        )
        # The file format has a place for the language only as a property of our own.
        book.set_custom_property("Taal", "nl-NL")
        _write_plan(book, sheet)
        _write_help(book, sheet)
    return made.getvalue()


def _write_plan(book: Workbook, sheet: PlanSheet) -> None:
    page: Worksheet = book.add_worksheet(PLAN)
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#9FB0B7"}
    # A text format and a quote: what is typed over it later is not taken for a formula either.
    words = {**cell, "num_format": "@", "quote_prefix": True}
    header: Format = book.add_format(
        {**cell, "bold": True, "bg_color": "#12505B", "font_color": "#FFFFFF"}
    )
    fixed: Format = book.add_format(words)
    open_: Format = book.add_format({**words, "bg_color": "#E8F2F4"})
    day: Format = book.add_format({**cell, "bg_color": "#E8F2F4", "num_format": "dd-mm-yyyy"})
    day.set_align("left")
    for index, column in enumerate(COLUMNS):
        page.set_column(index, index, column.width)
        page.write_string(0, index, column.title, header)
    for number, row in enumerate(sheet.rows, start=1):
        page.set_row(number, _height(row))
        for index, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, index, value, day)
            elif value:
                page.write_string(number, index, value, open_ if COLUMNS[index].fill_in else fixed)
            else:
                page.write_blank(number, index, None, open_ if COLUMNS[index].fill_in else fixed)
    last = len(COLUMNS) - 1
    page.data_validation(
        1, STATUS_COLUMN, len(sheet.rows) + SPARE_ROWS, STATUS_COLUMN,
        {
            "validate": "list",
            "source": list(COLUMNS[STATUS_COLUMN].choices),
            "error_title": "Status",
            "error_message": "Kies een status uit de lijst.",
        },
    )  # fmt: skip
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), last)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{sheet.title.replace('&', '&&')}&RBladzijde &P van &N")


def _height(row: tuple[Cell, ...]) -> float:
    """High enough for the longest cell: not every program looks for that by itself."""
    lines = 1
    for column, value in zip(COLUMNS, row, strict=True):
        if isinstance(value, str):
            needed = sum(ceil(len(line) / column.width * 1.1) or 1 for line in value.split("\n"))
            lines = max(lines, needed)
    return min(lines * LINE, HIGHEST)


def _write_help(book: Workbook, sheet: PlanSheet) -> None:
    page: Worksheet = book.add_worksheet(HELP)
    plain: Format = book.add_format({"text_wrap": True, "valign": "top"})
    bold: Format = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
    page.set_column(0, 0, 90)
    for number, line in enumerate(sheet.explanation):
        page.write_string(number, 0, line, plain if number else bold)
