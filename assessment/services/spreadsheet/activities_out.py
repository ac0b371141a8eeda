"""The activities as a spreadsheet, empty or with what is known today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.core.inventory_model import InventoryModel
from assessment.core.question_set import QuestionSet
from assessment.services.spreadsheet.activity_layout import (
    ACTIVITIES_SHEET,
    CHOICES_SHEET,
    COLUMNS,
    YES,
    Column,
    cells_of,
    words_of,
)
from assessment.services.spreadsheet.cells import fingerprint
from assessment.services.spreadsheet.writing import (
    HELP_SHEET,
    Lists,
    MarkWriter,
    Styles,
    at_most,
    make_book,
    put,
    write_help,
)
from assessment.storage.records import ActivityRecord, AssessmentRecord

EMPTY_ROWS = 60
HELP = (
    "Vul het blad “Aan de slag” in: één activiteit per rij. Alleen de naam is altijd nodig.",
    "Zet erbij wie het uitvoert, op welke plekken, en over welke thema’s het gaat.",
    "De andere kolommen mogen leeg blijven. Hoe meer u weet, hoe meer het rapport kan zeggen.",
    "Kies in de gekleurde vakken uit de lijst. Meer dan één? Typ ze met ; ertussen.",
    "Alle plekken, thema’s en groepen staan op het blad “Keuzes”. Daar kunt u ze kopiëren.",
    "Staat er geen status? Dan noteren wij: loopt nu.",
    "Een datum mag een maand zijn, zoals 3-2026.",
    "Noem organisaties en functies. Noem geen namen van mensen en geen gebeurtenissen.",
    "Haalt u een rij weg? Dan blijft die activiteit staan. Verwijderen doet u op de pagina zelf.",
    "Klaar? Stuur het bestand op bij “Aan de slag”. U ziet eerst wat er verandert.",
)
PROMPTS = {
    "settings": "Kies een plek. Meer plekken? Typ ze met ; ertussen.",
    "themes": "Kies een thema. Meer thema’s? Typ ze met ; ertussen.",
    "audiences": "Kies een groep. Meer groepen? Typ ze met ; ertussen.",
}


def write_activities(
    record: AssessmentRecord, content: QuestionSet, known: Sequence[ActivityRecord]
) -> bytes:
    return make_book(
        "Activiteiten Preventiespiegel",
        record,
        lambda book: _Writer(book, record, content).write(known),
    )


class _Writer:
    def __init__(self, book: Workbook, record: AssessmentRecord, content: QuestionSet) -> None:
        self.record = record
        self.content = content
        self.model: InventoryModel = content.inventory
        self.styles = Styles(book)
        self.sheet: Worksheet = book.add_worksheet(ACTIVITIES_SHEET)
        self.choices: Worksheet = book.add_worksheet(CHOICES_SHEET)
        self.help: Worksheet = book.add_worksheet(HELP_SHEET)
        self.lists = Lists(book)
        self.marks = MarkWriter(book, self.styles.plain)

    def write(self, known: Sequence[ActivityRecord]) -> None:
        self.marks.begin(self.record, self.content.key)
        self._set_up()
        for row, stored in enumerate(known, start=1):
            cells = cells_of(stored.activity, self.model)
            for index, column in enumerate(COLUMNS):
                put(self.sheet, row, index, cells[column.name], self._style(column))
            self.marks.write(stored.activity.id, stored.version, fingerprint(cells))
        last = len(known) + EMPTY_ROWS
        for row in range(len(known) + 1, last + 1):
            for index, column in enumerate(COLUMNS):
                put(self.sheet, row, index, None, self._style(column))
        for index, column in enumerate(COLUMNS):
            if rule := self._rule(column):
                self.sheet.data_validation(1, index, last, index, rule)
        self.sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
        self._write_choices()
        write_help(self.help, self.styles, f"Gemeente {self.record.municipality_name}", HELP)
        self.sheet.activate()

    def _set_up(self) -> None:
        for index, column in enumerate(COLUMNS):
            self.sheet.write_string(0, index, column.title, self.styles.header)
            self.sheet.set_column(index, index, column.width, None, {"hidden": column.kind == "id"})
        self.sheet.set_first_sheet()
        self.sheet.freeze_panes(1, 2)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)

    def _style(self, column: Column) -> Format:
        known = {"day": self.styles.day, "year": self.styles.number, "count": self.styles.number}
        if column.kind in ("text", "names", "address"):
            return self.styles.words
        return known.get(column.kind, self.styles.choice)

    def _rule(self, column: Column) -> dict[str, Any] | None:
        """Only one choice fits a list, so where several can be typed it forbids nothing."""
        if column.kind in ("text", "address"):
            return at_most(column.longest)
        if column.kind == "yes":
            return self.lists.validation((YES,), forbid=True, prompt="Kies “ja” als dit zo is.")
        if column.kind not in ("choice", "many"):
            return None
        texts = tuple(words_of(column.name, self.model).values())
        prompt = PROMPTS.get(column.name, "Kies uit de lijst.")
        return self.lists.validation(texts, forbid=column.kind == "choice", prompt=prompt)

    def _write_choices(self) -> None:
        for index, name in enumerate(PROMPTS):
            title = next(column.title for column in COLUMNS if column.name == name)
            self.choices.write_string(0, index, title, self.styles.header)
            for row, text in enumerate(words_of(name, self.model).values(), start=1):
                self.choices.write_string(row, index, text, self.styles.plain)
            self.choices.set_column(index, index, 44)
