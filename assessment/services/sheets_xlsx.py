"""Tables as an .xlsx file, and what every such file of ours is made with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.services.sheets import Book, Sheet, lines_needed

# What was typed stays text: nothing in it is ever a formula or a link.
_AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LINE = 15.0
HIGHEST = 400.0  # in points; Excel takes 409
A4 = 9
TEXT_WIDTH = 90

CELL: dict[str, Any] = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#9FB0B7"}
# A text format and a quote: what is typed over it later is not taken for a formula either.
WORDS = {**CELL, "num_format": "@", "quote_prefix": True}
DAY = {**CELL, "num_format": "dd-mm-yyyy", "align": "left"}
_NUMBER = {**CELL, "align": "left"}  # as every other cell: beside it often stands a text
_FIGURE = {**_NUMBER, "num_format": "0.0#"}
_HEADER = {**CELL, "bold": True, "bg_color": "#12505B", "font_color": "#FFFFFF"}


@contextmanager
def new_book(made: BytesIO, title: str, made_on: date) -> Iterator[Workbook]:
    with Workbook(made, _AS_TEXT) as book:
        created = datetime.combine(made_on, time(), UTC)
        book.set_properties({"title": title, "author": "Preventiespiegel", "created": created})
        # The file format has a place for the language only as a property of our own.
        book.set_custom_property("Taal", "nl-NL")
        yield book


def add_headings(
    book: Workbook, page: Worksheet, headings: Iterable[tuple[str, float]], rows: int
) -> None:
    """The first row, which stays in sight, can filter, and is printed on every page."""
    header: Format = book.add_format(_HEADER)
    headings = list(headings)
    page.set_row(0, height((width for _, width in headings), (title for title, _ in headings)))
    last = 0
    for index, (title, width) in enumerate(headings):
        page.set_column(index, index, width)
        page.write_string(0, index, title, header)
        last = index
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(rows, 1), last)
    page.repeat_rows(0)


def add_text(book: Workbook, page: Worksheet, lines: Iterable[str]) -> None:
    """A sheet to read: the first line is its heading."""
    plain: Format = book.add_format({"text_wrap": True, "valign": "top"})
    bold: Format = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
    page.set_column(0, 0, TEXT_WIDTH)
    page.set_landscape()
    page.set_paper(A4)
    for number, line in enumerate(lines):
        page.set_row(number, height([TEXT_WIDTH], [line]))
        page.write_string(number, 0, line, plain if number else bold)


def to_print(page: Worksheet, title: str) -> None:
    """A4 across, as wide as the page."""
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{title.replace('&', '&&')}&RBladzijde &P van &N")


def height(widths: Iterable[float], row: Iterable[object]) -> float:
    return min(lines_needed(widths, row) * LINE, HIGHEST)


def write_xlsx_book(content: Book) -> bytes:
    made = BytesIO()
    with new_book(made, content.title, content.made_on) as book:
        looks = {
            str: book.add_format(WORDS),
            date: book.add_format(DAY),
            int: book.add_format(_NUMBER),
            float: book.add_format(_FIGURE),
        }
        for sheet in content.sheets:
            page: Worksheet = book.add_worksheet(sheet.name)
            if sheet.headings:
                _fill(book, page, sheet, looks)
                to_print(page, content.title)
            else:
                add_text(book, page, (str(row[0]) for row in sheet.rows))
    return made.getvalue()


def _fill(book: Workbook, page: Worksheet, sheet: Sheet, looks: dict[type, Format]) -> None:
    titles = [(heading.title, heading.width) for heading in sheet.headings]
    add_headings(book, page, titles, len(sheet.rows))
    page.freeze_panes(1, sheet.first_columns)
    if sheet.first_columns:
        page.repeat_columns(0, sheet.first_columns - 1)
    widths = [width for _, width in titles]
    for number, row in enumerate(sheet.rows, start=1):
        if (needed := height(widths, row)) > LINE:
            page.set_row(number, needed)
        for index, value in enumerate(row):
            look = looks[type(value)]
            if isinstance(value, date):
                page.write_datetime(number, index, value, look)
            elif isinstance(value, str):
                page.write_string(number, index, value, look)
            else:
                page.write_number(number, index, value, look)
