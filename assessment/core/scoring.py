"""Two figures per step: where it stands, and how much of it is known. No total, no rank."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.core.gaps import Judgement
from assessment.core.question_types import TYPES
from assessment.core.questions import Step

ENOUGH_KNOWN = 0.6
CRITICAL_CAP = 2.0


@dataclass(frozen=True)
class StepLevel:
    """`stand` is None while too little is known: a figure would say more than we know."""

    step: Step
    stand: float | None
    label: str | None
    known: int
    asked: int
    capped_by: tuple[str, ...] = ()  # names of the critical gaps that hold the figure down

    @property
    def share(self) -> float:
        return self.known / self.asked if self.asked else 0.0


def level_of(step: Step, judgement: Judgement) -> StepLevel:
    """The mean of the maturity and yes/partly/no questions that are known and apply."""
    answers = judgement.assessment.answers
    asked = [
        question
        for question in judgement.asked(step)
        if judgement.assessment.answer(question.id).state != "not_applicable"
    ]
    known = [question for question in asked if judgement.is_known(question)]
    scores = [
        score(answers[question.id].value)
        for question in known
        if (score := TYPES[question.type].score) is not None
    ]
    if not scores or len(known) < ENOUGH_KNOWN * len(asked):
        return StepLevel(step, None, None, len(known), len(asked))
    stand = sum(scores) / len(scores)
    critical = tuple(
        outcome.name
        for outcome in judgement.held
        if outcome.severity == "kritiek" and outcome.rule.step == step.id
    )
    capped = critical if stand > CRITICAL_CAP else ()
    stand = min(stand, CRITICAL_CAP) if critical else stand
    # The label is the highest rung that is wholly reached, as the answers themselves are chosen.
    label = judgement.content.scale[int(stand)].label
    return StepLevel(step, stand, label, len(known), len(asked), capped)


def levels(judgement: Judgement) -> tuple[StepLevel, ...]:
    return tuple(level_of(step, judgement) for step in judgement.content.steps if step.scored)
