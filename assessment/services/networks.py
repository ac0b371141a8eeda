"""Networks: who made them, who stands on the list, and what each of those shared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.access import Tie, places
from assessment.core.assessment import Municipality
from assessment.library.content import Library
from assessment.services import audit, sharing
from assessment.services.sharing import Share
from assessment.storage import networks, ties
from assessment.storage.networks import Network, UnknownNetwork
from assessment.storage.records import PersonRecord

__all__ = ["Network", "UnknownNetwork"]

NAME_MAX = 120


@dataclass(frozen=True)
class Member:
    """One municipality of a network, and what it shared; None is nothing, and says no more."""

    code: str
    name: str
    newest: Share | None
    older: tuple[Share, ...] = ()


def make(
    conn: Connection, name: str, codes: Iterable[str], *, by: PersonRecord, now: datetime
) -> Network:
    """Nobody sees anything by it: a coordinator is invited, and municipalities share or do not."""
    network = networks.add(conn, name, now)
    listed = sorted(set(codes))
    networks.put_on_list(conn, network.id, listed, now)
    audit.note(conn, "network.made", network.id, by=by, now=now, municipalities=listed)
    return network


def change(
    conn: Connection,
    network_id: str,
    name: str,
    codes: Iterable[str],
    *,
    by: PersonRecord,
    now: datetime,
) -> None:
    """Another name or list. What a municipality shared ends when it goes off the list."""
    network, wanted = networks.get(conn, network_id), set(codes)
    there = set(networks.members(conn, network_id))
    gone, new = sorted(there - wanted), sorted(wanted - there)
    if name == network.name and not gone and not new:
        return
    sharing.end_of_members(conn, network_id, gone, by=by, now=now)
    networks.take_off_list(conn, network_id, gone)
    networks.put_on_list(conn, network_id, new, now)
    networks.rename(conn, network_id, name)
    audit.note(conn, "network.changed", network_id, by=by, now=now, gone=gone, new=new)


def get(conn: Connection, network_id: str) -> Network:
    """Raises UnknownNetwork."""
    return networks.get(conn, network_id)


def with_coordinator(conn: Connection) -> list[tuple[Network, bool]]:
    """All of them, each with whether someone coordinates it."""
    there = ties.places_with(conn, "coordinator")
    return [(network, network.id in there) for network in networks.every(conn)]


def list_of(conn: Connection, held: frozenset[Tie]) -> list[Network]:
    """Those that someone with these ties sees."""
    return networks.some(conn, places(held, "network.see"))


def named(conn: Connection, ids: Iterable[str]) -> list[Network]:
    """Those of these ids that are networks."""
    return networks.some(conn, ids)


def advised(held: frozenset[Tie], library: Library) -> list[tuple[str, str]]:
    """Code and name of each municipality that invited someone with these ties to advise it."""
    codes = {tie.place for tie in held if tie.role == "adviser"} & set(library.everyone)
    return sorted((code, library.everyone[code].name) for code in codes)


def municipalities(conn: Connection, network_id: str, library: Library) -> list[Municipality]:
    """Who stands on the list, by name; one that left the list of the year keeps its code."""
    found = [_named(code, library) for code in networks.members(conn, network_id)]
    return sorted(found, key=lambda item: library_name(item.name))


def members(conn: Connection, network_id: str, library: Library) -> list[Member]:
    """Every municipality of the list with the newest report that it shared: three queries."""
    shared = sharing.of_place(conn, network_id)
    newest = sharing.newest(shared)
    return [
        Member(
            item.code,
            item.name,
            newest.get(item.code),
            tuple(
                share
                for share in shared
                if share.municipality_code == item.code and share != newest[item.code]
            ),
        )
        for item in municipalities(conn, network_id, library)
    ]


def regions(library: Library) -> list[str]:
    """The GGD regions: a list to begin with."""
    return sorted({item.ggd_region for item in library.municipalities.all if item.ggd_region})


def of_region(library: Library, region: str) -> list[Municipality]:
    return [item for item in library.municipalities.all if item.ggd_region == region]


def library_name(name: str) -> str:
    """'s-Gravenhage stands under the G, as in every list of municipalities."""
    return name.removeprefix("'s-").removeprefix("’s-").casefold()


def _named(code: str, library: Library) -> Municipality:
    return library.everyone.get(code) or Municipality(code, code, 0)
