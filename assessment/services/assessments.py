"""Assessments: starting one, finding it back, changing and removing it."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime

from sqlalchemy import Connection

from assessment.core.access import Tie, places
from assessment.core.assessment import Assessment, Municipality
from assessment.core.question_set import QuestionSet
from assessment.core.values import Depth
from assessment.library.content import Library
from assessment.services import audit, sharing, taking_part
from assessment.services.activities import add_all
from assessment.services.assembling import assembled
from assessment.storage import activities, answers, assessments
from assessment.storage.ids import new_id
from assessment.storage.records import AssessmentRecord, PersonRecord, UnknownAssessment

# What someone can change of an assessment itself.
_DETAILS = ("municipality_code", "depth", "reference_date", "inventory_complete")


class UnknownQuestionSet(LookupError):
    """The assessment was made with questions that this installation does not have."""


def start(
    conn: Connection,
    *,
    municipality: Municipality,
    depth: Depth,
    reference_date: date,
    question_set_key: str,
    begun_from: str | None = None,
    by: PersonRecord,
    now: datetime,
) -> AssessmentRecord:
    """A new and empty assessment."""
    record = AssessmentRecord(
        id=new_id(),
        municipality_code=municipality.code,
        municipality_name=municipality.name,
        list_year=municipality.list_year,
        question_set=question_set_key,
        depth=depth,
        reference_date=reference_date,
        inventory_complete=False,
        created_at=now,
        updated_at=now,
        version=1,
        begun_from=begun_from,
    )
    assessments.add(conn, record, by)
    _note(conn, "assessment.started", record, by, now)
    taking_part.open_for(conn, by, municipality.code, now)
    return record


def list_open(conn: Connection) -> list[AssessmentRecord]:
    """All that were not removed, the newest change first."""
    return assessments.listed(conn, removed=False)


def list_of(conn: Connection, ties: frozenset[Tie]) -> list[AssessmentRecord]:
    """Those that someone with these ties may see, the newest change first."""
    seen = places(ties, "assessment.see")
    return assessments.listed(conn, removed=False, municipalities=seen)


def list_removed(conn: Connection) -> list[AssessmentRecord]:
    """All that can be restored."""
    return assessments.listed(conn, removed=True)


def get(conn: Connection, assessment_id: str) -> AssessmentRecord:
    """The record; UnknownAssessment when there is none or it was removed."""
    record = assessments.get(conn, assessment_id)
    if record.removed_at:
        raise UnknownAssessment(assessment_id)
    return record


def content_of(record: AssessmentRecord, library: Library) -> QuestionSet:
    """The questions, places and themes of this assessment."""
    content = library.question_sets.get(record.question_set)
    if content is None:
        raise UnknownQuestionSet(record.question_set)
    return content


def load(
    conn: Connection, assessment_id: str, library: Library, *, as_version: str = ""
) -> tuple[AssessmentRecord, Assessment]:
    """Everything that the rules and the report look at, in three queries.

    `as_version` is for a page that was made with the questions of another version.
    """
    record = get(conn, assessment_id)
    content = library.question_sets.get(as_version) or content_of(record, library)
    stored = answers.stored(conn, assessment_id)
    inventory = activities.listed(conn, assessment_id)
    return record, assembled(record, library, content, stored, inventory)


def change(
    conn: Connection,
    assessment_id: str,
    *,
    depth: Depth | None = None,
    reference_date: date | None = None,
    municipality: Municipality | None = None,
    inventory_complete: bool | None = None,
    by: PersonRecord,
    now: datetime,
) -> AssessmentRecord:
    """Changes what is given; what stays as it was makes no new version."""
    old = assessments.lock_for_change(conn, assessment_id)
    new = dataclasses.replace(
        old,
        depth=depth if depth is not None else old.depth,
        reference_date=reference_date if reference_date is not None else old.reference_date,
        inventory_complete=(
            inventory_complete if inventory_complete is not None else old.inventory_complete
        ),
    )
    if municipality is not None:
        new = dataclasses.replace(
            new,
            municipality_code=municipality.code,
            municipality_name=municipality.name,
            list_year=municipality.list_year,
        )
        taking_part.open_for(conn, by, municipality.code, now)
        if municipality.code != old.municipality_code:
            sharing.end_all(conn, assessment_id, "moved", by=by, now=now)
    changed = [name for name in _DETAILS if getattr(new, name) != getattr(old, name)]
    return _replace(conn, old, new, by, now, "assessment.changed", fields=changed)


def remove(
    conn: Connection, assessment_id: str, *, by: PersonRecord, now: datetime
) -> AssessmentRecord:
    """Marks it as removed; everything in it stays, so that it can be undone.

    What was shared ends for good: putting the scan back shares nothing again.
    """
    old = assessments.lock(conn, assessment_id)
    if not old.removed_at:
        sharing.end_all(conn, assessment_id, "removed", by=by, now=now)
    new = dataclasses.replace(old, removed_at=old.removed_at or now)
    return _replace(conn, old, new, by, now, "assessment.removed")


def restore(
    conn: Connection, assessment_id: str, *, by: PersonRecord, now: datetime
) -> AssessmentRecord:
    """Undoes a removal."""
    old = assessments.lock(conn, assessment_id)
    new = dataclasses.replace(old, removed_at=None)
    return _replace(conn, old, new, by, now, "assessment.restored")


def import_file(
    conn: Connection, parsed: Assessment, *, by: PersonRecord, now: datetime
) -> AssessmentRecord:
    """A new assessment with everything that stood in a file."""
    record = start(
        conn,
        municipality=parsed.municipality,
        depth=parsed.depth,
        reference_date=parsed.reference_date,
        question_set_key=parsed.question_set.key,
        by=by,
        now=now,
    )
    given = {name: answer for name, answer in parsed.all_stored.items() if not answer.is_empty}
    answers.write(conn, record.id, {}, given, by=by, now=now)
    _note(conn, "answers.imported", record, by, now, questions=sorted(given))
    add_all(conn, record, list(parsed.activities), by=by, now=now)
    complete = parsed.inventory_complete
    return change(conn, record.id, inventory_complete=complete, by=by, now=now)


def _replace(
    conn: Connection,
    old: AssessmentRecord,
    new: AssessmentRecord,
    by: PersonRecord,
    now: datetime,
    act: audit.Action,
    **details: list[str],
) -> AssessmentRecord:
    if new == old:
        return old
    # A clock that was set back must not make a change look older than the one before it.
    new = dataclasses.replace(new, updated_at=max(now, old.updated_at))
    _note(conn, act, new, by, now, **details)
    return assessments.replace(conn, old, new, by)


def _note(
    conn: Connection,
    act: audit.Action,
    record: AssessmentRecord,
    by: PersonRecord,
    now: datetime,
    **details: list[str],
) -> None:
    audit.note(conn, act, record.id, by=by, now=now, assessment_id=record.id, **details)
