"""The assessments, and what they were called before."""

from __future__ import annotations

from typing import Any, get_args

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, Table, UniqueConstraint

from assessment.core.values import Depth
from assessment.storage.columns import (
    ID_MAX,
    NAME_MAX,
    at_most,
    metadata,
    of_assessment,
    one_of,
    versioned,
)
from assessment.storage.types import UtcDateTime, Words


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


def begun_from() -> Column[Any]:
    """The scan of which this one is the next round. A later migration put it at the end."""
    return Column("begun_from", Words(ID_MAX))


assessments = Table(
    "assessments",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    *assessment_content(),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    begun_from(),
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
    begun_from(),
    UniqueConstraint("assessment_id", "version"),
)
