"""Answers from a page that was opened before the scan went on with another version.

Nothing of it is lost, and the page that comes back says where each of them is now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template, url_for

from assessment.core.questions import Question
from assessment.services import moving
from assessment.services.answering import Change
from assessment.services.moving import Late
from assessment.web.current import connection, library, now, person
from assessment.web.fields import errors_of
from assessment.web.journey import Place
from assessment.web.question_form import QuestionForm
from assessment.web.visiting import Visit, address, visit


@dataclass(frozen=True)
class Kept:
    """An answer that is kept beside the question that took its place."""

    text: str
    instead: tuple[tuple[str, str], ...]  # the question of now, and its address


def keep(before: Visit, sent: dict[str, QuestionForm]) -> Late:
    """Stores everything that can be read, with the questions that were in view."""
    changes = []
    for name, form in sent.items():
        answer = None if form.keep == "theirs" else form.read()
        if answer is not None:
            changes.append(Change(name, answer, form.base_version))
    of = before.assessment.question_set
    return moving.save_late(
        connection(), before.record.id, library(), of, changes, by=person(), now=now()
    )


def show(before: Visit, sent: dict[str, QuestionForm]) -> str:
    """Keeps it, and tells where it is."""
    late = keep(before, sent)
    here = visit(before.record.id)
    content, of = here.assessment.question_set, before.assessment.question_set
    return render_template(
        "filling_in/late.html",
        record=here.record,
        content=content,
        of=of,
        saved=[content.questions[name].text for name in late.saved],
        kept=[
            Kept(of.questions[name].text, tuple(_instead(here, of.questions[name])))
            for name in late.elsewhere
        ],
        theirs=[content.questions[name] for name in late.theirs],
        wrong=[
            (form.question.text, message)
            for form in sent.values()
            for _, message in errors_of(form.form)
        ],
        onward=url_for("filling_in.tasks", assessment_id=here.record.id),
    )


def _instead(here: Visit, question: Question) -> Iterator[tuple[str, str]]:
    """The questions of now that came from this one."""
    content = here.assessment.question_set
    lines = content.bridge.lines if content.bridge else ()
    names = {name for line in lines if question.id in line.was for name in line.now}
    for step in here.journey.steps:
        for number in here.journey.pages(step):
            for item in here.journey.asked_on(step, number):
                if item.id in names:
                    place = address(here.record.id, Place(step, number), _anchor=f"vraag-{item.id}")
                    yield item.text, place
