"""The actions of the improvement plan and their history; `services.plans` decides who wins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from assessment.core.plan import PlanAction
from assessment.storage.errors import DatabaseBusy
from assessment.storage.records import PersonRecord, UnknownAction
from assessment.storage.tables import plan_action_history, plan_actions

_CONTENT = ("kind", "about", "title", "owner", "term", "status", "reason", "note", "carried")


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
    query = select(plan_actions).where(
        plan_actions.c.id == action_id, plan_actions.c.assessment_id == assessment_id
    )
    row = connection.execute(query).one_or_none()
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
    query = (
        select(plan_action_history)
        .where(
            plan_action_history.c.assessment_id == assessment_id,
            plan_action_history.c.action_id == action_id,
        )
        .order_by(plan_action_history.c.version.desc())
    )
    return [_action(row, row.action_id) for row in connection.execute(query)]


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
    row: dict[str, Any] = {
        **{name: getattr(new, name) for name in _CONTENT},
        "version": over_version + 1,
        "changed_by": by.function,
        "person_id": by.id,
        "changed_at": now,
    }
    if over_version:
        done = connection.execute(
            update(plan_actions)
            .where(
                plan_actions.c.id == new.id,
                plan_actions.c.assessment_id == assessment_id,
                plan_actions.c.version == over_version,
            )
            .values(row)
        )
        if done.rowcount != 1:
            raise DatabaseBusy("een ander bewaarde tegelijk")
    else:
        connection.execute(
            insert(plan_actions), {"id": new.id, "assessment_id": assessment_id, **row}
        )
    connection.execute(
        insert(plan_action_history), {"action_id": new.id, "assessment_id": assessment_id, **row}
    )
    return over_version + 1


def _action(row: Row[Any], action_id: str) -> PlanAction:
    content = {name: row._mapping[name] for name in _CONTENT}
    return PlanAction(
        **content, id=action_id, version=row.version, by=row.changed_by, at=row.changed_at
    )
