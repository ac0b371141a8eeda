"""A list of activities of one's own: some sheet or a CSV file, with a row of headings or without.

Nobody made it for us, so it is read mildly: a cell that we do not understand is left out and told,
and only a row without a usable name is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from assessment.services.spreadsheet.activity_layout import BY_NAME, Column, column_of
from assessment.services.spreadsheet.cells import Cell, column_letter, plain, short, sound
from assessment.services.spreadsheet.limits import (
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    refuse,
)
from assessment.services.spreadsheet.workbook_sheet import Sheet, cells_in

# A title or a date often stands above the headings.
_LOOK_FOR_HEADINGS = 10


@dataclass(frozen=True)
class Headings:
    """Which column holds what, in which row that is told, and what we do not know."""

    letters: dict[str, Column]
    row: int
    skipped: tuple[str, ...] = ()


def find_headings(sheet: Sheet) -> Headings:
    """The row with the most words that we know; the name must be among them."""
    best: dict[str, Column] = {}
    at = 0
    for number, cells in list(cells_in(sheet))[:_LOOK_FOR_HEADINGS]:
        found = dict(_known(cells))
        if len(found) > len(best) and any(item.name == "name" for item in found.values()):
            best, at = found, number
    if best:
        skipped = [
            short(value)
            for letter, value in sheet.rows[at].items()
            if letter not in best and plain(value)
        ]
        return Headings(best, at, tuple(skipped))
    letters = {letter for cells in sheet.rows.values() for letter in cells}
    if len(letters) == 1:
        # Nothing but names.
        return Headings({letters.pop(): BY_NAME["name"]}, 0)
    if not letters:
        raise refuse("is leeg. Zet de naam van elke activiteit op een eigen rij")
    raise refuse("heeft geen kolom met namen die wij herkennen. "
                 "Zet in de eerste rij boven de namen het woord “Naam”")  # fmt: skip


def _known(cells: dict[str, Cell]) -> Iterator[tuple[str, Column]]:
    seen = set()
    for letter, value in cells.items():
        column = column_of(value)
        if column and column.name not in seen:
            seen.add(column.name)
            yield letter, column


def read_csv(raw: bytes) -> Sheet:
    """The rows of a CSV file, as Excel and others write it in the Netherlands."""
    if len(raw) > MOST_BYTES:
        raise refuse(f"is te groot: meer dan {MOST_BYTES // 10**6} MB")
    text = _decoded(raw)
    first, _, rest = text.partition("\n")
    if first.strip().casefold() in ("sep=;", "sep=,"):
        delimiter, text = first.strip()[-1], rest
    else:
        delimiter = max(";,\t", key=first.count)
    sheet = Sheet()
    try:
        for number, values in enumerate(csv.reader(StringIO(text), delimiter=delimiter), start=1):
            cells: dict[str, Cell] = {
                column_letter(index): found[:MOST_CHARACTERS]
                for index, value in enumerate(values[:MOST_COLUMNS], start=1)
                if (found := sound(value))
            }
            if cells and number > MOST_ROWS:
                raise refuse(f"heeft meer dan {MOST_ROWS} rijen. "
                             "Haal de rijen weg die u niet nodig heeft")  # fmt: skip
            if cells:
                sheet.rows[number] = cells
    except csv.Error:
        raise refuse("is beschadigd. Sla het in Excel opnieuw op als .xlsx") from None
    return sheet


def _decoded(raw: bytes) -> str:
    """UTF-8, or the older way of Windows. Bytes that no text has are another kind of file."""
    if b"\x00" in raw or raw.startswith((b"%PDF", b"{\\rtf", b"<")):
        raise refuse("is geen Excel-bestand en geen lijst (.csv). "
                     "Kies een bestand dat eindigt op .xlsx of .csv")  # fmt: skip
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
