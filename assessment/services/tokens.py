"""Random tokens. Only their digests are stored, so a stolen copy of the database lets nobody in.

The tokens are 256 random bits; a plain hash of those cannot be guessed. What lets a reader or a
program in without an account works until a day, and when it was last used is told.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

MOST_DAYS = 365
# Whoever is there once more within the hour is still there.
ONE_USE = timedelta(hours=1)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    # Whatever a browser sends must give a digest, also half a character.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def end_after(days: int, now: datetime) -> datetime:
    """Raises ValueError for an end that is too far away, or past."""
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(days)
    return now + timedelta(days=days)


def is_a_new_use(last: datetime | None, now: datetime) -> bool:
    return last is None or now - last > ONE_USE
