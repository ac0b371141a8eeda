"""Tidying up: what has been kept as long as the settings say, and erasing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.calendar import in_words
from assessment.core.retention import Keep
from assessment.services import audit, erasing
from assessment.services.signing_in import LIMITS
from assessment.services.signing_in import Limits as SessionLimits
from assessment.storage import assessments, finished_reports, retention
from assessment.storage.database import Database
from assessment.storage.records import AssessmentRecord, UnknownAssessment
from assessment.storage.retention import KINDS, Kind, Limits

BATCH = 1000

_NAMES: dict[Kind, str] = {
    "sessions": "sessies",
    "half": "half afgemaakte aanmeldingen",
    "links": "links om binnen te komen",
    "invitations": "uitnodigingen",
    "readers": "links voor lezers",
    "keys": "sleutels voor andere programma’s",
    "failures": "mislukte pogingen om in te loggen",
    "trail": "regels in het logboek",
    "ties": "oude regels over wie meedeed",
}


@dataclass(frozen=True)
class Due:
    """One kind of thing that is due: how many, why, and for scans which ones."""

    name: str
    why: str
    number: int
    lines: tuple[str, ...] = ()


def due(conn: Connection, keep: Keep, now: datetime, sessions: SessionLimits = LIMITS) -> list[Due]:
    """What `tidy` would erase now, and why."""
    found = []
    scans = _scans(conn, keep, now)
    for removed in (True, False):
        some = [record for record in scans if bool(record.removed_at) == removed]
        if some:
            name = "verwijderde scans" if removed else "scans die niemand meer wijzigde"
            lines = tuple(_line(conn, record) for record in some)
            found.append(Due(name, _why_scan(keep, removed), len(some), lines))
    for kind in KINDS:
        if number := retention.number_due(conn, kind, _limits(keep, now, sessions)):
            found.append(Due(_NAMES[kind], _why(kind, keep), number))
    return found


def tidy(
    database: Database,
    keep: Keep,
    now: datetime,
    told: Callable[[str], None],
    sessions: SessionLimits = LIMITS,
) -> None:
    """Erases it: a transaction per scan and per batch. Stopped halfway, the next call goes on."""
    with database.read() as conn:
        scans = _scans(conn, keep, now)
    for record in scans:
        with database.write() as conn:
            if _erase_if_due(conn, record.id, keep, now):
                told(f"scan {record.id[:6]}… van {record.municipality_name}")
    limits = _limits(keep, now, sessions)
    for kind in KINDS:
        total = 0
        while gone := _batch(database, kind, limits, now):
            total += gone
        if total:
            told(f"{total} {_NAMES[kind]}")


def _erase_if_due(conn: Connection, assessment_id: str, keep: Keep, now: datetime) -> bool:
    """Somebody may have put it back, or changed it, since it was listed."""
    try:
        record = assessments.lock(conn, assessment_id)
    except UnknownAssessment:
        return False
    if record not in _scans(conn, keep, now):
        return False
    erasing.scan(conn, assessment_id, "removed" if record.removed_at else "unchanged", now=now)
    return True


def _batch(database: Database, kind: Kind, limits: Limits, now: datetime) -> int:
    with database.write() as conn:
        gone = retention.delete_due(conn, kind, limits, BATCH)
        if gone:
            audit.note(conn, "trail.tidied", kind, by=None, now=now, number=gone)
        return gone


def _scans(conn: Connection, keep: Keep, now: datetime) -> list[AssessmentRecord]:
    return retention.scans_due(conn, keep.removed_before(now), keep.unchanged_before(now))


def _limits(keep: Keep, now: datetime, sessions: SessionLimits) -> Limits:
    made, seen = now - sessions.absolute, now - sessions.idle
    return Limits(made, seen, keep.ended_before(now), keep.noted_before(now))


def _line(conn: Connection, record: AssessmentRecord) -> str:
    reports = len(finished_reports.listed(conn, record.id))
    about = f"scan {record.id[:6]}… van {record.municipality_name}"
    about += f", peildatum {in_words(record.reference_date)}"
    about += (
        f", verwijderd op {in_words(record.removed_at)}"
        if record.removed_at
        else f", laatst gewijzigd op {in_words(record.updated_at)}"
    )
    if reports:
        about += f", met {reports} vastgesteld{' rapport' if reports == 1 else 'e rapporten'}"
    return about


def _why_scan(keep: Keep, removed: bool) -> str:
    if removed:
        return f"langer dan {days(keep.removed_days)} geleden verwijderd"
    return f"in {keep.scans_years} jaar niet gewijzigd"


def _why(kind: Kind, keep: Keep) -> str:
    if kind in ("trail", "ties"):
        return f"ouder dan {keep.logbook_years} jaar"
    if kind in ("links", "invitations"):
        return f"langer dan {days(keep.links_days)} geleden gebruikt of verlopen"
    if kind in ("readers", "keys"):
        return f"langer dan {days(keep.links_days)} geleden verlopen of ingetrokken"
    return "verlopen"


def days(number: int) -> str:
    return f"{number} {'dag' if number == 1 else 'dagen'}"
