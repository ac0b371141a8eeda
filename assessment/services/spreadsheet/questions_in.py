"""Reading the questions back from a spreadsheet: everything that is wrong, with its cell, at once.

Nothing is saved here. What comes out are changes, each with the version of the answer that was in
the file when it was made; `services.answering` weighs them like the changes of any other person.
"""

from __future__ import annotations

import re

from assessment.core.assessment import Assessment
from assessment.core.questions import Question
from assessment.core.strict_json import BadFile, Fault
from assessment.services.answering import Change
from assessment.services.spreadsheet.cells import Cell, fingerprint, plain, short
from assessment.services.spreadsheet.limits import refuse
from assessment.services.spreadsheet.marks import AGAIN, Marks
from assessment.services.spreadsheet.one_question import OneQuestion
from assessment.services.spreadsheet.question_changes import Filled
from assessment.services.spreadsheet.question_layout import (
    BESIDE,
    COLUMNS,
    QUESTIONS_SHEET,
    Line,
    lines_of,
)
from assessment.services.spreadsheet.workbook import Workbook, read_workbook
from assessment.services.spreadsheet.workbook_sheet import cells_in
from assessment.services.spreadsheet.writing import MARKS_SHEET
from assessment.storage.records import AssessmentRecord

_DAYS_TO_1904 = 1462


def open_file(raw: bytes) -> Workbook:
    """The sheets of the file. Needs no database, and so should not hold one."""
    return read_workbook(raw, (QUESTIONS_SHEET, MARKS_SHEET))


def read_changes(book: Workbook, record: AssessmentRecord, assessment: Assessment) -> Filled:
    """What was filled in, or a `BadFile` with all faults at once."""
    marks = Marks(book, QUESTIONS_SHEET, record, assessment.question_set)
    return _Reading(book, marks, assessment).read()


class _Reading:
    def __init__(self, book: Workbook, marks: Marks, assessment: Assessment) -> None:
        self.sheet = book.sheets[QUESTIONS_SHEET]
        self.from_1904 = book.from_1904
        self.marks = marks
        self.assessment = assessment
        self.content = assessment.question_set
        self.faults: list[Fault] = []
        self.letters: dict[str, str] = {}
        self.rows: dict[str, tuple[int, dict[str, Cell]]] = {}

    def read(self) -> Filled:
        self._find_columns()
        lines = {
            question.id: lines_of(question, self.content, self.assessment.stored(question.id))
            for question in self.content.questions.values()
            if not question.fills
        }
        self._find_rows({line.code for found in lines.values() for line in found})
        if not self.rows and not self.faults:
            raise refuse(f"heeft geen vragen meer op het blad “{QUESTIONS_SHEET}”. {AGAIN}")
        changes, untouched = [], 0
        for name, parts in lines.items():
            question = self.content.questions[name]
            if not self._is_whole(parts):
                continue
            version, mark = self.marks.of(question.ref)
            if fingerprint(self._cells(question, parts)) == mark:
                untouched += 1
                continue
            answer = OneQuestion(self, question, parts).read()
            if answer is not None:
                changes.append(Change(name, answer, version))
        if self.faults:
            raise BadFile(sorted(self.faults, key=lambda fault: _row_of(fault.place)))
        return Filled(tuple(changes), untouched)

    def fault(self, row: int, column: str, message: str) -> None:
        place = f"{QUESTIONS_SHEET}!{self.letters[column]}{row}"
        self.faults.append(Fault(place, message))

    def _find_columns(self) -> None:
        """People may add columns of their own or move ours: the words above them count."""
        keys = {title.casefold(): key for key, title in COLUMNS.items()}
        for letter, value in self.sheet.rows.get(1, {}).items():
            key = keys.get(plain(value).casefold())
            if key in self.letters:
                text = f"de kolom “{COLUMNS[key]}” staat er twee keer"
                self.faults.append(Fault(f"{QUESTIONS_SHEET}!{letter}1", text))
            elif key:
                self.letters[key] = letter
        for key, title in COLUMNS.items():
            if key not in self.letters:
                text = f"in de eerste rij ontbreekt de kolom “{title}”"
                self.faults.append(Fault(f"{QUESTIONS_SHEET}!1:1", text))
        if self.faults:
            raise BadFile(self.faults)

    def _find_rows(self, known: set[str]) -> None:
        for number, cells in cells_in(self.sheet):
            if number == 1:
                continue
            mine = {key: cells[at] for key, at in self.letters.items() if at in cells}
            code = plain(mine.pop("code", ""))
            filled = [key for key in ("answer", *BESIDE) if key in mine]
            if not code:
                if filled:
                    text = "hier staat iets, maar de rij heeft geen code. Haal het weg"
                    self.fault(number, filled[0], text)
            elif code not in known:
                text = f"de code “{short(code)}” staat niet in deze vragenlijst"
                self.fault(number, "code", text)
            elif code in self.rows:
                text = f"de code “{code}” staat ook in rij {self.rows[code][0]}"
                self.fault(number, "code", text)
            else:
                self.rows[code] = (number, mine)

    def _is_whole(self, parts: list[Line]) -> bool:
        """Rows that were all taken out leave the answer as it is; some of them is a mistake."""
        there = [line for line in parts if line.code in self.rows]
        for line in parts:
            if there and line not in there:
                text = f"de rij met code “{line.code}” ontbreekt. Zet hem terug"
                self.fault(self.rows[there[0].code][0], "code", text)
        return len(there) == len(parts)

    def _cells(self, question: Question, parts: list[Line]) -> dict[str, Cell]:
        found = {}
        for line in parts:
            _, mine = self.rows[line.code]
            for key in ("answer", *BESIDE):
                if key in mine and (mine[key] != "" or not line.part):
                    value = mine[key]
                    is_date = (key == "answer" and question.type == "date") or (
                        key == "detail" and question.detail and question.detail.type == "date"
                    )
                    if is_date and self.from_1904 and type(value) is int:
                        value += _DAYS_TO_1904
                        mine[key] = value
                    found[f"{line.code}/{key}"] = value
        return found


def _row_of(place: str) -> int:
    return int(re.sub(r"\D", "", place))
