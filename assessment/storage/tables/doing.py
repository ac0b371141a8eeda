"""What a municipality does, with its history."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Integer, Table, UniqueConstraint

from assessment.storage.columns import metadata, of_assessment, versioned
from assessment.storage.types import UtcDateTime, Words

activities = Table(
    "activities",
    metadata,
    Column("id", Words(40), primary_key=True),
    of_assessment(),
    Column("position", Integer, nullable=False),
    Column("data", JSON, nullable=False),
    Column("removed_at", UtcDateTime),
    *versioned(),
    UniqueConstraint("assessment_id", "position"),
    CheckConstraint("length(id) BETWEEN 22 AND 40", name="id_length"),
)


activity_history = Table(
    "activity_history",
    metadata,
    Column("id", Integer, primary_key=True),
    of_assessment(),
    Column("activity_id", Words(40), ForeignKey("activities.id"), nullable=False),
    Column("data", JSON, nullable=False),
    Column("removed_at", UtcDateTime),
    *versioned(),
    UniqueConstraint("activity_id", "version"),
)
