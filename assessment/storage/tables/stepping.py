"""What people said about a step: done, handed to someone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, Table, UniqueConstraint

from assessment.core.step_marks import HANDED_TO_MAX, MARK_STATES
from assessment.storage.columns import (
    STEP_ID_MAX,
    at_most,
    metadata,
    of_assessment,
    one_of,
    versioned,
)
from assessment.storage.types import Words


def step_mark_content() -> list[Any]:
    return [
        Column("state", Words(20), nullable=False),
        Column("changes_seen", Integer, nullable=False),
        Column("handed_to", Words(HANDED_TO_MAX), nullable=False),
        one_of("state", MARK_STATES),
        CheckConstraint("changes_seen >= 0", name="changes_seen_counts"),
        at_most("handed_to", HANDED_TO_MAX),
    ]


def step(**options: Any) -> list[Any]:
    return [
        Column("step_id", Words(STEP_ID_MAX), nullable=False, **options),
        at_most("step_id", STEP_ID_MAX),
    ]


step_marks = Table(
    "step_marks",
    metadata,
    of_assessment(primary_key=True),
    *step(primary_key=True),
    *step_mark_content(),
    *versioned(),
)


step_mark_history = Table(
    "step_mark_history",
    metadata,
    Column("id", Integer, primary_key=True),
    of_assessment(),
    *step(),
    *step_mark_content(),
    *versioned(),
    UniqueConstraint("assessment_id", "step_id", "version"),
)
