"""A text that would do harm, in every field that takes one, and every output that shows it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.activities import Activity
from assessment.core.answers import Answer
from assessment.core.plan import PlanAction
from assessment.core.question_set import QuestionSet
from assessment.services import activities, answering, plans, signing_in, steps
from assessment.services.answering import Change
from assessment.storage.records import PersonRecord

FORMULA = '=HYPERLINK("http://kwaad.example";1)'
MARKUP = (
    '<script>window.kwaad=1</script><img src=x onerror="window.kwaad=1">'
    "'\"><svg onload=window.kwaad=1>"
)
# What stands in each field; a spreadsheet looks at the beginning, a page at all of it.
PAYLOADS = {"formula": FORMULA, "markup": MARKUP, "template": "{{7*7}}@SUM(1+1)|cmd"}


def plant(
    connection: Connection,
    assessment_id: str,
    content: QuestionSet,
    person: PersonRecord,
    text: str,
    now: datetime,
) -> None:
    """Every field that takes a text gets this one, cut to what it holds."""
    signing_in.change_function(connection, person, text[:80], now)
    person = dataclasses.replace(person, function=text[:80])
    given = Answer("unknown", note=text[:300], evidence=text[:300])
    changes = [
        Change(question.id, given, 0)
        for question in content.questions.values()
        if question.allow_unknown and not question.fills
    ]
    answering.save(connection, assessment_id, changes, by=person, now=now)
    activity = Activity(
        name=text[:120],
        description=text[:400],
        providers=(text[:120],),
        settings=("po",),
        themes=("norm",),
        contact_role=text[:120],
        source=text[:120],
    )
    activities.add(connection, assessment_id, activity, by=person, now=now)
    action = PlanAction(
        "own", None, text[:160], owner=text[:80], status="doen we niet", reason=text[:300],
        note=text[:300],
    )  # fmt: skip
    plans.save(connection, assessment_id, action, 0, by=person, now=now)
    for step in content.steps[:2]:
        steps.hand_out(
            connection, assessment_id, step, text[:80], base_version=0, by=person, now=now
        )


def pages(here: str, content: QuestionSet) -> Iterator[str]:
    """Every page on which some of it is shown."""
    for rest in ("/", "/controle", "/rapport", "/raadsbrief", "/aan-de-slag/", "/verbeterplan/",
                 "/op-papier", "/logboek", "/rapporten/", "/rapporten/vaststellen",
                 "/aan-de-slag/excel/", "/excel/"):  # fmt: skip
        yield f"{here}{rest}"
    for step in content.steps[:3]:
        yield f"{here}/stap/{step.id}/1"
        yield f"{here}/stap/{step.id}/controle"
        yield f"{here}/stap/{step.id}/bij"
    yield f"{here}/vraag/beeld-van-het-probleem/geschiedenis"
    yield "/ik"


FILES = (
    "/logboek.csv",
    "/excel/vragen.xlsx",
    "/aan-de-slag/excel/aan-de-slag.xlsx",
    "/verbeterplan.xlsx",
    "/verbeterplan.ods",
    "/raadsbrief.odt",
    "/rapport.pdf",
    "/op-papier.pdf",
)
