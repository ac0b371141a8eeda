"""The questions with today's answers as a spreadsheet, to fill in elsewhere and send back."""

from __future__ import annotations

from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.core.answers import EVIDENCE_MAX, NOTE_MAX, REASON_MAX
from assessment.core.assessment import Assessment
from assessment.core.branches import detail_only_if, only_if
from assessment.core.questions import Question
from assessment.services.spreadsheet_layout import (
    BESIDE,
    COLUMNS,
    FORMAT,
    HELP_SHEET,
    LETTER,
    LISTS_SHEET,
    MARKS_SHEET,
    QUESTIONS_SHEET,
    YES,
    Line,
    Plain,
    asked_in,
    cells_of,
    fingerprint,
    lines_of,
)
from assessment.services.workbook import column_letter
from assessment.storage.records import AssessmentRecord

WIDTHS = {
    "code": 10,
    "step": 20,
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
                "title": f"Vragenlijst Preventiespiegel, gemeente {record.municipality_name}",
                "author": "Preventiespiegel",
                "created": record.updated_at,
            }
        )
        _Writer(book, record, assessment).write()
    return made.getvalue()


class _Writer:
    def __init__(self, book: Workbook, record: AssessmentRecord, assessment: Assessment) -> None:
        self.book = book
        self.record = record
        self.assessment = assessment
        self.content = assessment.question_set
        self.questions: Worksheet = book.add_worksheet(QUESTIONS_SHEET)
        self.help: Worksheet = book.add_worksheet(HELP_SHEET)
        self.lists: Worksheet = book.add_worksheet(LISTS_SHEET)
        self.marks: Worksheet = book.add_worksheet(MARKS_SHEET)
        self.known_lists: dict[tuple[str, ...], str] = {}
        self.row = 0
        self.marks_row = 0
        text = {"text_wrap": True, "valign": "top"}
        box = {
            **text,
            "locked": False,
            "bg_color": "#E8F2F4",
            "border": 1,
            "border_color": "#64777E",
        }
        self.header: Format = book.add_format({**text, "bold": True, "bottom": 2})
        self.plain: Format = book.add_format(text)
        self.bold: Format = book.add_format({**text, "bold": True, "top": 1})
        self.part: Format = book.add_format({**text, "indent": 2})
        self.choice: Format = book.add_format(box)
        # A text format: what someone types there is never taken for a formula or a date.
        self.words: Format = book.add_format({**box, "num_format": "@", "quote_prefix": True})
        self.day: Format = book.add_format({**box, "num_format": "dd-mm-yyyy"})
        self.number: Format = book.add_format({**box, "num_format": "0"})

    def write(self) -> None:
        self._write_marks(
            ("Preventiespiegel", FORMAT),
            ("Vragenlijst", self.content.key),
            ("Scan", self.record.id),
            ("Gemeente", self.record.municipality_name),
        )
        self._set_up()
        for step, question in asked_in(self.content, self.assessment.depth == "kort"):
            self._write_question(step.label, question)
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
        for row, text in enumerate((f"Gemeente {self.record.municipality_name}", *HELP)):
            self.help.write_string(row, 0, text, self.bold if row == 0 else self.plain)
        self.help.set_column(0, 0, 100)
        self.lists.very_hidden()
        self.marks.very_hidden()
        self.questions.activate()

    def _set_up(self) -> None:
        for index, (key, title) in enumerate(COLUMNS.items()):
            self.questions.write_string(0, index, title, self.header)
            self.questions.set_column(index, index, WIDTHS[key])
        self.questions.freeze_panes(1, 1)
        self.questions.repeat_rows(0)
        self.questions.set_landscape()
        self.questions.set_paper(9)
        self.questions.fit_to_pages(1, 0)

    def _write_marks(self, *rows: tuple[str | int, ...]) -> None:
        for cells in rows:
            for column, value in enumerate(cells):
                self._write(self.marks, self.marks_row, column, value, self.plain)
            self.marks_row += 1

    def _write_question(self, step: str, question: Question) -> None:
        answer = self.assessment.answer(question.id)
        cells = cells_of(question, self.content, answer)
        for line in lines_of(question, self.content, answer):
            self.row += 1
            self._write_line(step, question, line, cells)
        self._write_marks((question.ref, answer.version, fingerprint(cells)))

    def _write_line(
        self, step: str, question: Question, line: Line, cells: dict[str, Plain]
    ) -> None:
        style = self.part if line.part else self.bold
        self.questions.write_string(self.row, 0, line.code, style)
        self.questions.write_string(self.row, 1, step, style)
        text = line.text if line.part else self._explained(question)
        self.questions.write_string(self.row, 2, text, style)
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
                self._help_with(question, key)

    def _put(self, key: str, value: Plain, style: Format) -> None:
        self._write(self.questions, self.row, list(COLUMNS).index(key), value, style)

    def _write(self, sheet: Worksheet, row: int, column: int, value: Plain, style: Format) -> None:
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, style)
        else:
            sheet.write_string(row, column, value, style)

    def _answer_format(self, question: Question, line: Line) -> Format:
        if line.part:
            return self.choice
        known = {"date": self.day, "number": self.number, "year": self.number, "text": self.words}
        return known.get(question.type, self.choice)

    def _beside_format(self, question: Question, key: str) -> Format:
        if key == "detail" and question.detail:
            return self.day if question.detail.type == "date" else self.number
        return self.choice if key == "regional" else self.words

    def _offer(self, question: Question, line: Line) -> None:
        """The list of a cell. Where something can be typed as well, the list forbids nothing."""
        typed = not line.part and question.type in ("number", "year", "date", "text")
        self._add_list(
            "answer",
            tuple(choice.text for choice in line.choices),
            forbid=not typed,
            prompt=_prompt(question, line),
        )

    def _add_list(self, key: str, texts: tuple[str, ...], *, forbid: bool, prompt: str) -> None:
        cell = f"{LETTER[key]}{self.row + 1}"
        self.questions.data_validation(
            cell,
            {
                "validate": "list",
                "source": self._list(texts),
                "show_error": forbid,
                "error_title": "Kies uit de lijst",
                "error_message": "Kies een van de antwoorden uit de lijst, of maak het vak leeg.",
                "input_message": prompt,
            },
        )

    def _list(self, texts: tuple[str, ...]) -> str:
        """Lists stand on a sheet of their own: written in the cell itself they may be too long."""
        if texts not in self.known_lists:
            column = len(self.known_lists)
            for row, text in enumerate(texts):
                self.lists.write_string(row, column, text)
            letter = column_letter(column + 1)
            self.known_lists[texts] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(texts)}"
        return self.known_lists[texts]

    def _help_with(self, question: Question, key: str) -> None:
        if key == "regional":
            self._add_list(key, (YES,), forbid=True, prompt="Is dit regionaal geregeld?")
        elif key in LONGEST:
            self.questions.data_validation(
                f"{LETTER[key]}{self.row + 1}",
                {
                    "validate": "length",
                    "criteria": "<=",
                    "value": LONGEST[key],
                    "error_title": "Te lang",
                    "error_message": f"Hooguit {LONGEST[key]} tekens.",
                },
            )

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
