"""Keys with which another program reads along: one place, a level at most, until a day, revocable.

A key does nothing that whoever made it may not do at that moment: when that person leaves, it
stops too. Its token is of `services.tokens`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from assessment.core.access import may
from assessment.core.identity import Sharing
from assessment.services import audit, tokens
from assessment.storage import api_tokens, ties
from assessment.storage.api_tokens import ApiToken
from assessment.storage.records import PersonRecord

__all__ = ["ApiToken"]

# So that a token which ends up in a public place is recognised for what it is.
PREFIX = "psp_"
USUAL_DAYS = 90
MOST_OPEN = 20


class UnknownToken(LookupError):
    """There is no such key, or it ended, or whoever made it is no longer in charge."""


class TooMany(Exception):
    """A place has as many keys as it can use."""


def make(
    conn: Connection,
    place: str,
    name: str,
    level: Sharing,
    days: int,
    *,
    by: PersonRecord,
    now: datetime,
) -> str:
    """The token of a new key. Raises TooMany or ValueError."""
    ends = tokens.end_after(days, now)
    if len(of_place(conn, place, now)) >= MOST_OPEN:
        raise TooMany
    token = PREFIX + tokens.new_token()
    made = api_tokens.add(conn, _digest(token), place, level, name, ends, by=by, now=now)
    audit.note(conn, "key.made", made, by=by, now=now, place=place, level=level, days=days)
    return token


def find(conn: Connection, token: str, now: datetime) -> ApiToken:
    """Raises UnknownToken."""
    found = api_tokens.find(conn, _digest(token), now)
    if found is None:
        raise UnknownToken
    if not may(ties.of_person(conn, found.person.id), "keys.manage", found.place):
        raise UnknownToken
    return found


def of_place(conn: Connection, place: str, now: datetime) -> list[ApiToken]:
    return api_tokens.of_place(conn, place, now)


def withdraw(
    conn: Connection, place: str, token_id: str, *, by: PersonRecord, now: datetime
) -> ApiToken:
    """Takes effect at the next request. Raises UnknownToken."""
    found = next((item for item in of_place(conn, place, now) if item.id == token_id), None)
    if found is None:
        raise UnknownToken(token_id)
    api_tokens.withdraw(conn, token_id, now)
    audit.note(conn, "key.withdrawn", token_id, by=by, now=now, place=place)
    return found


def note_used(conn: Connection, token: ApiToken, now: datetime) -> None:
    api_tokens.used(conn, token.id, now)


def _digest(token: str) -> str:
    return tokens.digest(f"api {token}")
