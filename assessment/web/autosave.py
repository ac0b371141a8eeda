"""Saving one answer on its own, while someone is still filling in (static/autosave.js)."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from assessment.core.answers import Answer
from assessment.core.calendar import LOCAL_TIME
from assessment.core.facts import AnswerFacts
from assessment.core.questions import Page, Question
from assessment.services import answering
from assessment.services.answering import Change
from assessment.web import late_answers
from assessment.web.access import signed_in
from assessment.web.asking import make, warnings, was_shown
from assessment.web.current import connection, now, person
from assessment.web.fields import FIELDS, errors_of
from assessment.web.inputs import version_of
from assessment.web.visiting import Visit, visit

blueprint = Blueprint("autosave", __name__, url_prefix="/invullen/<assessment_id>")

# A page rounds, and its request takes a moment to arrive.
SLACK = timedelta(seconds=2)
CHOOSE = "Iemand anders antwoordde ook. Kies welk antwoord blijft."
SOMEONE_ELSE = "Er is nu iemand anders ingelogd. Diens antwoorden zijn niet die van u."


@blueprint.post("/stap/<step_id>/<int:number>/vraag/<question_id>")
@signed_in
def save(assessment_id: str, step_id: str, number: int, question_id: str) -> ResponseReturnValue:
    """The same form and the same rule as for a whole page; only the answer is for a program."""
    if request.form.get("person") != person().id:
        # On a shared computer a page that lies open must not go on in the name of the next one.
        return jsonify(messages=[SOMEONE_ELSE]), 403
    here = visit(assessment_id, request.form.get("vragen", ""))
    page = here.page(here.step(step_id), number)
    question = next((q for q in page.questions if q.id == question_id and not q.fills), None)
    if question is None or not was_shown(question, request.form):
        abort(404)
    form = make(question, page, here.facts, request.form)
    answer = form.read()
    if form.keep == "theirs" and form.seen_version == form.stored.version:
        return _done(here, page, question, form.stored, form.stored.version, afresh=True)
    if answer is None:
        return jsonify(messages=[message for _, message in errors_of(form.form)]), 422
    if here.is_late:
        # The page goes on with the questions that it shows; it is told so when it is sent whole.
        late_answers.keep(here, {question.id: form})
        after = visit(assessment_id, here.assessment.question_set.key).assessment
        version = after.stored(question.id).version
        return _done(here, page, question, answer, version, afresh=False)
    change = Change(question.id, answer, form.base_version, _tried_since())
    saved = answering.save(connection(), assessment_id, [change], by=person(), now=now())
    if saved.conflicts:
        form.conflict = saved.conflicts[0]
        html = render_template("question/clash.html", item=form, **_known(here))
        return jsonify(messages=[CHOOSE], html=html), 409
    # After a choice, or after wiping an answer, the fields on the page are no longer the answer.
    afresh = bool(form.keep or form.form["clear"].data)
    return _done(here, page, question, answer, saved.in_view[question.id], afresh=afresh)


def _done(
    here: Visit, page: Page, question: Question, answer: Answer, version: int, *, afresh: bool
) -> ResponseReturnValue:
    html = None
    if afresh:
        after = visit(here.record.id)
        html = render_template(
            "question/alone.html", item=make(question, page, after.facts), **_known(after)
        )
    remarks = _remarks(here, question, answer)
    at = f"{now().astimezone(LOCAL_TIME):%H:%M}"
    return jsonify(version=version, at=at, remarks=remarks, html=html)


def _remarks(here: Visit, question: Question, answer: Answer) -> str:
    """For the line that says what is saved: nothing on the page moves while someone fills in.

    That line stays low, so of each remark it has the first sentence; the rest is with the answer.
    """
    others = {name: kept for name, kept in here.assessment.carried.items() if name != question.id}
    known = {**here.assessment.answers, question.id: answer}
    after = dataclasses.replace(here.assessment, answers=known, carried=others)
    told = [
        text.removeprefix("Let op: ").partition(". ")[0]
        for text in warnings(question, AnswerFacts(after))
    ]
    return f". Let op: {'. '.join(told)}. Bij uw antwoorden staat meer uitleg." if told else ""


def _known(here: Visit) -> dict[str, Any]:
    """What the templates of a question use beside the question."""
    return {"here": here, "content": here.assessment.question_set, "rows": FIELDS}


def _tried_since() -> datetime | None:
    """Since when a page has been sending this, if it never heard what became of it."""
    milliseconds = version_of(request.form.get("tried"))
    return now() - timedelta(milliseconds=milliseconds) - SLACK if milliseconds else None
