"""What the spreadsheet of the improvement plan holds, whatever the file format is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assessment.core.calendar import in_words
from assessment.core.plan import PLAN_STATUSES, PlanKind, PlanRow, term_in_words
from assessment.core.report import Report
from assessment.services.opendocument import sound
from assessment.services.sheets import MOST_CHARACTERS

PLAN = "Verbeterplan"
HELP = "Uitleg"
FIRST_STATUS = PLAN_STATUSES[0]
KINDS: dict[PlanKind, str] = {"gap": "gat", "open": "uitzoeken", "own": "eigen actie"}

Cell = str | date


@dataclass(frozen=True)
class Column:
    """One column. `choices` gives its cells a list; `fill_in` is what a reader may change."""

    title: str
    width: float  # in characters
    of: Callable[[PlanRow], Cell]
    fill_in: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanSheet:
    """Everything that a writer needs."""

    title: str
    municipality: str
    reference_date: date
    made_on: date
    rows: tuple[tuple[Cell, ...], ...]
    explanation: tuple[str, ...]


def _term(row: PlanRow) -> Cell:
    """A day is a date, so that the sheet can sort on it; a quarter stays words."""
    try:
        return date.fromisoformat(row.term)
    except ValueError:
        return term_in_words(row.term)


def _severity(row: PlanRow) -> str:
    """What is not known weighs nothing yet."""
    return "" if row.kind == "open" else row.severity or ""


def _title(row: PlanRow) -> str:
    """An open point has the name of the gap that it may turn out to be: never print that bare."""
    return f"Nog niet bekend: {row.title}" if row.kind == "open" else row.title


COLUMNS = (
    Column("Code", 8, lambda row: row.ref),
    Column("Soort", 11, lambda row: KINDS[row.kind]),
    Column("Onderdeel", 20, lambda row: row.step),
    Column("Ernst", 10, _severity),
    Column("Wat", 32, _title),
    Column("Eerst doen", 48, lambda row: row.advice),
    Column("Wie (functie)", 20, lambda row: row.owner, fill_in=True),
    Column("Voor wanneer", 16, _term, fill_in=True),
    Column("Status", 14, lambda row: row.status, fill_in=True, choices=PLAN_STATUSES),
    Column("Toelichting", 34, lambda row: row.note, fill_in=True),
    Column("Dit kan helpen", 30, lambda row: "\n".join(row.tools)),
)
STATUS_COLUMN = next(index for index, column in enumerate(COLUMNS) if column.choices)


def plan_sheet(report: Report, rows: tuple[PlanRow, ...], made_on: date) -> PlanSheet:
    place = report.municipality.name
    lines = (
        f"Verbeterplan van gemeente {place}",
        f"Gemaakt op {in_words(made_on)}, uit de antwoorden van {in_words(report.reference_date)}.",
        "Dit bestand is een kopie. Wat u hier verandert, komt niet vanzelf in de Preventiespiegel.",
        "In de gekleurde kolommen kunt u schrijven. Bij “Status” kiest u uit een lijst.",
        "Schrijf bij “Wie” een functie of een organisatie, nooit een naam.",
        "Soort “uitzoeken” betekent: dit weten wij nog niet. Het is dus geen gat.",
        "Een gat dat gepland is, is nog niet opgelost.",
        "Heeft u zelf iets meegemaakt? De hulplijnen staan in het rapport.",
    )
    return PlanSheet(
        title=f"Verbeterplan Preventiespiegel, gemeente {sound(place)}",
        municipality=place,
        reference_date=report.reference_date,
        made_on=made_on,
        rows=tuple(tuple(_cell(column.of(row)) for column in COLUMNS) for row in rows),
        explanation=tuple(map(sound, lines)),
    )


def _cell(value: Cell) -> Cell:
    return value if isinstance(value, date) else sound(value)[:MOST_CHARACTERS]
