"""The demonstration: twelve invented municipalities, so that a visitor sees every screen filled.

Never a real municipality: invented answers would be told on as if they were true.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from assessment.core.assessment import Assessment
from assessment.core.facts import AnswerFacts
from assessment.core.question_set import QuestionSet
from assessment.library.content import Library
from assessment.library.municipalities import Municipalities
from assessment.services import steps
from assessment.services.assessments import import_file, list_open, list_removed
from assessment.services.demonstration.filling import stories, told
from assessment.services.demonstration.planning import add_plan
from assessment.services.signing_in import local_person
from assessment.storage.records import AssessmentRecord, PersonRecord

REFERENCE_DATE = date(2026, 11, 1)
PARTNER = "GGD"
MOST = 1_000_000  # more changes than there are: everything was seen


def fill_once(conn: Connection, library: Library, now: datetime) -> bool:
    """Fills an empty database; what a visitor changed or removed since stays as it is."""
    if list_open(conn) or list_removed(conn):
        return False
    by = local_person(conn, now)
    told_by = {story.code: story for story in stories()}
    for record in fill(conn, library, library.fictional, by=by, now=now):
        story = told_by[record.municipality_code]
        add_plan(conn, record, story, library, by=by, now=record.updated_at)
    return True


def fill(
    conn: Connection,
    library: Library,
    municipalities: Municipalities,
    *,
    by: PersonRecord,
    now: datetime,
) -> list[AssessmentRecord]:
    """Puts all twelve in, each a minute older: lists show the newest first."""
    records = []
    for minutes, made in enumerate(assessments(library.newest, municipalities)):
        moment = now - timedelta(minutes=minutes)
        records.append(import_file(conn, made, by=by, now=moment))
        _mark_steps(conn, records[-1].id, made, by=by, now=moment)
    return records


def _mark_steps(
    conn: Connection, assessment_id: str, made: Assessment, *, by: PersonRecord, now: datetime
) -> None:
    """What is filled in is called done, and the first step that is not lies at a partner."""
    facts = AnswerFacts(made)
    unfinished = []
    for step in made.question_set.steps:
        asked = [question for question in facts.asked(step) if not question.fills]
        if any(made.answer(question.id).state == "open" for question in asked):
            unfinished.append(step)
            continue
        steps.set_state(
            conn, assessment_id, step, "done", changes_seen=MOST, base_version=0, by=by, now=now
        )
    for step in unfinished[:1]:
        steps.hand_out(conn, assessment_id, step, PARTNER, base_version=0, by=by, now=now)


def assessments(
    content: QuestionSet, municipalities: Municipalities, reference_date: date = REFERENCE_DATE
) -> tuple[Assessment, ...]:
    """One assessment per story, always the same for the same reference date."""
    return tuple(
        told(story, content, municipalities.by_code[story.code], reference_date)
        for story in stories()
    )
