"""People, the links with which they sign in, and their sessions; only digests of the tokens."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from assessment.storage.records import PersonRecord
from assessment.storage.tables import people, sessions, sign_in_links


def add(connection: Connection, function: str, now: datetime) -> PersonRecord:
    person = PersonRecord(secrets.token_urlsafe(16), function, now)
    connection.execute(insert(people), {"id": person.id, "function": function, "created_at": now})
    return person


def first(connection: Connection) -> PersonRecord | None:
    """The one who was here first: on a local installation the only one."""
    query = select(people).order_by(people.c.created_at, people.c.id).limit(1)
    row = connection.execute(query).one_or_none()
    return PersonRecord(**row._mapping) if row else None


def set_function(connection: Connection, person_id: str, function: str) -> None:
    """From now on; what was saved before keeps the function of that moment."""
    connection.execute(update(people).where(people.c.id == person_id).values(function=function))


def add_link(
    connection: Connection, digest: str, person_id: str, now: datetime, expires_at: datetime
) -> None:
    connection.execute(
        insert(sign_in_links),
        {"digest": digest, "person_id": person_id, "created_at": now, "expires_at": expires_at},
    )


def any_link_used(connection: Connection) -> bool:
    query = select(sign_in_links.c.digest).where(sign_in_links.c.used_at.is_not(None)).limit(1)
    return connection.execute(query).first() is not None


def link_works(connection: Connection, digest: str, now: datetime) -> bool:
    query = select(sign_in_links.c.digest).where(
        sign_in_links.c.digest == digest,
        sign_in_links.c.used_at.is_(None),
        sign_in_links.c.expires_at > now,
    )
    return connection.execute(query).first() is not None


def use_link(connection: Connection, digest: str, now: datetime) -> str | None:
    """The person of the link. One statement looks and marks, so that only one caller gets it."""
    found: str | None = connection.execute(
        update(sign_in_links)
        .where(
            sign_in_links.c.digest == digest,
            sign_in_links.c.used_at.is_(None),
            sign_in_links.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(sign_in_links.c.person_id)
    ).scalar()
    return found


def add_session(connection: Connection, digest: str, person_id: str, now: datetime) -> None:
    connection.execute(
        insert(sessions),
        {"digest": digest, "person_id": person_id, "created_at": now, "seen_at": now},
    )


def of_session(
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


def touch_session(
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


def end_session(connection: Connection, digest: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.digest == digest))


def end_old_sessions(connection: Connection, made_before: datetime, seen_before: datetime) -> None:
    connection.execute(
        delete(sessions).where(
            (sessions.c.created_at <= made_before) | (sessions.c.seen_at <= seen_before)
        )
    )
