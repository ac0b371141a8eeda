"""Which person an identity provider means, by issuer and subject; never by address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from assessment.storage.tables import identities


def person_of(connection: Connection, issuer: str, subject: str) -> str | None:
    found: str | None = connection.execute(
        select(identities.c.person_id).where(
            identities.c.issuer == issuer, identities.c.subject == subject
        )
    ).scalar()
    return found


def link(connection: Connection, issuer: str, subject: str, person_id: str, now: datetime) -> None:
    """For good: an identity that stands in the table is never given to someone else."""
    connection.execute(
        insert(identities),
        {"issuer": issuer, "subject": subject, "person_id": person_id, "linked_at": now},
    )
