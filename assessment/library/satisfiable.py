"""Can this condition ever hold? A rule that cannot is a mistake that nobody would notice.

The condition is spread out into the ways in which it can hold; each way asks something of a few
questions, and for each question a value is sought that gives what is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, product
from typing import Any

from assessment.core.answers import Answer
from assessment.core.assessment import Assessment, Municipality
from assessment.core.calendar import add_months
from assessment.core.conditions import (
    ActivityFilter,
    AllOf,
    AnyOf,
    Condition,
    GapTest,
    NoActivity,
    NotOf,
    QuestionTest,
    SomeActivity,
)
from assessment.core.facts import AnswerFacts
from assessment.core.question_set import QuestionSet
from assessment.core.questions import Question

MOST_WAYS = 5000
TODAY = date(2026, 6, 15)


@dataclass(frozen=True)
class Demand:
    """One test, and whether it must hold."""

    test: Condition
    holds: bool


Way = tuple[Demand, ...]


def can_hold(condition: Condition, content: QuestionSet) -> bool:
    """Whether some set of answers makes the condition true."""
    ways = islice(_ways(condition, True, content), MOST_WAYS)
    return any(_possible(way, content) for way in ways)


def _ways(condition: Condition, holds: bool, content: QuestionSet) -> Iterator[Way]:
    match condition:
        case NotOf():
            yield from _ways(condition.not_, not holds, content)
        case AllOf() | AnyOf():
            parts = condition.all if isinstance(condition, AllOf) else condition.any
            if isinstance(condition, AllOf) == holds:
                spread = [tuple(_ways(part, holds, content)) for part in parts]
                for combination in product(*spread):
                    yield tuple(demand for way in combination for demand in way)
            else:
                for part in parts:
                    yield from _ways(part, holds, content)
        case GapTest():
            yield from _ways(content.rule[condition.gap].when, holds, content)
        case QuestionTest():
            # A question that a branch hides has no answer, so the branch must lead to it too.
            visible = content.questions[condition.question].visible_when
            mine = Demand(condition, holds)
            if visible is None or not holds:
                yield (mine,)
            else:
                yield from ((mine, *way) for way in _ways(visible, True, content))
        case _:
            yield (Demand(condition, holds),)


def _possible(way: Way, content: QuestionSet) -> bool:
    absent: list[ActivityFilter] = []
    present: list[ActivityFilter] = []
    asked: dict[str, list[Demand]] = {}
    for demand in way:
        match demand.test:
            case NoActivity():
                (absent if demand.holds else present).append(demand.test.no_activity)
            case SomeActivity():
                (present if demand.holds else absent).append(demand.test.some_activity)
            case QuestionTest():
                asked.setdefault(demand.test.question, []).append(demand)
    if any(one == two for one in absent for two in present):
        return False
    return all(_answerable(content.questions[name], asked[name], content) for name in asked)


def _answerable(question: Question, demands: list[Demand], content: QuestionSet) -> bool:
    # The question alone, without its branch: that is a demand of its own.
    bare = question.model_copy(update={"visible_when": None})
    alone = content.model_copy(deep=False)
    alone.__dict__["questions"] = {**content.questions, question.id: bare}
    blank = Assessment(alone, Municipality("", "", 0), TODAY)
    for answer in _candidates(question, demands):
        facts = AnswerFacts(replace(blank, answers={question.id: answer}))
        if all(
            facts.test(demand.test).value is demand.holds
            for demand in demands
            if isinstance(demand.test, QuestionTest)
        ):
            return True
    return False


def _candidates(question: Question, demands: list[Demand]) -> Iterator[Answer]:
    yield Answer("unknown")
    yield Answer("not_applicable")
    details: list[Any] = [None]
    if question.detail:
        details += _moments(demands) if question.detail.type == "date" else _numbers(demands)
    for value in _values(question, demands):
        for detail in details:
            yield Answer("answered", value, detail)


def _values(question: Question, demands: list[Demand]) -> Iterator[Any]:
    if question.none:
        yield question.none.id
    match question.type:
        case "level":
            yield from range(5)
        case "yes_partly_no":
            yield from ("ja", "deels", "nee")
        case "choice":
            yield from (option.id for option in question.options)
        case "multi":
            yield from _choices(question, demands)
        case "grid":
            for column in question.columns:
                for row in question.rows:
                    other = question.columns[0].id
                    yield {r.id: column.id if r is row else other for r in question.rows}
                yield {r.id: column.id for r in question.rows}
        case "number" | "year":
            yield from _numbers(demands)
        case "date":
            yield from _moments(demands)
        case "text":
            yield "tekst"


def _choices(question: Question, demands: list[Demand]) -> Iterator[tuple[str, ...]]:
    """Each option alone, and the widest choice that every ban still allows."""
    yield from ((option.id,) for option in question.options)
    allowed = {option.id for option in question.options} - question.exclusive
    for demand in demands:
        test = demand.test
        if not isinstance(test, QuestionTest):
            continue
        if test.operator == "none_of" if demand.holds else test.operator == "contains":
            allowed -= set(test.operand)
        if test.operator == "only" and demand.holds:
            allowed &= set(test.operand)
    if allowed:
        yield tuple(option.id for option in question.options if option.id in allowed)


def _numbers(demands: list[Demand]) -> Iterator[int]:
    yield from (0, TODAY.year, 1990)
    for demand in demands:
        if isinstance(demand.test, QuestionTest):
            operand = demand.test.operand
            for number in operand if isinstance(operand, tuple) else (operand,):
                if isinstance(number, int):
                    yield from (max(number - 1, 0), number, number + 1)


def _moments(demands: list[Demand]) -> Iterator[date]:
    yield TODAY
    for demand in demands:
        if isinstance(demand.test, QuestionTest) and isinstance(demand.test.operand, int):
            for months in (-1, 0, 1):
                for sign in (1, -1):
                    yield add_months(TODAY, sign * (demand.test.operand + months))
