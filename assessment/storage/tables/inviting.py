"""Invitations to take part."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from assessment.storage.columns import DIGEST_LENGTH, FUNCTION_MAX, ID_MAX, at_most, metadata
from assessment.storage.tables.accounts import EMAIL_MAX
from assessment.storage.tables.taking_part import tie_rules
from assessment.storage.types import UtcDateTime, Words

# An address is only kept until the invitation was used or withdrawn.
invitations = Table(
    "invitations",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    Column("digest", Words(DIGEST_LENGTH), nullable=False, unique=True),
    Column("role", Words(30), nullable=False),
    Column("place", Words(ID_MAX), nullable=False),
    Column("email", Words(EMAIL_MAX)),
    Column("email_key", Words(EMAIL_MAX)),
    Column("made_by", Words(ID_MAX), ForeignKey("people.id"), nullable=False),
    Column("made_by_function", Words(FUNCTION_MAX), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    # Only when it went to the address by mail; then nobody else has seen the link.
    Column("mailed_at", UtcDateTime),
    Column("used_at", UtcDateTime),
    Column("used_by", Words(ID_MAX), ForeignKey("people.id")),
    Column("withdrawn_at", UtcDateTime),
    *tie_rules(),
    CheckConstraint(f"length(digest) = {DIGEST_LENGTH}", name="digest_length"),
    CheckConstraint("(email IS NULL) = (email_key IS NULL)", name="email_has_key"),
    CheckConstraint("email_key <> ''", name="email_key_filled"),
    CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name="used_by_someone"),
    CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name="used_or_withdrawn"),
    at_most("email", EMAIL_MAX),
    at_most("email_key", EMAIL_MAX),
    at_most("made_by_function", FUNCTION_MAX),
)

Index(None, invitations.c.place)
Index(None, invitations.c.email_key)
