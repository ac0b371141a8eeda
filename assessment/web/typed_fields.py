"""Questions that are answered by filling in, with other answers to choose instead of that."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import Field, Form, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice

from assessment.core.answers import Answer
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import TYPES, BadValue
from assessment.core.questions import Question
from assessment.web.choice_fields import (
    TWICE,
    Given,
    filled_other,
    known_values,
    other_choices,
    read_other,
)
from assessment.web.inputs import (
    Mistake,
    clean,
    date_fields,
    fill_date,
    line_field,
    read_date,
    read_number,
)


def _instead_field(question: Question, content: QuestionSet, stored: Answer) -> SelectMultipleField:
    none = [SelectChoice(question.none.id, question.none.text)] if question.none else []
    choices = none + other_choices(question, content, stored)
    return SelectMultipleField(choices=choices, validate_choice=False)


def _fill_instead(question: Question, answer: Answer) -> list[str]:
    if question.none and answer.state == "answered" and answer.value == question.none.id:
        return [question.none.id]
    other = filled_other(answer)
    return [other] if other else []


def _read_with_instead(question: Question, form: Form, field: str, typed: Any) -> Given:
    """`typed` is what was filled in, None for nothing; `field` is where it was."""
    chosen = form["instead"].data or []
    if not set(chosen) <= known_values(form["instead"]):
        raise Mistake("instead", "Kies uit de antwoorden hieronder.")
    if len(chosen) > 1 or (chosen and typed is not None):
        raise Mistake("instead", TWICE)
    if chosen:
        if question.none and chosen[0] == question.none.id:
            return Given("answered", TYPES[question.type].read(question, chosen[0]))
        return read_other(chosen[0])
    if typed is None:
        return Given()
    try:
        return Given("answered", TYPES[question.type].read(question, typed))
    except BadValue as fault:
        raise Mistake(field, f"Dit klopt niet: {fault}.") from None


def grid_fields(question: Question, content: QuestionSet, stored: Answer) -> dict[str, Field]:
    columns = [SelectChoice(column.id, column.text) for column in question.columns]
    rows = {
        f"row-{row.id}": RadioField(row.text, choices=columns, validate_choice=False)
        for row in question.rows
    }
    return {**rows, "instead": _instead_field(question, content, stored)}


def fill_grid(question: Question, answer: Answer) -> dict[str, Any]:
    value = answer.value if isinstance(answer.value, dict) else {}
    rows = {f"row-{row}": column for row, column in value.items()}
    return {**rows, "instead": _fill_instead(question, answer)}


def read_grid(question: Question, form: Form) -> Given:
    chosen = {row.id: form[f"row-{row.id}"].data for row in question.rows}
    filled = {row: column for row, column in chosen.items() if column}
    first = f"row-{next(iter(filled), question.rows[0].id)}"
    return _read_with_instead(question, form, first, filled or None)


def amount_fields(question: Question, content: QuestionSet, stored: Answer) -> dict[str, Field]:
    return {"value": line_field(), "instead": _instead_field(question, content, stored)}


def fill_typed(question: Question, answer: Answer) -> dict[str, Any]:
    instead = _fill_instead(question, answer)
    typed = answer.state == "answered" and not instead
    return {"value": str(answer.value) if typed else "", "instead": instead}


def read_amount(question: Question, form: Form) -> Given:
    what = "jaartal" if question.type == "year" else "getal"
    minimum, maximum = question.minimum or 0, question.maximum or 1_000_000
    typed = read_number(form, "value", minimum, maximum, what)
    return _read_with_instead(question, form, "value", typed)


def day_fields(question: Question, content: QuestionSet, stored: Answer) -> dict[str, Field]:
    return {**date_fields(), "instead": _instead_field(question, content, stored)}


def fill_day(question: Question, answer: Answer) -> dict[str, Any]:
    given = answer.value if isinstance(answer.value, date) else None
    return {**fill_date(given), "instead": _fill_instead(question, answer)}


def read_day(question: Question, form: Form) -> Given:
    return _read_with_instead(question, form, "day", read_date(form))


def text_fields(question: Question, content: QuestionSet, stored: Answer) -> dict[str, Field]:
    instead = _instead_field(question, content, stored)
    return {"value": StringField(filters=[clean]), "instead": instead}


def read_text(question: Question, form: Form) -> Given:
    return _read_with_instead(question, form, "value", form["value"].data or None)
