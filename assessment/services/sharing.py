"""Sharing finished reports: with a network, or with the advisers that a municipality invited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from assessment.core.identity import Sharing
from assessment.core.report_file import ReportFile
from assessment.library.content import Library
from assessment.services import audit
from assessment.services.shared_reports import NotReadable, file_at
from assessment.storage import (
    assessments,
    finished_reports,
    networks,
    reader_links,
    sharing,
    ties,
)
from assessment.storage.finished_reports import Damaged
from assessment.storage.records import PersonRecord, UnknownReport
from assessment.storage.sharing import EndReason, PastShare, Share, UnknownShare

__all__ = ["PastShare", "Share", "UnknownShare"]

# Which words a municipality agreed to when it shared. Another text on that page is another number.
WORDS = 1


@dataclass(frozen=True)
class Receiver:
    """Whom a municipality can share with: a network that has it on its list, or its advisers."""

    place: str
    name: str
    people: tuple[str, ...]  # the functions of those who will see it

    @property
    def is_network(self) -> bool:
        return bool(self.name)


class NoReceiver(LookupError):
    """A municipality cannot share with this; to whoever asks it does not exist."""


def receivers(conn: Connection, code: str) -> list[Receiver]:
    """The networks by name, and then the advisers if there are any."""
    found = [
        Receiver(network.id, network.name, _readers(conn, network.id))
        for network in networks.that_list(conn, code)
    ]
    advisers = tuple(item.person.function for item in _advisers(conn, code))
    return [*found, *([Receiver(code, "", advisers)] if advisers else [])]


def share(
    conn: Connection,
    assessment_id: str,
    number: str,
    place: str,
    level: Sharing,
    *,
    by: PersonRecord,
    now: datetime,
) -> Share:
    """From the next request on. Another level takes the place of the one before.

    Raises UnknownAssessment, UnknownReport or NoReceiver.
    """
    record = assessments.lock(conn, assessment_id)
    report = finished_reports.get(conn, assessment_id, number)
    # What was finished for another municipality is not for this one to share.
    if report.municipality_code != record.municipality_code:
        raise UnknownReport(number)
    if place not in {item.place for item in receivers(conn, record.municipality_code)}:
        raise NoReceiver(place)
    for live in sharing.of_assessment(conn, assessment_id):
        if (live.number, live.place) == (number, place):
            if live.level == level:
                return live
            _end(conn, live, "replaced", by, now)
    made = sharing.add(conn, number, place, level, WORDS, by=by, now=now)
    audit.note(
        conn,
        "report.shared",
        number,
        by=by,
        now=now,
        assessment_id=assessment_id,
        place=place,
        level=level,
    )
    return sharing.get(conn, made)


def withdraw(
    conn: Connection, assessment_id: str, share_id: str, *, by: PersonRecord, now: datetime
) -> Share:
    """Takes effect at the next request of whoever could see it. Raises UnknownShare."""
    assessments.lock(conn, assessment_id)
    found = sharing.get(conn, share_id)
    if found.assessment_id != assessment_id:
        raise UnknownShare(share_id)
    _end(conn, found, "withdrawn", by, now)
    return found


def end_all(
    conn: Connection, assessment_id: str, why: EndReason, *, by: PersonRecord, now: datetime
) -> None:
    """For a scan that is removed or goes to another municipality; the caller holds its lock."""
    for live in sharing.of_assessment(conn, assessment_id):
        _end(conn, live, why, by, now)
    reader_links.withdraw_of_assessment(conn, assessment_id, now)


def end_of_members(
    conn: Connection,
    network_id: str,
    codes: Iterable[str],
    *,
    by: PersonRecord,
    now: datetime,
) -> None:
    """For municipalities that go off the list of a network."""
    left = frozenset(codes)
    for live in sharing.of_place(conn, network_id):
        if live.municipality_code in left:
            _end(conn, live, "left", by, now)


def of_municipality(conn: Connection, code: str) -> list[Share]:
    """Everything that this municipality shares now, in one query."""
    return sharing.of_municipality(conn, code)


def past(conn: Connection, code: str) -> list[PastShare]:
    return sharing.past(conn, code)


def of_place(conn: Connection, place: str) -> list[Share]:
    """Everything that is shared with a network, or with the advisers of a municipality."""
    return sharing.of_place(conn, place)


def get(conn: Connection, share_id: str) -> Share:
    """Raises UnknownShare."""
    return sharing.get(conn, share_id)


def place_of_share(conn: Connection, share_id: str, **rest: str) -> tuple[str, ...]:
    """Where someone must be allowed to look; nowhere for what is not shared any more.

    `rest` is what else an address names: what stands beside the report, that is nowhere else.
    """
    try:
        return (sharing.get(conn, share_id).place,)
    except UnknownShare:
        return ()


def shared_reports(
    conn: Connection, place: str, library: Library
) -> Iterator[tuple[Share, ReportFile]]:
    """All reports that are shared here, each with its data at its own level and no more.

    One query, however many there are, and one file after the other. What cannot be read any more is
    left out. Whoever shows them to someone calls `note_seen` in a transaction that writes.
    """
    for item, body, digest in sharing.with_data(conn, place):
        try:
            file = file_at(body, item.level, library, digest)
        except (NotReadable, Damaged):
            continue
        yield item, file


def newest(shares: Iterable[Share]) -> dict[str, Share]:
    """Of each municipality the report of the latest date."""
    found: dict[str, Share] = {}
    for item in shares:
        known = found.get(item.municipality_code)
        if known is None or _age(known) < _age(item):
            found[item.municipality_code] = item
    return found


def note_seen(
    conn: Connection,
    act: Literal["report.shown", "report.downloaded", "report.compared"],
    seen: Iterable[Share],
    *,
    by: PersonRecord | None,
    now: datetime,
) -> None:
    """Who saw what, where the municipality itself can read it; nobody is who keeps all of it."""
    notes = (
        audit.Note(item.number, item.assessment_id, {"place": item.place, "level": item.level})
        for item in seen
    )
    audit.note_each(conn, act, notes, by=by, now=now)


def _end(conn: Connection, live: Share, why: EndReason, by: PersonRecord, now: datetime) -> None:
    sharing.end(conn, live.id, why, by=by, now=now)
    audit.note(
        conn,
        "report.share_ended",
        live.number,
        by=by,
        now=now,
        assessment_id=live.assessment_id,
        place=live.place,
        level=live.level,
        why=why,
    )


def _age(item: Share) -> tuple[object, ...]:
    return item.reference_date, item.made_at, item.number


def _advisers(conn: Connection, place: str) -> list[ties.Holder]:
    return [item for item in _who_come_in(conn, place) if item.role == "adviser"]


def _readers(conn: Connection, network_id: str) -> tuple[str, ...]:
    return tuple(item.person.function for item in _who_come_in(conn, network_id))


def _who_come_in(conn: Connection, place: str) -> list[ties.Holder]:
    """Someone whose account is closed keeps the role and sees nothing, so is no reader."""
    return [item for item in ties.held_at(conn, place) if not item.closed]
