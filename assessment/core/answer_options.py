"""Which other answers to one question could take a gap away, the smallest step first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.core.answers import Answer, Value
from assessment.core.assessment import Assessment
from assessment.core.conditions import QuestionTest
from assessment.core.question_types import TYPES, YES_PARTLY_NO, YES_PARTLY_NO_SCORE
from assessment.core.questions import Question


@dataclass(frozen=True)
class Other:
    """Another answer, in words, and how much it differs from the one that was given."""

    answer: Answer
    words: str
    size: int = 1
    gone: tuple[str, ...] = ()  # the choices that go away, in words
    rows: tuple[str, ...] = ()

    @property
    def removes(self) -> bool:
        return bool(self.gone)


MOST_NAMED = 3
# To say nothing is no way out, even where a rule would then be silent too.
NOTHING = frozenset({"niets", "geen", "nee"})


def better_answers(
    question: Question,
    assessment: Assessment,
    rows: tuple[str, ...],
    tests: list[QuestionTest],
) -> Iterator[Other]:
    """Valid answers that are no step back. `tests` is what the rule asks of this question."""
    answer = assessment.answer(question.id)
    known = answer.value if answer.state == "answered" else None
    match question.type:
        case "level":
            scale = assessment.question_set.scale
            for level in range(_whole(known) + 1, len(scale)):
                yield Other(_answer(level), f"“{scale[level].label}”")
        case "yes_partly_no":
            least = YES_PARTLY_NO_SCORE[str(known)] if known else 0
            for value in ("deels", "ja"):
                if YES_PARTLY_NO_SCORE[value] > least:
                    yield Other(_answer(value), f"“{YES_PARTLY_NO[value].capitalize()}”")
        case "choice":
            for option in question.options:
                if option.id != known and option.id not in NOTHING:
                    yield Other(_answer(option.id), f"“{option.text}”")
        case "grid":
            yield from _grid(question, answer, rows)
        case "multi":
            yield from _multi(question, answer, tests)
        case "number":
            yield from _number(question, answer, tests)
        case "year":
            yield from _year(answer, tests, assessment.reference_date)


def _answer(value: Value) -> Answer:
    return Answer("answered", value)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _grid(question: Question, answer: Answer, rows: tuple[str, ...]) -> Iterator[Other]:
    """The rows that count, all to the same column. The best column comes first in the content."""
    given = answer.value if isinstance(answer.value, dict) else {}
    for column in reversed(question.columns):
        if column.means == "answered" and any(given.get(row) != column.id for row in rows):
            filled = {**given, **dict.fromkeys(rows, column.id)}
            value = TYPES["grid"].read(question, filled)
            yield Other(_answer(value), f"“{column.text}”", rows=rows)


def _multi(question: Question, answer: Answer, tests: list[QuestionTest]) -> Iterator[Other]:
    given = tuple(answer.value) if isinstance(answer.value, tuple) else ()
    stays = [item for item in given if item not in question.exclusive]
    unwanted = {i for test in tests if test.operator == "contains" for i in test.operand}
    free = [o.id for o in question.options if not o.exclusive and o.id not in stays]
    # What the rule misses, one of each group: some gaps ask for more than one.
    groups = [list(test.operand) for test in tests if test.operator == "none_of"]
    missing = list(dict.fromkeys(group[0] for group in groups if not set(group) & set(stays)))
    # Only what the rule misses is added. Where it misses everything, anything will do.
    wanted = {item for group in groups for item in group}
    any_will_do = any(test.operator in ("empty", "only") for test in tests)
    for item in free:
        if any_will_do or item in wanted:
            yield _chosen(question, stays, [item])
    if len(missing) > 1:
        for start in range(len(missing)):
            pair = missing[start : start + 2]
            if len(pair) > 1:
                yield _chosen(question, stays, pair)
        if len(missing) > 2:
            yield _chosen(question, stays, missing)
    gone = [item for item in stays if item in unwanted]
    for away in ([[item] for item in gone] if len(gone) > 1 else []) + ([gone] if gone else []):
        left = [item for item in stays if item not in away]
        if left:
            yield _chosen(question, left, [], away)
        else:
            # An answer cannot be empty, so something else has to come in its place.
            for item in free:
                if item not in unwanted:
                    yield _chosen(question, left, [item], away)


def _chosen(
    question: Question, stays: Iterable[str], added: list[str], gone: Iterable[str] = ()
) -> Other:
    value = TYPES["multi"].read(question, [*stays, *added])
    away = tuple(f"“{question.option(item).text}”" for item in gone)
    words = " en ".join(f"“{question.option(item).text}”" for item in added)
    return Other(_answer(value), words, len(added) + len(away), away)


def _number(question: Question, answer: Answer, tests: list[QuestionTest]) -> Iterator[Other]:
    now = _whole(answer.value)
    edges = {test.operand + 1 for test in tests if test.operator == "at_most" and not test.detail}
    for value in sorted(edge for edge in edges if edge > now):
        yield Other(Answer("answered", value, answer.detail), f"{value} of meer")


def _year(answer: Answer, tests: list[QuestionTest], today: date) -> Iterator[Other]:
    for test in tests:
        if test.operator == "older_than":
            oldest = today.year - test.operand
            yield Other(_answer(oldest), f"{oldest} of later")


def in_words(question: Question, least: Other, becomes: tuple[str, ...], *, or_higher: bool) -> str:
    """What would have to be different, as one sentence."""
    asked = f"Bij “{question.text}”"
    shown = becomes[:MOST_NAMED]
    more = ", of iets anders uit de lijst" if len(becomes) > len(shown) else ""
    one_of = " of ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
    if question.type == "multi":
        parts = [f"gaat weg: {' en '.join(least.gone)}"] if least.gone else []
        parts += [f"komt erbij: {one_of}{more}"] if least.words else []
        return f"{asked} {'; en er '.join(parts)}."
    if least.rows:
        rows = [row.text for row in question.rows if row.id in least.rows]
        return f"{asked} wordt het antwoord {one_of}. Het gaat om: {', '.join(rows)}."
    return f"{asked} wordt het antwoord {one_of}{' of hoger' if or_higher else ''}."
