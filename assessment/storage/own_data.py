"""Everything that refers to one person: ids, roles and moments, and no secret or answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from assessment.storage.erasing import _people_columns
from assessment.storage.tables import audit_events

# What a person may see of a row. What somebody typed in it belongs to the municipality, and
# digests, hashes and keys are secrets also to whom they are about.
_IDS = (
    "id",
    "number",
    "assessment_id",
    "question_id",
    "activity_id",
    "action_id",
    "advice_id",
    "step_id",
)
_WORDS = ("version", "role", "place", "act", "why", "level", "means", "email", "issuer")
_FUNCTIONS = ("function", "changed_by", "by_function", "made_by_function")
_MOMENTS = (
    "at",
    "closed_at",
    "created_at",
    "changed_at",
    "expires_at",
    "given_at",
    "linked_at",
    "made_at",
)
_USES = ("mailed_at", "opened_at", "password_changed_at", "seen_at", "used_at", "withdrawn_at")
_TOLD = frozenset((*_IDS, *_WORDS, *_FUNCTIONS, *_MOMENTS, *_USES))
_NOTED = ("at", "action", "object_kind", "object_id", "assessment_id", "details")


def of_person(connection: Connection, person_id: str) -> dict[str, list[dict[str, Any]]]:
    """By table and the column that names the person."""
    found = {}
    for column in _people_columns():
        table = column.table
        told = [other for other in table.c if other.name in _TOLD]
        rows = connection.execute(select(*told).where(column == person_id)).all()
        if rows and told:
            found[f"{table.name}.{column.name}"] = [dict(row._mapping) for row in rows]
    return found


def noted(connection: Connection, person_id: str) -> list[dict[str, Any]]:
    """What the trail says that they did, the newest first."""
    query = (
        select(*(audit_events.c[name] for name in _NOTED))
        .where(audit_events.c.person_id == person_id)
        .order_by(audit_events.c.id.desc())
    )
    return [dict(row._mapping) for row in connection.execute(query)]
