"""Spreadsheets for tests: written by us, changed by another program (openpyxl)."""

import zipfile
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


BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Vragen" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="x" Target="{}"{}/></Relationships>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'


def packed(parts, kind=zipfile.ZIP_DEFLATED):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", kind) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


def xlsx(rows="", strings="", target="worksheets/sheet1.xml", mode="", prolog="", **more):
    parts = {
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS.format(target, mode),
        "xl/worksheets/sheet1.xml": prolog + SHEET.format(rows),
        "xl/sharedStrings.xml": STRINGS.format(strings),
        **more,
    }
    return packed(parts)
