"""People, the links with which they come in, and their sessions."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table

from assessment.storage.columns import DIGEST_LENGTH, FUNCTION_MAX, ID_MAX, metadata, one_of
from assessment.storage.types import UtcDateTime, Words

# With what someone began a session.
MEANS = ("link", "invitation", "password", "provider")

people = Table(
    "people",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    Column("function", Words(FUNCTION_MAX), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint(f"length(function) BETWEEN 1 AND {FUNCTION_MAX}", name="function_length"),
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
    Column("means", Words(20), nullable=False, server_default="link"),
    CheckConstraint(f"length(digest) = {DIGEST_LENGTH}", name="digest_length"),
    one_of("means", MEANS),
)
