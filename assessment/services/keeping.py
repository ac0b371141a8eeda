"""What a beheerder does with accounts: looking, closing, opening again, ending sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from assessment.services import audit, taking_part
from assessment.services.taking_part import KEEPER, LastOneInCharge
from assessment.storage import account_overview, accounts, invitations, people, sessions, ties
from assessment.storage.account_overview import AccountLine
from assessment.storage.records import PersonRecord

__all__ = ["AccountLine", "OwnAccount", "UnknownPerson", "listed", "one"]


class UnknownPerson(LookupError):
    """There is no such person."""


class OwnAccount(Exception):
    """Whoever closes the own account cannot open it again."""


def listed(conn: Connection) -> list[AccountLine]:
    return account_overview.listed(conn)


def one(conn: Connection, person_id: str) -> AccountLine:
    """Raises UnknownPerson."""
    found = account_overview.listed(conn, person_id)
    if not found:
        raise UnknownPerson
    return found[0]


def close(conn: Connection, person_id: str, *, by: PersonRecord, now: datetime) -> None:
    """Ends every way in at once. What this person is where stays, and counts no longer.

    Raises UnknownPerson, OwnAccount and LastOneInCharge.
    """
    line = one(conn, person_id)
    if person_id == by.id:
        raise OwnAccount
    if KEEPER in line.ties and not ties.in_charge(conn, KEEPER.place, lock=True) - {person_id}:
        raise LastOneInCharge
    if line.closed_at:
        return
    accounts.close(conn, person_id, now)
    sessions.end_all(conn, person_id)
    people.end_links(conn, person_id, now)
    invitations.withdraw_all_of(conn, person_id, now)
    audit.note(conn, "account.closed", person_id, by=by, now=now)


def reopen(conn: Connection, person_id: str, *, by: PersonRecord, now: datetime) -> None:
    """The person comes in again in the way they did, or with a new link. Raises UnknownPerson."""
    if one(conn, person_id).closed_at:
        accounts.reopen(conn, person_id)
        audit.note(conn, "account.opened", person_id, by=by, now=now)


def end_sessions(conn: Connection, person_id: str, *, by: PersonRecord, now: datetime) -> int:
    """How many that were. Raises UnknownPerson."""
    one(conn, person_id)
    ended = sessions.end_all(conn, person_id)
    audit.note(conn, "account.sessions_ended", person_id, by=by, now=now, ended=ended)
    return ended


def withdraw_keeping(conn: Connection, person_id: str, *, by: PersonRecord, now: datetime) -> bool:
    """No beheerder any more. Raises LastOneInCharge."""
    return taking_part.withdraw(conn, person_id, KEEPER, by=by, now=now)
