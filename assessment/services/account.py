"""What someone changes of their own account: the address and the password."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from assessment.core.email import email_key
from assessment.services import audit
from assessment.services.tokens import digest, new_token
from assessment.storage import accounts, people, second_steps, sessions
from assessment.storage.accounts import AccountRecord
from assessment.storage.records import PersonRecord

PASSWORD_LINK_LIFE = timedelta(hours=1)


class Taken(Exception):
    """Someone else has this address."""


def of(conn: Connection, person: PersonRecord) -> AccountRecord:
    return accounts.of_person(conn, person.id)


def of_email(conn: Connection, email: str) -> AccountRecord | None:
    """Whose address this is, unless the account is closed."""
    found = accounts.of_email(conn, email_key(email))
    return found if found and not found.closed_at else None


def set_email(conn: Connection, person: PersonRecord, email: str, now: datetime) -> None:
    """The caller has seen that it is an address. Raises `Taken`."""
    if not accounts.set_email(conn, person.id, email, email_key(email)):
        raise Taken
    audit.note(conn, "account.email_changed", person.id, by=person, now=now)


def set_password(
    conn: Connection, person: PersonRecord, hashed: str, now: datetime, session_token: str = ""
) -> None:
    """Whoever came in with the old one is out everywhere but here, and open links end too."""
    accounts.set_password(conn, person.id, hashed, now)
    second_steps.end_halves_of(conn, person.id)
    people.end_links(conn, person.id, now)
    sessions.end_all(conn, person.id, keep=digest(session_token))
    audit.note(conn, "account.password_changed", person.id, by=person, now=now)


# A link with which someone chooses a new password. Its digest is made in a way of its own, so that
# it is never also a link to come in: a second factor is still asked afterwards.


def new_password_link(conn: Connection, person_id: str, now: datetime) -> str:
    token = new_token()
    people.add_link(conn, _for_password(token), person_id, now, now + PASSWORD_LINK_LIFE)
    audit.note(conn, "link.made", person_id, by=None, now=now, purpose="password")
    return token


def look_at_password_link(conn: Connection, token: str, now: datetime) -> PersonRecord | None:
    """Whose link it is, as long as it works. Changes nothing: mail scanners open links too."""
    person_id = people.holder_of_link(conn, _for_password(token), now)
    return people.find(conn, person_id) if person_id else None


def use_password_link(conn: Connection, token: str, hashed: str, now: datetime) -> bool:
    """Sets the password once; nobody comes in by it, for that takes signing in."""
    person_id = people.use_link(conn, _for_password(token), now)
    person = people.find(conn, person_id) if person_id else None
    if person is None or accounts.of_person(conn, person.id).closed_at:
        return False
    set_password(conn, person, hashed, now)
    return True


def _for_password(token: str) -> str:
    return digest(f"password {token}")
