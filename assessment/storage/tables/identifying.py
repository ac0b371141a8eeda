"""Who someone is according to an identity provider."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from assessment.storage.columns import ID_MAX, metadata
from assessment.storage.types import UtcDateTime, Words

ISSUER_MAX = 300
SUBJECT_MAX = 255

# A subject means something only beside its issuer: two providers may use the same one.
identities = Table(
    "identities",
    metadata,
    Column("issuer", Words(ISSUER_MAX), primary_key=True),
    Column("subject", Words(SUBJECT_MAX), primary_key=True),
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    CheckConstraint(f"length(issuer) BETWEEN 1 AND {ISSUER_MAX}", name="issuer_length"),
    CheckConstraint(f"length(subject) BETWEEN 1 AND {SUBJECT_MAX}", name="subject_length"),
)

Index(None, identities.c.person_id)
