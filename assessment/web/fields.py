"""The question types on screen: one row per type, with its fields, its reader and its partials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wtforms import Field, Form

from assessment.core.answers import Answer
from assessment.core.question_set import QuestionSet
from assessment.core.questions import Question, QuestionType
from assessment.web import choice_fields, typed_fields
from assessment.web.choice_fields import Given


@dataclass(frozen=True)
class FieldRow:
    """Everything that the web knows of one question type."""

    fields: Callable[[Question, QuestionSet, Answer], dict[str, Field]]
    fill: Callable[[Question, Answer], dict[str, Any]]
    read: Callable[[Question, Form], Given]
    ask: str
    show: str


def _row(name: QuestionType, fields: Any, fill: Any, read: Any) -> FieldRow:
    return FieldRow(fields, fill, read, f"question/ask/{name}.html", f"question/show/{name}.html")


_RADIO = (choice_fields.radio_fields, choice_fields.fill_radio, choice_fields.read_radio)
_MULTI = (choice_fields.multi_fields, choice_fields.fill_multi, choice_fields.read_multi)
_GRID = (typed_fields.grid_fields, typed_fields.fill_grid, typed_fields.read_grid)
_AMOUNT = (typed_fields.amount_fields, typed_fields.fill_typed, typed_fields.read_amount)
_DAY = (typed_fields.day_fields, typed_fields.fill_day, typed_fields.read_day)
_TEXT = (typed_fields.text_fields, typed_fields.fill_typed, typed_fields.read_text)

FIELDS: dict[QuestionType, FieldRow] = {
    "level": _row("level", *_RADIO),
    "yes_partly_no": _row("yes_partly_no", *_RADIO),
    "choice": _row("choice", *_RADIO),
    "multi": _row("multi", *_MULTI),
    "grid": _row("grid", *_GRID),
    "number": _row("number", *_AMOUNT),
    "year": _row("year", *_AMOUNT),
    "date": _row("date", *_DAY),
    "text": _row("text", *_TEXT),
}


def errors_of(form: Form) -> list[tuple[Field, str]]:
    """Every error of a form with its field, in the order of the page."""
    return [(field, message) for field in form for message in field.errors]
