"""The tables. What a later migration must keep true is written here as a constraint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
)

from assessment.core.answers import EVIDENCE_MAX, NOTE_MAX, REASON_MAX, STATES
from assessment.core.step_marks import HANDED_TO_MAX, MARK_STATES
from assessment.core.values import Depth
from assessment.storage.types import AnswerValue, UtcDateTime, Words

ID_MAX = 64
QUESTION_ID_MAX = 60
STEP_ID_MAX = 60
FUNCTION_MAX = 120
NAME_MAX = 120
DIGEST_LENGTH = 64  # SHA-256 in hexadecimal

# Every constraint has a name of its own, so that a later migration can change it.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _at_most(column: str, length: int) -> CheckConstraint:
    """SQLite takes text of any length whatever the column says."""
    return CheckConstraint(f"length({column}) <= {length}", name=f"{column}_length")


def _versioned() -> list[Any]:
    """The number of a change and who made it when: beside every content, and in its history."""
    return [
        Column("version", Integer, nullable=False),
        Column("changed_by", Words(FUNCTION_MAX)),
        Column("person_id", Words(ID_MAX), ForeignKey("people.id")),
        Column("changed_at", UtcDateTime, nullable=False),
        CheckConstraint("version >= 1", name="version_counts"),
        _at_most("changed_by", FUNCTION_MAX),
    ]


def _assessment_content() -> list[Any]:
    return [
        Column("municipality_code", Words(10), nullable=False),
        Column("municipality_name", Words(NAME_MAX), nullable=False),
        Column("list_year", Integer, nullable=False),
        Column("question_set", Words(80), nullable=False),
        Column("depth", Words(20), nullable=False),
        Column("reference_date", Date, nullable=False),
        Column("inventory_complete", Boolean, nullable=False),
        Column("removed_at", UtcDateTime),
        _one_of("depth", get_args(Depth)),
        _at_most("municipality_code", 10),
        _at_most("municipality_name", NAME_MAX),
        _at_most("question_set", 80),
    ]


def _answer_content() -> list[Any]:
    return [
        Column("state", Words(20), nullable=False),
        Column("value", AnswerValue),
        Column("detail", AnswerValue),
        Column("reason", Words(60)),
        Column("reason_text", Words(REASON_MAX), nullable=False),
        Column("regional", Boolean, nullable=False),
        Column("note", Words(NOTE_MAX), nullable=False),
        Column("evidence", Words(EVIDENCE_MAX), nullable=False),
        _one_of("state", STATES),
        # A value beside "weet ik niet" would be an answer that no rule and no reader can place.
        CheckConstraint("(state = 'answered') = (value IS NOT NULL)", name="value_fits_state"),
        _at_most("reason", 60),
        _at_most("reason_text", REASON_MAX),
        _at_most("note", NOTE_MAX),
        _at_most("evidence", EVIDENCE_MAX),
    ]


def _step_mark_content() -> list[Any]:
    return [
        Column("state", Words(20), nullable=False),
        Column("changes_seen", Integer, nullable=False),
        Column("handed_to", Words(HANDED_TO_MAX), nullable=False),
        _one_of("state", MARK_STATES),
        CheckConstraint("changes_seen >= 0", name="changes_seen_counts"),
        _at_most("handed_to", HANDED_TO_MAX),
    ]


def _step(**options: Any) -> list[Any]:
    return [
        Column("step_id", Words(STEP_ID_MAX), nullable=False, **options),
        _at_most("step_id", STEP_ID_MAX),
    ]


def _of_assessment(**options: Any) -> Column[Any]:
    return Column(
        "assessment_id", Words(ID_MAX), ForeignKey("assessments.id"), nullable=False, **options
    )


def _question(**options: Any) -> list[Any]:
    return [
        Column("question_id", Words(QUESTION_ID_MAX), nullable=False, **options),
        _at_most("question_id", QUESTION_ID_MAX),
    ]


people = Table(
    "people",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    Column("function", Words(FUNCTION_MAX), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint(f"length(function) BETWEEN 1 AND {FUNCTION_MAX}", name="function_length"),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    *_assessment_content(),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    # An id that can be guessed would be a way in.
    CheckConstraint(f"length(id) BETWEEN 22 AND {ID_MAX}", name="id_length"),
    CheckConstraint("version >= 1", name="version_counts"),
)

assessment_history = Table(
    "assessment_history",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_assessment(),
    *_assessment_content(),
    *_versioned(),
    UniqueConstraint("assessment_id", "version"),
)

answers = Table(
    "answers",
    metadata,
    _of_assessment(primary_key=True),
    *_question(primary_key=True),
    *_answer_content(),
    *_versioned(),
)

answer_history = Table(
    "answer_history",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_assessment(),
    *_question(),
    *_answer_content(),
    *_versioned(),
    UniqueConstraint("assessment_id", "question_id", "version"),
)

step_marks = Table(
    "step_marks",
    metadata,
    _of_assessment(primary_key=True),
    *_step(primary_key=True),
    *_step_mark_content(),
    *_versioned(),
)

step_mark_history = Table(
    "step_mark_history",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_assessment(),
    *_step(),
    *_step_mark_content(),
    *_versioned(),
    UniqueConstraint("assessment_id", "step_id", "version"),
)

activities = Table(
    "activities",
    metadata,
    Column("id", Words(40), primary_key=True),
    _of_assessment(),
    Column("position", Integer, nullable=False),
    Column("data", JSON, nullable=False),
    Column("removed_at", UtcDateTime),
    *_versioned(),
    UniqueConstraint("assessment_id", "position"),
    CheckConstraint("length(id) BETWEEN 22 AND 40", name="id_length"),
)

activity_history = Table(
    "activity_history",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_assessment(),
    Column("activity_id", Words(40), ForeignKey("activities.id"), nullable=False),
    Column("data", JSON, nullable=False),
    Column("removed_at", UtcDateTime),
    *_versioned(),
    UniqueConstraint("activity_id", "version"),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("digest", Words(DIGEST_LENGTH), primary_key=True),
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    CheckConstraint(f"length(digest) = {DIGEST_LENGTH}", name="digest_length"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", Words(DIGEST_LENGTH), primary_key=True),
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    CheckConstraint(f"length(digest) = {DIGEST_LENGTH}", name="digest_length"),
)

# These only ever grow: triggers in the database refuse every UPDATE and DELETE on them.
APPEND_ONLY = (assessment_history, answer_history, activity_history, step_mark_history)
