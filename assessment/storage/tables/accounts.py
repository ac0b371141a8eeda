"""With what people come in: an address, a password, a second factor; and what slows guesses.

These stand apart from `people`, so that a page that shows who someone is never reads a secret.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table

from assessment.storage.columns import DIGEST_LENGTH, ID_MAX, at_most, metadata
from assessment.storage.types import UtcDateTime, Words

EMAIL_MAX = 254
SECRET_MAX = 200
TRIES_MAX = 5


def _digest() -> CheckConstraint:
    return CheckConstraint(f"length(digest) = {DIGEST_LENGTH}", name="digest_length")


# One row for each person, made together with the person.
accounts = Table(
    "accounts",
    metadata,
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), primary_key=True),
    Column("email", Words(EMAIL_MAX)),
    # What makes two ways of writing an address the same one; see `core/email.py`.
    Column("email_key", Words(EMAIL_MAX), unique=True),
    Column("password_hash", Words(SECRET_MAX)),
    Column("password_changed_at", UtcDateTime),
    # Encrypted with a key that does not stand in the database. The first is not confirmed yet.
    Column("totp_new_secret", Words(SECRET_MAX)),
    Column("totp_secret", Words(SECRET_MAX)),
    # The last step of time of which a code was used; no code works twice.
    Column("totp_step", Integer),
    Column("closed_at", UtcDateTime),
    CheckConstraint("(email IS NULL) = (email_key IS NULL)", name="email_has_key"),
    CheckConstraint("email_key <> ''", name="email_key_filled"),
    CheckConstraint(
        "(password_hash IS NULL) = (password_changed_at IS NULL)", name="password_has_moment"
    ),
    at_most("email", EMAIL_MAX),
    at_most("email_key", EMAIL_MAX),
    at_most("password_hash", SECRET_MAX),
    at_most("totp_new_secret", SECRET_MAX),
    at_most("totp_secret", SECRET_MAX),
)


recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("digest", Words(DIGEST_LENGTH), primary_key=True),
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), nullable=False),
    Column("used_at", UtcDateTime),
    _digest(),
)

Index(None, recovery_codes.c.person_id)


# Someone who gave the password and not yet the code. This opens no page at all.
half_sign_ins = Table(
    "half_sign_ins",
    metadata,
    Column("digest", Words(DIGEST_LENGTH), primary_key=True),
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    _digest(),
    CheckConstraint(f"tries BETWEEN 0 AND {TRIES_MAX}", name="tries_counted"),
)


# Refused tries, under the keyed digest of an account or of the address of a visitor.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Words(DIGEST_LENGTH), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    _digest(),
)

Index(None, sign_in_failures.c.digest, sign_in_failures.c.at)
Index(None, sign_in_failures.c.at)


# From where someone came in before: there, the guesses of others do not make them wait.
known_places = Table(
    "known_places",
    metadata,
    Column("person_id", Words(ID_MAX), ForeignKey("people.id"), primary_key=True),
    Column("digest", Words(DIGEST_LENGTH), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
    _digest(),
)
