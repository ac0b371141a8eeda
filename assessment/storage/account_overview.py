"""All accounts of the installation, for who keeps it: no word of any answer is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from assessment.core.access import Tie
from assessment.storage.records import PersonRecord
from assessment.storage.tables import accounts, audit_events, people, ties


@dataclass(frozen=True)
class AccountLine:
    """One account, what it is where, and when someone last came in with it."""

    person: PersonRecord
    email: str | None
    closed_at: datetime | None
    ties: tuple[Tie, ...]
    last_in: datetime | None


def listed(connection: Connection, person_id: str | None = None) -> list[AccountLine]:
    """Everyone, or one person; in three queries however many there are."""
    query = select(people, accounts.c.email, accounts.c.closed_at).join(
        accounts, accounts.c.person_id == people.c.id
    )
    held = select(ties)
    last = (
        select(audit_events.c.person_id, func.max(audit_events.c.at).label("at"))
        .where(audit_events.c.action == "person.signed_in")
        .group_by(audit_events.c.person_id)
    )
    if person_id is not None:
        query = query.where(people.c.id == person_id)
        held = held.where(ties.c.person_id == person_id)
        last = last.where(audit_events.c.person_id == person_id)
    of: dict[str, list[Tie]] = {}
    for row in connection.execute(held.order_by(ties.c.place, ties.c.role)):
        of.setdefault(row.person_id, []).append(Tie(row.role, row.place))
    seen = {row.person_id: row.at for row in connection.execute(last)}
    return [
        AccountLine(
            PersonRecord(row.id, row.function, row.created_at),
            row.email,
            row.closed_at,
            tuple(of.get(row.id, ())),
            seen.get(row.id),
        )
        for row in connection.execute(query.order_by(people.c.created_at, people.c.id))
    ]
