"""The improvement plan: planning what to do about a gap, while others do the same."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.plan import PlanAction, PlanRow, is_term
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
    mine = dataclasses.replace(action, id=theirs.id, about=theirs.about)
    if mine == theirs:
        return theirs
    if base_version != theirs.version:
        untouched = mine == _in_view(conn, assessment_id, theirs.id, base_version)
        return theirs if untouched else PlanConflict(mine, theirs)
    return _write(conn, record, mine, theirs.version, by, now)


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
