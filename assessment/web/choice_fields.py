"""Questions that are answered by choosing; and the choices that stand beside every answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wtforms import Field, Form, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from assessment.core.answers import Answer, State, Value
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import TYPES, YES_PARTLY_NO, BadValue
from assessment.core.questions import Question
from assessment.web.inputs import Mistake

# The other states stand among the choices. No id of an option can start with a hyphen.
UNKNOWN = "--unknown"
NOT_APPLICABLE = "--na:"
TWICE = "U vulde iets in en koos ook een ander antwoord. Kies één van beide."


@dataclass(frozen=True)
class Given:
    """What someone filled in for one question."""

    state: State = "open"
    value: Value | None = None
    reason: str | None = None


def other_choices(question: Question, content: QuestionSet, stored: Answer) -> list[SelectChoice]:
    """ "Weet ik niet" and the reasons why a question does not apply.

    What is stored is always among them: a form that cannot show an answer would wipe it.
    """
    found = []
    unknown_column = any(column.means == "unknown" for column in question.columns)
    if (question.allow_unknown and not unknown_column) or stored.state == "unknown":
        found.append(SelectChoice(UNKNOWN, "Weet ik niet"))
    if question.allow_not_applicable:
        found += [SelectChoice(NOT_APPLICABLE + item.id, item.text) for item in content.reasons]
    own = NOT_APPLICABLE + (stored.reason or "")
    if stored.state == "not_applicable" and all(item.value != own for item in found):
        found.append(SelectChoice(own, stored.reason_text or "Niet van toepassing"))
    return found


def filled_other(answer: Answer) -> str | None:
    if answer.state == "unknown":
        return UNKNOWN
    return NOT_APPLICABLE + (answer.reason or "") if answer.state == "not_applicable" else None


def read_other(raw: str) -> Given:
    if raw == UNKNOWN:
        return Given("unknown")
    return Given("not_applicable", reason=raw.removeprefix(NOT_APPLICABLE) or None)


def known_values(field: Field) -> set[str]:
    return {choice.value for choice in field.choices}


def _radio_choices(question: Question, content: QuestionSet) -> list[SelectChoice]:
    if question.type == "level":
        return [SelectChoice(str(level.value), level.label) for level in content.scale]
    if question.type == "yes_partly_no":
        return [SelectChoice(value, text.capitalize()) for value, text in YES_PARTLY_NO.items()]
    return [SelectChoice(option.id, option.text) for option in question.options]


def radio_fields(question: Question, content: QuestionSet, stored: Answer) -> dict[str, Field]:
    choices = _radio_choices(question, content) + other_choices(question, content, stored)
    return {"value": RadioField(choices=choices, validate_choice=False)}


def fill_radio(question: Question, answer: Answer) -> dict[str, Any]:
    if answer.state == "answered":
        return {"value": str(answer.value)}
    return {"value": filled_other(answer)}


def read_radio(question: Question, form: Form) -> Given:
    raw = form["value"].data
    if not raw:
        return Given()
    if raw not in known_values(form["value"]):
        raise Mistake("value", "Kies een van de antwoorden hieronder.")
    if raw.startswith("--"):
        return read_other(raw)
    value = int(raw) if question.type == "level" else raw
    return Given("answered", TYPES[question.type].read(question, value))


def multi_fields(question: Question, content: QuestionSet, stored: Answer) -> dict[str, Field]:
    options = [SelectChoice(option.id, option.text) for option in question.options]
    choices = options + other_choices(question, content, stored)
    return {"value": SelectMultipleField(choices=choices, validate_choice=False)}


def fill_multi(question: Question, answer: Answer) -> dict[str, Any]:
    if answer.state == "answered" and isinstance(answer.value, tuple):
        return {"value": list(answer.value)}
    other = filled_other(answer)
    return {"value": [other] if other else []}


def read_multi(question: Question, form: Form) -> Given:
    chosen = form["value"].data or []
    if not chosen:
        return Given()
    if not set(chosen) <= known_values(form["value"]):
        raise Mistake("value", "Kies uit de antwoorden hieronder.")
    if len(chosen) == 1 and chosen[0].startswith("--"):
        return read_other(chosen[0])
    if any(item.startswith("--") for item in chosen):
        raise Mistake("value", TWICE)
    try:
        return Given("answered", TYPES["multi"].read(question, chosen))
    except BadValue as fault:
        raise Mistake("value", f"{fault}. Haal een van de vinkjes weg.") from None
