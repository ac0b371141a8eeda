"""What the invented municipalities mean to do, and the one report that one of them finished."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime

from sqlalchemy import Connection

from assessment.core.calendar import add_months
from assessment.core.plan import PlanAction
from assessment.core.plan_making import plannable
from assessment.library.content import Library
from assessment.services import finishing, plans, reporting
from assessment.services.assessments import list_open
from assessment.services.demonstration.filling import Story, stories
from assessment.services.keys import Sign
from assessment.services.pdf_drafts import Drafts
from assessment.storage import people
from assessment.storage.database import Database
from assessment.storage.records import AssessmentRecord, FinishedReport, PersonRecord

ATTEMPT = "demonstration"  # who makes it a second time gets the first one


def add_plan(
    conn: Connection,
    record: AssessmentRecord,
    story: Story,
    library: Library,
    *,
    by: PersonRecord,
    now: datetime,
) -> None:
    """Every planned rule is a gap or an open point of the story; otherwise this raises KeyError."""
    if not story.plan:
        return
    empty = plannable(reporting.report_for(conn, record.id, library))
    for told in story.plan:
        given = {**told, "term": _quarter(record.reference_date, told["term"])}
        about = given.pop("about", None)
        action = empty[about] if about else PlanAction("own", None, given.pop("title"))
        action = dataclasses.replace(action, **given)
        plans.save(conn, record.id, action, 0, by=by, now=now)


def finish_one(
    database: Database,
    library: Library,
    drafts: Drafts,
    now: datetime,
    sign: Sign | None = None,
) -> FinishedReport | None:
    """Finishes the report of the story that says so; nothing when that was done before.

    Raises PdfFailed. It takes seconds, and holds no transaction meanwhile.
    """
    finished = {story.code for story in stories() if story.finished}
    with database.read() as conn:
        found = [each for each in list_open(conn) if each.municipality_code in finished]
        by = people.first(conn)
        if by is None or not found or reporting.finished(conn, found[0].id):
            return None
        prepared = reporting.prepare(conn, found[0].id, library)
    rendered = finishing.render(
        drafts, prepared, sharing="answers", attempt=ATTEMPT, now=now, sign=sign
    )
    with database.write() as conn:
        made = finishing.finish(conn, rendered, by=by, now=now)
    return made if isinstance(made, FinishedReport) else None


def _quarter(reference_date: date, months: int) -> str:
    day = add_months(reference_date, months)
    return f"{day.year}-K{(day.month + 2) // 3}"
