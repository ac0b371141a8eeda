"""Activities of the inventory and their history."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, func, select

from assessment.core.activities import Activity
from assessment.storage.records import ActivityRecord, PersonRecord, UnknownActivity
from assessment.storage.tables import activities, activity_history
from assessment.storage.types import pack, unpack
from assessment.storage.versioned import Versioned, stamp

_log = logging.getLogger(__name__)
KEPT = Versioned(activities, activity_history, "id", "activity_id")


def add(
    connection: Connection,
    assessment_id: str,
    records: Iterable[ActivityRecord],
    by: PersonRecord | None,
) -> None:
    """Puts new activities at the end, in the order given."""
    top = select(func.max(activities.c.position)).where(activities.c.assessment_id == assessment_id)
    start = (connection.execute(top).scalar() or 0) + 1
    rows = [
        (record.activity.id, {**_row(record, by), "position": start + index})
        for index, record in enumerate(records)
    ]
    KEPT.write(connection, assessment_id, rows)


def get(connection: Connection, assessment_id: str, activity_id: str) -> ActivityRecord:
    """Also one that was removed; raises UnknownActivity, also for one of another assessment."""
    row = KEPT.one(connection, assessment_id, activity_id)
    if row is None:
        raise UnknownActivity(activity_id)
    return _record(row)


def listed(
    connection: Connection, assessment_id: str, *, removed: bool | None = False
) -> list[ActivityRecord]:
    """The activities in the order in which they were added, in one query; None means all."""
    marked = activities.c.removed_at
    query = (
        select(activities)
        .where(activities.c.assessment_id == assessment_id)
        .order_by(activities.c.position)
    )
    if removed is not None:
        query = query.where(marked.is_not(None) if removed else marked.is_(None))
    return [_record(row) for row in connection.execute(query)]


def history(connection: Connection, assessment_id: str, activity_id: str) -> list[ActivityRecord]:
    """Everything that this activity ever was, newest first."""
    rows = KEPT.versions(connection, assessment_id, activity_id)
    return [_record(row, activity_id) for row in rows]


def replace(
    connection: Connection, assessment_id: str, new: ActivityRecord, by: PersonRecord | None
) -> None:
    """Writes the next version over the one before it; DatabaseBusy when that is not there."""
    KEPT.write(connection, assessment_id, [(new.activity.id, _row(new, by))])


def _row(record: ActivityRecord, by: PersonRecord | None) -> dict[str, Any]:
    # Through the model once more: someone may have made the value without its checks.
    checked = Activity.model_validate(_fields(record.activity))
    return {
        "data": {name: pack(value) for name, value in _fields(checked).items() if name != "id"},
        "removed_at": record.removed_at,
        **stamp(record.version, by, record.at),
    }


def _record(row: Row[Any], activity_id: str | None = None) -> ActivityRecord:
    return ActivityRecord(
        activity=_activity(activity_id or row.id, row.data),
        version=row.version,
        by=row.changed_by,
        at=row.changed_at,
        removed_at=row.removed_at,
    )


def _fields(activity: Activity) -> dict[str, Any]:
    return {name: getattr(activity, name) for name in Activity.model_fields}


def _activity(activity_id: str, data: dict[str, Any]) -> Activity:
    """The activity as stored. A field that the model no longer knows or takes is left out.

    That should never happen, for a change of the model comes with a migration; but if it does,
    one odd field must not close the whole inventory. The history keeps what was there.
    """
    fields = {name: unpack(value) for name, value in data.items()} | {"id": activity_id}
    try:
        return Activity.model_validate(fields)
    except ValidationError as fault:
        odd = {str(error["loc"][0]) for error in fault.errors() if error["loc"]}
        _log.warning("activity %s holds what no longer reads: %s", activity_id, sorted(odd))
    return Activity.model_validate(
        {name: value for name, value in fields.items() if name not in odd}
    )
