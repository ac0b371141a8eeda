"""Everything that a question was ever answered with, and putting an earlier answer back."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.answers import Answer
from assessment.core.question_types import say
from assessment.core.questions import Question
from assessment.services import answering, erasing_words
from assessment.services.answering import Change
from assessment.services.assembling import readable
from assessment.web.access import signed_in
from assessment.web.asking import recognisable
from assessment.web.current import connection, now, person
from assessment.web.inputs import version_of
from assessment.web.journey import Place
from assessment.web.visiting import Visit, address, visit

blueprint = Blueprint(
    "answer_history",
    __name__,
    url_prefix="/invullen/<assessment_id>/vraag/<question_id>/geschiedenis",
)


@blueprint.get("")
@signed_in
def show(assessment_id: str, question_id: str) -> ResponseReturnValue:
    here = visit(assessment_id)
    return _show(here, *find(here, question_id), clash=False)


@blueprint.post("")
@signed_in
def restore(assessment_id: str, question_id: str) -> ResponseReturnValue:
    """An earlier answer comes back as a new version; what stands in between is kept too."""
    here = visit(assessment_id)
    question, place = find(here, question_id)
    wanted = version_of(request.form.get("terugzetten"))
    earlier = _earlier(here, question)
    answer = next((item for item in earlier if item.version == wanted), None) or abort(404)
    change = Change(question_id, answer, version_of(request.form.get("version")))
    saved = answering.save(connection(), assessment_id, [change], by=person(), now=now())
    if saved.conflicts or saved.kept_theirs:
        return _show(here, question, place, clash=True), 409
    flash("Dit antwoord gold al." if saved.unchanged else "Het eerdere antwoord staat er weer.")
    again = url_for(
        ".show",
        assessment_id=assessment_id,
        question_id=question_id,
        terug=request.args.get("terug"),
    )
    return redirect(again)


def find(here: Visit, question_id: str) -> tuple[Question, Place]:
    """A question that is asked, and where; the municipality and the date have other pages."""
    found = (
        (question, Place(step, number))
        for step in here.journey.steps
        for number in here.journey.pages(step)
        for question in here.journey.asked_on(step, number)
        if question.id == question_id and not question.fills
    )
    return next(found, None) or abort(404)


def _earlier(here: Visit, question: Question) -> list[Answer]:
    """Newest first, each as it reads with the questions of today."""
    content = here.assessment.question_set
    stored = answering.history(connection(), here.record.id, question.id)
    return [readable(content, question.id, item.answer) for item in stored]


def _show(here: Visit, question: Question, place: Place, *, clash: bool) -> str:
    content = here.assessment.question_set
    earlier = _earlier(here, question)
    came_from = request.args.get("terug")
    if came_from == "alles":
        back = url_for("overview.show", assessment_id=here.record.id, _anchor=place.step.id)
    else:
        back = address(here.record.id, Place(place.step, None), _anchor=f"vraag-{question.id}")
    return render_template(
        "filling_in/history.html",
        record=here.record,
        question=question,
        step=place.step,
        earlier=[
            (answer, say(question, content, answer), recognisable(question, answer))
            for answer in earlier
        ],
        with_words=erasing_words.among("answer", [asdict(item) for item in earlier]),
        current=earlier[0] if earlier else Answer(),
        clash=clash,
        back=back,
        came_from=came_from,
        change_address=address(here.record.id, place, terug=came_from or "controle"),
    )
