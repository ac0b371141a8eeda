"""Which reports a key reaches, each at no more than the level of the share and of the key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from assessment.core.assessment import Municipality
from assessment.core.identity import SHARING, Sharing
from assessment.library.content import Library
from assessment.services import networks, shared_reports, sharing
from assessment.services.api_tokens import ApiToken
from assessment.services.keys import Sign
from assessment.services.networks import Network
from assessment.services.sharing import Share
from assessment.storage import finished_reports
from assessment.storage import networks as stored_networks
from assessment.storage.records import FinishedReport, UnknownReport


@dataclass(frozen=True)
class Reached:
    """One report that a key reaches; `share` is by which it does, and none for one's own."""

    number: str
    municipality_code: str
    municipality_name: str
    reference_date: date
    made_at: datetime
    level: Sharing
    share: Share | None


def reports(conn: Connection, token: ApiToken) -> list[Reached]:
    """One query: what is shared with the network now, or what the municipality finished."""
    if not is_network(conn, token):
        own = finished_reports.of_municipality(conn, token.place)
        return [_reached(item, token.level, None) for item in own]
    shared = sharing.of_place(conn, token.place)
    return [_reached(item, _least(item.level, token.level), item) for item in shared]


def report(conn: Connection, token: ApiToken, number: str) -> Reached:
    """Raises UnknownReport; of a report that is shared twice the level that says most."""
    found = [item for item in reports(conn, token) if item.number == number]
    if not found:
        raise UnknownReport(number)
    return max(found, key=lambda item: SHARING.index(item.level))


def data(conn: Connection, found: Reached, library: Library, sign: Sign | None) -> bytes:
    """The data file at that level. Raises NotReadable or Damaged."""
    return shared_reports.view(conn, found.number, found.level, library, sign).data


def newest(found: Iterable[Reached]) -> list[Reached]:
    """Of each municipality the report of the latest date."""
    latest: dict[str, Reached] = {}
    for item in found:
        known = latest.get(item.municipality_code)
        if known is None or _age(known) < _age(item):
            latest[item.municipality_code] = item
    return list(latest.values())


def networks_of(conn: Connection, token: ApiToken) -> list[Network]:
    """The network of the key, or the ones that have its municipality on their list."""
    own = networks.named(conn, [token.place])
    return own or stored_networks.that_list(conn, token.place)


def municipalities_of(conn: Connection, token: ApiToken, library: Library) -> list[Municipality]:
    if is_network(conn, token):
        return networks.municipalities(conn, token.place, library)
    return [library.everyone.get(token.place) or Municipality(token.place, token.place, 0)]


def is_network(conn: Connection, token: ApiToken) -> bool:
    return bool(networks.named(conn, [token.place]))


def _reached(item: Share | FinishedReport, level: Sharing, by: Share | None) -> Reached:
    return Reached(
        item.number,
        item.municipality_code,
        item.municipality_name,
        item.reference_date,
        item.made_at,
        level,
        by,
    )


def _least(one: Sharing, other: Sharing) -> Sharing:
    return min(one, other, key=SHARING.index)


def _age(item: Reached) -> tuple[object, ...]:
    return item.reference_date, item.made_at, item.number
