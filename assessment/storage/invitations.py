"""Invitations to take part; only digests of the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from assessment.core.access import Tie
from assessment.storage.ids import new_id
from assessment.storage.records import PersonRecord
from assessment.storage.tables import invitations

_OPEN = invitations.c.used_at.is_(None) & invitations.c.withdrawn_at.is_(None)
# Who was invited is nobody's business any more once the invitation is over.
_FORGOTTEN: dict[str, Any] = {"email": None, "email_key": None}


@dataclass(frozen=True)
class InvitationRecord:
    """What is offered to whoever has the link, by whom, and until when."""

    id: str
    tie: Tie
    email: str | None
    email_key: str | None
    made_by: str
    made_by_function: str
    made_at: datetime
    expires_at: datetime
    mailed_at: datetime | None


def add(
    connection: Connection,
    digest: str,
    tie: Tie,
    *,
    email: str | None,
    email_key: str | None,
    by: PersonRecord,
    now: datetime,
    expires_at: datetime,
) -> InvitationRecord:
    values = {
        "email": email,
        "email_key": email_key,
        "made_by": by.id,
        "made_by_function": by.function,
        "made_at": now,
        "expires_at": expires_at,
    }
    made = InvitationRecord(id=new_id(), tie=tie, mailed_at=None, **values)  # type: ignore[arg-type]
    named = {"id": made.id, "digest": digest, "role": tie.role, "place": tie.place}
    connection.execute(insert(invitations), {**named, **values})
    return made


def of_digest(connection: Connection, digest: str, now: datetime) -> InvitationRecord | None:
    """The invitation, as long as it can be used."""
    found = _listed(connection, invitations.c.digest == digest, now)
    return found[0] if found else None


def open_at(connection: Connection, place: str, now: datetime) -> list[InvitationRecord]:
    return _listed(connection, invitations.c.place == place, now)


def open_with(
    connection: Connection, roles: tuple[str, ...], now: datetime
) -> list[InvitationRecord]:
    """Everywhere, to one of these roles."""
    return _listed(connection, invitations.c.role.in_(roles), now)


def open_for(connection: Connection, email_key: str, now: datetime) -> list[InvitationRecord]:
    return _listed(connection, invitations.c.email_key == email_key, now)


def note_mailed(connection: Connection, invitation_id: str, now: datetime) -> None:
    connection.execute(
        update(invitations).where(invitations.c.id == invitation_id).values(mailed_at=now)
    )


def use(connection: Connection, invitation_id: str, person_id: str, now: datetime) -> bool:
    """One statement looks and marks, so that only one caller gets it."""
    found = connection.execute(
        update(invitations)
        .where(invitations.c.id == invitation_id, _OPEN, invitations.c.expires_at > now)
        .values(used_at=now, used_by=person_id, **_FORGOTTEN)
    )
    return found.rowcount == 1


def withdraw(connection: Connection, invitation_id: str, now: datetime) -> bool:
    return _withdraw(connection, invitations.c.id == invitation_id, now) == 1


def withdraw_all_of(
    connection: Connection, made_by: str, now: datetime, place: str | None = None
) -> int:
    """Every open invitation that this person made, at one place or everywhere."""
    theirs = invitations.c.made_by == made_by
    return _withdraw(
        connection, theirs if place is None else theirs & (invitations.c.place == place), now
    )


def _withdraw(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    found = connection.execute(
        update(invitations).where(which, _OPEN).values(withdrawn_at=now, **_FORGOTTEN)
    )
    return found.rowcount


def _listed(
    connection: Connection, which: ColumnElement[bool], now: datetime
) -> list[InvitationRecord]:
    query = (
        select(invitations)
        .where(which, _OPEN, invitations.c.expires_at > now)
        .order_by(invitations.c.made_at, invitations.c.id)
    )
    return [
        InvitationRecord(
            row.id,
            Tie(row.role, row.place),
            row.email,
            row.email_key,
            row.made_by,
            row.made_by_function,
            row.made_at,
            row.expires_at,
            row.mailed_at,
        )
        for row in connection.execute(query)
    ]
