"""Reports that were finished, and their files. Written once and only read after that."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from assessment.storage.records import FinishedReport, PersonRecord, ReportFile, UnknownReport
from assessment.storage.tables import (
    activities,
    answers,
    assessments,
    finished_report_files,
    finished_reports,
    plan_actions,
)

_FIELDS = tuple(field.name for field in dataclasses.fields(FinishedReport))
_COLUMNS = tuple(finished_reports.c[name] for name in _FIELDS)


class Damaged(Exception):
    """A stored file is not what was stored. Should never happen; then nobody gets to see it."""


def add(
    connection: Connection,
    report: FinishedReport,
    files: Mapping[str, bytes],
    by: PersonRecord | None,
) -> None:
    """An IntegrityError when the number was given out already."""
    row = {**dataclasses.asdict(report), "versions": dict(report.versions)}
    connection.execute(insert(finished_reports), {**row, "person_id": by.id if by else None})
    connection.execute(
        insert(finished_report_files),
        [
            {
                "number": report.number,
                "kind": kind,
                "digest": sha256(body).hexdigest(),
                "size": len(body),
                "body": body,
            }
            for kind, body in files.items()
        ],
    )


def get(connection: Connection, assessment_id: str, number: str) -> FinishedReport:
    """Raises UnknownReport, also for one of another assessment or of one that was removed."""
    row = connection.execute(_visible(assessment_id, number)).one_or_none()
    if row is None:
        raise UnknownReport(number)
    return _report(row)


def finished_among(connection: Connection, assessment_ids: Collection[str]) -> set[str]:
    """Which of these assessments have a finished report."""
    query = (
        select(finished_reports.c.assessment_id)
        .where(finished_reports.c.assessment_id.in_(assessment_ids))
        .distinct()
    )
    return set(connection.execute(query).scalars())


def listed(connection: Connection, assessment_id: str) -> list[FinishedReport]:
    """Without their files, the newest first."""
    query = (
        select(*_COLUMNS)
        .where(finished_reports.c.assessment_id == assessment_id)
        .order_by(finished_reports.c.made_at.desc(), finished_reports.c.number)
    )
    return [_report(row) for row in connection.execute(query)]


def of_municipality(connection: Connection, code: str) -> list[FinishedReport]:
    """Of every assessment of this municipality that was not removed, the newest first."""
    query = (
        select(*_COLUMNS)
        .join(assessments, assessments.c.id == finished_reports.c.assessment_id)
        .where(
            finished_reports.c.municipality_code == code,
            assessments.c.municipality_code == code,
            assessments.c.removed_at.is_(None),
        )
        .order_by(
            finished_reports.c.reference_date.desc(),
            finished_reports.c.made_at.desc(),
            finished_reports.c.number,
        )
    )
    return [_report(row) for row in connection.execute(query)]


def all_of_municipality(connection: Connection, code: str) -> list[FinishedReport]:
    """Those that bear its code and those in its assessments, also when they were removed."""
    query = (
        select(*_COLUMNS)
        .join(assessments, assessments.c.id == finished_reports.c.assessment_id)
        .where(
            (finished_reports.c.municipality_code == code)
            | (assessments.c.municipality_code == code)
        )
        .order_by(finished_reports.c.number)
    )
    return [_report(row) for row in connection.execute(query)]


def file_of(
    connection: Connection, assessment_id: str, number: str, kind: str
) -> tuple[FinishedReport, ReportFile]:
    """What is known of a file, in one query that does not read the file."""
    files = finished_report_files
    query = (
        _visible(assessment_id, number)
        .join(files, files.c.number == finished_reports.c.number)
        .where(files.c.kind == kind)
        .add_columns(files.c.kind, files.c.digest, files.c.size)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownReport(number)
    return _report(row), ReportFile(row.kind, row.digest, row.size)


def files_of(connection: Connection, number: str) -> dict[str, ReportFile]:
    """What is known of all files of a report."""
    files = finished_report_files
    query = select(files.c.kind, files.c.digest, files.c.size).where(files.c.number == number)
    return {row.kind: ReportFile(**row._mapping) for row in connection.execute(query)}


def body_of(connection: Connection, number: str, kind: str) -> bytes:
    """The file as it was stored; raises Damaged when it is not that any more."""
    files = finished_report_files
    query = select(files.c.body, files.c.digest).where(
        files.c.number == number, files.c.kind == kind
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownReport(number)
    body = bytes(row.body)
    if sha256(body).hexdigest() != row.digest:
        raise Damaged(f"{kind} of {number}")
    return body


def changes_of(connection: Connection, assessment_id: str) -> int:
    """How often anything was changed that a report shows: it goes up with every change.

    Versions are counted, so it needs no clock, and nothing has to be kept up to date for it.
    """
    parts = [
        select(func.coalesce(func.sum(table.c.version), 0))
        .where(table.c.assessment_id == assessment_id)
        .scalar_subquery()
        for table in (answers, activities, plan_actions)
    ]
    own = select(assessments.c.version).where(assessments.c.id == assessment_id).scalar_subquery()
    row = connection.execute(select(own, *parts)).one()
    return sum(int(number or 0) for number in row)


def _visible(assessment_id: str, number: str) -> Any:
    return (
        select(*_COLUMNS)
        .join(assessments, assessments.c.id == finished_reports.c.assessment_id)
        .where(
            finished_reports.c.number == number,
            finished_reports.c.assessment_id == assessment_id,
            assessments.c.removed_at.is_(None),
        )
    )


def _report(row: Row[Any]) -> FinishedReport:
    return FinishedReport(**{name: row._mapping[name] for name in _FIELDS})
