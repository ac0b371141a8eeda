"""The improvement plan as an .xlsx file."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.services.plan_sheets import COLUMNS, HELP, PLAN, STATUS_COLUMN, PlanSheet
from assessment.services.sheets_xlsx import (
    DAY,
    WORDS,
    add_headings,
    add_text,
    height,
    new_book,
    to_print,
)

SPARE_ROWS = 100  # where someone may add own actions, with the same list to choose from
_OPEN = {"bg_color": "#E8F2F4"}


def write_xlsx(sheet: PlanSheet) -> bytes:
    made = BytesIO()
    with new_book(made, sheet.title, sheet.made_on) as book:
        _write_plan(book, sheet)
        add_text(book, book.add_worksheet(HELP), sheet.explanation)
    return made.getvalue()


def _write_plan(book: Workbook, sheet: PlanSheet) -> None:
    page: Worksheet = book.add_worksheet(PLAN)
    fixed: Format = book.add_format(WORDS)
    open_: Format = book.add_format({**WORDS, **_OPEN})
    day: Format = book.add_format({**DAY, **_OPEN})
    add_headings(book, page, [(item.title, item.width) for item in COLUMNS], len(sheet.rows))
    widths = [column.width for column in COLUMNS]
    for number, row in enumerate(sheet.rows, start=1):
        page.set_row(number, height(widths, row))
        for index, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, index, value, day)
            elif value:
                page.write_string(number, index, value, open_ if COLUMNS[index].fill_in else fixed)
            else:
                page.write_blank(number, index, None, open_ if COLUMNS[index].fill_in else fixed)
    page.data_validation(
        1, STATUS_COLUMN, len(sheet.rows) + SPARE_ROWS, STATUS_COLUMN,
        {
            "validate": "list",
            "source": list(COLUMNS[STATUS_COLUMN].choices),
            "error_title": "Status",
            "error_message": "Kies een status uit de lijst.",
        },
    )  # fmt: skip
    to_print(page, sheet.title)
