"""A new round: a new scan of the same municipality that begins with the answers of the last one.

An old answer is not a new fact, so each of them waits for somebody who says that it still holds;
until then it counts as open. See docs/decisions/0022-rounds.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from assessment.core.answers import Answer
from assessment.library.content import Library
from assessment.services import answering, assessments, audit, moving, plans, steps
from assessment.services.activities import add_all
from assessment.services.answering import Change, Saved
from assessment.storage import activities, answers, finished_reports
from assessment.storage.records import AssessmentRecord, PersonRecord


def ready(conn: Connection, records: Collection[AssessmentRecord]) -> set[str]:
    """The scans that were rounded off with a report: the usual moment to begin the next."""
    return finished_reports.finished_among(conn, [record.id for record in records])


def begin(
    conn: Connection,
    assessment_id: str,
    library: Library,
    *,
    reference_date: date,
    with_plan: bool = True,
    by: PersonRecord,
    now: datetime,
) -> AssessmentRecord:
    """The next round of this assessment, with the newest version of its questions.

    What of the plan is not done yet comes along, unless the reader begins with an empty plan.
    """
    last, made = assessments.load(conn, assessment_id, library)
    record = assessments.start(
        conn,
        municipality=made.municipality,
        depth=last.depth,
        reference_date=reference_date,
        question_set_key=last.question_set,
        begun_from=last.id,
        by=by,
        now=now,
    )
    stored = answers.stored(conn, last.id)
    given = {name: _carried(answer) for name, answer in stored.items() if not answer.is_empty}
    answers.write(conn, record.id, {}, given, by=by, now=now)
    found = [item.activity for item in activities.listed(conn, last.id)]
    add_all(conn, record, found, by=by, now=now)
    audit.note(
        conn,
        "answers.carried",
        record.id,
        by=by,
        now=now,
        assessment_id=record.id,
        questions=sorted(given),
    )
    while newer := moving.newer(record, library):
        record = moving.move(conn, record.id, library, newer, by=by, now=now)
    steps.carry(conn, last.id, record.id, by=by, now=now)
    if with_plan:
        rules = assessments.content_of(record, library).rule
        plans.carry(conn, plans.undone(conn, last.id), record.id, rules, by=by, now=now)
    return assessments.get(conn, record.id)


def confirm(
    conn: Connection,
    assessment_id: str,
    seen: Mapping[str, int],
    asked: Collection[str],
    *,
    by: PersonRecord,
    now: datetime,
) -> Saved:
    """Says of these answers, each in the version that was in view, that they still hold."""
    stored = answers.stored(conn, assessment_id, list(seen))
    changes = [
        Change(name, replace(stored[name], to_confirm=False), version)
        for name, version in seen.items()
        if name in asked and name in stored and stored[name].to_confirm
    ]
    return answering.save(conn, assessment_id, changes, by=by, now=now)


def _carried(answer: Answer) -> Answer:
    """A note beside an open question is no answer: there is nothing to confirm."""
    return replace(answer, to_confirm=answer.state != "open")
