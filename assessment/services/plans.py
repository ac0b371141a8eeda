"""The improvement plan: planning what to do about a gap, while others do the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.plan import UNDONE, PlanAction, PlanRow, is_term
from assessment.core.plan_making import plan_rows
from assessment.core.report import Report
from assessment.services import audit
from assessment.storage import assessments, plans
from assessment.storage.errors import Unstorable
from assessment.storage.ids import new_id
from assessment.storage.records import AssessmentRecord, PersonRecord


@dataclass(frozen=True)
class PlanConflict:
    """Someone else planned something different since. `theirs` is stored, `mine` is not."""

    mine: PlanAction
    theirs: PlanAction


def rows_for(conn: Connection, assessment_id: str, report: Report) -> tuple[PlanRow, ...]:
    """Every gap and open point of the report with what is planned for it, and the own actions."""
    return plan_rows(plans.stored(conn, assessment_id), report)


def get(conn: Connection, assessment_id: str, action_id: str) -> PlanAction:
    """Raises UnknownAction."""
    return plans.get(conn, assessment_id, action_id)


def about(conn: Connection, assessment_id: str, rule_id: str) -> PlanAction | None:
    """What is planned for this gap or open point."""
    return plans.about(conn, assessment_id, rule_id)


def history(conn: Connection, assessment_id: str, action_id: str) -> list[PlanAction]:
    """Everything that was ever planned here, newest first."""
    return plans.history(conn, assessment_id, action_id)


def save(
    conn: Connection,
    assessment_id: str,
    action: PlanAction,
    base_version: int,
    *,
    by: PersonRecord,
    now: datetime,
) -> PlanAction | PlanConflict:
    """Writes an action, unless someone else wrote something different in the meantime.

    Two people who plan the same gap for the first time meet here too: there is one action for it.
    """
    if not is_term(action.term):
        raise Unstorable(f"{action.term!r} is no day and no quarter")
    record = assessments.lock_for_change(conn, assessment_id)
    theirs = _stored(conn, assessment_id, action)
    if theirs is None:
        return _write(conn, record, dataclasses.replace(action, id=new_id()), 0, by, now)
    mine = dataclasses.replace(action, id=theirs.id, about=theirs.about, carried=theirs.carried)
    if mine == theirs:
        return theirs
    if base_version != theirs.version:
        untouched = mine == _in_view(conn, assessment_id, theirs.id, base_version)
        return theirs if untouched else PlanConflict(mine, theirs)
    return _write(conn, record, mine, theirs.version, by, now)


def undone(conn: Connection, assessment_id: str) -> list[PlanAction]:
    """What still asks for something to be done."""
    return [action for action in plans.stored(conn, assessment_id) if action.status in UNDONE]


def carry(
    conn: Connection,
    actions: Iterable[PlanAction],
    assessment_id: str,
    rules: Container[str],
    *,
    by: PersonRecord,
    now: datetime,
) -> None:
    """Puts actions of the last round in the plan of a new one, as they were.

    What is about a rule that is no more goes on as an action of their own.
    """
    carried = [
        dataclasses.replace(action, id=new_id(), carried=True)
        if action.kind == "own" or action.about in rules
        else dataclasses.replace(action, id=new_id(), carried=True, kind="own", about=None)
        for action in actions
    ]
    for action in carried:
        plans.write(conn, assessment_id, 0, action, by=by, now=now)
    if carried:
        audit.note(
            conn,
            "plan.carried",
            assessment_id,
            by=by,
            now=now,
            assessment_id=assessment_id,
            actions=[action.id for action in carried],
        )


def _stored(conn: Connection, assessment_id: str, action: PlanAction) -> PlanAction | None:
    if action.id:
        return plans.get(conn, assessment_id, action.id)
    return plans.about(conn, assessment_id, action.about) if action.about else None


def _write(
    conn: Connection,
    record: AssessmentRecord,
    action: PlanAction,
    over_version: int,
    by: PersonRecord,
    now: datetime,
) -> PlanAction:
    version = plans.write(conn, record.id, over_version, action, by=by, now=now)
    assessments.touch(conn, record.id, now)
    act: audit.Action = "plan.changed" if over_version else "plan.added"
    about = {"about": action.about} if action.about else {}
    audit.note(conn, act, action.id, by=by, now=now, assessment_id=record.id, **about)
    return dataclasses.replace(action, version=version, by=by.function, at=now)


def _in_view(
    conn: Connection, assessment_id: str, action_id: str, version: int
) -> PlanAction | None:
    earlier = plans.history(conn, assessment_id, action_id)
    return next((action for action in earlier if action.version == version), None)
