"""The comparison of what municipalities share with a network, each at its own level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from assessment.core.network_comparison import NetworkComparison
from assessment.core.network_entries import EntryMaker
from assessment.core.network_making import Choices, compare_network
from assessment.library.content import Library
from assessment.services.network_files import background_of
from assessment.services.networks import Network
from assessment.services.sharing import Share, shared_reports


@dataclass(frozen=True)
class NetworkReports:
    """The comparison, and whose reports stand in it: each of them hears that somebody looked."""

    comparison: NetworkComparison | None  # None: nobody shares anything that can be compared
    shares: tuple[Share, ...]


def compare_shared(
    conn: Connection, network: Network, library: Library, on: date
) -> NetworkReports:
    """One query, however many municipalities. Nobody is named as having something already: sharing
    a report is not yet agreeing to that."""
    background = background_of(library)
    maker = EntryMaker(background)
    found = [
        (share, entry)
        for share, file in shared_reports(conn, network.id, library)
        if (entry := maker.of_report(file)) is not None
    ]
    if not found:
        return NetworkReports(None, ())
    entries = [entry for _, entry in found]
    made = compare_network(entries, background, Choices(made_on=on, network=network.name))
    return NetworkReports(made, tuple(share for share, _ in found))
