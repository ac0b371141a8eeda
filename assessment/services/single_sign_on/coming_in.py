"""From who a provider says that someone is, to a session of ours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from assessment.core.email import email_key
from assessment.services import audit, inviting, signing_in
from assessment.services.signing_in import LOCAL_FUNCTION, SessionToken
from assessment.services.single_sign_on.flow import Identity
from assessment.storage import accounts, identities
from assessment.storage.records import PersonRecord


class NotInvited(Exception):
    """Nobody asked this person in, or we cannot be sure that it is them."""


class HasAccount(Exception):
    """There is an account with this address, and nobody showed yet that it is theirs."""


class Closed(Exception):
    """There is an account, and it was closed."""


def come_in(
    conn: Connection,
    identity: Identity,
    now: datetime,
    *,
    instead_of: str | None = None,
    present: PersonRecord | None = None,
) -> SessionToken:
    """A session for whom we know, or who was invited. Raises NotInvited, HasAccount or Closed.

    `present` is who was signed in here already, in the session `instead_of`.
    """
    person_id = identities.person_of(conn, identity.issuer, identity.subject)
    if person_id is None:
        person_id = _first_time(conn, identity, present, now)
        identities.link(conn, identity.issuer, identity.subject, person_id, now)
    session = signing_in.start(conn, person_id, "provider", now, instead_of)
    if session is None:
        raise Closed
    return session


def _first_time(
    conn: Connection, identity: Identity, present: PersonRecord | None, now: datetime
) -> str:
    """Takes up what is open for this address; whoever has an account already shows it first."""
    key = _key(identity)
    if not key:
        raise NotInvited
    holder = accounts.of_email(conn, key)
    if holder is not None:
        # An address alone moves nobody into an account: someone else may have typed it there.
        if present is None or present.id != holder.person_id:
            raise HasAccount
        return _noted(conn, present, now)
    offered = inviting.open_for(conn, key, now)
    if not offered:
        raise NotInvited
    try:
        person = inviting.join_anew(conn, offered[0], LOCAL_FUNCTION, "", now)
        for other in offered[1:]:
            inviting.accept(conn, other, person, now)
    except (inviting.Gone, inviting.Refused):
        raise NotInvited from None
    return _noted(conn, person, now)


def _noted(conn: Connection, person: PersonRecord, now: datetime) -> str:
    audit.note(conn, "person.linked", person.id, by=person, now=now)
    return person.id


def _key(identity: Identity) -> str:
    """Only plain addresses: two mailboxes may differ in letters that our key holds for the same."""
    email = identity.email or ""
    return email_key(email) if email.isascii() else ""
