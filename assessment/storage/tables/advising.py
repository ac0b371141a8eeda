"""Own advice beside a report, with its history, and how those who advise present themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from assessment.core.advice import (
    ADVICE_MAX,
    COVER_LINE_MAX,
    LOGO_ALT_MAX,
    LOGO_MAX,
    ORGANISATION_MAX,
    SUBJECT_MAX,
)
from assessment.storage.columns import (
    FUNCTION_MAX,
    ID_MAX,
    RULE_ID_MAX,
    at_most,
    metadata,
    of_assessment,
    versioned,
)
from assessment.storage.types import UtcDateTime, Words


def advice_content() -> list[Any]:
    return [
        Column("about", Words(RULE_ID_MAX), nullable=False),
        Column("title", Words(SUBJECT_MAX), nullable=False),
        Column("text", Words(ADVICE_MAX), nullable=False),
        # Who signs it; whoever takes it away or puts it back stands beside the version.
        Column("author_id", Words(ID_MAX), ForeignKey("people.id"), nullable=False),
        Column("function", Words(FUNCTION_MAX), nullable=False),
        Column("organisation", Words(ORGANISATION_MAX), nullable=False),
        Column("removed_at", UtcDateTime),
        CheckConstraint(f"length(about) BETWEEN 1 AND {RULE_ID_MAX}", name="about_length"),
        at_most("title", SUBJECT_MAX),
        CheckConstraint(f"length(text) BETWEEN 1 AND {ADVICE_MAX}", name="text_length"),
        at_most("function", FUNCTION_MAX),
        CheckConstraint(
            f"length(organisation) BETWEEN 1 AND {ORGANISATION_MAX}", name="organisation_length"
        ),
    ]


advice = Table(
    "advice",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    of_assessment(),
    *advice_content(),
    *versioned(),
    # One of each person for each thing: two windows of the same person meet.
    UniqueConstraint("assessment_id", "about", "author_id"),
    CheckConstraint(f"length(id) BETWEEN 22 AND {ID_MAX}", name="id_length"),
)


advice_history = Table(
    "advice_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("advice_id", Words(ID_MAX), ForeignKey("advice.id"), nullable=False),
    of_assessment(),
    *advice_content(),
    *versioned(),
    UniqueConstraint("advice_id", "version"),
)


# Of a person and not of a name: nobody gets the logo of an organisation by typing its name.
adviser_houses = Table(
    "adviser_houses",
    metadata,
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), primary_key=True),
    Column("organisation", Words(ORGANISATION_MAX), nullable=False),
    Column("cover_line", Words(COVER_LINE_MAX), nullable=False),
    Column("logo", LargeBinary),
    Column("logo_alt", Words(LOGO_ALT_MAX), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    CheckConstraint(
        f"length(organisation) BETWEEN 1 AND {ORGANISATION_MAX}", name="organisation_length"
    ),
    at_most("cover_line", COVER_LINE_MAX),
    at_most("logo_alt", LOGO_ALT_MAX),
    at_most("logo", LOGO_MAX),
    # A picture always has words for who cannot see it.
    CheckConstraint("logo IS NULL OR logo_alt <> ''", name="logo_in_words"),
)
