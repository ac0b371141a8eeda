"""Signing in with a one-time link. Only hashes of tokens are stored, so a stolen copy of the
database lets nobody in. The tokens are 256 random bits; a plain hash of those cannot be guessed.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Literal, NewType

from sqlalchemy import Connection

from assessment.services import audit, taking_part
from assessment.storage import accounts, people, sessions, ties
from assessment.storage.records import PersonRecord
from assessment.storage.ties import Visitor

SessionToken = NewType("SessionToken", str)
# With what someone came in; a provider is a sign-in elsewhere, with a second factor of its own.
Means = Literal["link", "invitation", "password", "provider"]

LINK_LIFE = timedelta(days=7)
IDLE_LIMIT = timedelta(hours=12)
ABSOLUTE_LIMIT = timedelta(days=7)
LOCAL_FUNCTION = "Medewerker gemeente"


def first_link(conn: Connection, now: datetime) -> str | None:
    """A link for the first start; None as soon as anyone has ever signed in."""
    if people.any_link_used(conn):
        return None
    return new_link(conn, now)


def new_link(conn: Connection, now: datetime, person_id: str | None = None) -> str:
    """The token of a new one-time link, for the local person unless another is named."""
    token = secrets.token_urlsafe(32)
    owner = person_id or local_person(conn, now).id
    people.add_link(conn, _digest(token), owner, now, now + LINK_LIFE)
    audit.note(conn, "link.made", owner, by=None, now=now)
    return token


def local_person(conn: Connection, now: datetime) -> PersonRecord:
    """The one person of a local installation, made when there is none yet.

    Whoever can start the product keeps it: they may be the first of every municipality.
    """
    found = people.first(conn)
    if found is None:
        found = people.add(conn, LOCAL_FUNCTION, now)
        ties.give(conn, found.id, taking_part.KEEPER, by=None, now=now)
    return found


def change_function(conn: Connection, person: PersonRecord, function: str, now: datetime) -> None:
    """How this person is called beside what is saved from now on."""
    if function != person.function:
        people.set_function(conn, person.id, function)
        audit.note(conn, "person.function_changed", person.id, by=person, now=now)


def look_at_link(conn: Connection, token: str, now: datetime) -> bool:
    """Whether the link would work. Changes nothing: mail scanners open links too."""
    return people.link_works(conn, _digest(token), now)


def use_link(conn: Connection, token: str, now: datetime) -> SessionToken | None:
    """Uses the link up and starts a session; None when it is unknown, used or too old."""
    person_id = people.use_link(conn, _digest(token), now)
    if person_id is None:
        return None
    return start(conn, person_id, "link", now)


def start(
    conn: Connection, person_id: str, means: Means, now: datetime, instead_of: str | None = None
) -> SessionToken | None:
    """A new session, in the place of the one that the browser had; None for a closed account.

    Every way in ends here, so that limits, the audit trail and a new token hold for all of them.
    """
    if accounts.of_person(conn, person_id).closed_at:
        return None
    sessions.end_old(conn, now - ABSOLUTE_LIMIT, now - IDLE_LIMIT)
    if instead_of:
        sessions.end(conn, _digest(instead_of))
    token = SessionToken(secrets.token_urlsafe(32))
    sessions.add(conn, _digest(token), person_id, means, now)
    by = who(conn, token, now)
    audit.note(conn, "person.signed_in", person_id, by=by, now=now, means=means)
    return token


def who(conn: Connection, session_token: str, now: datetime) -> PersonRecord | None:
    """Whose session it is, as long as it holds."""
    return sessions.person_of(conn, _digest(session_token), now - ABSOLUTE_LIMIT, now - IDLE_LIMIT)


def visitor(
    conn: Connection, session_token: str, now: datetime, assessment_id: str | None
) -> Visitor | None:
    """The same, with what they are and the place of the assessment that they ask for."""
    limits = (now - ABSOLUTE_LIMIT, now - IDLE_LIMIT)
    return ties.of_session(conn, _digest(session_token), *limits, assessment_id)


def touch(conn: Connection, session_token: str, now: datetime) -> None:
    """Notes that the session is in use, so that the idle limit starts again."""
    sessions.touch(conn, _digest(session_token), now, now - ABSOLUTE_LIMIT, now - IDLE_LIMIT)


def sign_out(conn: Connection, session_token: str, now: datetime) -> None:
    """Ends the session here, at the server: a copied cookie is worth nothing afterwards."""
    person = who(conn, session_token, now)
    if person:
        audit.note(conn, "person.signed_out", person.id, by=person, now=now)
    sessions.end(conn, _digest(session_token))


def _digest(token: str) -> str:
    # Whatever a browser sends must give a digest, also half a character.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
