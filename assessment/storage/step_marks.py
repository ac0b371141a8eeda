"""What people say of whole steps, and its history; who wins is decided in `services.steps`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from assessment.core.step_marks import StepMark
from assessment.storage.errors import DatabaseBusy
from assessment.storage.records import PersonRecord
from assessment.storage.tables import step_mark_history, step_marks

_CONTENT = ("state", "changes_seen", "handed_to")


def stored(connection: Connection, assessment_id: str) -> dict[str, StepMark]:
    """The marks of all steps of one assessment, in one query."""
    query = select(step_marks).where(step_marks.c.assessment_id == assessment_id)
    return {row.step_id: _mark(row) for row in connection.execute(query)}


def history(connection: Connection, assessment_id: str, step_id: str) -> list[StepMark]:
    """Everything that was ever said of this step, newest first."""
    query = (
        select(step_mark_history)
        .where(
            step_mark_history.c.assessment_id == assessment_id,
            step_mark_history.c.step_id == step_id,
        )
        .order_by(step_mark_history.c.version.desc())
    )
    return [_mark(row) for row in connection.execute(query)]


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
    row: dict[str, Any] = {
        **{name: getattr(new, name) for name in _CONTENT},
        "version": over.version + 1,
        "changed_by": by.function,
        "person_id": by.id,
        "changed_at": now,
    }
    key = {"assessment_id": assessment_id, "step_id": step_id}
    if over.version:
        done = connection.execute(
            update(step_marks)
            .where(
                step_marks.c.assessment_id == assessment_id,
                step_marks.c.step_id == step_id,
                step_marks.c.version == over.version,
            )
            .values(row)
        )
        if done.rowcount != 1:
            raise DatabaseBusy("een ander bewaarde tegelijk")
    else:
        connection.execute(insert(step_marks), {**key, **row})
    connection.execute(insert(step_mark_history), {**key, **row})
    return over.version + 1


def _mark(row: Row[Any]) -> StepMark:
    content = {name: row._mapping[name] for name in _CONTENT}
    return StepMark(**content, version=row.version, by=row.changed_by, at=row.changed_at)
