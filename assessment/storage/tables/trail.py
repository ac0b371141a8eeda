"""What was done, by whom and when."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Index, Integer, Table

from assessment.storage.columns import (
    ACTION_MAX,
    FUNCTION_MAX,
    ID_MAX,
    OBJECT_KIND_MAX,
    at_most,
    metadata,
)
from assessment.storage.types import UtcDateTime, Words

# What was done, by whom and when; never what was answered. It refers to nothing, because it has to
# outlast what it tells about.
audit_events = Table(
    "audit_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("person_id", Words(ID_MAX)),
    Column("function", Words(FUNCTION_MAX)),
    Column("action", Words(ACTION_MAX), nullable=False),
    Column("object_kind", Words(OBJECT_KIND_MAX), nullable=False),
    Column("object_id", Words(ID_MAX), nullable=False),
    Column("assessment_id", Words(ID_MAX)),
    Column("details", JSON, nullable=False),
    CheckConstraint(f"length(action) BETWEEN 1 AND {ACTION_MAX}", name="action_length"),
    CheckConstraint(
        f"length(object_kind) BETWEEN 1 AND {OBJECT_KIND_MAX}", name="object_kind_length"
    ),
    at_most("object_id", ID_MAX),
    at_most("person_id", ID_MAX),
    at_most("function", FUNCTION_MAX),
    at_most("assessment_id", ID_MAX),
)

Index(None, audit_events.c.assessment_id, audit_events.c.id)
Index(None, audit_events.c.at)
