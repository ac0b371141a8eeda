"""An assessment under way goes on with another version of its questions, and back when asked.

No answer is ever removed: an answer to a question that the other version does not ask stays where
it is, and counts again as soon as that question is asked again. See docs/decisions/0022-rounds.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.answers import OPEN, Answer
from assessment.core.bridges import Carried, carry, carry_back, next_version, same_questions
from assessment.core.question_set import QuestionSet
from assessment.core.step_marks import changes_in
from assessment.library.content import Library
from assessment.services import answering, audit
from assessment.services.answering import Change
from assessment.services.assembling import all_readable
from assessment.services.assessments import content_of
from assessment.storage import answers, assessments, step_marks
from assessment.storage.records import AssessmentRecord, PersonRecord


@dataclass(frozen=True)
class Move:
    """What going on with the other version would mean, question by question."""

    was: QuestionSet
    now: QuestionSet
    items: tuple[Carried, ...]
    given: Mapping[str, Answer]  # what is answered now, with the questions of `was`


@dataclass(frozen=True)
class Late:
    """What became of answers that were given to the questions of another version.

    All of them are kept. `theirs` are the questions that someone else answered differently since:
    that answer counts, and the late one stands among the earlier answers.
    """

    saved: tuple[str, ...]
    elsewhere: tuple[str, ...]  # kept with a question that this version does not ask
    theirs: tuple[str, ...]


def newer(record: AssessmentRecord, library: Library) -> QuestionSet | None:
    """The version that this assessment can go on with."""
    return next_version(content_of(record, library), library.question_sets)


def older(record: AssessmentRecord, library: Library) -> QuestionSet | None:
    """The version that this assessment can go back to."""
    key = content_of(record, library).earlier_key
    return library.question_sets.get(key) if key else None


def way_back(conn: Connection, record: AssessmentRecord, library: Library) -> QuestionSet | None:
    """The version that this assessment was moved from; None when it began with this one."""
    before = older(record, library)
    keys = assessments.question_sets_of(conn, record.id) if before else ()
    return before if before and before.key in keys else None


def preview(conn: Connection, record: AssessmentRecord, library: Library, to: QuestionSet) -> Move:
    """What moving would do now; writes nothing."""
    was = content_of(record, library)
    stored = answers.stored(conn, record.id)
    new = dict(_changes(_items(was, to, stored), stored))
    items = []
    for item in _items(was, to, stored):
        there = new.get(item.question, stored.get(item.question))
        to_confirm = there is not None and there.to_confirm
        items.append(dataclasses.replace(item, answer=there, to_confirm=to_confirm))
    return Move(was, to, tuple(items), all_readable(was, stored))


def move(
    conn: Connection,
    assessment_id: str,
    library: Library,
    to: QuestionSet,
    *,
    by: PersonRecord,
    now: datetime,
) -> AssessmentRecord:
    """Goes on with this version, one further or one back; nothing when that is done already."""
    record = assessments.lock_for_change(conn, assessment_id)
    if record.question_set == to.key:
        return record
    was = content_of(record, library)
    stored = answers.stored(conn, assessment_id)
    new = dict(_changes(_items(was, to, stored), stored))
    answers.write(conn, assessment_id, stored, new, by=by, now=now)
    _keep_marks(conn, record, was, to, stored, by=by, now=now)
    moved = dataclasses.replace(record, question_set=to.key, updated_at=max(now, record.updated_at))
    audit.note(
        conn,
        "assessment.moved",
        record.id,
        by=by,
        now=now,
        assessment_id=record.id,
        to=to.key,
        questions=sorted(new),
    )
    return assessments.replace(conn, record, moved, by)


def save_late(
    conn: Connection,
    assessment_id: str,
    library: Library,
    of: QuestionSet,
    changes: Sequence[Change],
    *,
    by: PersonRecord,
    now: datetime,
) -> Late:
    """Answers from a page with the questions of another version. Not one of them is lost."""
    record = assessments.lock(conn, assessment_id)
    content = content_of(record, library)
    names = {old: new for new, old in same_questions(of, content, library.question_sets).items()}
    here, there = [], []
    for change in changes:
        if (name := names.get(change.question_id)) is None:
            there.append(change)
        else:
            answer = _renamed(of, content, change.question_id, change.answer)
            here.append(dataclasses.replace(change, question_id=name, answer=answer))
    saved = answering.save(conn, assessment_id, here, by=by, now=now)
    for conflict in saved.conflicts:
        _keep_among_earlier(conn, assessment_id, conflict.question_id, conflict.mine, by, now)
    stored = answers.stored(conn, assessment_id)
    apart = [
        dataclasses.replace(change, base_version=stored.get(change.question_id, OPEN).version)
        for change in there
    ]
    kept = answering.save(conn, assessment_id, apart, by=by, now=now)
    if kept.saved and content.earlier_key == of.key:
        stored = answers.stored(conn, assessment_id)
        again = [
            item
            for item in carry(of, content, all_readable(of, stored))
            if {name for name, _ in item.earlier} & kept.saved.keys()
        ]
        answers.write(conn, assessment_id, stored, dict(_changes(again, stored)), by=by, now=now)
    return Late(
        saved=tuple(saved.saved),
        elsewhere=tuple(change.question_id for change in there if not change.answer.is_empty),
        theirs=tuple(conflict.question_id for conflict in saved.conflicts),
    )


def _items(was: QuestionSet, to: QuestionSet, stored: Mapping[str, Answer]) -> list[Carried]:
    given = all_readable(was, stored)
    return carry(was, to, given) if to.earlier_key == was.key else carry_back(to, was, given)


def _changes(
    items: Iterable[Carried], stored: Mapping[str, Answer]
) -> Iterable[tuple[str, Answer]]:
    """What has to be written: nothing over an answer that a person gave to that very question."""
    for item in items:
        there = stored.get(item.question, OPEN)
        if item.kind in ("same", "reworded"):
            if item.answer is not None and item.answer != there:
                yield item.question, item.answer
        elif there.is_empty or there.to_confirm:
            proposal = item.answer or OPEN
            if proposal != there:
                yield item.question, proposal


def _renamed(of: QuestionSet, to: QuestionSet, name: str, answer: Answer) -> Answer:
    """The answer in the names of the version that is in use."""
    given = {name: answer}
    if of.key == to.key:
        return answer
    found = _items(of, to, given) if _next_to_each_other(of, to) else []
    mine = (item for item in found if item.earlier or to.number < of.number)
    return next((item.answer for item in mine if item.answer is not None), answer)


def _next_to_each_other(one: QuestionSet, other: QuestionSet) -> bool:
    return one.earlier_key == other.key or other.earlier_key == one.key


def _keep_among_earlier(
    conn: Connection,
    assessment_id: str,
    question_id: str,
    mine: Answer,
    by: PersonRecord,
    now: datetime,
) -> None:
    """A late answer goes into the history, right under the answer that counts."""
    theirs = answers.stored(conn, assessment_id, [question_id])
    answers.write(conn, assessment_id, theirs, {question_id: mine}, by=by, now=now)
    mine_there = answers.stored(conn, assessment_id, [question_id])
    answers.write(conn, assessment_id, mine_there, theirs, by=by, now=now)


def _keep_marks(
    conn: Connection,
    record: AssessmentRecord,
    was: QuestionSet,
    to: QuestionSet,
    before: Mapping[str, Answer],
    *,
    by: PersonRecord,
    now: datetime,
) -> None:
    """A step that was done stays done, and shows what is changed from now on."""
    after = answers.stored(conn, record.id)
    then = {step.id: step for step in was.steps}
    marks = step_marks.stored(conn, record.id)
    for step in to.steps:
        mark = marks.get(step.id)
        if mark is None or mark.state != "done" or step.id not in then:
            continue
        untouched = not mark.changed_since(changes_in(then[step.id], before))
        seen = changes_in(step, after) if untouched else 0
        if seen != mark.changes_seen:
            new = dataclasses.replace(mark, changes_seen=seen)
            step_marks.write(conn, record.id, step.id, mark, new, by=by, now=now)
