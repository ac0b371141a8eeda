"""What is shared with whom. Rows are added only: a share begins with one and ends with another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert, or_, select, union

from assessment.core.identity import Sharing
from assessment.storage.ids import new_id
from assessment.storage.records import PersonRecord
from assessment.storage.tables import (
    assessments,
    finished_report_files,
    finished_reports,
    network_members,
    networks,
    reader_links,
    share_ends,
    shares,
)

_AT_A_TIME = 20  # files of some tens of kilobytes
_LEAVES = (shares, reader_links)

EndReason = Literal["withdrawn", "replaced", "removed", "moved", "left"]


class UnknownShare(LookupError):
    """This is not shared, or not any more: to a reader that is the same."""


@dataclass(frozen=True)
class Share:
    """One report that is shared at this moment, without a word of what stands in it."""

    id: str
    place: str
    level: Sharing
    at: datetime
    by: str
    number: str
    assessment_id: str
    municipality_code: str
    municipality_name: str
    reference_date: date
    made_at: datetime
    network_name: str | None

    @property
    def for_advisers(self) -> bool:
        """Shared with the advisers of the municipality itself, and not with a network."""
        return self.place == self.municipality_code

    @property
    def with_whom(self) -> str:
        """In words, as it stands in a sentence."""
        return "uw adviseurs" if self.for_advisers else f"netwerk {self.network_name}"


@dataclass(frozen=True)
class PastShare:
    """Something that was shared before, and how that ended."""

    number: str
    network_name: str | None
    level: Sharing
    at: datetime
    ended_at: datetime
    why: EndReason


def _live(*more: Any) -> Any:
    """Every share that holds now: not ended, and still of the municipality that shared it.

    A network only has what municipalities on its list share.
    """
    own = shares.c.place == finished_reports.c.municipality_code
    return (
        select(
            shares.c.id,
            shares.c.place,
            shares.c.level,
            shares.c.at,
            shares.c.function.label("by"),
            finished_reports.c.number,
            finished_reports.c.assessment_id,
            finished_reports.c.municipality_code,
            finished_reports.c.municipality_name,
            finished_reports.c.reference_date,
            finished_reports.c.made_at,
            networks.c.name.label("network_name"),
            *more,
        )
        .select_from(shares)
        .join(finished_reports, finished_reports.c.number == shares.c.number)
        .join(assessments, assessments.c.id == finished_reports.c.assessment_id)
        .outerjoin(share_ends, share_ends.c.share_id == shares.c.id)
        .outerjoin(networks, networks.c.id == shares.c.place)
        .outerjoin(
            network_members,
            (network_members.c.network_id == shares.c.place)
            & (network_members.c.municipality_code == finished_reports.c.municipality_code),
        )
        .where(
            share_ends.c.share_id.is_(None),
            assessments.c.removed_at.is_(None),
            assessments.c.municipality_code == finished_reports.c.municipality_code,
            or_(own, network_members.c.network_id.is_not(None)),
        )
        .order_by(
            finished_reports.c.municipality_name,
            finished_reports.c.reference_date.desc(),
            finished_reports.c.made_at.desc(),
            shares.c.id,
        )
    )


def of_place(connection: Connection, place: str) -> list[Share]:
    """Everything that is shared with a network, or with the advisers of a municipality."""
    query = _live().where(shares.c.place == place)
    return [Share(**row._mapping) for row in connection.execute(query)]


def with_data(connection: Connection, place: str) -> Iterator[tuple[Share, bytes, str]]:
    """The same, each with its whole data file and the digest that this must have: one query.

    One after the other, so that the files of a whole country are never in memory together.
    """
    files = finished_report_files
    query = (
        _live(files.c.body, files.c.digest)
        .join(files, (files.c.number == shares.c.number) & (files.c.kind == "full"))
        .where(shares.c.place == place)
    )
    for row in connection.execute(query.execution_options(yield_per=_AT_A_TIME)):
        values = dict(row._mapping)
        body, digest = bytes(values.pop("body")), values.pop("digest")
        yield Share(**values), body, digest


def of_municipality(connection: Connection, code: str) -> list[Share]:
    """Everything that this municipality shares."""
    query = _live().where(finished_reports.c.municipality_code == code)
    return [Share(**row._mapping) for row in connection.execute(query)]


def of_assessment(connection: Connection, assessment_id: str) -> list[Share]:
    """Everything that is shared of one assessment."""
    query = _live().where(finished_reports.c.assessment_id == assessment_id)
    return [Share(**row._mapping) for row in connection.execute(query)]


def get(connection: Connection, share_id: str) -> Share:
    """Raises UnknownShare, also for one that ended."""
    row = connection.execute(_live().where(shares.c.id == share_id)).one_or_none()
    if row is None:
        raise UnknownShare(share_id)
    return Share(**row._mapping)


def past(connection: Connection, code: str) -> list[PastShare]:
    """What this municipality shared before, what ended last first."""
    query = (
        select(
            shares.c.number,
            networks.c.name.label("network_name"),
            shares.c.level,
            shares.c.at,
            share_ends.c.at.label("ended_at"),
            share_ends.c.why,
        )
        .join(share_ends, share_ends.c.share_id == shares.c.id)
        .join(finished_reports, finished_reports.c.number == shares.c.number)
        .outerjoin(networks, networks.c.id == shares.c.place)
        .where(finished_reports.c.municipality_code == code)
        .order_by(share_ends.c.at.desc(), shares.c.id)
    )
    return [PastShare(**row._mapping) for row in connection.execute(query)]


def levels_ever(connection: Connection, number: str) -> frozenset[Sharing]:
    """At which levels this report ever left the house, also by a link for readers."""
    given = (select(table.c.level).where(table.c.number == number) for table in _LEAVES)
    return frozenset(connection.execute(union(*given)).scalars())


def add(
    connection: Connection,
    number: str,
    place: str,
    level: Sharing,
    words: int,
    *,
    by: PersonRecord,
    now: datetime,
) -> str:
    share_id = new_id()
    values = {"id": share_id, "number": number, "place": place, "level": level, "words": words}
    connection.execute(insert(shares), {**values, **_by(by, now)})
    return share_id


def end(
    connection: Connection, share_id: str, why: EndReason, *, by: PersonRecord, now: datetime
) -> None:
    """An IntegrityError when it ended already: the caller holds the lock of the assessment."""
    connection.execute(insert(share_ends), {"share_id": share_id, "why": why, **_by(by, now)})


def _by(person: PersonRecord, now: datetime) -> dict[str, Any]:
    return {"person_id": person.id, "function": person.function, "at": now}
