"""Taking over a list of activities: what it would change, and then doing just that.

Everything happens between what was in view and what is there now. A row never removes anything,
and what someone else changed meanwhile is a clash, of which a person chooses.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection

from assessment.core.activities import Activity
from assessment.core.answers_in import MOST_ACTIVITIES
from assessment.services import activities
from assessment.services.activities import ActivityConflict
from assessment.services.spreadsheet.activities_in import ListRow
from assessment.storage import assessments
from assessment.storage.ids import new_id
from assessment.storage.records import ActivityRecord, PersonRecord

Keep = Literal["mine", "theirs"]


class TooMany(ValueError):
    """With this list there would be more activities than an overview may hold."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} activities")
        self.number = number
        self.most = MOST_ACTIVITIES


@dataclass(frozen=True)
class Clash:
    """A row that cannot be taken over without a choice, and what is there already."""

    kind: Literal["changed", "removed", "twin"]
    row: ListRow
    theirs: ActivityRecord


@dataclass
class Weighed:
    """What a list would do."""

    new: list[ListRow] = field(default_factory=list)
    changed: list[tuple[ListRow, ActivityRecord]] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    unchanged: int = 0

    @property
    def open(self) -> list[ListRow]:
        """The rows that still have something to do."""
        rows = [row for row, _ in self.changed] + [clash.row for clash in self.clashes]
        return sorted([*self.new, *rows], key=lambda row: row.number)


@dataclass(frozen=True)
class TakenOver:
    """How much was taken over, and the rows of which someone still has to choose."""

    added: int
    changed: int
    left: list[ListRow]


def all_known(conn: Connection, assessment_id: str) -> dict[str, ActivityRecord]:
    """Every activity of the scan by its id, removed ones as well."""
    found = [
        *activities.list_all(conn, assessment_id),
        *activities.list_removed(conn, assessment_id),
    ]
    return {record.activity.id: record for record in found}


def with_new_ids(rows: Iterable[ListRow]) -> list[ListRow]:
    """Gives every new row its id before it is shown, so that it can be added only once."""
    return [
        row
        if row.activity.id
        else dataclasses.replace(row, activity=row.activity.model_copy(update={"id": new_id()}))
        for row in rows
    ]


def weigh(rows: Iterable[ListRow], known: Mapping[str, ActivityRecord]) -> Weighed:
    """What these rows would change now. Raises TooMany."""
    found = Weighed()
    there = {name: record for name, record in known.items() if not record.removed_at}
    by_name = {_plain(record.activity.name): record for record in there.values()}
    for row in rows:
        theirs = known.get(row.activity.id)
        if row.base_version == 0:
            twin = by_name.get(_plain(row.activity.name))
            if theirs or (twin and _says_the_same(row, twin.activity)):
                found.unchanged += 1
            elif twin:
                found.clashes.append(Clash("twin", row, twin))
            else:
                found.new.append(row)
        elif theirs is None:
            found.new.append(row)
        elif _same(row.activity, theirs.activity) or _again(theirs) in known:
            found.unchanged += 1
        elif theirs.removed_at:
            found.clashes.append(Clash("removed", row, theirs))
        elif theirs.version != row.base_version:
            found.clashes.append(Clash("changed", row, theirs))
        else:
            found.changed.append((row, theirs))
    if len(there) + len(found.new) > MOST_ACTIVITIES:
        raise TooMany(len(there) + len(found.new))
    return found


def take_over(
    conn: Connection,
    assessment_id: str,
    rows: Iterable[ListRow],
    keep: Mapping[int, tuple[Keep, int]],
    *,
    by: PersonRecord,
    now: datetime,
    today: date,
) -> TakenOver:
    """Does what was shown. `keep` has, by row, which one to keep and the version that was seen."""
    assessment = assessments.lock_for_change(conn, assessment_id)
    found = weigh(rows, all_known(conn, assessment_id))
    adding = [row.activity for row in found.new]
    changing = [(row.activity, row.base_version) for row, _ in found.changed]
    left = []
    for clash in found.clashes:
        chosen, seen = keep.get(clash.row.number, (None, 0))
        if chosen is None or (chosen == "mine" and seen != clash.theirs.version):
            left.append(clash.row)
        elif chosen == "mine" and clash.kind == "changed":
            changing.append((clash.row.activity, clash.theirs.version))
        elif chosen == "mine":
            # What was removed stays removed, with its history; this is another one just like it.
            fresh = _again(clash.theirs) if clash.kind == "removed" else clash.row.activity.id
            adding.append(clash.row.activity.model_copy(update={"id": fresh}))
    added = activities.add_all(
        conn,
        assessment,
        [activity.model_copy(update={"updated_on": today}) for activity in adding],
        by=by,
        now=now,
        keep_ids=True,
    )
    changed = 0
    for activity, version in changing:
        dated = activity.model_copy(update={"updated_on": today})
        done = activities.change(conn, assessment_id, activity.id, dated, version, by=by, now=now)
        changed += not isinstance(done, ActivityConflict)
    return TakenOver(len(added), changed, left)


def as_data(rows: Iterable[ListRow]) -> list[Any]:
    """The rows as JSON, to be sent along with a page."""
    return [
        [
            row.number,
            row.base_version,
            sorted(row.given),
            list(row.notes),
            row.activity.model_dump(mode="json", exclude_defaults=True),
        ]
        for row in rows
    ]


def from_data(data: Any) -> list[ListRow]:
    """What `as_data` gave. The caller has seen to it that nobody else wrote it."""
    return [
        ListRow(
            number,
            Activity.model_validate_json(json.dumps(activity)),
            version,
            frozenset(given),
            tuple(notes),
        )
        for number, version, given, notes, activity in data
    ]


def _again(removed: ActivityRecord) -> str:
    """The id of what is added instead of something that was removed: the same one every time."""
    return f"{removed.activity.id[:30]}-{removed.version}"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _same(one: Activity, two: Activity) -> bool:
    return _undated(one) == _undated(two)


def _undated(activity: Activity) -> Activity:
    return activity.model_copy(update={"updated_on": None})


def _says_the_same(row: ListRow, stored: Activity) -> bool:
    """A list of one's own says little; what it does say is there already."""
    return all(
        getattr(row.activity, name) == getattr(stored, name)
        for name in row.given
        if name not in ("id", "name")
    )
