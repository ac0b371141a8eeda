"""What people say of whole steps, and its history; who wins is decided in `services.steps`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from assessment.core.step_marks import StepMark
from assessment.storage.records import PersonRecord
from assessment.storage.tables import step_mark_history, step_marks
from assessment.storage.versioned import Versioned, stamp

_CONTENT = ("state", "changes_seen", "handed_to")
KEPT = Versioned(step_marks, step_mark_history, "step_id", "step_id")


def stored(connection: Connection, assessment_id: str) -> dict[str, StepMark]:
    """The marks of all steps of one assessment, in one query."""
    query = select(step_marks).where(step_marks.c.assessment_id == assessment_id)
    return {row.step_id: _mark(row) for row in connection.execute(query)}


def history(connection: Connection, assessment_id: str, step_id: str) -> list[StepMark]:
    """Everything that was ever said of this step, newest first."""
    return [_mark(row) for row in KEPT.versions(connection, assessment_id, step_id)]


def write(
    connection: Connection,
    assessment_id: str,
    step_id: str,
    over: StepMark,
    new: StepMark,
    *,
    by: PersonRecord,
    now: datetime,
) -> int:
    """Writes the next version over what the caller saw; DatabaseBusy when that is not there."""
    content = {name: getattr(new, name) for name in _CONTENT}
    row = {**content, **stamp(over.version + 1, by, now)}
    KEPT.write(connection, assessment_id, [(step_id, row)])
    return over.version + 1


def _mark(row: Row[Any]) -> StepMark:
    content = {name: row._mapping[name] for name in _CONTENT}
    return StepMark(**content, version=row.version, by=row.changed_by, at=row.changed_at)
