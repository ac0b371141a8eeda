"""Links for readers without an account: one report, one level, until a day, and revocable.

The token is 256 random bits. Only its hash is stored, so a stolen copy of the database opens
nothing, and it is shown once: right after it was made.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection

from assessment.core.identity import Sharing
from assessment.services import audit
from assessment.storage import assessments, finished_reports, reader_links
from assessment.storage.reader_links import ReaderLink
from assessment.storage.records import PersonRecord, UnknownReport

__all__ = ["ReaderLink"]

USUAL_DAYS = 30
MOST_DAYS = 365
# A page that is read once more within the hour is the same look.
ONE_LOOK = timedelta(hours=1)


class UnknownLink(LookupError):
    """There is no such link, or it ended: to a reader that is the same."""


def make(
    conn: Connection,
    assessment_id: str,
    number: str,
    level: Sharing,
    days: int,
    *,
    by: PersonRecord,
    now: datetime,
) -> str:
    """The token of a new link. Raises UnknownAssessment, UnknownReport or ValueError."""
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(days)
    record = assessments.lock(conn, assessment_id)
    report = finished_reports.get(conn, assessment_id, number)
    if report.municipality_code != record.municipality_code:
        raise UnknownReport(number)
    token = secrets.token_urlsafe(32)
    ends = now + timedelta(days=days)
    reader_links.add(conn, _digest(token), number, level, ends, by=by, now=now)
    audit.note(
        conn,
        "report.link_made",
        number,
        by=by,
        now=now,
        assessment_id=assessment_id,
        level=level,
        days=days,
    )
    return token


def find(conn: Connection, token: str, now: datetime) -> ReaderLink:
    """Raises UnknownLink, for one that ended too."""
    found = reader_links.find(conn, _digest(token), now)
    if found is None:
        raise UnknownLink
    return found


def of_municipality(conn: Connection, code: str, now: datetime) -> list[ReaderLink]:
    """Every link of this municipality that works."""
    return reader_links.of_municipality(conn, code, now)


def withdraw(
    conn: Connection, assessment_id: str, link_id: str, *, by: PersonRecord, now: datetime
) -> None:
    """Takes effect at the next request. Raises UnknownLink."""
    record = assessments.lock(conn, assessment_id)
    found = {link.id: link for link in of_municipality(conn, record.municipality_code, now)}
    link = found.get(link_id)
    if link is None or link.assessment_id != assessment_id:
        raise UnknownLink(link_id)
    reader_links.withdraw(conn, link_id, now)
    audit.note(
        conn,
        "report.link_ended",
        link.number,
        by=by,
        now=now,
        assessment_id=assessment_id,
        level=link.level,
    )


def is_a_new_look(link: ReaderLink, now: datetime) -> bool:
    return link.opened_at is None or now - link.opened_at > ONE_LOOK


def note_opened(conn: Connection, link: ReaderLink, now: datetime) -> None:
    """That someone read it, and when; who that was is not known here."""
    reader_links.opened(conn, link.id, now)
    audit.note(
        conn,
        "report.link_opened",
        link.number,
        by=None,
        now=now,
        assessment_id=link.assessment_id,
        level=link.level,
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
