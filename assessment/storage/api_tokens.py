"""Keys of other programs: only digests of the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from assessment.core.identity import Sharing
from assessment.storage.ids import new_id
from assessment.storage.records import PersonRecord
from assessment.storage.tables import accounts, api_tokens, people


@dataclass(frozen=True)
class ApiToken:
    """One key, without the token that opens; it does no more than who made it may."""

    id: str
    place: str
    level: Sharing
    name: str
    expires_at: datetime
    used_at: datetime | None
    at: datetime
    by: str
    person: PersonRecord


_COLUMNS = (
    api_tokens.c.id,
    api_tokens.c.place,
    api_tokens.c.level,
    api_tokens.c.name,
    api_tokens.c.expires_at,
    api_tokens.c.used_at,
    api_tokens.c.at,
    api_tokens.c.function.label("by"),
)


def add(
    connection: Connection,
    digest: str,
    place: str,
    level: Sharing,
    name: str,
    expires_at: datetime,
    *,
    by: PersonRecord,
    now: datetime,
) -> str:
    token_id = new_id()
    values = {"id": token_id, "digest": digest, "place": place, "level": level, "name": name}
    made = {"expires_at": expires_at, "person_id": by.id, "function": by.function, "at": now}
    connection.execute(insert(api_tokens), {**values, **made})
    return token_id


def find(connection: Connection, digest: str, now: datetime) -> ApiToken | None:
    """The key of this token, as long as it works and whoever made it has an open account."""
    found = _listed(connection, now, api_tokens.c.digest == digest, accounts.c.closed_at.is_(None))
    return found[0] if found else None


def of_place(connection: Connection, place: str, now: datetime) -> list[ApiToken]:
    """Every key of this place that has not ended, the newest first."""
    return _listed(connection, now, api_tokens.c.place == place)


def withdraw(connection: Connection, token_id: str, now: datetime) -> None:
    connection.execute(
        update(api_tokens).where(api_tokens.c.id == token_id).values(withdrawn_at=now)
    )


def used(connection: Connection, token_id: str, now: datetime) -> None:
    connection.execute(update(api_tokens).where(api_tokens.c.id == token_id).values(used_at=now))


def _listed(connection: Connection, now: datetime, *which: object) -> list[ApiToken]:
    query = (
        select(*_COLUMNS, people.c.id.label("who"), people.c.function, people.c.created_at)
        .join(people, people.c.id == api_tokens.c.person_id)
        .join(accounts, accounts.c.person_id == people.c.id)
        .where(api_tokens.c.withdrawn_at.is_(None), api_tokens.c.expires_at > now, *which)  # type: ignore[arg-type]
        .order_by(api_tokens.c.at.desc(), api_tokens.c.id)
    )
    found = []
    for row in connection.execute(query):
        values = dict(row._mapping)
        who = PersonRecord(values.pop("who"), values.pop("function"), values.pop("created_at"))
        found.append(ApiToken(**values, person=who))
    return found
