"""The answers as the report tells them: all of them, what is already there, and who gave them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from assessment.core.assessment import Assessment
from assessment.core.question_types import TYPES, say
from assessment.core.questions import Question
from assessment.core.report import Strength, Told

NOT_CONFIRMED = "Nog te bevestigen: dit antwoord telt nog niet mee"
GOOD_ENOUGH = 3  # "Geregeld" on the scale


def said_now(question: Question, assessment: Assessment) -> str:
    """The answer in words; what was carried over is not told as if it still held."""
    if question.id in assessment.carried:
        return NOT_CONFIRMED
    return say(question, assessment.question_set, assessment.answer(question.id))


def told(question: Question, assessment: Assessment) -> Told:
    answer = assessment.answer(question.id)
    level = answer.value if question.type == "level" and answer.state == "answered" else 0
    return Told(
        question=question.id,
        text=question.text,
        state=answer.state,
        said=said_now(question, assessment),
        regional=answer.regional,
        note=answer.note,
        evidence=answer.evidence,
        lacks_evidence=isinstance(level, int) and level >= GOOD_ENOUGH and not answer.evidence,
        by=answer.by,
        at=answer.at,
    )


def strengths(asked: Iterable[Question], assessment: Assessment) -> Iterator[Strength]:
    """What is already there: a list of gaps without good news discourages."""
    for question in asked:
        answer = assessment.answer(question.id)
        score = TYPES[question.type].score
        if answer.state != "answered" or not score or score(answer.value) < GOOD_ENOUGH:
            continue
        said = TYPES[question.type].say(question, assessment.question_set, answer.value)
        # A level has a sentence of its own: "Er is een vast netwerk dat …"; so has a "ja".
        sentence = question.anchors[score(answer.value)] if question.anchors else question.when_yes
        yield Strength(question.id, question.text, sentence or said, sentence is not None)


def contributors(assessment: Assessment) -> tuple[str, ...]:
    """The functions that gave the answers, the busiest first."""
    counted = Counter(answer.by for answer in assessment.answers.values() if answer.by)
    return tuple(name for name, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])))
