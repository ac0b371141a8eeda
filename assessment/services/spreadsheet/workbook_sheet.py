"""The filled cells of one sheet of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assessment.services.spreadsheet.cells import (
    ERROR,
    FORMULA,
    Cell,
    column_letter,
    column_number,
    sound,
)
from assessment.services.spreadsheet.limits import DAMAGED, MOST_COLUMNS, MOST_ROWS, refuse
from assessment.services.spreadsheet.workbook_xml import Words

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass
class Sheet:
    """The filled cells of one sheet, by row (from 1) and by column letter."""

    rows: dict[int, dict[str, Cell]] = field(default_factory=dict)


def cells_in(sheet: Sheet) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Row by row, in the order of the sheet."""
    for number in sorted(sheet.rows):
        yield number, sheet.rows[number]


class SheetReader(Words):
    """The cells of one sheet."""

    def __init__(self, title: str, strings: list[str]) -> None:
        super().__init__()
        self.sheet = Sheet()
        self._title = title
        self._strings = strings
        self._row = 0
        self._column = 0
        self._place: tuple[str, int] = ("", 0)
        self._type = ""
        self._formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "c":
            self._column += 1
            self._place = self._find_place(attributes.get("r"))
            self._type = attributes.get("t", "n")
            self._formula = False
            self._begin()
        elif name == "f":
            self._formula = True
        self._aside += name == "rPh"
        self._reading = name in ("v", "t")

    def end(self, name: str) -> None:
        self._reading = False
        self._aside -= name == "rPh"
        if name == "c":
            value = self._value()
            column, row = self._place
            if value is not None and row > MOST_ROWS:
                # Only now: some programs write empty rows down to the very last one.
                raise refuse(
                    f"heeft meer dan {MOST_ROWS} rijen op het blad “{self._title}”. "
                    "Haal de rijen weg die u niet nodig heeft"
                )
            if value is not None and column:
                self.sheet.rows.setdefault(row, {})[column] = value

    def _find_place(self, given: str | None) -> tuple[str, int]:
        if given is None:
            number = self._column
        else:
            found = _CELL.fullmatch(given)
            if found is None or int(found[2]) != self._row:
                raise refuse(DAMAGED)
            number = column_number(found[1])
            self._column = number
        # What stands far to the right is nobody's answer.
        return (column_letter(number) if number <= MOST_COLUMNS else "", self._row)

    def _value(self) -> Cell | None:
        if self._formula:
            return FORMULA
        text = self._gathered()
        if self._type == "e":
            return ERROR
        if not text:
            return None
        match self._type:
            case "s":
                return self._strings[_index(text, len(self._strings))] or None
            case "b":
                return text.strip() == "1"
            case "n":
                number = float(text)
                if number != number or abs(number) > 1e15:
                    return ERROR
                return int(number) if number.is_integer() else number
            case _:
                return sound(text) or None


def _index(text: str, length: int) -> int:
    index = int(text)
    if not 0 <= index < length:
        raise refuse(DAMAGED)
    return index
