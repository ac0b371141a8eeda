"""Coming in with an address and a password, and a code after that when there is a second factor.

An address that nobody has takes the same way as a wrong password: the same statements, one hash of
the same size, the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from sqlalchemy import Connection

from assessment.core.email import email_key
from assessment.services import audit, passwords, second_factor, signing_in, slowing
from assessment.services.signing_in import SessionToken
from assessment.services.tokens import digest, new_token
from assessment.storage import accounts, second_steps
from assessment.storage.database import Database

HalfToken = NewType("HalfToken", str)

HALF_LIFE = timedelta(minutes=5)
NOBODY = "unknown"  # in the place of the id of a person


class Refused(Exception):
    """Which of the two is wrong is not said."""


@dataclass(frozen=True)
class Passed:
    """The password is right. `counted` is what was written down as if it were not."""

    person_id: str
    needs_code: bool
    place: str
    counted: list[int]
    stored: str
    new_hash: str | None


def check_password(
    database: Database, secret_key: str, email: str, password: str, address: str, now: datetime
) -> Passed:
    """Raises `Refused`, and `slowing.TooSoon` before any hash is made.

    It has transactions of its own: hashing takes long, and nobody may wait for it to save.
    """
    key, place = email_key(email), slowing.place_of(secret_key, address)
    with database.read() as conn:
        account = accounts.of_email(conn, key)
        person_id = account.person_id if account else NOBODY
        made = slowing.at_account(conn, secret_key, key, person_id, place, now)
        slowing.require_patience(conn, made, now)
    with database.write() as conn:
        counted = slowing.count_as_failed(conn, made, now)
    hashed = account.password_hash if account else None
    right = passwords.fits(password[: passwords.MOST + 1], hashed)
    if account is None or not right or account.closed_at:
        with database.write() as conn:
            audit.note(conn, "person.refused", person_id, by=None, now=now, means="password")
        raise Refused
    stored = hashed or ""
    new = passwords.hashed(password) if passwords.is_outdated(stored) else None
    return Passed(person_id, second_factor.has(account), place, counted, stored, new)


def come_in(
    conn: Connection, passed: Passed, now: datetime, instead_of: str | None
) -> SessionToken | None:
    """A session, for someone without a second factor. Raises `Refused`."""
    if passed.needs_code:
        return None
    _succeeded(conn, passed, now)
    return signing_in.start(conn, passed.person_id, "password", now, instead_of)


def go_halfway(conn: Connection, passed: Passed, now: datetime) -> HalfToken:
    """What someone holds before the code; it opens nothing by itself. Raises `Refused`."""
    _succeeded(conn, passed, now)
    return begin_half(conn, passed.person_id, now)


def needs_code(conn: Connection, person_id: str) -> bool:
    """Also who comes in with a link shows the second factor."""
    return second_factor.has(accounts.of_person(conn, person_id))


def begin_half(conn: Connection, person_id: str, now: datetime) -> HalfToken:
    second_steps.end_old_halves(conn, now - HALF_LIFE)
    token = HalfToken(new_token())
    second_steps.begin_half(conn, digest(token), person_id, now)
    return token


def is_halfway(conn: Connection, token: str, now: datetime) -> bool:
    return second_steps.half_of(conn, digest(token), now - HALF_LIFE) is not None


def finish(
    conn: Connection,
    secret_key: str,
    token: str,
    code: str,
    now: datetime,
    instead_of: str | None,
) -> SessionToken | None:
    """A session for the right code; None for a wrong one, which is counted.

    Raises `Refused` when someone is halfway no longer, and `slowing.TooSoon`.
    """
    person_id = second_steps.half_of(conn, digest(token), now - HALF_LIFE)
    if person_id is None:
        raise Refused
    counted = slowing.count_as_failed(conn, slowing.at_code(secret_key, person_id), now)
    if second_steps.use_half(conn, digest(token), now - HALF_LIFE) is None:
        raise Refused
    if not second_factor.check(conn, secret_key, person_id, code, now):
        audit.note(conn, "person.refused", person_id, by=None, now=now, means="code")
        return None
    slowing.take_back(conn, counted)
    second_steps.end_half(conn, digest(token))
    return signing_in.start(conn, person_id, "password", now, instead_of)


def _succeeded(conn: Connection, passed: Passed, now: datetime) -> None:
    if accounts.of_person(conn, passed.person_id).password_hash != passed.stored:
        raise Refused  # It was changed while it was being checked.
    slowing.succeeded(conn, passed.counted, passed.person_id, passed.place, now)
    if passed.new_hash:
        accounts.replace_hash(conn, passed.person_id, passed.new_hash)
