"""Coming in with a one-time link, and how long a session holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NewType

from sqlalchemy import Connection

from assessment.config import LONGEST_SESSION
from assessment.core.access import needs_second_factor
from assessment.services import audit, taking_part
from assessment.services.tokens import digest as _digest
from assessment.services.tokens import new_token
from assessment.storage import accounts, people, sessions, ties
from assessment.storage.records import PersonRecord
from assessment.storage.sessions import SessionRecord
from assessment.storage.ties import Visitor

SessionToken = NewType("SessionToken", str)
# With what someone came in; a provider is a sign-in elsewhere, with a second factor of its own.
Means = Literal["link", "invitation", "password", "provider"]

LINK_LIFE = timedelta(days=7)
# What ran out earlier is cleared away after this; no setting allows a longer session.
LONGEST = timedelta(hours=LONGEST_SESSION)
FRESH = timedelta(minutes=10)
LOCAL_FUNCTION = "Medewerker gemeente"


@dataclass(frozen=True)
class Limits:
    """How long a session holds: without use, and in all."""

    idle: timedelta = timedelta(hours=12)
    absolute: timedelta = timedelta(days=7)

    def since(self, now: datetime) -> tuple[datetime, datetime]:
        """When a session that still holds was made, and was last used, at the earliest."""
        return now - self.absolute, now - self.idle

    @property
    def idle_words(self) -> str:
        return _in_words(self.idle)

    @property
    def absolute_words(self) -> str:
        return _in_words(self.absolute)


def _in_words(time: timedelta) -> str:
    hours = round(time.total_seconds() / 3600)
    return f"{hours} uur" if hours % 24 or hours < 48 else f"{hours // 24} dagen"


LIMITS = Limits()


def first_link(conn: Connection, now: datetime) -> str | None:
    """A link for the first start; None as soon as anyone has ever signed in."""
    if people.any_link_used(conn):
        return None
    return new_link(conn, now)


def new_link(conn: Connection, now: datetime, person_id: str | None = None) -> str:
    """The token of a new one-time link, for the local person unless another is named."""
    token = new_token()
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
    person_id = take_link(conn, token, now)
    return start(conn, person_id, "link", now) if person_id else None


def take_link(conn: Connection, token: str, now: datetime) -> str | None:
    """Uses the link up; whose it was, who may have to show a second factor still."""
    return people.use_link(conn, _digest(token), now)


def start(
    conn: Connection, person_id: str, means: Means, now: datetime, instead_of: str | None = None
) -> SessionToken | None:
    """A new session, in the place of the one that the browser had; None for a closed account.

    Every way in ends here, so that limits, the audit trail and a new token hold for all of them.
    """
    if accounts.of_person(conn, person_id).closed_at:
        return None
    sessions.end_old(conn, now - LONGEST)
    if instead_of:
        sessions.end(conn, _digest(instead_of))
    token = SessionToken(new_token())
    sessions.add(conn, _digest(token), person_id, means, now)
    by = people.find(conn, person_id)
    audit.note(conn, "person.signed_in", person_id, by=by, now=now, means=means)
    return token


def who(
    conn: Connection, session_token: str, now: datetime, limits: Limits = LIMITS
) -> PersonRecord | None:
    """Whose session it is, as long as it holds."""
    return sessions.person_of(conn, _digest(session_token), *limits.since(now))


def visitor(
    conn: Connection,
    session_token: str,
    now: datetime,
    assessment_id: str | None,
    limits: Limits = LIMITS,
) -> Visitor | None:
    """The same, with what they are and the place of the assessment that they ask for."""
    return ties.of_session(conn, _digest(session_token), *limits.since(now), assessment_id)


def touch(conn: Connection, session_token: str, now: datetime, limits: Limits = LIMITS) -> None:
    """Notes that the session is in use, so that the idle limit starts again."""
    sessions.touch(conn, _digest(session_token), now, *limits.since(now))


def sign_out(conn: Connection, session_token: str, now: datetime, limits: Limits = LIMITS) -> None:
    """Ends the session here, at the server: a copied cookie is worth nothing afterwards."""
    person = who(conn, session_token, now, limits)
    if person:
        audit.note(conn, "person.signed_out", person.id, by=person, now=now)
    sessions.end(conn, _digest(session_token))


def own_sessions(
    conn: Connection, person_id: str, session_token: str, now: datetime, limits: Limits = LIMITS
) -> list[SessionRecord]:
    """Where this person is signed in at this moment."""
    return sessions.listed(conn, person_id, _digest(session_token), *limits.since(now))


def end_others(conn: Connection, person: PersonRecord, session_token: str, now: datetime) -> int:
    """Signs this person out everywhere but here; how many sessions that were."""
    ended = sessions.end_all(conn, person.id, keep=_digest(session_token))
    audit.note(conn, "person.signed_out_elsewhere", person.id, by=person, now=now, ended=ended)
    return ended


def is_fresh(visitor: Visitor, now: datetime) -> bool:
    """Whether someone showed just now who they are."""
    return visitor.means != "link" and now - visitor.since < FRESH


def must_add_second_factor(visitor: Visitor) -> bool:
    """Whether this visitor first has to set up a second factor.

    Whoever comes in with a link on a computer of their own and has no password is not asked: the
    link is all there is, and whoever can make one has the whole installation anyway.
    """
    if visitor.has_second_factor or visitor.means == "provider":
        return False
    by_link_alone = visitor.means == "link" and not visitor.has_password
    return needs_second_factor(visitor.ties) and not by_link_alone
