"""The demonstration: twelve invented municipalities, so that a visitor sees every screen filled.

Never a real municipality: invented answers would be told on as if they were true.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from assessment.core.assessment import Assessment
from assessment.core.question_set import QuestionSet
from assessment.library.content import Library
from assessment.library.municipalities import Municipalities
from assessment.services.assessments import import_file, list_open, list_removed
from assessment.services.demonstration.filling import stories, told
from assessment.services.signing_in import LOCAL_FUNCTION
from assessment.storage import people
from assessment.storage.records import AssessmentRecord, PersonRecord

REFERENCE_DATE = date(2026, 11, 1)


def fill_once(conn: Connection, library: Library, now: datetime) -> bool:
    """Fills an empty database; what a visitor changed or removed since stays as it is."""
    if list_open(conn) or list_removed(conn):
        return False
    by = people.first(conn) or people.add(conn, LOCAL_FUNCTION, now)
    fill(conn, library, library.fictional, by=by, now=now)
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
    return [
        import_file(conn, made, by=by, now=now - timedelta(minutes=minutes))
        for minutes, made in enumerate(assessments(library.newest, municipalities))
    ]


def assessments(
    content: QuestionSet, municipalities: Municipalities, reference_date: date = REFERENCE_DATE
) -> tuple[Assessment, ...]:
    """One assessment per story, always the same for the same reference date."""
    return tuple(
        told(story, content, municipalities.by_code[story.code], reference_date)
        for story in stories()
    )
