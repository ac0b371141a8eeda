"""What was erased, as a list to keep elsewhere; and erasing it again after a restore.

A backup holds what was erased after it was made. The trail of the database that is put back says
what it knows as erased; all else on the list goes again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection

from assessment.core.calendar import in_words
from assessment.core.erasures import ERASURE_ACTS, Erasure
from assessment.services import erasing, erasing_words
from assessment.services.erasing_words import KINDS
from assessment.storage import assessments, audit, people
from assessment.storage.database import Database
from assessment.storage.erasing_words import Thing
from assessment.storage.records import AuditEvent, UnknownAssessment

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_THINGS: dict[str, Thing] = {kind.act: thing for thing, kind in KINDS.items()}


def noted(conn: Connection, since: datetime = _BEGINNING) -> tuple[Erasure, ...]:
    """Everything that was erased since then, the oldest first."""
    return tuple(_erasure(event) for event in audit.acts(conn, ERASURE_ACTS, since))


def due(conn: Connection, listed: tuple[Erasure, ...]) -> list[Erasure]:
    """What of the list is here and was not erased here since.

    What was erased before the backup is not due: whatever stands there now was typed after it.
    """
    last = {item.key: item.at for item in noted(conn)}
    waiting = {
        item.key: item for item in listed if item.key not in last or last[item.key] < item.at
    }
    return [item for item in waiting.values() if _is_here(conn, item)]


def again(database: Database, item: Erasure, now: datetime, told: Callable[[str], None]) -> None:
    """Erases one thing of the list. Raises LastOneInCharge, as forgetting someone does."""
    if item.act == "municipality.erased":
        erasing.municipality(database, item.about, now, told)
        return
    with database.write() as conn:
        if item.act == "person.forgotten":
            erasing.person(conn, item.about, now=now)
        elif item.act == "assessment.erased":
            of_place = item.why == "municipality"
            erasing.scan(conn, item.about, item.why or "again", now=now, trail=of_place)
        else:
            erasing_words.erase(
                conn,
                _THINGS[item.act],
                item.scan or "",
                item.about,
                item.field,
                by=None,
                now=now,
                removed_too=True,
            )
    told(in_dutch(item))


def in_dutch(item: Erasure) -> str:
    """One line for whoever looks after the installation: codes, and never what stood there."""
    when = f"gewist op {in_words(item.at)}"
    match item.act:
        case "municipality.erased":
            return f"alles van gemeente {item.about}, {when}"
        case "person.forgotten":
            return f"de gegevens van persoon {item.about}, {when}"
        case "assessment.erased":
            return f"scan {item.about}, {when}"
    kind = KINDS[_THINGS[item.act]]
    field = kind.fields.get(item.field, item.field)
    return f"{kind.name} {item.about} in scan {item.scan}: {field.replace('-', ' ')}, {when}"


def _erasure(event: AuditEvent) -> Erasure:
    asked = event.details.get("questions") or [event.object_id]
    return Erasure(
        act=next(act for act in ERASURE_ACTS if act == event.action),
        at=event.at,
        about=asked[0],
        scan=event.assessment_id if event.action in _THINGS else None,
        field=event.details.get("field", ""),
        why=event.details.get("why", ""),
    )


def _is_here(conn: Connection, item: Erasure) -> bool:
    match item.act:
        case "municipality.erased":
            return not erasing.of_municipality(conn, item.about).is_empty
        case "person.forgotten":
            return people.find(conn, item.about) is not None
        case "assessment.erased":
            return _has_scan(conn, item.about)
    thing = _THINGS[item.act]
    return bool(erasing_words.texts(conn, thing, item.scan or "", item.about, item.field))


def _has_scan(conn: Connection, assessment_id: str) -> bool:
    try:
        assessments.get(conn, assessment_id)
    except UnknownAssessment:
        return False
    return True
