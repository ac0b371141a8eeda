"""What every spreadsheet of ours is written with: styles, lists to choose from, hidden marks."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.services.spreadsheet.cells import column_letter
from assessment.storage.records import AssessmentRecord

FORMAT = 1
LISTS_SHEET = "Lijsten"
MARKS_SHEET = "Kenmerken"
HELP_SHEET = "Uitleg"

Plain = str | int | None


def make_book(title: str, record: AssessmentRecord, write: Callable[[Workbook], None]) -> bytes:
    """The file. What was typed stays text: nothing in it is ever a formula or a link."""
    made = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(made, options) as book:
        book.set_properties(
            {
                "title": f"{title}, gemeente {record.municipality_name}",
                "author": "Preventiespiegel",
                "created": record.updated_at,
            }
        )
        write(book)
    return made.getvalue()


def put(sheet: Worksheet, row: int, column: int, value: Plain, style: Format) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, value, style)


class Styles:
    """How the cells look. What may be filled in has a colour and a border."""

    def __init__(self, book: Workbook) -> None:
        text = {"text_wrap": True, "valign": "top"}
        box = {
            **text,
            "locked": False,
            "bg_color": "#E8F2F4",
            "border": 1,
            "border_color": "#64777E",
        }
        self.strong: Format = book.add_format({"bold": True})
        self.header: Format = book.add_format({**text, "bold": True, "bottom": 2})
        self.plain: Format = book.add_format(text)
        self.bold: Format = book.add_format({**text, "bold": True, "top": 1})
        # What stands in every row stays on one line, so that the rows stay low.
        one_line = {"valign": "top"}
        self.line: Format = book.add_format(one_line)
        self.bold_line: Format = book.add_format({**one_line, "bold": True, "top": 1})
        self.part: Format = book.add_format({**text, "indent": 2})
        self.choice: Format = book.add_format(box)
        # A text format: what someone types there is never taken for a formula or a date.
        self.words: Format = book.add_format({**box, "num_format": "@", "quote_prefix": True})
        self.day: Format = book.add_format({**box, "num_format": "dd-mm-yyyy"})
        self.number: Format = book.add_format({**box, "num_format": "0"})


class Lists:
    """Lists stand on a sheet of their own: written in the cell itself they may be too long."""

    def __init__(self, book: Workbook) -> None:
        self._sheet: Worksheet = book.add_worksheet(LISTS_SHEET)
        self._sheet.very_hidden()
        self._known: dict[tuple[str, ...], str] = {}

    def place_of(self, texts: tuple[str, ...]) -> str:
        if texts not in self._known:
            column = len(self._known)
            for row, text in enumerate(texts):
                self._sheet.write_string(row, column, text)
            letter = column_letter(column + 1)
            self._known[texts] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(texts)}"
        return self._known[texts]

    def validation(self, texts: tuple[str, ...], *, forbid: bool, prompt: str) -> dict[str, Any]:
        """What a cell offers. Where something can be typed as well, the list forbids nothing."""
        return {
            "validate": "list",
            "source": self.place_of(texts),
            "show_error": forbid,
            "error_title": "Kies uit de lijst",
            "error_message": "Kies een van de antwoorden uit de lijst, of maak het vak leeg.",
            "input_message": prompt,
        }


def at_most(length: int) -> dict[str, Any]:
    """A cell that takes a text of at most this length."""
    return {
        "validate": "length",
        "criteria": "<=",
        "value": length,
        "error_title": "Te lang",
        "error_message": f"Hooguit {length} tekens.",
    }


class MarkWriter:
    """The hidden sheet that says where a file comes from."""

    def __init__(self, book: Workbook, style: Format) -> None:
        self._sheet: Worksheet = book.add_worksheet(MARKS_SHEET)
        self._sheet.very_hidden()
        self._style = style
        self._row = 0

    def begin(self, record: AssessmentRecord, question_set: str) -> None:
        self.write("Preventiespiegel", FORMAT)
        self.write("Vragenlijst", question_set)
        self.write("Scan", record.id)
        self.write("Gemeente", record.municipality_name)

    def write(self, *cells: str | int) -> None:
        for column, value in enumerate(cells):
            put(self._sheet, self._row, column, value, self._style)
        self._row += 1


def write_help(sheet: Worksheet, styles: Styles, title: str, lines: tuple[str, ...]) -> None:
    for row, text in enumerate((title, *lines)):
        sheet.write_string(row, 0, text, styles.bold if row == 0 else styles.plain)
    sheet.set_column(0, 0, 100)
