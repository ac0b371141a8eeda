"""A comparison as a file. A new kind of file is one row in `WRITERS`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from assessment.core.network_comparison import Member, NetworkComparison, StepCell
from assessment.services.logbook import harmless

MARK, VERSION = "preventiespiegel_comparison", 1
UNKNOWN = "?"

Writer = Callable[[NetworkComparison], bytes]


def as_json(comparison: NetworkComparison) -> bytes:
    """All of it, for a program. A stand is in hundredths, and null means that nobody knows."""
    made: dict[str, Any] = {MARK: VERSION, **asdict(comparison)}
    text = json.dumps(made, ensure_ascii=False, indent=1, default=_day)
    return f"{text}\n".encode()


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def as_csv(comparison: NetworkComparison) -> bytes:
    """The map, one row per municipality, for Excel in Dutch: semicolons, and a mark for UTF-8."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(harmless, _headings(comparison)))
    for member in comparison.members:
        writer.writerow(map(harmless, _row(member)))
    return made.getvalue().encode("utf-8-sig")


def _headings(comparison: NetworkComparison) -> Iterator[str]:
    yield from ("Gemeente", "Code", "Grootte", "Peildatum", "Versie", "Deelt", "Let op")
    for column in comparison.columns:
        yield f"{column.label}: stand"
        yield f"{column.label}: bekend"


def _row(member: Member) -> Iterator[str]:
    yield member.name
    yield member.code or ""
    yield member.size_class or ""
    yield member.when
    yield f"{member.question_set} {member.depth}"
    yield SHARES[member.sharing]
    yield "gewijzigd nadat het is gemaakt" if member.changed else ""
    for cell in member.cells:
        yield stand_in_words(cell)
        yield f"{cell.known} van {cell.asked}" if cell.asked else UNKNOWN


def stand_in_words(cell: StepCell) -> str:
    """As it is printed: 2,5; what nobody knows is a question mark and never a zero."""
    return UNKNOWN if cell.stand is None else f"{cell.stand / 100:.1f}".replace(".", ",")


SHARES = {
    "levels": "de stand",
    "gaps": "de stand en de gaten",
    "answers": "ook de antwoorden",
    "notes": "alles, ook de toelichtingen",
}

WRITERS: dict[str, Writer] = {".json": as_json, ".csv": as_csv}
