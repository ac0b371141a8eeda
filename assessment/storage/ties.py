"""What people are at which municipality: now, and in a history that only grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, String, bindparam, delete, insert, select

from assessment.core.access import IN_CHARGE, Role, Tie
from assessment.storage.records import PersonRecord
from assessment.storage.tables import accounts, assessments, people, sessions, tie_history, ties


@dataclass(frozen=True)
class Holder:
    """Someone who takes part at a place, and as what."""

    person: PersonRecord
    role: Role
    since: datetime
    email: str | None
    closed: bool


@dataclass(frozen=True)
class Visitor:
    """Who asks, what they are, and the municipality of the assessment that they ask for.

    Of how they came in only what decides what they must do first; no secret of their account.
    """

    person: PersonRecord
    ties: frozenset[Tie]
    asked: str | None
    means: str
    since: datetime
    has_password: bool
    has_second_factor: bool


def of_person(connection: Connection, person_id: str) -> frozenset[Tie]:
    query = select(ties.c.role, ties.c.place).where(ties.c.person_id == person_id)
    return frozenset(Tie(role, place) for role, place in connection.execute(query))


# Every request of someone who is signed in asks this: it is put together once.
_OF_SESSION = (
    select(
        people,
        ties.c.role,
        ties.c.place,
        select(assessments.c.municipality_code)
        .where(assessments.c.id == bindparam("assessment_id", type_=String))
        .scalar_subquery()
        .label("asked"),
        sessions.c.means,
        sessions.c.created_at.label("since"),
        accounts.c.password_hash.is_not(None).label("has_password"),
        accounts.c.totp_secret.is_not(None).label("has_second_factor"),
    )
    .join(sessions, sessions.c.person_id == people.c.id)
    .join(accounts, accounts.c.person_id == people.c.id)
    .outerjoin(ties, ties.c.person_id == people.c.id)
    .where(
        sessions.c.digest == bindparam("digest"),
        sessions.c.created_at > bindparam("made_after"),
        sessions.c.seen_at > bindparam("seen_after"),
    )
)


def of_session(
    connection: Connection,
    digest: str,
    made_after: datetime,
    seen_after: datetime,
    assessment_id: str | None,
) -> Visitor | None:
    """Whose session this is, what they are, and whose assessment they ask for, in one query."""
    given = {"digest": digest, "made_after": made_after, "seen_after": seen_after}
    rows = connection.execute(_OF_SESSION, {**given, "assessment_id": assessment_id}).all()
    if not rows:
        return None
    one = rows[0]
    return Visitor(
        PersonRecord(one.id, one.function, one.created_at),
        frozenset(Tie(row.role, row.place) for row in rows if row.role),
        one.asked,
        one.means,
        one.since,
        bool(one.has_password),
        bool(one.has_second_factor),
    )


def give(
    connection: Connection, person_id: str, tie: Tie, *, by: PersonRecord | None, now: datetime
) -> None:
    """Giving what someone has already changes nothing."""
    if tie in of_person(connection, person_id):
        return
    values = {"person_id": person_id, "role": tie.role, "place": tie.place}
    connection.execute(insert(ties), {**values, "given_at": now})
    _remember(connection, values, "given", by, now)


def withdraw(
    connection: Connection, person_id: str, tie: Tie, *, by: PersonRecord | None, now: datetime
) -> bool:
    """False when there was nothing to withdraw."""
    values = {"person_id": person_id, "role": tie.role, "place": tie.place}
    found = connection.execute(
        delete(ties).where(*(ties.c[name] == value for name, value in values.items()))
    )
    if found.rowcount == 0:
        return False
    _remember(connection, values, "withdrawn", by, now)
    return True


def places_with(connection: Connection, role: Role) -> frozenset[str]:
    """Every place where someone has this role."""
    return frozenset(connection.execute(select(ties.c.place).where(ties.c.role == role)).scalars())


def held_at(connection: Connection, place: str) -> list[Holder]:
    """Everyone who takes part here, the first one first."""
    query = (
        select(ties.c.role, ties.c.given_at, people, accounts.c.email, accounts.c.closed_at)
        .join(people, people.c.id == ties.c.person_id)
        .join(accounts, accounts.c.person_id == ties.c.person_id)
        .where(ties.c.place == place)
        .order_by(ties.c.given_at, people.c.id, ties.c.role)
    )
    return [
        Holder(
            PersonRecord(row.id, row.function, row.created_at),
            row.role,
            row.given_at,
            row.email,
            row.closed_at is not None,
        )
        for row in connection.execute(query)
    ]


def ever_at(connection: Connection, place: str) -> list[str]:
    """The ids of everyone who takes or took part here."""
    held = select(ties.c.person_id).where(ties.c.place == place)
    before = select(tie_history.c.person_id).where(tie_history.c.place == place)
    return list(connection.execute(held.union(before).order_by("person_id")).scalars())


def in_charge(connection: Connection, place: str, *, lock: bool = False) -> set[str]:
    """The ids of who can still act for this place: a closed account cannot.

    For the installation that is every beheerder. Who counts before taking someone away locks
    first and counts afterwards, so that two people cannot remove each other.
    """
    roles = IN_CHARGE if place else ("beheerder",)
    here = (ties.c.place == place) & ties.c.role.in_(roles)
    if lock:
        rows = select(ties.c.person_id).where(here).order_by(ties.c.person_id, ties.c.role)
        connection.execute(rows.with_for_update()).all()
    query = (
        select(ties.c.person_id)
        .join(accounts, accounts.c.person_id == ties.c.person_id)
        .where(here, accounts.c.closed_at.is_(None))
    )
    return set(connection.execute(query).scalars())


def _remember(
    connection: Connection,
    values: dict[str, str],
    act: str,
    by: PersonRecord | None,
    now: datetime,
) -> None:
    connection.execute(
        insert(tie_history),
        {
            **values,
            "act": act,
            "by_person_id": by.id if by else None,
            "by_function": by.function if by else None,
            "at": now,
        },
    )
