"""The columns that tables are made of, with their constraints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
)

from assessment.core.access import ROLES
from assessment.core.answers import EVIDENCE_MAX, NOTE_MAX, REASON_MAX, STATES
from assessment.core.plan import NOTE_MAX as PLAN_NOTE_MAX
from assessment.core.plan import OWNER_MAX, PLAN_KINDS, PLAN_STATUSES, TITLE_MAX
from assessment.core.step_marks import HANDED_TO_MAX, MARK_STATES
from assessment.core.values import Depth
from assessment.storage.types import AnswerValue, UtcDateTime, Words

ID_MAX = 64
QUESTION_ID_MAX = 60
STEP_ID_MAX = 60
FUNCTION_MAX = 120
NAME_MAX = 120
ACTION_MAX = 40
OBJECT_KIND_MAX = 20
RULE_ID_MAX = 60
NUMBER_MAX = 24  # of a report, with room for a longer one later
# Of a finished report: the page and its style, the data file that the PDF carries, the same with
# everything in it for the municipality itself, and the PDF.
FILE_KINDS = ("page", "style", "data", "full", "pdf")
TIE_ACTS = ("given", "withdrawn")
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


def assessment_content() -> list[Any]:
    return [
        Column("municipality_code", Words(10), nullable=False),
        Column("municipality_name", Words(NAME_MAX), nullable=False),
        Column("list_year", Integer, nullable=False),
        Column("question_set", Words(80), nullable=False),
        Column("depth", Words(20), nullable=False),
        Column("reference_date", Date, nullable=False),
        Column("inventory_complete", Boolean, nullable=False),
        Column("removed_at", UtcDateTime),
        one_of("depth", get_args(Depth)),
        at_most("municipality_code", 10),
        at_most("municipality_name", NAME_MAX),
        at_most("question_set", 80),
    ]


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


def of_assessment(**options: Any) -> Column[Any]:
    return Column(
        "assessment_id", Words(ID_MAX), ForeignKey("assessments.id"), nullable=False, **options
    )


def question(**options: Any) -> list[Any]:
    return [
        Column("question_id", Words(QUESTION_ID_MAX), nullable=False, **options),
        at_most("question_id", QUESTION_ID_MAX),
    ]


def plan_content() -> list[Any]:
    return [
        Column("kind", Words(20), nullable=False),
        Column("about", Words(RULE_ID_MAX)),
        Column("title", Words(TITLE_MAX), nullable=False),
        Column("owner", Words(OWNER_MAX), nullable=False),
        Column("term", Words(20), nullable=False),
        Column("status", Words(20), nullable=False),
        Column("reason", Words(PLAN_NOTE_MAX), nullable=False),
        Column("note", Words(PLAN_NOTE_MAX), nullable=False),
        one_of("kind", PLAN_KINDS),
        one_of("status", PLAN_STATUSES),
        # An action of one's own is about no rule, and every other action is.
        CheckConstraint("(kind = 'own') = (about IS NULL)", name="about_fits_kind"),
        at_most("about", RULE_ID_MAX),
        CheckConstraint(f"length(title) BETWEEN 1 AND {TITLE_MAX}", name="title_length"),
        at_most("owner", OWNER_MAX),
        at_most("term", 20),
        at_most("reason", PLAN_NOTE_MAX),
        at_most("note", PLAN_NOTE_MAX),
    ]


def tie_rules() -> list[Any]:
    return [
        one_of("role", ROLES),
        # A role for the whole installation has no place, and every other role has one.
        CheckConstraint("(role = 'beheerder') = (place = '')", name="place_fits_role"),
        at_most("place", ID_MAX),
    ]
