"""Recovery codes, and those who gave a password and not yet a code. Only digests of both."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from assessment.storage.tables import half_sign_ins, recovery_codes
from assessment.storage.tables.accounts import TRIES_MAX


def replace_codes(connection: Connection, person_id: str, digests: list[str]) -> None:
    """The earlier codes of this person are worth nothing from now on."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.person_id == person_id))
    if digests:
        rows = [{"digest": digest, "person_id": person_id} for digest in digests]
        connection.execute(insert(recovery_codes), rows)


def use_code(connection: Connection, person_id: str, digest: str, now: datetime) -> bool:
    """One statement looks and marks, so that a code works once."""
    taken = connection.execute(
        update(recovery_codes)
        .where(
            recovery_codes.c.digest == digest,
            recovery_codes.c.person_id == person_id,
            recovery_codes.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return taken.rowcount == 1


def codes_left(connection: Connection, person_id: str) -> int:
    query = select(func.count()).where(
        recovery_codes.c.person_id == person_id, recovery_codes.c.used_at.is_(None)
    )
    number: int = connection.execute(query).scalar_one()
    return number


def begin_half(connection: Connection, digest: str, person_id: str, now: datetime) -> None:
    values = {"digest": digest, "person_id": person_id, "created_at": now, "tries": 0}
    connection.execute(insert(half_sign_ins), values)


def half_of(connection: Connection, digest: str, made_after: datetime) -> str | None:
    """Who is halfway, as long as there is a try left."""
    query = select(half_sign_ins.c.person_id).where(
        half_sign_ins.c.digest == digest,
        half_sign_ins.c.created_at > made_after,
        half_sign_ins.c.tries < TRIES_MAX,
    )
    found: str | None = connection.execute(query).scalar()
    return found


def use_half(connection: Connection, digest: str, made_after: datetime) -> str | None:
    """Takes one of the tries; None when there is none left."""
    found: str | None = connection.execute(
        update(half_sign_ins)
        .where(
            half_sign_ins.c.digest == digest,
            half_sign_ins.c.created_at > made_after,
            half_sign_ins.c.tries < TRIES_MAX,
        )
        .values(tries=half_sign_ins.c.tries + 1)
        .returning(half_sign_ins.c.person_id)
    ).scalar()
    return found


def end_half(connection: Connection, digest: str) -> None:
    connection.execute(delete(half_sign_ins).where(half_sign_ins.c.digest == digest))


def end_halves_of(connection: Connection, person_id: str) -> None:
    connection.execute(delete(half_sign_ins).where(half_sign_ins.c.person_id == person_id))


def end_old_halves(connection: Connection, made_before: datetime) -> None:
    connection.execute(delete(half_sign_ins).where(half_sign_ins.c.created_at <= made_before))
