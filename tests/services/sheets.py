"""Spreadsheets for tests: written by us, changed by another program (openpyxl)."""

from io import BytesIO

from openpyxl import Workbook as OtherBook
from openpyxl import load_workbook

from assessment.services.spreadsheet.question_layout import COLUMNS, LETTER


class File:
    """A file as a person has it open: cells by the code of a question and the name of a column."""

    def __init__(self, raw: bytes) -> None:
        self.book: OtherBook = load_workbook(BytesIO(raw))
        self.sheet = self.book["Vragen"]

    def row(self, code: str) -> int:
        return next(cell.row for cell in self.sheet["A"] if cell.value == code)

    def cell(self, code: str, column: str = "answer"):
        assert column in COLUMNS
        return self.sheet[f"{LETTER[column]}{self.row(code)}"]

    def put(self, changed: dict) -> "File":
        """`{"s1_1": …}` is the answer; `{("s1_1", "note"): …}` another column."""
        for key, value in changed.items():
            code, column = key if isinstance(key, tuple) else (key, "answer")
            self.cell(code, column).value = value
        return self

    def mark(self, name: str):
        """The second cell of a row on the hidden sheet."""
        marks = self.book["Kenmerken"]
        return next(row[1] for row in marks.iter_rows() if row[0].value == name)

    def raw(self) -> bytes:
        made = BytesIO()
        self.book.save(made)
        return made.getvalue()
