"""Sessions: who is inside at this moment. Only digests of the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from assessment.storage.records import PersonRecord
from assessment.storage.tables import people, sessions


@dataclass(frozen=True)
class SessionRecord:
    """One session of someone, as they may see it."""

    created_at: datetime
    seen_at: datetime
    own: bool  # whether it is the one that asks


def add(connection: Connection, digest: str, person_id: str, means: str, now: datetime) -> None:
    connection.execute(
        insert(sessions),
        {
            "digest": digest,
            "person_id": person_id,
            "means": means,
            "created_at": now,
            "seen_at": now,
        },
    )


def person_of(
    connection: Connection, digest: str, made_after: datetime, seen_after: datetime
) -> PersonRecord | None:
    query = (
        select(people)
        .join(sessions, sessions.c.person_id == people.c.id)
        .where(
            sessions.c.digest == digest,
            sessions.c.created_at > made_after,
            sessions.c.seen_at > seen_after,
        )
    )
    row = connection.execute(query).one_or_none()
    return PersonRecord(**row._mapping) if row else None


def listed(
    connection: Connection,
    person_id: str,
    own: str,
    made_after: datetime,
    seen_after: datetime,
) -> list[SessionRecord]:
    """The sessions of this person that hold, the one that was used last first."""
    query = (
        select(sessions)
        .where(
            sessions.c.person_id == person_id,
            sessions.c.created_at > made_after,
            sessions.c.seen_at > seen_after,
        )
        .order_by(sessions.c.seen_at.desc(), sessions.c.digest)
    )
    return [
        SessionRecord(row.created_at, row.seen_at, row.digest == own)
        for row in connection.execute(query)
    ]


def touch(
    connection: Connection,
    digest: str,
    now: datetime,
    made_after: datetime,
    seen_after: datetime,
) -> None:
    """Only a session that still holds is kept alive; one that ran out stays so."""
    connection.execute(
        update(sessions)
        .where(
            sessions.c.digest == digest,
            sessions.c.created_at > made_after,
            sessions.c.seen_at > seen_after,
            sessions.c.seen_at < now,
        )
        .values(seen_at=now)
    )


def end(connection: Connection, digest: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.digest == digest))


def end_all(connection: Connection, person_id: str, keep: str = "") -> int:
    """Every session of this person but the one to keep; how many that were."""
    ended = connection.execute(
        delete(sessions).where(sessions.c.person_id == person_id, sessions.c.digest != keep)
    )
    return ended.rowcount


def end_old(connection: Connection, made_before: datetime) -> None:
    connection.execute(delete(sessions).where(sessions.c.created_at <= made_before))
