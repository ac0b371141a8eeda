"""From who a provider says that someone is, to a session of ours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from assessment.core.email import email_key
from assessment.services import audit, signing_in
from assessment.services.signing_in import SessionToken
from assessment.services.single_sign_on.flow import Identity
from assessment.storage import accounts, identities


class NotInvited(Exception):
    """Nobody asked this person in, or we cannot be sure that it is them."""


class Closed(Exception):
    """There is an account, and it was closed."""


def come_in(
    conn: Connection, identity: Identity, now: datetime, instead_of: str | None = None
) -> SessionToken:
    """A session for whom we know, or who was invited. Raises NotInvited or Closed."""
    person_id = identities.person_of(conn, identity.issuer, identity.subject)
    if person_id is None:
        person_id = _first_time(conn, identity, now)
    session = signing_in.start(conn, person_id, "provider", now, instead_of)
    if session is None:
        raise Closed
    return session


def _first_time(conn: Connection, identity: Identity, now: datetime) -> str:
    """Takes the open invitation for this address, and remembers who it was for the next time."""
    raise NotInvited
