"""Which questions a page asks, how far a step is, and where to go on. Nothing here knows a URL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assessment.core.answers import Answer
from assessment.core.facts import AnswerFacts
from assessment.core.questions import Question, Step
from assessment.core.step_marks import NO_MARK, StepMark, changes_in

Status = Literal["Nog niet begonnen", "Bezig", "Aan te vullen", "Af"]


@dataclass(frozen=True)
class Place:
    """A page of a step; without a number it is the page that shows all answers of the step."""

    step: Step
    page: int | None


@dataclass(frozen=True)
class Progress:
    """How far one step is. Unknown is an answer too, and something to find out.

    Only a person can say that a step is done: everything answered is not yet done.
    """

    step: Step
    asked: int
    done: int
    unknown: int
    begun: bool
    to_confirm: int
    mark: StepMark
    changes: int

    @property
    def status(self) -> Status:
        if self.mark.state == "done":
            return "Aan te vullen" if self.empty else "Af"
        return "Bezig" if self.begun or self.mark.state == "later" else "Nog niet begonnen"

    @property
    def empty(self) -> int:
        return self.asked - self.done

    @property
    def changed(self) -> bool:
        """Whether an answer changed after someone said that the step is done."""
        return self.mark.changed_since(self.changes)


@dataclass(frozen=True)
class News:
    """An answer that was given since a moment, and the step in which the question is asked."""

    step: Step
    question: Question
    answer: Answer
    at: datetime


class Journey:
    """The way through one assessment, as the depth and the branches make it."""

    def __init__(self, facts: AnswerFacts) -> None:
        self.facts = facts
        self.assessment = facts.assessment
        self.steps = facts.content.steps
        self._asked = {
            step.id: {question.id for question in facts.asked(step)} for step in self.steps
        }

    def asked_on(self, step: Step, page: int) -> list[Question]:
        """The questions of a page (counted from 1) that are asked."""
        asked = self._asked[step.id]
        return [question for question in step.pages[page - 1].questions if question.id in asked]

    def pages(self, step: Step) -> list[int]:
        """The pages that ask something."""
        return [page for page in range(1, len(step.pages) + 1) if self.asked_on(step, page)]

    def after(self, step: Step, page: int) -> Place:
        """The next page that asks something, or the page with all answers of the step."""
        return Place(step, next((other for other in self.pages(step) if other > page), None))

    def next_step(self, step: Step) -> Step | None:
        place = [item.id for item in self.steps].index(step.id)
        return self.steps[place + 1] if place + 1 < len(self.steps) else None

    def is_done(self, question: Question) -> bool:
        """Whether there is nothing left to fill in. A grid is done when every row is."""
        if question.fills:
            return True
        answer = self.assessment.answer(question.id)
        if answer.state != "answered" or question.type != "grid":
            return answer.state != "open"
        return all(self.facts.cell(question, row)[0] is not None for row in question.rows)

    def is_unknown(self, question: Question) -> bool:
        if self.assessment.answer(question.id).state == "unknown":
            return True
        if question.type != "grid":
            return False
        return any(self.facts.cell(question, row)[0] == "unknown" for row in question.rows)

    def progress(self, step: Step, mark: StepMark = NO_MARK) -> Progress:
        # The municipality and the date were given at the start: nothing that is still to do.
        asked = [
            question
            for page in self.pages(step)
            for question in self.asked_on(step, page)
            if not question.fills
        ]
        return Progress(
            step,
            len(asked),
            sum(self.is_done(question) for question in asked),
            sum(self.is_unknown(question) for question in asked),
            any(self.assessment.answer(question.id).state != "open" for question in asked),
            sum(question.id in self.assessment.carried for question in asked),
            mark,
            changes_in(step, self.assessment.all_stored),
        )

    def news(self, since: datetime) -> list[News]:
        """The answers that were given after a moment, newest first."""
        found = [
            News(step, question, answer, answer.at)
            for step in self.steps
            for page in self.pages(step)
            for question in self.asked_on(step, page)
            if (answer := self.assessment.stored(question.id)).at and answer.at > since
        ]
        return sorted(found, key=lambda item: item.at, reverse=True)

    def resume(self, was_here: datetime | None) -> Place | None:
        """Where someone last gave an answer, or the first open question from there on.

        `was_here` is when that was: what others answered later is not where this person was.
        None when every question is answered.
        """
        places = list(self._open_places())
        if not places:
            return None
        last = self._last_answered(was_here) if was_here else (0, 0)
        return next((place for index, place in places if index >= last), places[0][1])

    def _open_places(self) -> Iterator[tuple[tuple[int, int], Place]]:
        for number, step in enumerate(self.steps):
            for page in self.pages(step):
                if not all(self.is_done(question) for question in self.asked_on(step, page)):
                    yield (number, page), Place(step, page)

    def _last_answered(self, was_here: datetime) -> tuple[int, int]:
        given = {
            name: answer.at
            for name, answer in self.assessment.answers.items()
            if answer.at and answer.at <= was_here
        }
        if not given:
            return 0, 0
        last = max(given, key=lambda name: given[name])
        for number, step in enumerate(self.steps):
            for index, page in enumerate(step.pages, start=1):
                if any(question.id == last for question in page.questions):
                    return number, index
        return 0, 0
