"""Everything that a condition names must exist, and must be of the kind that the test asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from assessment.core.conditions import (
    ActivityFilter,
    Condition,
    FindingTest,
    GapTest,
    NoActivity,
    QuestionTest,
    SomeActivity,
    walk,
)
from assessment.core.findings import FINDING_IDS
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import DETAIL_OPERATORS, TYPES, YES_PARTLY_NO
from assessment.core.questions import Question


class Unknown(NamedTuple):
    """A name or a number that is not there, and the Dutch sentence that says so."""

    name: str | int
    text: str


def unknown_names(condition: Condition, content: QuestionSet) -> Iterator[Unknown]:
    """What the condition names that is not there."""
    for part in walk(condition):
        match part:
            case QuestionTest():
                question = content.questions.get(part.question)
                if question is None:
                    yield Unknown(part.question, f"de vraag “{part.question}” bestaat niet")
                else:
                    yield from _test(part, question)
            case NoActivity():
                yield from _filter(part.no_activity, content)
            case SomeActivity():
                yield from _filter(part.some_activity, content)
            case FindingTest() if part.finding not in FINDING_IDS:
                known = ", ".join(sorted(FINDING_IDS))
                text = f"de bevinding “{part.finding}” bestaat niet; verwacht een van {known}"
                yield Unknown(part.finding, text)
            case GapTest() if part.gap not in content.rule:
                yield Unknown(part.gap, f"de regel “{part.gap}” bestaat niet")


def _test(test: QuestionTest, question: Question) -> Iterator[Unknown]:
    if test.detail:
        if question.detail is None:
            text = f"de vraag “{question.id}” heeft geen vervolgvraag (detail)"
            yield Unknown(question.id, text)
            return
        allowed = DETAIL_OPERATORS[question.detail.type]
    else:
        allowed = TYPES[question.type].operators
    if test.operator not in allowed:
        expected = ", ".join(sorted(allowed))
        yield Unknown(
            question.id,
            f"“{test.operator}” past niet bij de vraag “{question.id}” (type {question.type}); "
            f"verwacht {expected}",
        )
        return
    operand = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    for name in operand:
        if isinstance(name, str) and name not in _answers(question):
            known = ", ".join(sorted(_answers(question)))
            text = f"de vraag “{question.id}” kent geen antwoord “{name}”; verwacht {known}"
            yield Unknown(name, text)
        if question.type == "level" and isinstance(name, int) and not 0 <= name <= 4:
            text = f"niveau {name} bestaat niet bij “{question.id}”; verwacht 0 tot en met 4"
            yield Unknown(name, text)
    rows = {row.id for row in question.rows}
    for row in test.rows or ():
        if row not in rows:
            known = ", ".join(sorted(rows))
            text = f"de vraag “{question.id}” kent geen rij “{row}”; verwacht {known}"
            yield Unknown(row, text)


def _answers(question: Question) -> set[str]:
    if question.type == "yes_partly_no":
        return set(YES_PARTLY_NO)
    if question.type == "grid":
        return {column.id for column in question.columns}
    return {option.id for option in question.options}


def _filter(wanted: ActivityFilter, content: QuestionSet) -> Iterator[Unknown]:
    if wanted.theme and wanted.theme not in content.theme:
        yield Unknown(wanted.theme, f"het thema “{wanted.theme}” bestaat niet")
    for setting in wanted.settings or ():
        if setting not in content.setting:
            yield Unknown(setting, f"de plek “{setting}” bestaat niet")
    if wanted.form and wanted.form not in {form.id for form in content.inventory.forms}:
        yield Unknown(wanted.form, f"de vorm “{wanted.form}” bestaat niet")
