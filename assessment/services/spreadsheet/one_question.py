"""The rows of one question in a file, read as one answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from assessment.core.answers import EVIDENCE_MAX, NOTE_MAX, REASON_MAX, Answer
from assessment.core.assessment import Assessment
from assessment.core.branches import detail_only_if
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import TYPES, BadValue, read_detail
from assessment.core.questions import Question
from assessment.services.spreadsheet.cells import (
    ERROR,
    FORMULA,
    Cell,
    day,
    is_yes,
    number,
    plain,
    short,
)
from assessment.services.spreadsheet.question_layout import BESIDE, YES, Choice, Line


class Reading(Protocol):
    """The sheet that is being read, as one question sees it."""

    assessment: Assessment
    content: QuestionSet
    rows: dict[str, tuple[int, dict[str, Cell]]]

    def fault(self, row: int, column: str, message: str) -> None: ...


class OneQuestion:
    """The rows of one question that somebody touched."""

    def __init__(self, reading: Reading, question: Question, parts: list[Line]) -> None:
        self.reading = reading
        self.question = question
        self.parts = parts
        self.head = parts[0]
        self.row, self.cells = reading.rows[self.head.code]
        self.stored = reading.assessment.stored(question.id)
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
        if head is None or plain(head) == "":
            return self._checked(lambda: chosen) if chosen else Choice("", "open")
        other = _find(self.head, head)
        if other is None:
            below = "Kies in de rijen eronder" + (
                f", of kies: {_texts(self.head)}" if self.head.choices else ""
            )
            self._wrong("answer", f"“{short(head)}” kan hier niet. {below}")
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
            known: dict[str, Callable[[Cell], Any]] = {"date": day, "text": plain}
            read = known.get(kind, number)
            return self._checked(lambda: read(raw), raw)
        self._wrong("answer", f"“{short(raw)}” is geen keuze. Kies: {_texts(self.head)}")
        return Choice("", "open")

    def _chosen_parts(self) -> Any:
        """Of a grid the columns by row, of several options the chosen ones."""
        chosen: dict[str, Any] = {}
        for line in self.parts[1:]:
            row, cells = self.reading.rows[line.code]
            raw = cells.get("answer")
            if raw is None or plain(raw) == "":
                continue
            if self.question.type == "multi":
                yes = is_yes(raw)
                if yes is None:
                    self._wrong("answer", f"“{short(raw)}” kan hier niet. Kies: {YES}", row)
                elif yes:
                    chosen[line.part] = YES
            elif (found := _find(line, raw)) is None:
                text = f"“{short(raw)}” is geen keuze. Kies: {_texts(line)}"
                self._wrong("answer", text, row)
            else:
                chosen[line.part] = found.value
        return list(chosen) if self.question.type == "multi" else chosen

    def _checked(self, value: Callable[[], Any], raw: Cell = "") -> Choice:
        try:
            read = TYPES[self.question.type].read(self.question, value())
        except BadValue as fault:
            self._wrong("answer", _in_words(fault, raw))
            return Choice("", "open")
        return Choice("", "answered", read)

    def _detail(self, given: Choice) -> int | date | None:
        raw = self.cells.get("detail")
        detail = self.question.detail
        if raw is None or plain(raw) == "":
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
            return read_detail(self.question, day(raw) if detail.type == "date" else number(raw))
        except BadValue as fault:
            self._wrong("detail", _in_words(fault, raw))
            return None

    def _regional(self, given: Choice) -> bool:
        raw = self.cells.get("regional")
        if raw is None or plain(raw) == "":
            return False
        yes = is_yes(raw)
        if yes is None:
            self._wrong("regional", f"“{short(raw)}” kan hier niet. Kies: {YES}")
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
        text = plain(self.cells.get(key, ""), lines=True)
        if len(text) > most:
            self._wrong(key, f"is te lang: {len(text)} tekens, en {most} is het meeste")
        return text


def _in_words(fault: BadValue, raw: Cell) -> str:
    """What is wrong, for who has the file open and not the rule."""
    wanted = str(fault).removeprefix("verwacht ")
    return wanted if wanted == str(fault) else f"“{short(raw)}” kan hier niet. Vul in: {wanted}"


def _find(line: Line, raw: Cell) -> Choice | None:
    """The choice that this text means; of a level the number alone is enough."""
    text = plain(raw).casefold()
    for choice in line.choices:
        if plain(choice.text).casefold() == text:
            return choice
    levels = [item for item in line.choices if item.state == "answered" and type(item.value) is int]
    return next((item for item in levels if str(item.value) == text), None)


def _texts(line: Line) -> str:
    return ", ".join(f"“{choice.text}”" for choice in line.choices)
