"""What was answered to the questions that became this one, in the words of those questions."""

from __future__ import annotations

from assessment.core.answers import Answer
from assessment.core.assessment import Assessment
from assessment.core.bridges import line_of
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import say
from assessment.core.questions import Question
from assessment.services.assembling import readable
from assessment.web.current import library


def earlier_answers(
    question: Question, assessment: Assessment, stored: Answer
) -> tuple[tuple[str, str], ...]:
    """Beside a question that was split or merged, as long as nobody answered it."""
    content = assessment.question_set
    line = line_of(content, question.id)
    if line is None or not (stored.state == "open" or stored.to_confirm):
        return ()
    before = library().question_sets.get(content.earlier_key or "")
    if before is None:
        return ()
    return tuple(
        (before.questions[name].text, said_then(before, name, assessment.elsewhere[name]))
        for name in line.was
        if name in assessment.elsewhere and assessment.elsewhere[name].state != "open"
    )


def said_then(content: QuestionSet, question_id: str, answer: Answer) -> str:
    """An answer in the words of its own version, with the note that belongs to it."""
    said = say(content.questions[question_id], content, readable(content, question_id, answer))
    return f"{said}. Toelichting: {answer.note}" if answer.note else said
