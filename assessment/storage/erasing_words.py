"""Putting something else in the place of somebody's words, in every version of one thing.

A row of a history is taken out and put back with the same number: none can be changed where it
stands. The thing as it is now gets a next version, so that a page that still shows the old words
meets a conflict instead of putting them back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert

from assessment.storage import activities, advice, answers, plans, step_marks
from assessment.storage.erasing import allowed
from assessment.storage.records import PersonRecord
from assessment.storage.versioned import Versioned, stamp

Thing = Literal["answer", "activity", "action", "advice", "step"]
Row = dict[str, Any]

# Everything in which people type and of which every version is kept. A test fails for a history
# that is not here.
KEPT: dict[Thing, Versioned] = {
    "answer": answers.KEPT,
    "activity": activities.KEPT,
    "action": plans.KEPT,
    "advice": advice.KEPT,
    "step": step_marks.KEPT,
}


def versions(connection: Connection, thing: Thing, assessment_id: str, thing_id: str) -> list[Row]:
    """Everything that it ever was, the newest first."""
    rows = KEPT[thing].versions(connection, assessment_id, thing_id)
    return [dict(row._mapping) for row in rows]


def rewrite(
    connection: Connection,
    thing: Thing,
    assessment_id: str,
    thing_id: str,
    rewritten: Callable[[Row], Row],
    *,
    by: PersonRecord | None,
    now: datetime,
) -> int:
    """Every version as `rewritten` makes of it; how many that changed. The caller holds the lock
    on the assessment."""
    kept = KEPT[thing]
    earlier = versions(connection, thing, assessment_id, thing_id)
    changed = [new for old in earlier if (new := rewritten(old)) != old]
    if earlier and (newest := rewritten(earlier[0])) != earlier[0]:
        row = {**newest, **stamp(newest["version"] + 1, by, now)}
        mine = {
            name: row[name] for name in row if name not in {"id", "assessment_id", kept.history_key}
        }
        kept.write(connection, assessment_id, [(thing_id, mine)])
    if changed:
        old_rows = kept.history.c.id.in_([row["id"] for row in changed])
        with allowed(connection, assessment_id=assessment_id):
            connection.execute(delete(kept.history).where(old_rows))
        connection.execute(insert(kept.history), changed)
    return len(changed)
