"""The question types: one row in one table, and nothing about a type anywhere else in the core.

A row reads what a file or a form gives, writes it back, says it in Dutch, scores it, and tells
which tests a condition may use on it. The web adds one field and two partials per row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.core.answers import Answer, Value
from assessment.core.calendar import in_words
from assessment.core.conditions import Operator
from assessment.core.question_set import QuestionSet
from assessment.core.questions import Question, QuestionType

YES_PARTLY_NO = {"ja": "ja", "deels": "deels", "nee": "nee"}
YES_PARTLY_NO_SCORE = {"ja": 4, "deels": 2, "nee": 0}
TEXT_MAX = 300
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


class BadValue(ValueError):
    """What was given is not an answer to this question; the message is Dutch and complete."""


def read_level(question: Question, raw: Any) -> Value:
    return read_whole_number(raw, 0, 4)


def read_yes_partly_no(question: Question, raw: Any) -> Value:
    return _one_of(raw, list(YES_PARTLY_NO))


def read_choice(question: Question, raw: Any) -> Value:
    if question.fills == "municipality":
        if not isinstance(raw, str):
            raise BadValue("verwacht de code van een gemeente, zoals GM0402")
        return raw
    return _one_of(raw, [option.id for option in question.options])


def read_multi(question: Question, raw: Any) -> Value:
    if not isinstance(raw, list | tuple) or not all(isinstance(item, str) for item in raw):
        raise BadValue("verwacht een lijst met een of meer keuzes")
    known = [option.id for option in question.options]
    for item in raw:
        _one_of(item, known)
    chosen = set(raw)
    if not chosen:
        raise BadValue("kies minstens één antwoord, of laat de vraag weg")
    if (alone := chosen & question.exclusive) and len(chosen) > 1:
        raise BadValue(f"“{question.option(min(alone)).text}” kan niet samen met iets anders")
    return tuple(option for option in known if option in chosen)


def read_grid(question: Question, raw: Any) -> Value:
    if not isinstance(raw, Mapping):
        raise BadValue("verwacht per rij een keuze")
    rows = [row.id for row in question.rows]
    columns = [column.id for column in question.columns]
    for row, column in raw.items():
        if row not in rows:
            raise BadValue(f"onbekende rij “{_short(row)}”; kies uit: {', '.join(rows)}")
        try:
            _one_of(column, columns)
        except BadValue as fault:
            raise BadValue(f"rij “{row}”: {fault}") from None
    if not raw:
        raise BadValue("vul minstens één rij in, of laat de vraag weg")
    return {row: raw[row] for row in rows if row in raw}


def read_number(question: Question, raw: Any) -> Value:
    if question.none and raw == question.none.id:
        return question.none.id
    return read_whole_number(raw, question.minimum or 0, question.maximum or 1_000_000)


def read_date(question: Question, raw: Any) -> Value:
    if question.none and raw == question.none.id:
        return question.none.id
    return read_day(raw)


def read_text(question: Question, raw: Any) -> Value:
    if not isinstance(raw, str) or not raw.strip():
        raise BadValue("verwacht tekst")
    if len(raw) > TEXT_MAX:
        raise BadValue(f"de tekst is te lang: {len(raw)} tekens, en {TEXT_MAX} is het meeste")
    return raw.strip()


def read_whole_number(raw: Any, minimum: int, maximum: int) -> int:
    # True and False are whole numbers to Python; to a reader of the file they are not.
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise BadValue(f"verwacht een heel getal van {minimum} tot en met {maximum}")
    if not minimum <= raw <= maximum:
        raise BadValue(f"{_short(raw)} valt buiten {minimum} tot en met {maximum}")
    return raw


def read_day(raw: Any) -> date:
    if isinstance(raw, date):
        day = raw
    else:
        if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
            raise BadValue("verwacht een datum als 2026-11-01 (jaar, maand, dag)")
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            raise BadValue(f"{raw} is geen dag die bestaat") from None
    if not EARLIEST <= day <= LATEST:
        raise BadValue(f"{day.isoformat()} ligt te ver weg; verwacht een jaar van 1990 tot 2100")
    return day


def read_detail(question: Question, raw: Any) -> int | date:
    """The follow-up of a question, such as the date of the next round."""
    if question.detail is None:
        raise BadValue("deze vraag heeft geen vervolgvraag (detail)")
    if question.detail.type == "date":
        return read_day(raw)
    return read_whole_number(raw, 0, 1_000_000_000)


def _one_of(raw: Any, known: list[str]) -> str:
    if not isinstance(raw, str) or raw not in known:
        raise BadValue(f"“{_short(raw)}” is geen keuze; kies uit: {', '.join(known)}")
    return raw


def _short(raw: Any) -> str:
    """Enough of a strange value to recognise it, never all of it."""
    text = str(raw) if isinstance(raw, str | int | float | bool | None) else type(raw).__name__
    return text if len(text) <= 40 else text[:39] + "…"


def write(value: Value | None) -> Any:
    """The value as JSON holds it."""
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case Mapping():
            return dict(value)
        case _:
            return value


def say_level(question: Question, content: QuestionSet, value: Any) -> str:
    text = question.anchors[value] if question.anchors else content.scale[value].text
    return f"{content.scale[value].label}: {text}"


def say_yes_partly_no(question: Question, content: QuestionSet, value: Any) -> str:
    return YES_PARTLY_NO[value].capitalize()


def say_choice(question: Question, content: QuestionSet, value: Any) -> str:
    return value if question.fills else question.option(value).text


def say_multi(question: Question, content: QuestionSet, value: Any) -> str:
    return "; ".join(question.option(item).text for item in value)


def say_grid(question: Question, content: QuestionSet, value: Any) -> str:
    columns = {column.id: column.text for column in question.columns}
    rows = [row for row in question.rows if row.id in value]
    return "; ".join(f"{row.text}: {columns[value[row.id]]}" for row in rows)


def say_plain(question: Question, content: QuestionSet, value: Any) -> str:
    if question.none and value == question.none.id:
        return question.none.text
    return in_words(value) if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class TypeRow:
    """Everything that the core knows of one question type."""

    read: Callable[[Question, Any], Value]
    say: Callable[[Question, QuestionSet, Any], str]
    operators: frozenset[Operator]
    score: Callable[[Any], int] | None = None


def _row(
    read: Callable[[Question, Any], Value],
    say: Callable[[Question, QuestionSet, Any], str],
    *operators: Operator,
    score: Callable[[Any], int] | None = None,
) -> TypeRow:
    return TypeRow(read, say, frozenset({*operators, "unknown"}), score)


TYPES: dict[QuestionType, TypeRow] = {
    "level": _row(
        read_level, say_level, "equals", "in", "at_most", "at_least", score=lambda value: int(value)
    ),
    "yes_partly_no": _row(
        read_yes_partly_no,
        say_yes_partly_no,
        "equals",
        "in",
        score=lambda value: YES_PARTLY_NO_SCORE[value],
    ),
    "choice": _row(read_choice, say_choice, "equals", "in"),
    "multi": _row(read_multi, say_multi, "contains", "none_of", "only", "empty", "filled"),
    "grid": _row(read_grid, say_grid, "any_in"),
    "number": _row(read_number, say_plain, "equals", "at_most", "at_least"),
    "year": _row(read_number, say_plain, "older_than"),
    "date": _row(read_date, say_plain, "months_ahead_over", "months_ago_at_most"),
    "text": _row(read_text, say_plain),
}

DETAIL_OPERATORS: dict[str, frozenset[Operator]] = {
    "number": frozenset({"equals", "at_most", "at_least"}),
    "date": frozenset({"months_ahead_over", "months_ago_at_most"}),
}


def say(question: Question, content: QuestionSet, answer: Answer) -> str:
    """The answer in words, also when it is one of the other states."""
    match answer.state:
        case "open":
            return "Nog niet beantwoord"
        case "unknown":
            return "Weet ik niet"
        case "not_applicable":
            reason = next((item for item in content.reasons if item.id == answer.reason), None)
            words = answer.reason_text or (reason.text if reason else "")
            return f"Niet van toepassing: {words}" if words else "Niet van toepassing"
    said = TYPES[question.type].say(question, content, answer.value)
    if answer.detail is not None and question.detail:
        detail = in_words(answer.detail) if isinstance(answer.detail, date) else answer.detail
        said = f"{said} ({question.detail.text}: {detail})"
    return said
