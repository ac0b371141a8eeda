"""A comparison as a file. A new kind of file is one row in `WRITERS`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from assessment.core.identity import SHARING_WORDS
from assessment.core.network_comparison import Member, NetworkComparison
from assessment.pdf.document import comparison_html, standalone_comparison
from assessment.pdf.rendering import Limits, render_pdf
from assessment.services.logbook import harmless
from assessment.services.network_sheets import comparison_book
from assessment.services.network_words import known_in_words, stand_in_words, to_watch
from assessment.services.sheets_ods import write_ods_book
from assessment.services.sheets_xlsx import write_xlsx_book

MARK, VERSION = "preventiespiegel_comparison", 1
# Thousands of rows take longer than a report does.
PDF_LIMITS = Limits(cpu=300, wall=400)

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
    yield SHARING_WORDS[member.sharing].name
    yield to_watch(member)
    for cell in member.cells:
        yield stand_in_words(cell)
        yield known_in_words(cell)


def as_xlsx(comparison: NetworkComparison) -> bytes:
    return write_xlsx_book(comparison_book(comparison))


def as_ods(comparison: NetworkComparison) -> bytes:
    return write_ods_book(comparison_book(comparison))


def as_html(comparison: NetworkComparison) -> bytes:
    """A page that opens anywhere and asks nothing of the network."""
    return standalone_comparison(comparison).encode()


def as_pdf(comparison: NetworkComparison) -> bytes:
    """Raises `PdfFailed`."""
    return render_pdf(comparison_html(comparison), PDF_LIMITS, "comparison")


WRITERS: dict[str, Writer] = {
    ".json": as_json,
    ".csv": as_csv,
    ".xlsx": as_xlsx,
    ".ods": as_ods,
    ".html": as_html,
    ".pdf": as_pdf,
}
