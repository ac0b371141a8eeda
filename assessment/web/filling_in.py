"""Filling in: the list of parts, the pages of a step, and all answers of a step together."""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.glossary import Use, first_uses, texts_of
from assessment.core.question_set import QuestionSet
from assessment.core.questions import Question, Step
from assessment.core.step_marks import NO_MARK, StepMark
from assessment.services import answering, moving, steps
from assessment.services.answering import Change, Saved
from assessment.web import late_answers
from assessment.web.access import signed_in
from assessment.web.asking import make, presets, recognisable, sent_fields, warnings, was_shown
from assessment.web.current import connection, library, now, person
from assessment.web.fields import FIELDS, errors_of
from assessment.web.journey import Place
from assessment.web.question_form import QuestionForm
from assessment.web.step_forms import DoneForm
from assessment.web.visiting import Visit, address, visit

blueprint = Blueprint("filling_in", __name__, url_prefix="/invullen/<assessment_id>")


@blueprint.get("/")
@signed_in
def tasks(assessment_id: str) -> ResponseReturnValue:
    here = visit(assessment_id)
    marks = steps.marks(connection(), assessment_id)
    was_here = answering.last_given(connection(), assessment_id, person())
    resume = here.journey.resume(was_here)
    return render_template(
        "filling_in/tasks.html",
        here=here,
        was_here=was_here,
        news=here.journey.news(was_here) if was_here else [],
        progress=[
            here.journey.progress(step, marks.get(step.id, NO_MARK)) for step in here.journey.steps
        ],
        first_pages={
            step.id: address(assessment_id, here.journey.after(step, 0))
            for step in here.journey.steps
        },
        newer=moving.newer(here.record, library()),
        back_to=moving.way_back(connection(), here.record, library()),
        resume=resume,
        resume_url=address(assessment_id, resume) if resume else None,
    )


@blueprint.get("/stap/<step_id>/<int:number>")
@signed_in
def page(assessment_id: str, step_id: str, number: int) -> ResponseReturnValue:
    here = visit(assessment_id)
    step = here.step(step_id)
    asked_page = here.page(step, number)
    asked = here.journey.asked_on(step, number)
    if not asked:
        return redirect(address(assessment_id, here.journey.after(step, number)))
    forms = [make(question, asked_page, here.facts) for question in asked if not question.fills]
    return _show(here, step, number, forms)


@blueprint.post("/stap/<step_id>/<int:number>")
@signed_in
def save(assessment_id: str, step_id: str, number: int) -> ResponseReturnValue:
    """Everything that can be saved is saved; the page comes back for what cannot."""
    before = visit(assessment_id, request.form.get("vragen", ""))
    step = before.step(step_id)
    asked_page = before.page(step, number)
    sent = {
        question.id: make(question, asked_page, before.facts, request.form)
        for question in asked_page.questions
        if not question.fills and was_shown(question, request.form)
    }
    if before.is_late:
        return late_answers.show(before, sent), 409
    for form in sent.values():
        form.confirmed = request.form.get("daarna") == "klopt"
    saved = _save(assessment_id, sent)
    conflicts = {conflict.question_id: conflict for conflict in saved.conflicts}
    here = visit(assessment_id)
    asked = [question for question in here.journey.asked_on(step, number) if not question.fills]
    wrong = {name for name, form in sent.items() if errors_of(form.form)}
    if conflicts or wrong & {question.id for question in asked}:
        names = {question.id for question in asked} | conflicts.keys()
        forms = [
            sent[question.id] if question.id in wrong else make(question, asked_page, here.facts)
            for question in asked_page.questions
            if question.id in names
        ]
        for form in forms:
            form.conflict = conflicts.get(form.question.id)
            form.kept = sent_fields(form.question, request.form) if form.conflict else []
        return _show(here, step, number, forms), 409 if conflicts else 422
    new = [question for question in asked if question.id not in sent]
    # With a script most of it was saved before the page was sent, but after it was opened.
    opened = request.form.get("geopend", type=int)
    given = {name: here.assessment.answer(name) for name in sent}
    told = any(
        recognisable(sent[name].question, answer)
        for name, answer in given.items()
        if name in saved.saved
        or (opened is not None and answer.at and _milliseconds(answer.at) > opened)
    )
    return redirect(_onward(here, step, number, new, told=told))


def _save(assessment_id: str, sent: dict[str, QuestionForm]) -> Saved:
    """Saves what is right, and hands back what someone else answered differently."""
    changes = []
    for name, form in sent.items():
        if form.keep == "theirs":
            continue
        answer = form.read()
        if answer is not None:
            changes.append(Change(name, answer, form.base_version))
    return answering.save(connection(), assessment_id, changes, by=person(), now=now())


