"""The improvement plan, with its history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    Table,
    UniqueConstraint,
    false,
)

from assessment.core.plan import NOTE_MAX, OWNER_MAX, PLAN_KINDS, PLAN_STATUSES, TITLE_MAX
from assessment.storage.columns import (
    ID_MAX,
    RULE_ID_MAX,
    at_most,
    metadata,
    of_assessment,
    one_of,
    versioned,
)
from assessment.storage.types import Words


def plan_content() -> list[Any]:
    return [
        Column("kind", Words(20), nullable=False),
        Column("about", Words(RULE_ID_MAX)),
        Column("title", Words(TITLE_MAX), nullable=False),
        Column("owner", Words(OWNER_MAX), nullable=False),
        Column("term", Words(20), nullable=False),
        Column("status", Words(20), nullable=False),
        Column("reason", Words(NOTE_MAX), nullable=False),
        Column("note", Words(NOTE_MAX), nullable=False),
        one_of("kind", PLAN_KINDS),
        one_of("status", PLAN_STATUSES),
        # An action of one's own is about no rule, and every other action is.
        CheckConstraint("(kind = 'own') = (about IS NULL)", name="about_fits_kind"),
        at_most("about", RULE_ID_MAX),
        CheckConstraint(f"length(title) BETWEEN 1 AND {TITLE_MAX}", name="title_length"),
        at_most("owner", OWNER_MAX),
        at_most("term", 20),
        at_most("reason", NOTE_MAX),
        at_most("note", NOTE_MAX),
    ]


def carried() -> Column[Any]:
    """Whether it comes from the last round; nothing did before there was such a column."""
    return Column("carried", Boolean, nullable=False, server_default=false())


plan_actions = Table(
    "plan_actions",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    of_assessment(),
    *plan_content(),
    *versioned(),
    carried(),
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
    carried(),
    UniqueConstraint("action_id", "version"),
)
