"""The columns that tables are made of, with their constraints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
)

from assessment.storage.types import UtcDateTime, Words

ID_MAX = 64
QUESTION_ID_MAX = 60
STEP_ID_MAX = 60
FUNCTION_MAX = 120
NAME_MAX = 120
ACTION_MAX = 40
OBJECT_KIND_MAX = 20
RULE_ID_MAX = 60
NUMBER_MAX = 24  # of a report, with room for a longer one later
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


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def at_most(column: str, length: int) -> CheckConstraint:
    """SQLite takes text of any length whatever the column says."""
    return CheckConstraint(f"length({column}) <= {length}", name=f"{column}_length")


def versioned() -> list[Any]:
    """The number of a change and who made it when: beside every content, and in its history."""
    return [
        Column("version", Integer, nullable=False),
        Column("changed_by", Words(FUNCTION_MAX)),
        Column("person_id", Words(ID_MAX), ForeignKey("people.id")),
        Column("changed_at", UtcDateTime, nullable=False),
        CheckConstraint("version >= 1", name="version_counts"),
        at_most("changed_by", FUNCTION_MAX),
    ]


def of_assessment(**options: Any) -> Column[Any]:
    return Column(
        "assessment_id", Words(ID_MAX), ForeignKey("assessments.id"), nullable=False, **options
    )
