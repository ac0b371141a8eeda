"""The questions with today's answers as a spreadsheet, to fill in elsewhere and send back."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.core.answers import EVIDENCE_MAX, NOTE_MAX, REASON_MAX
from assessment.core.assessment import Assessment
from assessment.core.branches import detail_only_if, only_if
from assessment.core.questions import Question
from assessment.services.sheets_xlsx import height
from assessment.services.spreadsheet.cells import fingerprint
from assessment.services.spreadsheet.question_layout import (
    BESIDE,
    COLUMNS,
    LETTER,
    QUESTIONS_SHEET,
    YES,
    Line,
    asked_in,
    cells_of,
    lines_of,
)
from assessment.services.spreadsheet.writing import (
    HELP_SHEET,
    Lists,
    MarkWriter,
    Plain,
    Styles,
    at_most,
    make_book,
    put,
    write_help,
)
from assessment.storage.records import AssessmentRecord

WIDTHS = {
    "code": 23,
    "step": 15,
    "question": 62,
    "answer": 36,
    "detail": 14,
    "regional": 11,
    "note": 40,
    "evidence": 40,
    "reason": 30,
}
LONGEST = {"note": NOTE_MAX, "evidence": EVIDENCE_MAX, "reason": REASON_MAX}
HELP = (
    "Vul het blad “Vragen” in. Kies in de gekleurde vakken uit de lijst, of typ uw antwoord.",
    "U hoeft niet alles in te vullen. Een leeg vak is een open vraag.",
    "Weet u iets niet? Kies dan “Weet ik niet”. Dat is iets anders dan een leeg vak.",
    "Soms kunt u meer kiezen. Dan heeft elke keuze een eigen rij: kies “ja” bij wat klopt.",
    "“Vervolg” is een extra vraag bij een antwoord. Onder de vraag staat wat u daar invult.",
    "“Reden” vult u alleen in als u kiest voor iets anders dan de redenen in de lijst.",
    "Noem geen namen, leeftijden, scholen of gebeurtenissen waaraan iemand te herkennen is.",
    "Laat de codes in de eerste kolom staan. Daaraan herkennen wij de vragen.",
    "Klaar? Stuur het bestand op bij “Op papier of in Excel”. U ziet eerst wat er verandert.",
)


def write_workbook(record: AssessmentRecord, assessment: Assessment) -> bytes:
    return make_book(
        "Vragenlijst Preventiespiegel",
        record,
        lambda book: _Writer(book, record, assessment).write(),
    )


class _Writer:
    def __init__(self, book: Workbook, record: AssessmentRecord, assessment: Assessment) -> None:
        self.record = record
        self.assessment = assessment
        self.content = assessment.question_set
        self.styles = Styles(book)
        self.questions: Worksheet = book.add_worksheet(QUESTIONS_SHEET)
        self.help: Worksheet = book.add_worksheet(HELP_SHEET)
        self.lists = Lists(book)
        self.marks = MarkWriter(book, self.styles.plain)
        self.row = 0

    def write(self) -> None:
        self.marks.begin(self.record, self.content.key)
        self._set_up()
        for step, question in asked_in(self.content, self.assessment.depth == "kort"):
            # The name of a step is long, and stands in every row.
            self._write_question(step.label.partition(" · ")[0], question)
        last = LETTER["reason"]
        self.questions.autofilter(f"A1:{last}{self.row + 1}")
        self.questions.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "sort": True,
                "autofilter": True,
                "select_locked_cells": True,
            },
        )
        write_help(self.help, self.styles, f"Gemeente {self.record.municipality_name}", HELP)
        self.questions.activate()

    def _set_up(self) -> None:
        for index, (key, title) in enumerate(COLUMNS.items()):
            self.questions.write_string(0, index, title, self.styles.header)
            self.questions.set_column(index, index, WIDTHS[key])
        self.questions.freeze_panes(1, 1)
        self.questions.repeat_rows(0)
        self.questions.set_landscape()
        self.questions.set_paper(9)
        self.questions.fit_to_pages(1, 0)

    def _write_question(self, step: str, question: Question) -> None:
        answer = self.assessment.stored(question.id)
        cells = cells_of(question, self.content, answer)
        for line in lines_of(question, self.content, answer):
            self.row += 1
            self._write_line(step, question, line, cells)
        self.marks.write(question.ref, answer.version, fingerprint(cells))

    def _write_line(
        self, step: str, question: Question, line: Line, cells: dict[str, Plain]
    ) -> None:
        style = self.styles.part if line.part else self.styles.bold
        beside = self.styles.line if line.part else self.styles.bold_line
        self.questions.write_string(self.row, 0, line.code, beside)
        self.questions.write_string(self.row, 1, step, beside)
        text = line.text if line.part else self._explained(question)
        asked, _, explained = text.partition("\n")
        if explained:
            # The question stands out from what one must know to answer it.
            words = (self.styles.strong, asked, self.styles.plain, f"\n{explained}")
            self.questions.write_rich_string(self.row, 2, *words, style)
        else:
            self.questions.write_string(self.row, 2, text, style)
        # Not every program makes a row as high as its text by itself.
        typed = [cells.get(f"{line.code}/{key}") for key in list(COLUMNS)[3:]]
        self.questions.set_row(self.row, height(list(WIDTHS.values())[2:], [text, *typed]))
        if line.choices or not line.part:
            self._put("answer", cells[f"{line.code}/answer"], self._answer_format(question, line))
        if line.choices:
            self._offer(question, line)
        if line.part:
            return
        fitting = {
            "detail": question.detail is not None,
            "regional": question.allow_regional or cells[f"{line.code}/regional"] is not None,
            "note": True,
            "evidence": True,
            "reason": any(choice.reason for choice in line.choices),
        }
        for key in BESIDE:
            value = cells[f"{line.code}/{key}"]
            if fitting[key] or value is not None:
                self._put(key, value, self._beside_format(question, key))
                self._help_with(key)

    def _put(self, key: str, value: Plain, style: Format) -> None:
        put(self.questions, self.row, list(COLUMNS).index(key), value, style)

    def _answer_format(self, question: Question, line: Line) -> Format:
        if line.part:
            return self.styles.choice
        known = {
            "date": self.styles.day,
            "number": self.styles.number,
            "year": self.styles.number,
            "text": self.styles.words,
        }
        return known.get(question.type, self.styles.choice)

    def _beside_format(self, question: Question, key: str) -> Format:
        if key == "detail" and question.detail:
            return self.styles.day if question.detail.type == "date" else self.styles.number
        return self.styles.choice if key == "regional" else self.styles.words

    def _offer(self, question: Question, line: Line) -> None:
        typed = not line.part and question.type in ("number", "year", "date", "text")
        texts = tuple(choice.text for choice in line.choices)
        prompt = _prompt(question, line)
        self._check("answer", self.lists.validation(texts, forbid=not typed, prompt=prompt))

    def _check(self, key: str, rule: dict[str, Any]) -> None:
        self.questions.data_validation(f"{LETTER[key]}{self.row + 1}", rule)

    def _help_with(self, key: str) -> None:
        if key == "regional":
            prompt = "Is dit regionaal geregeld?"
            self._check(key, self.lists.validation((YES,), forbid=True, prompt=prompt))
        elif key in LONGEST:
            self._check(key, at_most(LONGEST[key]))

    def _explained(self, question: Question) -> str:
        """The question with what one must know to answer it."""
        lines = [question.text]
        if hint := only_if(question, self.content):
            lines.append(hint)
        if question.type == "level":
            texts = question.anchors or tuple(level.text for level in self.content.scale)
            lines += [f"{value}: {text}" for value, text in enumerate(texts)]
        if question.detail:
            when = detail_only_if(question)
            lines.append(f"Vervolg: {question.detail.text}. {when}".rstrip())
        return "\n".join(lines)


def _prompt(question: Question, line: Line) -> str:
    if line.part:
        return "Kies “ja” als dit klopt." if question.type == "multi" else "Kies uit de lijst."
    known = {
        "multi": "Kies “ja” in de rijen hieronder. Of kies hier iets uit de lijst.",
        "grid": "Kies in elke rij hieronder. Of kies hier iets uit de lijst.",
        "number": "Vul een getal in, of kies uit de lijst.",
        "year": "Vul een jaartal in, of kies uit de lijst.",
        "date": "Vul een datum in, zoals 9-4-2026. Of kies uit de lijst.",
        "text": "Typ uw antwoord, of kies uit de lijst.",
        "level": "Kies de hoogste zin die helemaal klopt.",
    }
    return known.get(question.type, "Kies uit de lijst.")
