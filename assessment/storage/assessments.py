"""Assessments: the record itself, without what was answered in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from assessment.storage.records import AssessmentRecord, PersonRecord, UnknownAssessment
from assessment.storage.tables import assessment_history, assessments
from assessment.storage.versioned import stamp

_FIELDS = tuple(field.name for field in dataclasses.fields(AssessmentRecord))
_COLUMNS = tuple(assessments.c[name] for name in _FIELDS)
# What a change is about; the rest is bookkeeping.
_CONTENT = tuple(
    name for name in _FIELDS if name not in ("id", "version", "created_at", "updated_at")
)


def add(connection: Connection, record: AssessmentRecord, by: PersonRecord | None) -> None:
    connection.execute(insert(assessments), dataclasses.asdict(record))
    _remember(connection, record, by)


def get(connection: Connection, assessment_id: str) -> AssessmentRecord:
    """Also one that was removed; raises UnknownAssessment."""
    return _one(connection.execute(_by_id(assessment_id)).one_or_none())


def lock(connection: Connection, assessment_id: str) -> AssessmentRecord:
    """The record, while every other writer to this assessment waits for our transaction. Also one
    that was removed.

    On SQLite the whole database already waits, and FOR UPDATE is left out.
    """
    return _one(connection.execute(_by_id(assessment_id).with_for_update()).one_or_none())


def lock_for_change(connection: Connection, assessment_id: str) -> AssessmentRecord:
    """The same, for who changes something in it: UnknownAssessment for one that was removed."""
    record = lock(connection, assessment_id)
    if record.removed_at:
        raise UnknownAssessment(assessment_id)
    return record


def listed(
    connection: Connection, *, removed: bool, municipalities: Collection[str] | None = None
) -> list[AssessmentRecord]:
    """Those that are there or those that were removed, the newest change first."""
    marked = assessments.c.removed_at
    query = (
        select(*_COLUMNS)
        .where(marked.is_not(None) if removed else marked.is_(None))
        .order_by(assessments.c.updated_at.desc(), assessments.c.id)
    )
    if municipalities is not None:
        query = query.where(assessments.c.municipality_code.in_(municipalities))
    return [_record(row) for row in connection.execute(query)]


def all_of_municipality(connection: Connection, code: str) -> list[AssessmentRecord]:
    """Those that were removed too."""
    query = select(*_COLUMNS).where(assessments.c.municipality_code == code)
    return [_record(row) for row in connection.execute(query.order_by(assessments.c.id))]


def replace(
    connection: Connection, old: AssessmentRecord, new: AssessmentRecord, by: PersonRecord | None
) -> AssessmentRecord:
    """Writes a changed record as the next version. The caller holds the lock."""
    written = dataclasses.replace(new, version=old.version + 1)
    done = connection.execute(
        update(assessments)
        .where(assessments.c.id == old.id, assessments.c.version == old.version)
        .values(
            {name: getattr(written, name) for name in (*_CONTENT, "version", "updated_at")},
        )
    )
    if done.rowcount != 1:
        raise UnknownAssessment(old.id)
    _remember(connection, written, by)
    return written


def question_sets_of(connection: Connection, assessment_id: str) -> set[str]:
    """Every version of the questions that it ever had."""
    query = select(assessment_history.c.question_set).where(
        assessment_history.c.assessment_id == assessment_id
    )
    return set(connection.execute(query).scalars())


def touch(connection: Connection, assessment_id: str, now: datetime) -> None:
    """Something inside the assessment changed.

    A clock that was set back does not make it look older than it is.
    """
    connection.execute(
        update(assessments)
        .where(assessments.c.id == assessment_id, assessments.c.updated_at < now)
        .values(updated_at=now)
    )


def _remember(connection: Connection, record: AssessmentRecord, by: PersonRecord | None) -> None:
    connection.execute(
        insert(assessment_history),
        {
            **{name: getattr(record, name) for name in _CONTENT},
            "assessment_id": record.id,
            **stamp(record.version, by, record.updated_at),
        },
    )


def _by_id(assessment_id: str) -> Any:
    return select(*_COLUMNS).where(assessments.c.id == assessment_id)


def _one(row: Row[Any] | None) -> AssessmentRecord:
    if row is None:
        raise UnknownAssessment
    return _record(row)


def _record(row: Row[Any]) -> AssessmentRecord:
    return AssessmentRecord(**row._mapping)
