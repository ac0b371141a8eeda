"""Erasing for good, each act noted in the same transaction: a scan, a municipality, someone.

What is erased cannot be put back. Removing a scan (`assessments.remove`) only marks it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.access import IN_CHARGE, Tie
from assessment.core.calendar import in_words
from assessment.services import audit
from assessment.services.taking_part import LastOneInCharge
from assessment.storage import (
    accounts,
    assessments,
    erasing,
    finished_reports,
    invitations,
    people,
    ties,
)
from assessment.storage.database import Database
from assessment.storage.records import (
    AssessmentRecord,
    FinishedReport,
    PersonRecord,
)


@dataclass(frozen=True)
class Someone:
    """A person as the keeper of the installation has to recognise them."""

    person: PersonRecord
    email: str | None
    ties: frozenset[Tie]

    def in_words(self) -> str:
        held = sorted(f"{tie.role} {tie.place}".strip() for tie in self.ties)
        return ", ".join([self.person.function, *([self.email] if self.email else []), *held])

    def answers_to(self, who: str) -> bool:
        return who == self.person.id or bool(self.email and who.casefold() == self.email.casefold())


@dataclass(frozen=True)
class OfMunicipality:
    """All that belongs to one municipality."""

    code: str
    names: tuple[str, ...]  # as the scans and reports call it
    scans: tuple[AssessmentRecord, ...]
    reports: int
    others: tuple[FinishedReport, ...]  # of before these scans moved here
    elsewhere: tuple[FinishedReport, ...]  # in a scan that moved to another municipality
    people: tuple[PersonRecord, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.scans or self.elsewhere or self.people)


def scan(
    conn: Connection,
    assessment_id: str,
    why: str,
    *,
    now: datetime,
    by: PersonRecord | None = None,
    trail: bool = False,
) -> None:
    """All of one scan; with `trail` also what was noted of it, but for this one act."""
    assessments.lock(conn, assessment_id)
    if trail:
        erasing.trail_of_scan(conn, assessment_id)
    gone = erasing.scan(conn, assessment_id)
    audit.note(
        conn,
        "assessment.erased",
        assessment_id,
        by=by,
        now=now,
        assessment_id=None if trail else assessment_id,
        why=why,
        answers=gone["answers"],
        reports=gone["finished_reports"],
    )


def of_municipality(conn: Connection, code: str) -> OfMunicipality:
    """What `municipality` would erase."""
    scans = tuple(assessments.all_of_municipality(conn, code))
    own = {record.id for record in scans}
    reports = finished_reports.all_of_municipality(conn, code)
    elsewhere = tuple(report for report in reports if report.assessment_id not in own)
    names = {record.municipality_name for record in scans}
    names |= {report.municipality_name for report in elsewhere}
    held = {holder.person.id: holder.person for holder in ties.held_at(conn, code)}
    return OfMunicipality(
        code,
        tuple(sorted(names)),
        scans,
        len(reports) - len(elsewhere),
        tuple(report for report in reports if report.municipality_code != code),
        elsewhere,
        tuple(held.values()),
    )


def municipality(database: Database, code: str, now: datetime, told: Callable[[str], None]) -> None:
    """One transaction per scan, and the people last: stopped halfway, the same call goes on."""
    while True:
        with database.read() as conn:
            left = of_municipality(conn, code)
        for record in left.scans:
            with database.write() as conn:
                scan(conn, record.id, "municipality", now=now, trail=True)
            told(f"scan met peildatum {in_words(record.reference_date)}")
        for report in left.elsewhere:
            with database.write() as conn:
                erasing.report(conn, report.assessment_id, report.number)
            told(f"rapport {report.number}")
        with database.write() as conn:
            # Somebody may have begun a new one since we looked; nobody can while we write.
            if assessments.all_of_municipality(conn, code):
                continue
            gone = _people_of(conn, code, now)
            told(f"{gone} personen")
            audit.note(conn, "municipality.erased", code, by=None, now=now, people=gone)
            return


def _people_of(conn: Connection, code: str, now: datetime) -> int:
    """Their ties here, and whoever has no other tie and is named nowhere else."""
    everyone = ties.ever_at(conn, code)
    erasing.place(conn, code)
    gone = 0
    for person_id in everyone:
        if not ties.of_person(conn, person_id):
            gone += erasing.person(conn, person_id, now)
    return gone


def everyone(conn: Connection) -> list[Someone]:
    return [
        Someone(found, accounts.of_person(conn, found.id).email, ties.of_person(conn, found.id))
        for found in people.listed(conn)
    ]


def person(
    conn: Connection, person_id: str, *, now: datetime, by: PersonRecord | None = None
) -> bool:
    """Someone who leaves: every way in and every tie. What they did keeps their function.

    True when nothing is left of them, because no history names them. Raises LastOneInCharge.
    """
    held = ties.of_person(conn, person_id)
    for tie in held:
        alone = not ties.in_charge(conn, tie.place, lock=True) - {person_id}
        if alone and tie.role in (*IN_CHARGE, "beheerder"):
            raise LastOneInCharge(tie.place)
    for tie in held:
        ties.withdraw(conn, person_id, tie, by=by, now=now)
        invitations.withdraw_all_of(conn, person_id, now, tie.place)
    gone = erasing.person(conn, person_id, now)
    audit.note(conn, "person.forgotten", person_id, by=by, now=now)
    return gone
