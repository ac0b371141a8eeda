"""Slowing down who guesses, or asks a lot. Waits grow and stay short; nobody is ever locked out.

Tries are counted for an account and for the address of a visitor, both as keyed digests. From a
place where the owner of an account came in before, their own tries count apart: guesses of others
do not make them wait there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Connection

from assessment.services import sealing
from assessment.storage import sign_in_failures
from assessment.storage.database import Database

WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)
PLACES_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Pace:
    """After so many free tries each wait is twice as long as the one before, up to the most."""

    free: int
    longest: timedelta
    window: timedelta
    first: timedelta = timedelta(seconds=1)

    def wait(self, failures: int) -> timedelta:
        over = failures - self.free
        if over < 0:
            return timedelta(0)
        return min(self.first * (1 << min(over, 20)), self.longest)


ACCOUNT = Pace(5, timedelta(minutes=1), WINDOW)
# Behind one address there may be a whole town hall.
PLACE = Pace(20, timedelta(minutes=1), WINDOW)
# Who guesses codes has the password already, so nobody else can cause this wait.
CODE = Pace(5, timedelta(hours=1), KEPT)

LINK = Pace(3, timedelta(hours=1), KEPT, first=timedelta(minutes=10))


class TooSoon(Exception):
    """Wait first; `seconds` says how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.seconds = max(1, -(-int(wait.total_seconds() * 10) // 10))


@dataclass(frozen=True)
class Try:
    """One try: under which digests it counts, and how fast each of these may go."""

    paces: tuple[tuple[str, Pace], ...]


def place_of(secret_key: str, address: str) -> str:
    """The digest of where a visitor is. One household or office has a whole /64 of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return sealing.digest(secret_key, "place", "")
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        address = str(IPv6Address(int(found) >> 64 << 64))
    return sealing.digest(secret_key, "place", address)


def at_account(
    conn: Connection, secret_key: str, email_key: str, person_id: str, place: str, now: datetime
) -> Try:
    """A try of a password. An address that nobody has counts in the same way."""
    if sign_in_failures.is_known_place(conn, person_id, place, now - PLACES_KEPT):
        return Try(((sealing.digest(secret_key, "own place", f"{person_id} {place}"), ACCOUNT),))
    account = sealing.digest(secret_key, "account", email_key)
    return Try(((account, ACCOUNT), (place, PLACE)))


def at_code(secret_key: str, person_id: str) -> Try:
    return Try(((sealing.digest(secret_key, "code", person_id), CODE),))


def at_own_password(secret_key: str, person_id: str) -> Try:
    """Someone who is inside types the password once more."""
    return Try(((sealing.digest(secret_key, "own password", person_id), ACCOUNT),))


def at_link(secret_key: str, email_key: str, place: str) -> Try:
    """Someone asks for a link in a mail; whoever asks for many fills the mailbox of another."""
    asked = sealing.digest(secret_key, "link", email_key)
    here = sealing.digest(secret_key, "link place", place)
    return Try(((asked, LINK), (here, PLACE)))


def at_open_page(secret_key: str, page: str, place: str) -> Try:
    """Someone without an account has us do what takes long: reading reports, making a PDF."""
    return Try(((sealing.digest(secret_key, "open page", f"{page} {place}"), PLACE),))


def require_patience(conn: Connection, made: Try, now: datetime) -> None:
    """Raises `TooSoon`. Writes nothing: a flood of tries must not make those who save wait."""
    left = timedelta(0)
    for digest, pace in made.paces:
        number, last = sign_in_failures.count(conn, digest, now - pace.window)
        if last is not None:
            wait = pace.wait(number)
            # A clock that was set back does not make anyone wait longer.
            left = max(left, min(wait, last + wait - now))
    if left > timedelta(0):
        raise TooSoon(left)


def count_as_failed(conn: Connection, made: Try, now: datetime) -> list[int]:
    """Before the outcome is known, so that a hundred tries at once count as a hundred.

    Gives what `succeeded` needs to take it back. Raises `TooSoon`.
    """
    sign_in_failures.one_at_a_time(conn, [digest for digest, _ in made.paces])
    require_patience(conn, made, now)
    sign_in_failures.prune(conn, now - KEPT, now - PLACES_KEPT)
    return [sign_in_failures.add(conn, digest, now) for digest, _ in made.paces]


def take_turn(database: Database, made: Try, now: datetime) -> None:
    """Counts one more, in transactions of its own. Raises `TooSoon`.

    Whoever has to wait only reads, so nobody who saves ever waits for a flood of them.
    """
    with database.read() as conn:
        require_patience(conn, made, now)
    with database.write() as conn:
        count_as_failed(conn, made, now)


def succeeded(
    conn: Connection, counted: list[int], person_id: str, place: str, now: datetime
) -> None:
    """This try was no failure, and the place is known from now on. What others did still counts."""
    take_back(conn, counted)
    sign_in_failures.know_place(conn, person_id, place, now)


def take_back(conn: Connection, counted: list[int]) -> None:
    sign_in_failures.take_back(conn, counted)
