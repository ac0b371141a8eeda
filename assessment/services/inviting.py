"""Inviting someone, and taking an invitation up.

An invitation is a link that works once, for two weeks, and only as long as whoever made it could
still give that role. Only the hash of its token is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from assessment.core.access import IN_CHARGE, Tie, may_give
from assessment.core.email import email_key
from assessment.services import audit, signing_in, taking_part, tokens
from assessment.services.signing_in import SessionToken
from assessment.storage import accounts, invitations, people, ties
from assessment.storage.invitations import InvitationRecord
from assessment.storage.records import PersonRecord

__all__ = ["Gone", "InvitationRecord", "Invited", "MayNotGive", "Refused", "TooMany"]

LIFE = timedelta(days=14)
MOST_OPEN = 100

# Why this person cannot take up this invitation.
Reason = Literal["closed", "own", "address", "has account"]


class MayNotGive(Exception):
    """Nobody gives a role that is not theirs to give."""


class TooMany(Exception):
    """There are so many open invitations here that something must be wrong."""


class Gone(Exception):
    """Somebody else was first, or it was withdrawn just now."""


class Refused(Exception):
    """The invitation is good, and not for this person."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Invited:
    """A new invitation, with the token that stands in its link and nowhere else."""

    record: InvitationRecord
    token: str = field(repr=False)


def may_invite(conn: Connection, held: frozenset[Tie], wanted: Tie) -> bool:
    """Whether someone with these ties may make someone else this, now."""
    nobody = not ties.in_charge(conn, wanted.place)
    return may_give(held, wanted, nobody_in_charge=nobody)


def invite(
    conn: Connection, wanted: Tie, email: str, *, by: PersonRecord, now: datetime
) -> Invited:
    """For whoever gets the link, or for one address. Raises MayNotGive and TooMany."""
    if not may_invite(conn, ties.of_person(conn, by.id), wanted):
        raise MayNotGive
    key = email_key(email) or None
    already = invitations.open_at(conn, wanted.place, now)
    for item in already:
        # Who is invited again gets a new link instead of a second one.
        if key and item.email_key == key:
            invitations.withdraw(conn, item.id, now)
    if len(already) >= MOST_OPEN:
        raise TooMany
    token = tokens.new_token()
    record = invitations.add(
        conn,
        tokens.digest(token),
        wanted,
        email=email if key else None,
        email_key=key,
        by=by,
        now=now,
        expires_at=now + LIFE,
    )
    audit.note(conn, "invitation.made", record.id, by=by, now=now, **_what(wanted))
    return Invited(record, token)


def note_mailed(conn: Connection, invitation_id: str, now: datetime) -> None:
    """It went to the address and was shown to nobody: whoever has the link has the mailbox."""
    invitations.note_mailed(conn, invitation_id, now)


def open_at(conn: Connection, place: str, now: datetime) -> list[InvitationRecord]:
    return invitations.open_at(conn, place, now)


def open_to_first(conn: Connection, now: datetime) -> list[InvitationRecord]:
    """What a beheerder sees of: other ones, and the first of places where nobody is in charge."""
    found = invitations.open_with(conn, ("beheerder", *IN_CHARGE), now)
    return [
        item for item in found if not item.tie.place or not ties.in_charge(conn, item.tie.place)
    ]


def open_for(conn: Connection, email_key: str, now: datetime) -> list[InvitationRecord]:
    """For this address, of those who may still give what they offer."""
    found = invitations.open_for(conn, email_key, now)
    return [item for item in found if _still_given(conn, item)]


def withdraw(
    conn: Connection, record: InvitationRecord, *, by: PersonRecord, now: datetime
) -> None:
    if invitations.withdraw(conn, record.id, now):
        audit.note(conn, "invitation.withdrawn", record.id, by=by, now=now, **_what(record.tie))


def look(conn: Connection, token: str, now: datetime) -> InvitationRecord | None:
    """What the link offers; None when it works no longer. Changes nothing: scanners open links."""
    found = invitations.of_digest(conn, tokens.digest(token), now)
    return found if found and _still_given(conn, found) else None


def address_of(conn: Connection, person: PersonRecord) -> str | None:
    """By which someone recognises the own account."""
    return accounts.of_person(conn, person.id).email


def accept(conn: Connection, record: InvitationRecord, person: PersonRecord, now: datetime) -> None:
    """Takes it up with the account that someone has. Raises Refused and Gone."""
    if record.made_by == person.id:
        raise Refused("own")
    account = accounts.of_person(conn, person.id)
    if account.closed_at:
        raise Refused("closed")
    has = account.email_key
    if record.email_key and has not in (None, record.email_key):
        raise Refused("address")
    _take(conn, record, person, now)
    if record.email and record.email_key and not has:
        # Someone else may have this address by now; the role is given all the same.
        accounts.set_email(conn, person.id, record.email, record.email_key)


def accept_anew(
    conn: Connection,
    record: InvitationRecord,
    function: str,
    email: str,
    now: datetime,
    *,
    instead_of: str | None,
) -> SessionToken | None:
    """The same as `join_anew`, and lets them in."""
    person = join_anew(conn, record, function, email, now)
    return signing_in.start(conn, person.id, "invitation", now, instead_of)


def join_anew(
    conn: Connection, record: InvitationRecord, function: str, email: str, now: datetime
) -> PersonRecord:
    """Makes an account for someone new. Raises Refused and Gone.

    An address that someone gives by themselves and that is taken is left out without a word: this
    page must not tell who has an account.
    """
    if record.email_key and accounts.of_email(conn, record.email_key):
        raise Refused("has account")
    person = people.add(conn, function, now)
    _take(conn, record, person, now)
    address, key = record.email or email, record.email_key or email_key(email)
    if key:
        accounts.set_email(conn, person.id, address, key)
    return person


def _take(conn: Connection, record: InvitationRecord, person: PersonRecord, now: datetime) -> None:
    if not invitations.use(conn, record.id, person.id, now):
        raise Gone
    giver = people.find(conn, record.made_by)
    taking_part.join(conn, person.id, record.tie, by=giver, now=now)
    what = _what(record.tie)
    audit.note(conn, "invitation.accepted", record.id, by=person, now=now, **what)


def _still_given(conn: Connection, record: InvitationRecord) -> bool:
    if accounts.of_person(conn, record.made_by).closed_at:
        return False
    return may_invite(conn, ties.of_person(conn, record.made_by), record.tie)


def _what(tie: Tie) -> dict[str, str]:
    return {"role": tie.role, **({"place": tie.place} if tie.place else {})}
