"""Putting something else in the place of somebody's words, in every version of one thing.

A row of a history is taken out and put back with the same number: none can be changed where it
stands. The thing as it is now gets a next version, so that a page that still shows the old words
meets a conflict instead of putting them back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from assessment.storage import tables
from assessment.storage.erasing import allowed
from assessment.storage.errors import DatabaseBusy
from assessment.storage.records import PersonRecord

Thing = Literal["answer", "activity", "action", "advice", "step"]
Row = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """Where a kind of thing stands now, where its versions are, and what says which one it is."""

    present: Table
    history: Table
    key: str
    history_key: str

    def now(self, assessment_id: str, thing_id: str) -> ColumnElement[bool]:
        own = self.present.c.assessment_id == assessment_id
        return own & (self.present.c[self.key] == thing_id)

    def ever(self, assessment_id: str, thing_id: str) -> ColumnElement[bool]:
        own = self.history.c.assessment_id == assessment_id
        return own & (self.history.c[self.history_key] == thing_id)


# Everything in which people type and of which every version is kept. A test fails for a history
# that is not here.
KEPT: dict[Thing, Kept] = {
    "answer": Kept(tables.answers, tables.answer_history, "question_id", "question_id"),
    "activity": Kept(tables.activities, tables.activity_history, "id", "activity_id"),
    "action": Kept(tables.plan_actions, tables.plan_action_history, "id", "action_id"),
    "advice": Kept(tables.advice, tables.advice_history, "id", "advice_id"),
    "step": Kept(tables.step_marks, tables.step_mark_history, "step_id", "step_id"),
}


def versions(connection: Connection, thing: Thing, assessment_id: str, thing_id: str) -> list[Row]:
    """Everything that it ever was, the newest first."""
    kept = KEPT[thing]
    query = (
        select(kept.history)
        .where(kept.ever(assessment_id, thing_id))
        .order_by(kept.history.c.version.desc())
    )
    return [dict(row._mapping) for row in connection.execute(query)]


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
    if earlier and rewritten(earlier[0]) != earlier[0]:
        _next(connection, kept, assessment_id, thing_id, rewritten(earlier[0]), by, now)
    if changed:
        old_rows = kept.history.c.id.in_([row["id"] for row in changed])
        with allowed(connection, assessment_id=assessment_id):
            connection.execute(delete(kept.history).where(old_rows))
        connection.execute(insert(kept.history), changed)
    return len(changed)


def _next(
    connection: Connection,
    kept: Kept,
    assessment_id: str,
    thing_id: str,
    newest: Row,
    by: PersonRecord | None,
    now: datetime,
) -> None:
    """The newest version under the next number: as the thing is now, and in its history."""
    row = {
        **{name: value for name, value in newest.items() if name != "id"},
        "version": newest["version"] + 1,
        "changed_by": by.function if by else None,
        "person_id": by.id if by else None,
        "changed_at": now,
    }
    shown = {name: value for name, value in row.items() if name in kept.present.c}
    over = kept.now(assessment_id, thing_id) & (kept.present.c.version == newest["version"])
    if connection.execute(update(kept.present).where(over).values(shown)).rowcount != 1:
        raise DatabaseBusy("een ander bewaarde tegelijk")
    connection.execute(insert(kept.history), row)
