"""Networks: a name and a list of municipalities. The list by itself opens nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from assessment.storage.ids import new_id
from assessment.storage.tables import network_members, networks


@dataclass(frozen=True)
class Network:
    """A list of municipalities under a name."""

    id: str
    name: str
    made_at: datetime


class UnknownNetwork(LookupError):
    """There is no such network."""


def add(connection: Connection, name: str, now: datetime) -> Network:
    network = Network(new_id(), name, now)
    values = {"id": network.id, "name": name, "made_at": now}
    connection.execute(insert(networks), values)
    return network


def get(connection: Connection, network_id: str) -> Network:
    """Raises UnknownNetwork."""
    row = connection.execute(select(networks).where(networks.c.id == network_id)).one_or_none()
    if row is None:
        raise UnknownNetwork(network_id)
    return Network(**row._mapping)


def rename(connection: Connection, network_id: str, name: str) -> None:
    connection.execute(update(networks).where(networks.c.id == network_id).values(name=name))


def every(connection: Connection) -> list[Network]:
    """All of them, by name."""
    query = select(networks).order_by(networks.c.name, networks.c.id)
    return [Network(**row._mapping) for row in connection.execute(query)]


def some(connection: Connection, ids: Iterable[str]) -> list[Network]:
    """Those of these ids that are networks, by name."""
    wanted = list(ids)
    if not wanted:
        return []
    query = select(networks).where(networks.c.id.in_(wanted)).order_by(networks.c.name)
    return [Network(**row._mapping) for row in connection.execute(query)]


def that_list(connection: Connection, municipality_code: str) -> list[Network]:
    """The networks that have this municipality on their list, by name."""
    query = (
        select(networks)
        .join(network_members, network_members.c.network_id == networks.c.id)
        .where(network_members.c.municipality_code == municipality_code)
        .order_by(networks.c.name, networks.c.id)
    )
    return [Network(**row._mapping) for row in connection.execute(query)]


def members(connection: Connection, network_id: str) -> list[str]:
    """The codes on the list."""
    query = (
        select(network_members.c.municipality_code)
        .where(network_members.c.network_id == network_id)
        .order_by(network_members.c.municipality_code)
    )
    return list(connection.execute(query).scalars())


def put_on_list(
    connection: Connection, network_id: str, codes: Iterable[str], now: datetime
) -> None:
    rows = [
        {"network_id": network_id, "municipality_code": code, "added_at": now} for code in codes
    ]
    if rows:
        connection.execute(insert(network_members), rows)


def take_off_list(connection: Connection, network_id: str, codes: Iterable[str]) -> None:
    connection.execute(
        delete(network_members).where(
            network_members.c.network_id == network_id,
            network_members.c.municipality_code.in_(list(codes)),
        )
    )
