"""Saving answers of several people at once: nobody's work is ever written over unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.answers import OPEN, Answer
from assessment.services import audit
from assessment.storage import answers, assessments
from assessment.storage.records import HistoryRecord, PersonRecord


@dataclass(frozen=True)
class Change:
    """What someone sent in, and the version of the answer that this person had in view.

    `tried_since` is for a page that sends the same thing again because it never heard back: since
    when it has been trying.
    """

    question_id: str
    answer: Answer
    base_version: int
    tried_since: datetime | None = None


@dataclass(frozen=True)
class Conflict:
    """Two people answered differently. `theirs` is stored, `mine` is not."""

    question_id: str
    mine: Answer
    theirs: Answer


@dataclass(frozen=True)
class Saved:
    """What became of every question that was sent in.

    `in_view` says from which version the sender goes on: the one that equals what was sent. It is
    not the newest one when someone else was later, because that answer was never in view.
    """

    saved: dict[str, int] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    kept_theirs: set[str] = field(default_factory=set)
    conflicts: tuple[Conflict, ...] = ()
    in_view: dict[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Weighed:
    """What saving would do now. `stored` is what is there, `new` what would be written over it."""

    stored: dict[str, Answer]
    new: dict[str, Answer]
    unchanged: set[str]
    kept_theirs: set[str]
    conflicts: tuple[Conflict, ...]


def weigh(conn: Connection, assessment_id: str, changes: Sequence[Change]) -> Weighed:
    """What saving these would change and where it would clash; writes nothing."""
    mine = {change.question_id: change for change in changes}
    if len(mine) != len(changes):
        raise ValueError("the same question twice in one save")
    stored = answers.stored(conn, assessment_id, list(mine))
    overtaken = {
        question_id: change.base_version
        for question_id, change in mine.items()
        if change.answer != stored.get(question_id, OPEN)
        and change.base_version != _version(stored.get(question_id))
    }
    bases = answers.earlier(conn, assessment_id, overtaken)
    conflicts = _conflicts(mine, stored, overtaken, bases)
    unchanged = {
        question_id
        for question_id, change in mine.items()
        if change.answer == stored.get(question_id, OPEN)
    }
    new = {
        question_id: change.answer
        for question_id, change in mine.items()
        if question_id not in unchanged and question_id not in overtaken
    }
    lost = {conflict.question_id for conflict in conflicts}
    return Weighed(stored, new, unchanged, overtaken.keys() - lost, conflicts)


def save(
    conn: Connection,
    assessment_id: str,
    changes: Sequence[Change],
    *,
    by: PersonRecord,
    now: datetime,
) -> Saved:
    """Saves what can be saved, and hands back what someone else answered differently."""
    assessments.lock_for_change(conn, assessment_id)
    changes = [_arrived(conn, assessment_id, change, by) for change in changes]
    found = weigh(conn, assessment_id, changes)
    result = Saved({}, found.unchanged, found.kept_theirs, found.conflicts)
    for change in changes:
        name = change.question_id
        if name in found.unchanged:
            result.in_view[name] = _version(found.stored.get(name))
        elif name in found.kept_theirs:
            result.in_view[name] = change.base_version
    if found.new:
        written = answers.write(conn, assessment_id, found.stored, found.new, by=by, now=now)
        result.saved.update(written)
        result.in_view.update(written)
        assessments.touch(conn, assessment_id, now)
        audit.note(
            conn,
            "answers.saved",
            assessment_id,
            by=by,
            now=now,
            assessment_id=assessment_id,
            questions=sorted(written),
        )
    return result


def _arrived(conn: Connection, assessment_id: str, change: Change, by: PersonRecord) -> Change:
    """What is sent again goes on from the version that it became, if it did arrive before.

    It arrived when this person gave exactly this answer, right after the version that was in view,
    in the time that the page has been trying. Someone else may have answered since then, having
    seen this answer; that is no conflict.
    """
    if change.tried_since is None:
        return change
    became = change.base_version + 1
    earlier = answers.given(conn, assessment_id, change.question_id, became, by, change.tried_since)
    return replace(change, base_version=became) if earlier == change.answer else change


def _conflicts(
    mine: dict[str, Change],
    stored: dict[str, Answer],
    overtaken: dict[str, int],
    bases: dict[str, Answer],
) -> tuple[Conflict, ...]:
    """Of the questions that someone else answered since, those that we answered too.

    What equals the answer that was in view was not touched: a form sends every field along.
    """
    found = []
    for question_id, version in overtaken.items():
        base = OPEN if version == 0 else bases.get(question_id)
        if mine[question_id].answer != base:
            theirs = stored.get(question_id, OPEN)
            found.append(Conflict(question_id, mine[question_id].answer, theirs))
    return tuple(found)


def _version(answer: Answer | None) -> int:
    return answer.version if answer else 0


def last_given(conn: Connection, assessment_id: str, by: PersonRecord) -> datetime | None:
    """When this person last answered here: what is newer came from someone else."""
    return answers.last_given(conn, assessment_id, by)


def history(conn: Connection, assessment_id: str, question_id: str) -> list[HistoryRecord]:
    """Every answer that this question ever had here, newest first.

    Who asks has loaded the assessment, and so knows that it is not removed.
    """
    return [HistoryRecord(answer) for answer in answers.history(conn, assessment_id, question_id)]
