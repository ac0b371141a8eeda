"""With what someone comes in. Secrets are stored hashed or encrypted; see the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from assessment.storage.tables import accounts


@dataclass(frozen=True)
class AccountRecord:
    """The account of one person; nothing of it is shown to anyone else but a beheerder."""

    person_id: str
    email: str | None
    email_key: str | None
    password_hash: str | None = field(repr=False)
    password_changed_at: datetime | None
    totp_new_secret: str | None = field(repr=False)
    totp_secret: str | None = field(repr=False)
    totp_step: int | None
    closed_at: datetime | None


def of_person(connection: Connection, person_id: str) -> AccountRecord:
    """Everyone has one."""
    found = _one(connection, accounts.c.person_id == person_id)
    if found is None:
        raise LookupError("there is no such person")
    return found


def of_email(connection: Connection, email_key: str) -> AccountRecord | None:
    """Also when it was closed; whoever lets someone in looks at that."""
    return _one(connection, accounts.c.email_key == email_key)


def _one(connection: Connection, condition: ColumnElement[bool]) -> AccountRecord | None:
    row = connection.execute(select(accounts).where(condition)).one_or_none()
    return AccountRecord(**row._mapping) if row else None


def set_email(connection: Connection, person_id: str, email: str, email_key: str) -> bool:
    """False when someone else has this address; then nothing changed."""
    holder = of_email(connection, email_key)
    if holder is not None and holder.person_id != person_id:
        return False
    _change(connection, person_id, email=email, email_key=email_key)
    return True


def set_password(connection: Connection, person_id: str, hashed: str, now: datetime) -> None:
    _change(connection, person_id, password_hash=hashed, password_changed_at=now)


def replace_hash(connection: Connection, person_id: str, hashed: str) -> None:
    """The same password, hashed in a newer way."""
    _change(connection, person_id, password_hash=hashed)


def propose_totp(connection: Connection, person_id: str, secret: str) -> None:
    """A secret that counts only once a code from it was given."""
    _change(connection, person_id, totp_new_secret=secret)


def confirm_totp(connection: Connection, person_id: str, secret: str, step: int) -> None:
    _change(connection, person_id, totp_new_secret=None, totp_secret=secret, totp_step=step)


def forget_totp(connection: Connection, person_id: str) -> None:
    _change(connection, person_id, totp_new_secret=None, totp_secret=None, totp_step=None)


def use_totp_step(connection: Connection, person_id: str, step: int) -> bool:
    """Takes the code of this step; False when it, or a later one, was used before."""
    taken = connection.execute(
        update(accounts)
        .where(
            accounts.c.person_id == person_id,
            accounts.c.totp_secret.is_not(None),
            (accounts.c.totp_step.is_(None)) | (accounts.c.totp_step < step),
        )
        .values(totp_step=step)
    )
    return taken.rowcount == 1


def close(connection: Connection, person_id: str, now: datetime) -> None:
    """Nobody comes in with it from now on. The caller also ends the sessions and the links."""
    _change(connection, person_id, closed_at=now)


def reopen(connection: Connection, person_id: str) -> None:
    _change(connection, person_id, closed_at=None)


def _change(connection: Connection, person_id: str, **values: Any) -> None:
    connection.execute(update(accounts).where(accounts.c.person_id == person_id).values(**values))
