"""Keys with which another program, as a dashboard, reads along. Only the digests are here."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from assessment.core.identity import SHARING
from assessment.storage.columns import (
    DIGEST_LENGTH,
    FUNCTION_MAX,
    ID_MAX,
    NAME_MAX,
    at_most,
    metadata,
    one_of,
)
from assessment.storage.types import UtcDateTime, Words

# `place` is a network, or a municipality for its own reports; `level` is the most that it gives.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    Column("digest", Words(DIGEST_LENGTH), nullable=False, unique=True),
    Column("place", Words(ID_MAX), nullable=False),
    Column("level", Words(20), nullable=False),
    Column("name", Words(NAME_MAX), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("used_at", UtcDateTime),
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), nullable=False),
    Column("function", Words(FUNCTION_MAX), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    one_of("level", SHARING),
    at_most("function", FUNCTION_MAX),
    CheckConstraint(f"length(id) BETWEEN 22 AND {ID_MAX}", name="id_length"),
    CheckConstraint(f"length(digest) = {DIGEST_LENGTH}", name="digest_length"),
    CheckConstraint(f"length(place) BETWEEN 1 AND {ID_MAX}", name="place_length"),
    CheckConstraint(f"length(name) BETWEEN 1 AND {NAME_MAX}", name="name_length"),
)

Index(None, api_tokens.c.place)
