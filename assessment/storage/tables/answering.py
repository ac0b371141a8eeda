"""The answers, with their history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    Table,
    UniqueConstraint,
    false,
)

from assessment.core.answers import EVIDENCE_MAX, NOTE_MAX, REASON_MAX, STATES
from assessment.storage.columns import (
    QUESTION_ID_MAX,
    at_most,
    metadata,
    of_assessment,
    one_of,
    versioned,
)
from assessment.storage.types import AnswerValue, Words


def answer_content() -> list[Any]:
    return [
        Column("state", Words(20), nullable=False),
        Column("value", AnswerValue),
        Column("detail", AnswerValue),
        Column("reason", Words(60)),
        Column("reason_text", Words(REASON_MAX), nullable=False),
        Column("regional", Boolean, nullable=False),
        Column("note", Words(NOTE_MAX), nullable=False),
        Column("evidence", Words(EVIDENCE_MAX), nullable=False),
        one_of("state", STATES),
        # A value beside "weet ik niet" would be an answer that no rule and no reader can place.
        CheckConstraint("(state = 'answered') = (value IS NOT NULL)", name="value_fits_state"),
        at_most("reason", 60),
        at_most("reason_text", REASON_MAX),
        at_most("note", NOTE_MAX),
        at_most("evidence", EVIDENCE_MAX),
    ]


def to_confirm() -> Column[Any]:
    """Carried over from an earlier round or question. A later migration put it at the end."""
    return Column("to_confirm", Boolean, nullable=False, server_default=false())


def question(**options: Any) -> list[Any]:
    return [
        Column("question_id", Words(QUESTION_ID_MAX), nullable=False, **options),
        at_most("question_id", QUESTION_ID_MAX),
    ]


answers = Table(
    "answers",
    metadata,
    of_assessment(primary_key=True),
    *question(primary_key=True),
    *answer_content(),
    *versioned(),
    to_confirm(),
)


answer_history = Table(
    "answer_history",
    metadata,
    Column("id", Integer, primary_key=True),
    of_assessment(),
    *question(),
    *answer_content(),
    *versioned(),
    to_confirm(),
    UniqueConstraint("assessment_id", "question_id", "version"),
)
