"""People, and the links with which they come in; only digests of the tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from assessment.storage.ids import new_id
from assessment.storage.records import PersonRecord
from assessment.storage.tables import accounts, people, sign_in_links


def add(connection: Connection, function: str, now: datetime) -> PersonRecord:
    person = PersonRecord(new_id(), function, now)
    connection.execute(insert(people), {"id": person.id, "function": function, "created_at": now})
    connection.execute(insert(accounts), {"person_id": person.id})
    return person


def find(connection: Connection, person_id: str) -> PersonRecord | None:
    row = connection.execute(select(people).where(people.c.id == person_id)).one_or_none()
    return PersonRecord(**row._mapping) if row else None


def listed(connection: Connection) -> list[PersonRecord]:
    """Everyone, who was here first at the top."""
    query = select(people).order_by(people.c.created_at, people.c.id)
    return [PersonRecord(**row._mapping) for row in connection.execute(query)]


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


def end_links(connection: Connection, person_id: str, now: datetime) -> None:
    """No link of this person works any longer."""
    connection.execute(
        update(sign_in_links)
        .where(sign_in_links.c.person_id == person_id, sign_in_links.c.expires_at > now)
        .values(expires_at=now)
    )


def any_link_used(connection: Connection) -> bool:
    query = select(sign_in_links.c.digest).where(sign_in_links.c.used_at.is_not(None)).limit(1)
    return connection.execute(query).first() is not None


def holder_of_link(connection: Connection, digest: str, now: datetime) -> str | None:
    """Whose link it is, as long as it works."""
    query = select(sign_in_links.c.person_id).where(
        sign_in_links.c.digest == digest,
        sign_in_links.c.used_at.is_(None),
        sign_in_links.c.expires_at > now,
    )
    found: str | None = connection.execute(query).scalar()
    return found


def link_works(connection: Connection, digest: str, now: datetime) -> bool:
    return holder_of_link(connection, digest, now) is not None


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
