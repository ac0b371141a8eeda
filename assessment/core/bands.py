"""Between which two figures a step lies, as long as not everything is known.

The lower one holds if every unknown answer turns out to be "no", the upper one if each is "yes".
Where an unknown answer decides which other questions are asked, every answer to it is tried: a
"yes" that brings three more questions may lower a mean, and the band has to hold that too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from assessment.core.answers import Answer, Value
from assessment.core.conditions import questions_in
from assessment.core.evaluation import evaluate
from assessment.core.facts import AnswerFacts
from assessment.core.gaps import Judgement
from assessment.core.question_types import TYPES, YES_PARTLY_NO
from assessment.core.questions import Question, Step
from assessment.core.scoring import CRITICAL_CAP, StepLevel

LOWEST, HIGHEST = 0.0, 4.0
MOST_WAYS = 300
HIGHEST_COUNT = 6


@dataclass(frozen=True)
class Band:
    """The stand lies in between, whatever the unknown answers turn out to be."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


def band_of(level: StepLevel, judgement: Judgement) -> Band | None:
    """None where there is no stand: two figures would say even more than we know."""
    if level.stand is None:
        return None
    low = high = level.stand
    for facts in _ways(level.step, judgement):
        if facts is None:
            low, high = LOWEST, HIGHEST
            break
        bounds = list(_bounds(level.step, facts))
        if bounds:
            low = min(low, sum(pair[0] for pair in bounds) / len(bounds))
            high = max(high, sum(pair[1] for pair in bounds) / len(bounds))
    if _critical_now(level.step, judgement):
        high = min(high, CRITICAL_CAP)
    if _critical_perhaps(level.step, judgement):
        low = min(low, CRITICAL_CAP)
    return Band(low, max(low, high))


def _bounds(step: Step, facts: AnswerFacts) -> Iterator[tuple[int, int]]:
    """The least and the most that each scored question of the step can add."""
    for question in facts.asked(step):
        score = TYPES[question.type].score
        answer = facts.assessment.answer(question.id)
        if score is None or answer.state == "not_applicable":
            continue
        if answer.state == "answered":
            yield score(answer.value), score(answer.value)
        else:
            yield int(LOWEST), int(HIGHEST)


def _ways(step: Step, judgement: Judgement) -> Iterator[AnswerFacts | None]:
    """The answers with every choice for what decides on other questions; None: too many."""
    deciders = _deciders(step, judgement)
    choices = [list(_completions(question)) for question in deciders]
    if not all(choices) or prod(len(some) for some in choices) > MOST_WAYS:
        yield None
        return
    assessment = judgement.assessment
    for chosen in product(*choices):
        given = {q.id: Answer("answered", v) for q, v in zip(deciders, chosen, strict=True)}
        yield AnswerFacts(replace(assessment, answers={**assessment.answers, **given}))


def _deciders(step: Step, judgement: Judgement) -> list[Question]:
    """What is not known and decides whether a scored question of this step is asked."""
    short = judgement.assessment.depth == "kort"
    scored = [q for q in step.questions if TYPES[q.type].score and (q.core or not short)]
    waiting = [name for q in scored for name in questions_in(q.visible_when)]
    found: dict[str, Question] = {}
    while waiting:
        question = judgement.content.questions[waiting.pop()]
        waiting += questions_in(question.visible_when)
        unknown = judgement.assessment.answer(question.id).state in ("open", "unknown")
        if unknown and judgement.visible(question.id).value is not False:
            found[question.id] = question
    return list(found.values())


def _completions(question: Question) -> Iterator[Value]:
    """Every kind of answer that a branch can tell apart; nothing when there are too many."""
    match question.type:
        case "level":
            yield from range(int(HIGHEST) + 1)
        case "yes_partly_no":
            yield from YES_PARTLY_NO
        case "choice":
            yield from (option.id for option in question.options)
        case "multi":
            yield from ((option.id,) for option in question.options)
            yield tuple(option.id for option in question.options if not option.exclusive)
        case "number":
            yield from range(HIGHEST_COUNT + 1)


def _critical_now(step: Step, judgement: Judgement) -> bool:
    return any(
        outcome.severity == "kritiek" and outcome.rule.step == step.id for outcome in judgement.held
    )


def _critical_perhaps(step: Step, judgement: Judgement) -> bool:
    """Whether a critical gap is there, or may still turn out to be."""
    for rule in judgement.content.rules:
        if rule.step != step.id:
            continue
        if rule.severity == "kritiek" and judgement.gap(rule.id).value is not False:
            return True
        for variant in rule.variants:
            critical = (variant.severity or rule.severity) == "kritiek"
            if not critical or variant.when is None:
                continue
            if evaluate(variant.when, judgement).value is not False:
                return True
    return False
