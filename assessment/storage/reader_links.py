"""Links with which someone without an account reads one report; only digests of the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from assessment.core.identity import Sharing
from assessment.storage.ids import new_id
from assessment.storage.records import PersonRecord
from assessment.storage.tables import assessments, finished_reports, reader_links


@dataclass(frozen=True)
class ReaderLink:
    """One link, without the token that opens it."""

    id: str
    number: str
    assessment_id: str
    municipality_code: str
    municipality_name: str
    level: Sharing
    expires_at: datetime
    at: datetime
    by: str
    opened_at: datetime | None


def add(
    connection: Connection,
    digest: str,
    number: str,
    level: Sharing,
    expires_at: datetime,
    *,
    by: PersonRecord,
    now: datetime,
) -> str:
    link_id = new_id()
    connection.execute(
        insert(reader_links),
        {
            "id": link_id,
            "digest": digest,
            "number": number,
            "level": level,
            "expires_at": expires_at,
            "person_id": by.id,
            "function": by.function,
            "at": now,
        },
    )
    return link_id


def find(connection: Connection, digest: str, now: datetime) -> ReaderLink | None:
    """The link of this token, as long as it works."""
    row = connection.execute(_live(now).where(reader_links.c.digest == digest)).one_or_none()
    return ReaderLink(**row._mapping) if row else None


def of_municipality(connection: Connection, code: str, now: datetime) -> list[ReaderLink]:
    """Every link of this municipality that works, the newest first."""
    query = (
        _live(now)
        .where(finished_reports.c.municipality_code == code)
        .order_by(reader_links.c.at.desc(), reader_links.c.id)
    )
    return [ReaderLink(**row._mapping) for row in connection.execute(query)]


def withdraw(connection: Connection, link_id: str, now: datetime) -> None:
    connection.execute(
        update(reader_links)
        .where(reader_links.c.id == link_id, reader_links.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def withdraw_of_assessment(connection: Connection, assessment_id: str, now: datetime) -> None:
    """Every link to a report of this assessment stops."""
    numbers = select(finished_reports.c.number).where(
        finished_reports.c.assessment_id == assessment_id
    )
    connection.execute(
        update(reader_links)
        .where(reader_links.c.number.in_(numbers), reader_links.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def opened(connection: Connection, link_id: str, now: datetime) -> None:
    connection.execute(
        update(reader_links).where(reader_links.c.id == link_id).values(opened_at=now)
    )


def _live(now: datetime) -> Any:
    return (
        select(
            reader_links.c.id,
            reader_links.c.number,
            finished_reports.c.assessment_id,
            finished_reports.c.municipality_code,
            finished_reports.c.municipality_name,
            reader_links.c.level,
            reader_links.c.expires_at,
            reader_links.c.at,
            reader_links.c.function.label("by"),
            reader_links.c.opened_at,
        )
        .select_from(reader_links)
        .join(finished_reports, finished_reports.c.number == reader_links.c.number)
        .join(assessments, assessments.c.id == finished_reports.c.assessment_id)
        .where(
            reader_links.c.withdrawn_at.is_(None),
            reader_links.c.expires_at > now,
            assessments.c.removed_at.is_(None),
            assessments.c.municipality_code == finished_reports.c.municipality_code,
        )
    )
