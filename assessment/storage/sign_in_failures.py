"""Tries that were refused, and the places from where someone came in before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from assessment.storage.tables import known_places, sign_in_failures


def count(connection: Connection, digest: str, after: datetime) -> tuple[int, datetime | None]:
    """How many there were under this digest, and when the last one was."""
    query = select(func.count(), func.max(sign_in_failures.c.at)).where(
        sign_in_failures.c.digest == digest, sign_in_failures.c.at > after
    )
    number, last = connection.execute(query).one()
    return number, last


def add(connection: Connection, digest: str, now: datetime) -> int:
    """The number of what was written down, with which it can be taken back."""
    values = {"digest": digest, "at": now}
    made = connection.execute(insert(sign_in_failures).returning(sign_in_failures.c.id), values)
    number: int = made.scalar_one()
    return number


def take_back(connection: Connection, numbers: list[int]) -> None:
    """What was written down before it was known that the try was a good one."""
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.id.in_(numbers)))


def prune(connection: Connection, failures_before: datetime, places_before: datetime) -> None:
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.at <= failures_before))
    connection.execute(delete(known_places).where(known_places.c.seen_at <= places_before))


def is_known_place(connection: Connection, person_id: str, digest: str, after: datetime) -> bool:
    query = select(known_places.c.person_id).where(
        known_places.c.person_id == person_id,
        known_places.c.digest == digest,
        known_places.c.seen_at > after,
    )
    return connection.execute(query).first() is not None


def know_place(connection: Connection, person_id: str, digest: str, now: datetime) -> None:
    """Remembers, or remembers again, that this person came in from here."""
    known = connection.execute(
        update(known_places)
        .where(known_places.c.person_id == person_id, known_places.c.digest == digest)
        .values(seen_at=now)
    )
    if known.rowcount == 0:
        values = {"person_id": person_id, "digest": digest, "seen_at": now}
        connection.execute(insert(known_places), values)
