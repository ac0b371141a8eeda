"""Reading the questions back from a spreadsheet: everything that is wrong, with its cell, at once.

Nothing is saved here. What comes out are changes, each with the version of the answer that was in
the file when it was made; `services.answering` weighs them like the changes of any other person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.core.answers import EVIDENCE_MAX, NOTE_MAX, REASON_MAX, Answer
from assessment.core.assessment import Assessment
from assessment.core.branches import detail_only_if
from assessment.core.calendar import MONTHS
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import TYPES, BadValue, read_detail
from assessment.core.questions import Question
from assessment.core.strict_json import BadFile, Fault
from assessment.services.answering import Change
from assessment.services.spreadsheet_layout import (
    BESIDE,
    COLUMNS,
    FIRST_DAY,
    FORMAT,
    MARKS_SHEET,
    QUESTIONS_SHEET,
    YES,
    Choice,
    Line,
    fingerprint,
    lines_of,
)
from assessment.services.workbook import (
    ERROR,
    FORMULA,
    Cell,
    Workbook,
    cells_in,
    read_workbook,
    refuse,
)
from assessment.storage.records import AssessmentRecord
from assessment.storage.types import pack, unpack

_DAY = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS_TO_1904 = 1462
_MOST_VERSION = 10**9
_AGAIN = "Download het bestand opnieuw bij deze scan en neem uw antwoorden daarin over"


class BadToken(ValueError):
    """What came back from the preview is not what we sent along."""


@dataclass(frozen=True)
class Filled:
    """What a file holds: the questions that somebody touched, and how many nobody did."""

    changes: tuple[Change, ...]
    untouched: int


def open_file(raw: bytes) -> Workbook:
    """The sheets of the file. Needs no database, and so should not hold one."""
    return read_workbook(raw, (QUESTIONS_SHEET, MARKS_SHEET))


def read_changes(book: Workbook, record: AssessmentRecord, assessment: Assessment) -> Filled:
    """What was filled in, or a `BadFile` with all faults at once."""
    marks = _Marks(book, record, assessment.question_set)
    return _Reading(book, marks, assessment).read()


def as_data(changes: Sequence[Change]) -> list[Any]:
    """The changes as JSON, to be sent along with a page."""
    return [
        [
            change.question_id,
            change.base_version,
            change.answer.state,
            pack(change.answer.value),
            pack(change.answer.detail),
            change.answer.reason,
            change.answer.reason_text,
            change.answer.regional,
            change.answer.note,
            change.answer.evidence,
        ]
        for change in changes
    ]


def from_data(data: Any, content: QuestionSet) -> list[Change]:
    """What `as_data` gave. The caller has seen to it that nobody else wrote it."""
    found = []
    for name, version, state, value, detail, *rest in data:
        question = content.questions.get(name)
        if question is None:
            raise BadToken(name)
        value = unpack(value)
        if state == "answered":
            value = TYPES[question.type].read(question, value)
        found.append(Change(name, Answer(state, value, unpack(detail), *rest), version))
    return found


class _Marks:
    """Where the file says that it comes from. It is checked before anything else is read."""

    def __init__(self, book: Workbook, record: AssessmentRecord, content: QuestionSet) -> None:
        sheet = book.sheets.get(MARKS_SHEET)
        rows = [cells for _, cells in cells_in(sheet)] if sheet else []
        if not rows or QUESTIONS_SHEET not in book.sheets:
            raise refuse("is een Excel-bestand, maar niet dat van de Preventiespiegel. "
                         "Download eerst het bestand bij deze scan en vul dat in")  # fmt: skip
        self._rows = {str(cells.get("A", "")): cells for cells in rows}
        if self._second("Preventiespiegel") != FORMAT:
            raise refuse(f"is gemaakt met een andere versie van de Preventiespiegel. {_AGAIN}")
        key = self._second("Vragenlijst")
        if key != content.key:
            raise refuse(f"hoort bij een andere versie van de vragen ({_short(key)}). {_AGAIN}")
        if self._second("Scan") != record.id:
            place = _short(self._second("Gemeente"))
            raise refuse(f"hoort bij een andere scan, van gemeente {place}. "
                         "Open die scan en stuur het bestand daar op")  # fmt: skip

    def _second(self, name: str) -> Cell | None:
        return self._rows.get(name, {}).get("B")

    def of(self, question: Question) -> tuple[int, str]:
        """The version of the answer in the file, and the mark of its cells."""
        cells = self._rows.get(question.ref, {})
        version = cells.get("B", 0)
        if not isinstance(version, int) or not 0 <= version < _MOST_VERSION:
            raise refuse(f"is veranderd op een verborgen blad. {_AGAIN}")
        return int(version), str(cells.get("C", ""))


class _Reading:
    def __init__(self, book: Workbook, marks: _Marks, assessment: Assessment) -> None:
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
            question.id: lines_of(question, self.content, self.assessment.answer(question.id))
            for question in self.content.questions.values()
            if not question.fills
        }
        self._find_rows({line.code for found in lines.values() for line in found})
        if not self.rows and not self.faults:
            raise refuse(f"heeft geen vragen meer op het blad “{QUESTIONS_SHEET}”. {_AGAIN}")
        changes, untouched = [], 0
        for name, parts in lines.items():
            question = self.content.questions[name]
            if not self._is_whole(parts):
                continue
            version, mark = self.marks.of(question)
            if fingerprint(self._cells(question, parts)) == mark:
                untouched += 1
                continue
            answer = _OneQuestion(self, question, parts).read()
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
            key = keys.get(_plain(value).casefold())
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
            code = _plain(mine.pop("code", ""))
            filled = [key for key in ("answer", *BESIDE) if key in mine]
            if not code:
                if filled:
                    text = "hier staat iets, maar de rij heeft geen code. Haal het weg"
                    self.fault(number, filled[0], text)
            elif code not in known:
                text = f"de code “{_short(code)}” staat niet in deze vragenlijst"
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


class _OneQuestion:
    """The rows of one question that somebody touched."""

    def __init__(self, reading: _Reading, question: Question, parts: list[Line]) -> None:
        self.reading = reading
        self.question = question
        self.parts = parts
        self.head = parts[0]
        self.row, self.cells = reading.rows[self.head.code]
        self.stored = reading.assessment.answer(question.id)
        self._wrongs = 0

    def read(self) -> Answer | None:
        self._refuse_what_is_no_text()
        if self._is_wrong():
            return None
        given = self._given()
        answer = Answer(
            state=given.state,
            value=given.value,
            detail=self._detail(given),
            reason=given.reason,
            reason_text=self._reason_text(given),
            regional=self._regional(given),
            note=self._words("note", NOTE_MAX),
            evidence=self._words("evidence", EVIDENCE_MAX),
        )
        return None if self._is_wrong() else answer

    def _is_wrong(self) -> bool:
        return self._wrongs > 0

    def _wrong(self, column: str, message: str, row: int | None = None) -> None:
        self._wrongs += 1
        self.reading.fault(row or self.row, column, message)

    def _refuse_what_is_no_text(self) -> None:
        for line in self.parts:
            row, cells = self.reading.rows[line.code]
            for key in ("answer", *BESIDE):
                value = cells.get(key)
                if value is FORMULA:
                    text = "hier staat een formule. Typ het antwoord zelf, zonder = ervoor"
                    self._wrong(key, text, row)
                elif value is ERROR:
                    self._wrong(key, "hier staat een foutmelding. Maak het vak leeg", row)
                elif value is not None and line.part and key != "answer":
                    text = f"zet dit in de rij van de vraag zelf, met code “{self.head.code}”"
                    self._wrong(key, text, row)

    def _given(self) -> Choice:
        head = self.cells.get("answer")
        if len(self.parts) == 1:
            return self._single(head)
        chosen = self._chosen_parts()
        if head is None or _plain(head) == "":
            return self._checked(lambda: chosen) if chosen else Choice("", "open")
        other = _find(self.head, head)
        if other is None:
            below = "Kies in de rijen eronder" + (
                f", of kies: {_texts(self.head)}" if self.head.choices else ""
            )
            self._wrong("answer", f"“{_short(head)}” kan hier niet. {below}")
        elif chosen:
            text = "u koos hier iets en ook in de rijen eronder. Kies één van beide"
            self._wrong("answer", text)
        return other or Choice("", "open")

    def _single(self, raw: Cell | None) -> Choice:
        if raw is None or raw == "":
            return Choice("", "open")
        found = _find(self.head, raw)
        if found is not None:
            return found
        kind = self.question.type
        if kind in ("number", "year", "date", "text"):
            known: dict[str, Callable[[Cell], Any]] = {"date": _day, "text": _plain}
            read = known.get(kind, _number)
            return self._checked(lambda: read(raw))
        self._wrong("answer", f"“{_short(raw)}” is geen keuze. Kies: {_texts(self.head)}")
        return Choice("", "open")

    def _chosen_parts(self) -> Any:
        """Of a grid the columns by row, of several options the chosen ones."""
        chosen: dict[str, Any] = {}
        for line in self.parts[1:]:
            row, cells = self.reading.rows[line.code]
            raw = cells.get("answer")
            if raw is None or _plain(raw) == "":
                continue
            if self.question.type == "multi":
                yes = _yes(raw)
                if yes is None:
                    self._wrong("answer", f"“{_short(raw)}” kan hier niet. Kies: {YES}", row)
                elif yes:
                    chosen[line.part] = YES
            elif (found := _find(line, raw)) is None:
                text = f"“{_short(raw)}” is geen keuze. Kies: {_texts(line)}"
                self._wrong("answer", text, row)
            else:
                chosen[line.part] = found.value
        return list(chosen) if self.question.type == "multi" else chosen

    def _checked(self, value: Callable[[], Any]) -> Choice:
        try:
            read = TYPES[self.question.type].read(self.question, value())
        except BadValue as fault:
            self._wrong("answer", str(fault))
            return Choice("", "open")
        return Choice("", "answered", read)

    def _detail(self, given: Choice) -> int | date | None:
        raw = self.cells.get("detail")
        detail = self.question.detail
        if raw is None or _plain(raw) == "":
            return None
        if detail is None:
            self._wrong("detail", "deze vraag heeft geen vervolg. Maak het vak leeg")
            return None
        fits = given.state == "open" or (
            given.state == "answered" and (not detail.options or given.value in detail.options)
        )
        if not fits:
            when = detail_only_if(self.question) or "Alleen bij een antwoord."
            self._wrong("detail", f"het vervolg past niet bij dit antwoord. {when}")
            return None
        try:
            return read_detail(self.question, _day(raw) if detail.type == "date" else _number(raw))
        except BadValue as fault:
            self._wrong("detail", str(fault))
            return None

    def _regional(self, given: Choice) -> bool:
        raw = self.cells.get("regional")
        if raw is None or _plain(raw) == "":
            return False
        yes = _yes(raw)
        if yes is None:
            self._wrong("regional", f"“{_short(raw)}” kan hier niet. Kies: {YES}")
        elif yes and not (self.question.allow_regional or self.stored.regional):
            self._wrong("regional", "bij deze vraag hoort dit niet. Maak het vak leeg")
        return bool(yes) and given.state != "not_applicable"

    def _reason_text(self, given: Choice) -> str:
        text = self._words("reason", REASON_MAX)
        explained = [item.id for item in self.reading.content.reasons if item.explain]
        if given.state != "not_applicable":
            if text and not self._is_wrong():
                self._wrong("reason", "een reden hoort alleen bij “Niet van toepassing”")
            return ""
        if given.reason not in explained:
            return self.stored.reason_text if given.reason == self.stored.reason else ""
        # An answer from another file may lack the words; who leaves it alone is not asked for them.
        if not text and (self.stored.reason != given.reason or self.stored.reason_text):
            self._wrong("reason", "schrijf kort op waarom de vraag bij u niet past")
        return text

    def _words(self, key: str, most: int) -> str:
        text = _plain(self.cells.get(key, ""), lines=True)
        if len(text) > most:
            self._wrong(key, f"is te lang: {len(text)} tekens, en {most} is het meeste")
        return text


def _find(line: Line, raw: Cell) -> Choice | None:
    """The choice that this text means; of a level the number alone is enough."""
    text = _plain(raw).casefold()
    for choice in line.choices:
        if _plain(choice.text).casefold() == text:
            return choice
    levels = [item for item in line.choices if item.state == "answered" and type(item.value) is int]
    return next((item for item in levels if str(item.value) == text), None)


def _yes(raw: Cell) -> bool | None:
    return {"ja": True, "x": True, "1": True, "nee": False, "0": False}.get(_plain(raw).casefold())


def _number(raw: Cell) -> Any:
    """A whole number, or what it is instead: the question says what it wants."""
    text = _plain(raw)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 13 else raw


def _day(raw: Cell) -> Any:
    """A date, from the number of a day or as people write it."""
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw < 200_000:
        return date.fromordinal(raw + FIRST_DAY)
    text = _plain(raw)
    for number, name in enumerate(MONTHS, start=1):
        text = text.casefold().replace(f" {name} ", f"-{number}-")
    found = _DAY.fullmatch(text)
    if found is None:
        if _ISO_DAY.fullmatch(text):
            return text
        raise BadValue(f"“{_short(raw)}” is geen datum. Schrijf bijvoorbeeld 9-4-2026")
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue(f"{day}-{month}-{year} bestaat niet") from None


def _plain(value: object, *, lines: bool = False) -> str:
    """A cell as text; in one line, unless the lines matter."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    text = str(value)
    return text if lines else " ".join(text.split())


def _row_of(place: str) -> int:
    return int(re.sub(r"\D", "", place))


def _texts(line: Line) -> str:
    return ", ".join(f"“{choice.text}”" for choice in line.choices)


def _short(value: object) -> str:
    text = _plain(value if value is not None else "onbekend")
    return text if len(text) <= 40 else text[:39] + "…"
