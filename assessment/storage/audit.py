"""The audit trail: rows are added and read, and the database refuses anything else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from assessment.storage.records import AuditEvent, PersonRecord
from assessment.storage.tables import audit_events


@dataclass(frozen=True)
class Added:
    """One row to add."""

    object_id: str
    assessment_id: str | None
    details: Mapping[str, Any]


def add_all(
    connection: Connection,
    action: str,
    rows: Sequence[Added],
    *,
    by: PersonRecord | None,
    now: datetime,
) -> None:
    """One statement, however many rows."""
    if not rows:
        return
    connection.execute(
        insert(audit_events),
        [
            {
                "at": now,
                "person_id": by.id if by else None,
                "function": by.function if by else None,
                "action": action,
                "object_kind": action.partition(".")[0],
                "object_id": row.object_id,
                "assessment_id": row.assessment_id,
                "details": dict(row.details),
            }
            for row in rows
        ],
    )


def listed(
    connection: Connection,
    assessment_id: str,
    *,
    function: str = "",
    kind: str = "",
    skip: int = 0,
    most: int | None = None,
) -> list[AuditEvent]:
    """What was done in one assessment, the newest first: the order of the rows, not of a clock
    that may have been set back."""
    query = (
        select(audit_events)
        .where(audit_events.c.assessment_id == assessment_id)
        .order_by(audit_events.c.id.desc())
        .offset(skip)
        .limit(most)
    )
    if function:
        query = query.where(audit_events.c.function == function)
    if kind:
        query = query.where(audit_events.c.object_kind == kind)
    return [_event(row) for row in connection.execute(query)]


def acts(connection: Connection, actions: Collection[str], since: datetime) -> list[AuditEvent]:
    """Every time that one of these was done, the oldest first."""
    query = (
        select(audit_events)
        .where(audit_events.c.action.in_(actions), audit_events.c.at >= since)
        .order_by(audit_events.c.id)
    )
    return [_event(row) for row in connection.execute(query)]


def functions(connection: Connection, assessment_id: str) -> list[str]:
    """Everyone who did something in this assessment."""
    query = (
        select(audit_events.c.function)
        .where(audit_events.c.assessment_id == assessment_id, audit_events.c.function.is_not(None))
        .distinct()
        .order_by(audit_events.c.function)
    )
    return list(connection.execute(query).scalars())


def _event(row: Row[Any]) -> AuditEvent:
    return AuditEvent(
        row.at, row.function, row.action, row.object_id, row.details, row.assessment_id
    )
