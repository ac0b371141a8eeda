"""Reading a list of activities: ours, that comes back, or one that a municipality has already.

Nothing is saved here. A row that cannot be read is told with its number, and does not stand in the
way of the others.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from assessment.core.activities import Activity
from assessment.core.activity_faults import in_dutch
from assessment.core.inventory_model import InventoryModel
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import BadValue
from assessment.core.strict_json import Fault
from assessment.services.spreadsheet.activity_cells import read_cell
from assessment.services.spreadsheet.activity_layout import (
    ACTIVITIES_SHEET,
    BY_NAME,
    Column,
    cells_of,
)
from assessment.services.spreadsheet.cells import Cell, fingerprint, plain
from assessment.services.spreadsheet.limits import refuse
from assessment.services.spreadsheet.marks import Marks
from assessment.services.spreadsheet.own_list import Headings, find_headings, read_csv
from assessment.services.spreadsheet.question_layout import QUESTIONS_SHEET
from assessment.services.spreadsheet.workbook import Workbook, read_chosen
from assessment.services.spreadsheet.workbook_sheet import Sheet, cells_in
from assessment.services.spreadsheet.writing import MARKS_SHEET
from assessment.storage.records import ActivityRecord, AssessmentRecord

_DAYS_TO_1904 = 1462
# In a list of one's own these are left out when they make no sense; a text is never cut.
_MAY_BE_LEFT_OUT = ("many", "choice", "yes", "day", "year", "count", "address")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class ListRow:
    """A row that somebody wrote or changed. Without a version it is a new activity."""

    number: int
    activity: Activity
    base_version: int = 0
    given: frozenset[str] = frozenset()  # the fields that the row says something about
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadList:
    """Everything that a file holds."""

    rows: tuple[ListRow, ...]
    untouched: int = 0
    faults: tuple[Fault, ...] = ()
    skipped: tuple[str, ...] = ()  # the headings that we do not know
    own: bool = False


def open_list(raw: bytes) -> Workbook:
    """The sheets of the file, or the one of a CSV file. Needs no database."""
    if raw and not raw.startswith((b"PK", _OLD_OFFICE)):
        return Workbook({ACTIVITIES_SHEET: read_csv(raw)})
    return read_chosen(raw, _wanted)


def _wanted(names: tuple[str, ...]) -> tuple[str, ...]:
    ours = (ACTIVITIES_SHEET, MARKS_SHEET)
    if set(ours) <= set(names):
        return ours
    if {QUESTIONS_SHEET, MARKS_SHEET} <= set(names):
        raise refuse("is het bestand met de vragen. Stuur het op bij “Invullen in Excel”")
    return (ACTIVITIES_SHEET,) if ACTIVITIES_SHEET in names else names[:1]


def read_list(
    book: Workbook,
    record: AssessmentRecord,
    content: QuestionSet,
    stored: Mapping[str, ActivityRecord],
) -> ReadList:
    """What the file holds; `stored` has every activity of the scan, removed ones as well."""
    if not book.sheets:
        raise refuse("heeft geen blad waarop iets staat")
    if MARKS_SHEET in book.sheets:
        marks = Marks(book, ACTIVITIES_SHEET, record, content)
        return _Reading(book, book.sheets[ACTIVITIES_SHEET], content, stored, marks).read()
    (sheet,) = book.sheets.values()
    return _Reading(book, sheet, content, {}, None).read()


@dataclass
class _Reading:
    book: Workbook
    sheet: Sheet
    content: QuestionSet
    stored: Mapping[str, ActivityRecord]
    marks: Marks | None
    faults: list[Fault] = field(default_factory=list)
    untouched: int = 0

    @property
    def model(self) -> InventoryModel:
        return self.content.inventory

    def read(self) -> ReadList:
        headings = find_headings(self.sheet)
        found = [(number, cells) for number, cells in self._rows(headings) if cells]
        owners = self._owners(found)
        rows = list(self._read_rows(found, owners))
        skipped = headings.skipped
        return ReadList(
            tuple(rows), self.untouched, tuple(self.faults), skipped, self.marks is None
        )

    def _rows(self, headings: Headings) -> Iterator[tuple[int, dict[str, Cell]]]:
        for number, cells in cells_in(self.sheet):
            if number > headings.row:
                mine = {
                    column.name: self._dated(column, cells[letter])
                    for letter, column in headings.letters.items()
                    if letter in cells and plain(cells[letter])
                }
                there = {column.name for column in headings.letters.values()}
                # A cell that is empty says something too, where the column is there.
                empty: dict[str, Cell] = dict.fromkeys(there - set(mine), "")
                if set(mine) - {"id"}:
                    yield number, {**mine, **empty}

    def _dated(self, column: Column, raw: Cell) -> Cell:
        if column.kind == "day" and self.book.from_1904 and type(raw) is int:
            return raw + _DAYS_TO_1904
        return raw

    def _owners(self, rows: list[tuple[int, dict[str, Cell]]]) -> dict[str, int]:
        """Which row is which activity. A row that was copied has the same hidden mark: of those
        the one that nobody touched is the activity itself, or else the first."""
        found: dict[str, int] = {}
        for number, cells in rows:
            name = plain(cells.get("id", ""))
            known = name in self.stored and self.marks is not None and self.marks.of(name)[0] > 0
            if known and (name not in found or self._is_untouched(name, cells)):
                found[name] = number
        return found

    def _is_untouched(self, name: str, cells: dict[str, Cell]) -> bool:
        return self.marks is not None and fingerprint(cells) == self.marks.of(name)[1]

    def _read_rows(
        self, rows: list[tuple[int, dict[str, Cell]]], owners: dict[str, int]
    ) -> Iterator[ListRow]:
        names: dict[str, int] = {}
        for number, cells in rows:
            name = plain(cells.get("id", ""))
            mine = owners.get(name) == number
            if mine and self._is_untouched(name, cells):
                self.untouched += 1
                continue
            known = self.stored[name] if mine else None
            version = self.marks.of(name)[0] if known and self.marks else 0
            row = self._read_row(number, cells, known, version)
            if row is None:
                continue
            words = row.activity.name.casefold()
            if words in names:
                note = f"Deze naam staat ook in rij {names[words]}."
                row = dataclasses.replace(row, notes=(*row.notes, note))
            names.setdefault(words, number)
            yield row

    def _read_row(
        self, number: int, cells: dict[str, Cell], known: ActivityRecord | None, version: int
    ) -> ListRow | None:
        faults: list[Fault] = []
        notes: list[str] = []
        data: dict[str, Any] = {}
        shown = cells_of(known.activity, self.model) if known else {}
        if known:
            data = known.activity.model_dump(mode="json", exclude={"id"})
        for name, raw in cells.items():
            column = BY_NAME[name]
            if column.kind == "id" or (known and _same(raw, shown[name])):
                continue
            try:
                value = self._value(column, raw, known is not None)
            except BadValue as fault:
                if self.marks is None and column.kind in _MAY_BE_LEFT_OUT:
                    notes.append(f"“{column.title}”: {fault}. Wij laten dit vak leeg.")
                else:
                    where = ". Kijk op het blad “Keuzes” wat kan" if column.kind == "many" else ""
                    faults.append(_fault(number, column, f"{fault}{where}"))
                continue
            if value is None:
                data.pop(name, None)
            else:
                data[name] = value
        activity = None if faults else self._activity(number, data, faults)
        if activity is None:
            self.faults += faults
            return None
        given = frozenset(data) if known is None else frozenset()
        if known:
            activity = activity.model_copy(update={"id": known.activity.id})
        return ListRow(number, activity, version, given, tuple(notes))

    def _value(self, column: Column, raw: Cell, known: bool) -> Any:
        """None where the cell is empty, which gives the field the value of a new activity."""
        if plain(raw) == "":
            if column.name == "name":
                raise BadValue("de naam ontbreekt")
            if column.name == "status" and known:
                # A new activity runs, but what was planned does not run because a cell is empty.
                raise BadValue("dit vak is leeg. Kies een status")
            return None
        return read_cell(column, raw, self.model)

    def _activity(self, number: int, data: dict[str, Any], faults: list[Fault]) -> Activity | None:
        try:
            return Activity.model_validate_json(json.dumps(data))
        except ValidationError as fault:
            for error in fault.errors():
                column = BY_NAME.get(str(error["loc"][0]), BY_NAME["name"])
                faults.append(_fault(number, column, in_dutch(error)))
        return None


def _same(raw: Cell, shown: Any) -> bool:
    """Whether a cell still says what we wrote in it, whatever a program made of the spaces."""
    return plain(raw) == plain("" if shown is None else shown)


def _fault(number: int, column: Column, message: str) -> Fault:
    return Fault(f"Rij {number}, “{column.title}”", message)
