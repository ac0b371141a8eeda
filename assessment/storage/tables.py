"""The tables. What a later migration must keep true is written here as a constraint."""

from __future__ import annotations

from typing import get_args

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from assessment.core.identity import SHARING
from assessment.core.values import Depth
from assessment.storage.columns import (
    ACTION_MAX,
    DIGEST_LENGTH,
    FILE_KINDS,
    FUNCTION_MAX,
    ID_MAX,
    NAME_MAX,
    NUMBER_MAX,
    OBJECT_KIND_MAX,
    TIE_ACTS,
    answer_content,
    assessment_content,
    at_most,
    metadata,
    of_assessment,
    one_of,
    plan_content,
    question,
    step,
    step_mark_content,
    tie_rules,
    versioned,
)
from assessment.storage.types import UtcDateTime, Words

__all__ = ["APPEND_ONLY", "metadata"]

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
    *assessment_content(),
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
    of_assessment(),
    *assessment_content(),
    *versioned(),
    UniqueConstraint("assessment_id", "version"),
)

answers = Table(
    "answers",
    metadata,
    of_assessment(primary_key=True),
    *question(primary_key=True),
    *answer_content(),
    *versioned(),
)

answer_history = Table(
    "answer_history",
    metadata,
    Column("id", Integer, primary_key=True),
    of_assessment(),
    *question(),
    *answer_content(),
    *versioned(),
    UniqueConstraint("assessment_id", "question_id", "version"),
)

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

# A report that was finished, without its files: a list never reads those.
finished_reports = Table(
    "finished_reports",
    metadata,
    Column("number", Words(NUMBER_MAX), primary_key=True),
    of_assessment(),
    Column("municipality_code", Words(10), nullable=False),
    Column("municipality_name", Words(NAME_MAX), nullable=False),
    Column("reference_date", Date, nullable=False),
    Column("question_set", Words(80), nullable=False),
    Column("depth", Words(20), nullable=False),
    Column("status", Words(20), nullable=False),
    Column("sharing", Words(20), nullable=False),
    # How many changes the assessment had: more of them later means that it is not up to date.
    Column("changes", Integer, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("made_by", Words(FUNCTION_MAX)),
    Column("person_id", Words(ID_MAX), ForeignKey("people.id")),
    Column("made_at", UtcDateTime, nullable=False),
    one_of("depth", get_args(Depth)),
    one_of("status", ("vastgesteld",)),
    one_of("sharing", SHARING),
    CheckConstraint(f"length(number) BETWEEN 12 AND {NUMBER_MAX}", name="number_length"),
    CheckConstraint("changes >= 1", name="changes_counts"),
    at_most("municipality_code", 10),
    at_most("municipality_name", NAME_MAX),
    at_most("question_set", 80),
    at_most("made_by", FUNCTION_MAX),
)

finished_report_files = Table(
    "finished_report_files",
    metadata,
    Column("number", Words(NUMBER_MAX), ForeignKey("finished_reports.number"), primary_key=True),
    Column("kind", Words(20), primary_key=True),
    Column("digest", Words(DIGEST_LENGTH), nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    one_of("kind", FILE_KINDS),
    CheckConstraint(f"length(digest) = {DIGEST_LENGTH}", name="digest_length"),
    CheckConstraint("length(body) = size", name="size_fits"),
)

plan_actions = Table(
    "plan_actions",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    of_assessment(),
    *plan_content(),
    *versioned(),
    # One action for a gap: whoever plans it as well sees what the other planned.
    UniqueConstraint("assessment_id", "about"),
    CheckConstraint(f"length(id) BETWEEN 22 AND {ID_MAX}", name="id_length"),
)

plan_action_history = Table(
    "plan_action_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("action_id", Words(ID_MAX), ForeignKey("plan_actions.id"), nullable=False),
    of_assessment(),
    *plan_content(),
    *versioned(),
    UniqueConstraint("action_id", "version"),
)

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

# Who is what, and where, at this moment.
ties = Table(
    "ties",
    metadata,
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), primary_key=True),
    Column("role", Words(30), primary_key=True),
    Column("place", Words(ID_MAX), primary_key=True),
    Column("given_at", UtcDateTime, nullable=False),
    *tie_rules(),
)

tie_history = Table(
    "tie_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), nullable=False),
    Column("role", Words(30), nullable=False),
    Column("place", Words(ID_MAX), nullable=False),
    Column("act", Words(20), nullable=False),
    # Nobody in particular gave what came with the installation.
    Column("by_person_id", Words(ID_MAX), ForeignKey("people.id")),
    Column("by_function", Words(FUNCTION_MAX)),
    Column("at", UtcDateTime, nullable=False),
    *tie_rules(),
    one_of("act", TIE_ACTS),
    at_most("by_function", FUNCTION_MAX),
)

# These only ever grow: triggers in the database refuse every UPDATE and DELETE on them.
APPEND_ONLY = (
    assessment_history,
    answer_history,
    activity_history,
    step_mark_history,
    finished_reports,
    finished_report_files,
    plan_action_history,
    audit_events,
    tie_history,
)
