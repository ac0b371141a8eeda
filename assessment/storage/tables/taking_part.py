"""Who is what, and where."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table

from assessment.core.access import ROLES
from assessment.storage.columns import FUNCTION_MAX, ID_MAX, at_most, metadata, one_of
from assessment.storage.types import UtcDateTime, Words

TIE_ACTS = ("given", "withdrawn")


def tie_rules() -> list[Any]:
    return [
        one_of("role", ROLES),
        # A role for the whole installation has no place, and every other role has one.
        CheckConstraint("(role = 'beheerder') = (place = '')", name="place_fits_role"),
        at_most("place", ID_MAX),
    ]


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
