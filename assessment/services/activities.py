"""The inventory: adding, changing, copying and removing activities, always with a way back."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.activities import Activity
from assessment.services import audit
from assessment.storage import activities, assessments
from assessment.storage.ids import new_id
from assessment.storage.records import (
    ActivityRecord,
    AssessmentRecord,
    PersonRecord,
)

_NAME_MAX = 120
_COPY = " (kopie)"


@dataclass(frozen=True)
class ActivityConflict:
    """Someone else changed or removed it since; nothing was written. With a removal of our own
    there is no new content, and `mine` is the activity as it was in view or as it is now."""

    mine: Activity
    theirs: ActivityRecord


def add(
    conn: Connection, assessment_id: str, activity: Activity, *, by: PersonRecord, now: datetime
) -> ActivityRecord:
    """A new activity at the end of the list; an id that it came with is not used."""
    assessment = assessments.lock_for_change(conn, assessment_id)
    return add_all(conn, assessment, [activity], by=by, now=now)[0]


def add_known(
    conn: Connection,
    assessment_id: str,
    found: list[Activity],
    *,
    by: PersonRecord,
    now: datetime,
) -> list[ActivityRecord]:
    """What nearly everyone has, as far as it is not there yet: a second press adds nothing."""
    assessment = assessments.lock_for_change(conn, assessment_id)
    there = {record.activity.name.casefold() for record in list_all(conn, assessment_id)}
    new = [item for item in found if item.name.casefold() not in there]
    return add_all(conn, assessment, new, by=by, now=now)


def add_all(
    conn: Connection,
    assessment: AssessmentRecord,
    found: list[Activity],
    *,
    by: PersonRecord,
    now: datetime,
    keep_ids: bool = False,
) -> list[ActivityRecord]:
    """Several at once; the caller holds the lock on the assessment. Only ids that we gave out
    ourselves may be kept: so the same list, sent twice, adds nothing twice."""
    records = [
        ActivityRecord(
            activity if keep_ids else activity.model_copy(update={"id": new_id()}),
            1,
            by.function,
            now,
        )
        for activity in found
    ]
    activities.add(conn, assessment.id, records, by)
    assessments.touch(conn, assessment.id, now)
    if records:
        _note(
            conn, "activity.added", [record.activity.id for record in records], assessment, by, now
        )
    return records


def change(
    conn: Connection,
    assessment_id: str,
    activity_id: str,
    activity: Activity,
    base_version: int,
    *,
    by: PersonRecord,
    now: datetime,
) -> ActivityRecord | ActivityConflict:
    """Writes the new content, unless someone else wrote something different in the meantime."""
    assessment = assessments.lock_for_change(conn, assessment_id)
    theirs = activities.get(conn, assessment_id, activity_id)
    mine = activity.model_copy(update={"id": activity_id})
    if theirs.removed_at:
        return ActivityConflict(mine, theirs)
    if mine == theirs.activity:
        return theirs
    if base_version != theirs.version:
        untouched = mine == _in_view(conn, assessment_id, activity_id, base_version)
        return theirs if untouched else ActivityConflict(mine, theirs)
    return _write(conn, assessment, theirs, by, now, "activity.changed", activity=mine)


def copy(
    conn: Connection, assessment_id: str, activity_id: str, *, by: PersonRecord, now: datetime
) -> ActivityRecord:
    """A second one just like it, to be changed where it differs."""
    assessment = assessments.lock_for_change(conn, assessment_id)
    original = activities.get(conn, assessment_id, activity_id).activity
    name = original.name[: _NAME_MAX - len(_COPY)].rstrip() + _COPY
    twin = original.model_copy(update={"name": name})
    return add_all(conn, assessment, [twin], by=by, now=now)[0]


def remove(
    conn: Connection,
    assessment_id: str,
    activity_id: str,
    base_version: int,
    *,
    by: PersonRecord,
    now: datetime,
) -> ActivityRecord | ActivityConflict:
    """Marks it as removed. Removing what is removed already changes nothing."""
    assessment = assessments.lock_for_change(conn, assessment_id)
    theirs = activities.get(conn, assessment_id, activity_id)
    if theirs.removed_at:
        return theirs
    if base_version != theirs.version:
        seen = _in_view(conn, assessment_id, activity_id, base_version)
        return ActivityConflict(seen or theirs.activity, theirs)
    return _write(conn, assessment, theirs, by, now, "activity.removed", removed_at=now)


def restore(
    conn: Connection,
    assessment_id: str,
    activity_id: str,
    base_version: int | None = None,
    *,
    by: PersonRecord,
    now: datetime,
) -> ActivityRecord:
    """Undoes a removal. The version does not matter: nobody can change what is removed."""
    assessment = assessments.lock_for_change(conn, assessment_id)
    theirs = activities.get(conn, assessment_id, activity_id)
    if not theirs.removed_at:
        return theirs
    return _write(conn, assessment, theirs, by, now, "activity.restored", removed_at=None)


def list_all(conn: Connection, assessment_id: str) -> list[ActivityRecord]:
    """Everything that was not removed, in the order in which it was added."""
    return activities.listed(conn, assessment_id)


def list_ever(conn: Connection, assessment_id: str) -> list[ActivityRecord]:
    """Also what was removed."""
    return activities.listed(conn, assessment_id, removed=None)


def list_removed(conn: Connection, assessment_id: str) -> list[ActivityRecord]:
    """What can be restored."""
    return activities.listed(conn, assessment_id, removed=True)


def history(conn: Connection, assessment_id: str, activity_id: str) -> list[ActivityRecord]:
    """Everything that this activity ever was, newest first."""
    return activities.history(conn, assessment_id, activity_id)


def _write(
    conn: Connection,
    assessment: AssessmentRecord,
    old: ActivityRecord,
    by: PersonRecord,
    now: datetime,
    act: audit.Action,
    **changed: object,
) -> ActivityRecord:
    new = dataclasses.replace(
        old,
        version=old.version + 1,
        by=by.function,
        at=now,
        **changed,  # type: ignore[arg-type]
    )
    activities.replace(conn, assessment.id, new, by)
    assessments.touch(conn, assessment.id, now)
    _note(conn, act, [new.activity.id], assessment, by, now)
    return new


def _note(
    conn: Connection,
    act: audit.Action,
    activity_ids: list[str],
    assessment: AssessmentRecord,
    by: PersonRecord,
    now: datetime,
) -> None:
    """A list that was taken over is one act, with the activities that it brought."""
    first, *others = activity_ids
    more = {"activities": activity_ids} if others else {}
    audit.note(conn, act, first, by=by, now=now, assessment_id=assessment.id, **more)


def _in_view(
    conn: Connection, assessment_id: str, activity_id: str, version: int
) -> Activity | None:
    earlier = activities.history(conn, assessment_id, activity_id)
    return next((record.activity for record in earlier if record.version == version), None)