def _onward(here: Visit, step: Step, number: int, new: list[Question], *, told: bool) -> str:
    """Where to go after a page that was saved whole; `told`: a text may point at a person."""
    asked = here.page(step, number).questions
    if any(here.assessment.stored(question.id).version for question in asked):
        flash("Uw antwoorden zijn opgeslagen.")
    if told:
        flash(
            f"Let op: kijk uw tekst bij “{here.page(step, number).title}” nog eens na. "
            "Misschien is iemand eraan te herkennen. Bij uw antwoorden ziet u waar."
        )
    if request.form.get("daarna") == "later":
        return url_for(".tasks", assessment_id=here.record.id)
    if new:
        flash("Door uw antwoorden zijn er vragen bij gekomen op deze bladzijde.")
        return address(
            here.record.id,
            Place(step, number),
            terug=request.args.get("terug"),
            _anchor=f"vraag-{new[0].id}",
        )
    if request.args.get("terug") == "controle":
        return address(here.record.id, Place(step, None))
    if request.args.get("terug") == "alles":
        return url_for("overview.show", assessment_id=here.record.id, _anchor=step.id)
    return address(here.record.id, here.journey.after(step, number))


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _show(here: Visit, step: Step, number: int, forms: list[QuestionForm]) -> str:
    pages = here.journey.pages(step)
    earlier = [other for other in pages if other < number]
    back = Place(step, earlier[-1]) if earlier else None
    page = here.page(step, number)
    filled = [question for question in here.journey.asked_on(step, number) if question.fills]
    head = [page.title, *(question.text for question in filled)]
    if not earlier:
        head.insert(0, step.intro)
    return render_template(
        "filling_in/page.html",
        here=here,
        content=here.assessment.question_set,
        step=step,
        number=number,
        rows=FIELDS,
        page=page,
        filled=filled,
        words=_explain(head, forms, here.assessment.question_set),
        forms=forms,
        opened=_milliseconds(now()),
        place=pages.index(number) + 1 if number in pages else 1,
        pages=len(pages),
        back=address(here.record.id, back) if back else None,
        errors=[
            (form, field, message) for form in forms for field, message in errors_of(form.form)
        ],
        conflicts=[form for form in forms if form.conflict],
    )


def _explain(head: list[str], forms: list[QuestionForm], content: QuestionSet) -> tuple[Use, ...]:
    """Give each question the words that nothing above it on the page explained yet."""
    parts = [head, *(texts_of(form.question, content) for form in forms)]
    first, *rest = first_uses(parts, content.glossary)
    for form, words in zip(forms, rest, strict=True):
        form.words = words
    return first


def _first_said(said: list[StepMark]) -> StepMark | None:
    """When the present word on a step was given: to hand it out is a change too, but a later one.

    `said` runs from new to old; None when nobody said whether it is done.
    """
    if not said or said[0].state == "open":
        return None
    word = (said[0].state, said[0].changes_seen)
    return list(takewhile(lambda item: (item.state, item.changes_seen) == word, said))[-1]


@blueprint.get("/stap/<step_id>/controle")
@signed_in
def check(assessment_id: str, step_id: str) -> ResponseReturnValue:
    here = visit(assessment_id)
    return show_check(here, here.step(step_id))


def show_check(here: Visit, step: Step, form: DoneForm | None = None, conflict: Any = None) -> str:
    """All answers of a step; with the form when what was said of the step could not be kept."""
    assessment_id = here.record.id
    said = steps.history(connection(), assessment_id, step.id)
    mark = said[0] if said else NO_MARK
    progress = here.journey.progress(step, mark)
    if form:
        # A page that comes back shows the answers of this moment, so those were seen too.
        form.seen.data = str(progress.changes)
    asked = {number: here.journey.asked_on(step, number) for number in here.journey.pages(step)}
    everything = [question for questions in asked.values() for question in questions]
    next_step = here.journey.next_step(step)
    return render_template(
        "filling_in/check.html",
        here=here,
        content=here.assessment.question_set,
        step=step,
        progress=progress,
        done_form=form or DoneForm.of(mark, progress.changes),
        conflict=conflict,
        said=_first_said(said),
        asked=asked,
        rows=FIELDS,
        presets={question.id: presets(question, here.facts) for question in everything},
        warnings={question.id: warnings(question, here.facts) for question in everything},
        next_step=next_step,
        next_url=(address(assessment_id, here.journey.after(next_step, 0)) if next_step else None),
    )
