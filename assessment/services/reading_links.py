"""Links for readers without an account: one report, one level, until a day, and revocable.

Its token (`services.tokens`) is shown once: right after it was made.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from assessment.core.identity import Sharing
from assessment.services import audit, tokens
from assessment.storage import assessments, finished_reports, reader_links
from assessment.storage.reader_links import ReaderLink
from assessment.storage.records import PersonRecord, UnknownReport

__all__ = ["ReaderLink"]

USUAL_DAYS = 30


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
    ends = tokens.end_after(days, now)
    record = assessments.lock(conn, assessment_id)
    report = finished_reports.get(conn, assessment_id, number)
    if report.municipality_code != record.municipality_code:
        raise UnknownReport(number)
    token = tokens.new_token()
    reader_links.add(conn, tokens.digest(token), number, level, ends, by=by, now=now)
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
    found = reader_links.find(conn, tokens.digest(token), now)
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
