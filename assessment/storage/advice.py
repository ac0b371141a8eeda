"""Own advice and its history, and the houses of who advises; `services.advising` decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from assessment.core.advice import Advice, House
from assessment.storage.records import PersonRecord
from assessment.storage.tables import advice, advice_history, adviser_houses
from assessment.storage.versioned import Versioned, stamp

_CONTENT = ("about", "title", "text", "organisation", "author_id", "function")
KEPT = Versioned(advice, advice_history, "id", "advice_id")


class UnknownAdvice(LookupError):
    """This assessment has no such advice."""


def stored(connection: Connection, assessment_id: str) -> list[Advice]:
    """All advice of one assessment, also what was taken away, by when it was last changed."""
    query = (
        select(advice)
        .where(advice.c.assessment_id == assessment_id)
        .order_by(advice.c.changed_at, advice.c.id)
    )
    return [_advice(row) for row in connection.execute(query)]


def get(connection: Connection, assessment_id: str, advice_id: str) -> Advice:
    """Raises UnknownAdvice, also for one of another assessment."""
    row = KEPT.one(connection, assessment_id, advice_id)
    if row is None:
        raise UnknownAdvice(advice_id)
    return _advice(row)


def of_author(
    connection: Connection, assessment_id: str, about: str, author_id: str
) -> Advice | None:
    """What this person says about this, if anything."""
    query = select(advice).where(
        advice.c.assessment_id == assessment_id,
        advice.c.about == about,
        advice.c.author_id == author_id,
    )
    row = connection.execute(query).one_or_none()
    return _advice(row) if row else None


def write(
    connection: Connection,
    assessment_id: str,
    over_version: int,
    new: Advice,
    *,
    by: PersonRecord,
    now: datetime,
) -> int:
    """Writes the next version over what the caller saw; DatabaseBusy when that is not there."""
    row = {
        **{name: getattr(new, name) for name in _CONTENT},
        "removed_at": now if new.removed else None,
        **stamp(over_version + 1, by, now),
    }
    KEPT.write(connection, assessment_id, [(new.id, row)])
    return over_version + 1


def houses(connection: Connection, person_ids: set[str]) -> dict[str, House]:
    """Of these people, as far as they have one."""
    query = select(adviser_houses).where(adviser_houses.c.person_id.in_(sorted(person_ids)))
    return {
        row.person_id: House(row.organisation, row.cover_line, row.logo, row.logo_alt)
        for row in connection.execute(query)
    }


def save_house(connection: Connection, person_id: str, house: House, now: datetime) -> None:
    row = {
        "organisation": house.organisation,
        "cover_line": house.cover_line,
        "logo": house.logo,
        "logo_alt": house.logo_alt,
        "changed_at": now,
    }
    own = adviser_houses.c.person_id == person_id
    if not connection.execute(update(adviser_houses).where(own).values(row)).rowcount:
        connection.execute(insert(adviser_houses), {"person_id": person_id, **row})


def _advice(row: Row[Any]) -> Advice:
    return Advice(
        **{name: row._mapping[name] for name in _CONTENT},
        removed=row.removed_at is not None,
        id=row.id,
        version=row.version,
        by=row.changed_by,
        by_id=row.person_id,
        at=row.changed_at,
    )
