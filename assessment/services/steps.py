"""A step as a whole: saying that it is done, and giving it to someone else to fill in."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from assessment.core.questions import Step
from assessment.core.step_marks import NO_MARK, MarkState, StepMark, changes_in
from assessment.services import audit
from assessment.storage import answers, assessments, step_marks
from assessment.storage.records import AssessmentRecord, PersonRecord


@dataclass(frozen=True)
class StepConflict:
    """Someone else said something different since. `theirs` is stored, `mine` is not."""

    mine: StepMark
    theirs: StepMark


def marks(conn: Connection, assessment_id: str) -> dict[str, StepMark]:
    """What is said of each step; a step that is not in it has no mark."""
    return step_marks.stored(conn, assessment_id)


def history(conn: Connection, assessment_id: str, step_id: str) -> list[StepMark]:
    """Everything that was ever said of this step, newest first."""
    return step_marks.history(conn, assessment_id, step_id)


def set_state(
    conn: Connection,
    assessment_id: str,
    step: Step,
    state: MarkState,
    *,
    changes_seen: int,
    base_version: int,
    by: PersonRecord,
    now: datetime,
) -> StepMark | StepConflict:
    """Says that a step is done or will be done later.

    `changes_seen` comes from the page that was in view: what a colleague answered in the meantime
    then shows at once as changed after it was done. A page cannot have seen more than there is.
    """
    record = assessments.lock_for_change(conn, assessment_id)
    stored = answers.stored(conn, assessment_id, [question.id for question in step.questions])
    seen = min(changes_seen, changes_in(step, stored)) if state == "done" else 0
    change = {"state": state, "changes_seen": seen}
    return _change(conn, record, step, "state", change, base_version, by, now)


def hand_out(
    conn: Connection,
    assessment_id: str,
    step: Step,
    handed_to: str,
    *,
    base_version: int,
    by: PersonRecord,
    now: datetime,
) -> StepMark | StepConflict:
    """Notes who fills this step in: a function or an organisation; empty for nobody."""
    record = assessments.lock_for_change(conn, assessment_id)
    change = {"handed_to": handed_to}
    return _change(conn, record, step, "handed_to", change, base_version, by, now)


def carry(
    conn: Connection, last_id: str, assessment_id: str, *, by: PersonRecord, now: datetime
) -> None:
    """To whom the steps of the last round were handed; that a step was done was of that round."""
    for step_id, mark in step_marks.stored(conn, last_id).items():
        if mark.handed_to:
            mine = StepMark(handed_to=mark.handed_to)
            step_marks.write(conn, assessment_id, step_id, NO_MARK, mine, by=by, now=now)
            audit.note(
                conn, "step.handed_out", step_id, by=by, now=now, assessment_id=assessment_id
            )


def _change(
    conn: Connection,
    record: AssessmentRecord,
    step: Step,
    about: str,
    change: dict[str, Any],
    base_version: int,
    by: PersonRecord,
    now: datetime,
) -> StepMark | StepConflict:
    """Done and handed out are two things: who changes the one does not clash with the other."""
    theirs = step_marks.stored(conn, record.id).get(step.id, NO_MARK)
    mine = dataclasses.replace(theirs, **change)
    if mine == theirs:
        return theirs
    same = getattr(mine, about) == getattr(theirs, about)
    if base_version != theirs.version and not same:
        base = _in_view(conn, record.id, step.id, base_version)
        if base is None or getattr(base, about) != getattr(theirs, about):
            return StepConflict(mine, theirs)
    version = step_marks.write(conn, record.id, step.id, theirs, mine, by=by, now=now)
    assessments.touch(conn, record.id, now)
    if about == "state":
        audit.note(
            conn, "step.marked", step.id, by=by, now=now, assessment_id=record.id, state=mine.state
        )
    else:
        # To whom it was handed is a text that somebody typed, so it stands with the step alone.
        audit.note(conn, "step.handed_out", step.id, by=by, now=now, assessment_id=record.id)
    return dataclasses.replace(mine, version=version, by=by.function, at=now)


def _in_view(conn: Connection, assessment_id: str, step_id: str, version: int) -> StepMark | None:
    if version == 0:
        return NO_MARK
    earlier = step_marks.history(conn, assessment_id, step_id)
    return next((mark for mark in earlier if mark.version == version), None)
