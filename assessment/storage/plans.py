"""The actions of the improvement plan and their history; `services.plans` decides who wins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from assessment.core.plan import PlanAction
from assessment.storage.records import PersonRecord, UnknownAction
from assessment.storage.tables import plan_action_history, plan_actions
from assessment.storage.versioned import Versioned, stamp

_CONTENT = ("kind", "about", "title", "owner", "term", "status", "reason", "note", "carried")
KEPT = Versioned(plan_actions, plan_action_history, "id", "action_id")


def stored(connection: Connection, assessment_id: str) -> list[PlanAction]:
    """All actions of one assessment in one query, by title."""
    query = (
        select(plan_actions)
        .where(plan_actions.c.assessment_id == assessment_id)
        .order_by(plan_actions.c.title, plan_actions.c.id)
    )
    return [_action(row, row.id) for row in connection.execute(query)]


def get(connection: Connection, assessment_id: str, action_id: str) -> PlanAction:
    """Raises UnknownAction, also for one of another assessment."""
    row = KEPT.one(connection, assessment_id, action_id)
    if row is None:
        raise UnknownAction(action_id)
    return _action(row, row.id)


def about(connection: Connection, assessment_id: str, rule_id: str) -> PlanAction | None:
    """The action for this gap or open point, if there is one."""
    query = select(plan_actions).where(
        plan_actions.c.assessment_id == assessment_id, plan_actions.c.about == rule_id
    )
    row = connection.execute(query).one_or_none()
    return _action(row, row.id) if row else None


def history(connection: Connection, assessment_id: str, action_id: str) -> list[PlanAction]:
    """Everything that was ever planned here, newest first."""
    rows = KEPT.versions(connection, assessment_id, action_id)
    return [_action(row, action_id) for row in rows]


def write(
    connection: Connection,
    assessment_id: str,
    over_version: int,
    new: PlanAction,
    *,
    by: PersonRecord,
    now: datetime,
) -> int:
    """Writes the next version over what the caller saw; DatabaseBusy when that is not there."""
    content = {name: getattr(new, name) for name in _CONTENT}
    row = {**content, **stamp(over_version + 1, by, now)}
    KEPT.write(connection, assessment_id, [(new.id, row)])
    return over_version + 1


def _action(row: Row[Any], action_id: str) -> PlanAction:
    content = {name: row._mapping[name] for name in _CONTENT}
    return PlanAction(
        **content, id=action_id, version=row.version, by=row.changed_by, at=row.changed_at
    )
