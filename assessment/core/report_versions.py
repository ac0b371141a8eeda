"""What two versions of the questions have in common: only that can be compared."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.core.bridges import comparable, counts_the_same, same_questions
from assessment.core.conditions import questions_in
from assessment.core.question_set import QuestionSet
from assessment.core.questions import Step
from assessment.core.report_sides import Side
from assessment.core.rules import Rule


def same_rule(was: QuestionSet | None, now: QuestionSet, rule: Rule) -> bool:
    """Whether both versions ask and conclude the same here."""
    if was is now:
        return True
    old = was.rule.get(rule.id) if was else None
    if was is None or old is None or _test(old) != _test(rule):
        return False
    names = same_questions(was, now)
    # The rule names its questions, so a question with another name would make it another rule.
    return all(
        names.get(name) == name and counts_the_same(was, now, name, name)
        for name in _looks_at(rule)
    )


def changed_questions(was: QuestionSet, now: QuestionSet) -> Iterable[str]:
    """The questions that stand in one of both only, or count in another way, in words."""
    names, fine = same_questions(was, now), comparable(was, now)
    for name, question in was.questions.items():
        if name not in names.values():
            yield f"Alleen toen gevraagd: {question.text}"
    for name, question in now.questions.items():
        if name not in names:
            yield f"Alleen nu gevraagd: {question.text}"
        elif name not in fine:
            yield f"Telt nu anders mee: {question.text}"


def same_step(was: Side, now: Side, step_id: str) -> bool:
    """Whether a step asks the same in both versions and depths, so far as it makes the figures."""
    if was.content is None or now.content is None:
        return False
    asked, asks = _asked(was, step_id), _asked(now, step_id)
    if was.content is now.content:
        return asked == asks
    names = same_questions(was.content, now.content)
    return asks <= comparable(was.content, now.content) and {names[name] for name in asks} == asked


def _asked(side: Side, step_id: str) -> frozenset[str]:
    steps: tuple[Step, ...] = side.content.steps if side.content else ()
    return frozenset(
        question.id
        for step in steps
        if step.id == step_id
        for question in step.questions
        if question.core or side.depth == "volledig"
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
