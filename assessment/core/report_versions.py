"""What two versions of the questions have in common: only that can be compared."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.core.conditions import questions_in
from assessment.core.question_set import QuestionSet
from assessment.core.questions import Question
from assessment.core.report_sides import Side
from assessment.core.rules import Rule


def same_rule(was: QuestionSet | None, now: QuestionSet, rule: Rule) -> bool:
    """Whether both versions ask and conclude the same here."""
    if was is now:
        return True
    old = was.rule.get(rule.id) if was else None
    if was is None or old is None or _test(old) != _test(rule):
        return False
    return all(
        name in was.questions and shape(was.questions[name]) == shape(now.questions[name])
        for name in _looks_at(rule)
    )


def asks(side: Side, step_id: str) -> dict[str, object]:
    """What a step can ask in this version and depth, so far as it makes the figures."""
    steps = side.content.steps if side.content else ()
    return {
        question.id: shape(question)
        for step in steps
        if step.id == step_id
        for question in step.questions
        if question.core or side.depth == "volledig"
    }


def shape(question: Question) -> object:
    """What decides how an answer counts; a clearer wording changes nothing."""
    return (
        question.type,
        tuple(option.id for option in question.options),
        tuple(row.id for row in question.rows),
        tuple((column.id, column.means) for column in question.columns),
        question.visible_when,
    )


def _test(rule: Rule) -> object:
    return (
        rule.kind,
        rule.severity,
        rule.when,
        tuple((item.id, item.severity, item.when, item.unless) for item in rule.variants),
    )


def _looks_at(rule: Rule) -> Iterable[str]:
    parts = [rule.when, *(part for item in rule.variants for part in (item.when, item.unless))]
    return {name for part in parts for name in questions_in(part)}
