"""The whole scan on one page: what is empty, what is to find out, and every other answer."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from assessment.core.question_types import say
from assessment.core.questions import Question, Step
from assessment.core.step_marks import NO_MARK, StepMark
from assessment.services import steps
from assessment.web.access import signed_in
from assessment.web.asking import warnings
from assessment.web.current import connection
from assessment.web.journey import Progress
from assessment.web.visiting import Visit, visit

blueprint = Blueprint("overview", __name__, url_prefix="/invullen/<assessment_id>")


@dataclass(frozen=True)
class Line:
    """One question with its answer in words, and the page where it is asked."""

    question: Question
    page: int
    words: str
    version: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class StepLines:
    """The questions of one step, each of them in exactly one of the groups."""

    progress: Progress
    empty: tuple[Line, ...]
    unknown: tuple[Line, ...]
    to_confirm: tuple[Line, ...]
    answered: tuple[Line, ...]


@blueprint.get("/controle")
@signed_in
def show(assessment_id: str) -> ResponseReturnValue:
    here = visit(assessment_id)
    marks = steps.marks(connection(), assessment_id)
    found = [_lines(here, step, marks.get(step.id, NO_MARK)) for step in here.journey.steps]
    return render_template(
        "filling_in/overview.html",
        record=here.record,
        steps=found,
        inventory=here.assessment.question_set.inventory,
        activities=len(here.assessment.activities),
        empty=sum(len(item.empty) for item in found),
        unknown=sum(len(item.unknown) for item in found),
        to_confirm=sum(len(item.to_confirm) for item in found),
    )


def _lines(here: Visit, step: Step, mark: StepMark) -> StepLines:
    groups: dict[str, list[Line]] = {
        "empty": [],
        "unknown": [],
        "to_confirm": [],
        "answered": [],
    }
    for number in here.journey.pages(step):
        for question in here.journey.asked_on(step, number):
            # The municipality and the date stand at the top.
            if question.fills:
                continue
            answer = here.assessment.stored(question.id)
            line = Line(
                question,
                number,
                say(question, here.assessment.question_set, answer),
                answer.version,
                warnings(question, here.facts),
            )
            if answer.to_confirm:
                groups["to_confirm"].append(line)
            elif not here.journey.is_done(question):
                groups["empty"].append(line)
            elif here.journey.is_unknown(question):
                groups["unknown"].append(line)
            else:
                groups["answered"].append(line)
    progress = here.journey.progress(step, mark)
    return StepLines(progress, **{name: tuple(lines) for name, lines in groups.items()})
