"""How the questionnaire lies in a spreadsheet: the one place that writer and reader share.

Every question has a row, found back by its code in the first column. A question with several
options, and a grid, has a row below it for each of its parts: a cell can hold one choice only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.core.answers import Answer, State, Value
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import YES_PARTLY_NO
from assessment.core.questions import Question, Step
from assessment.services.spreadsheet.cells import FIRST_DAY, sound
from assessment.services.spreadsheet.writing import Plain

QUESTIONS_SHEET = "Vragen"

# The columns in their order; the reader finds each by the words in the first row.
COLUMNS = {
    "code": "Code",
    "step": "Onderdeel",
    "question": "Vraag",
    "answer": "Antwoord",
    "detail": "Vervolg",
    "regional": "Regionaal",
    "note": "Toelichting",
    "evidence": "Bewijs",
    "reason": "Reden",
}
LETTER = dict(zip(COLUMNS, "ABCDEFGHI", strict=True))
# What someone may fill in beside the answer itself, in the row of the question.
BESIDE = ("detail", "regional", "note", "evidence", "reason")

YES = "ja"
UNKNOWN = "Weet ik niet"
NOT_APPLICABLE = "Niet van toepassing"


@dataclass(frozen=True)
class Choice:
    """What a text in the list of a cell means."""

    text: str
    state: State
    value: Value | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Line:
    """One row: the question itself (`part` is empty), or one option or grid row of it."""

    code: str
    part: str
    text: str
    choices: tuple[Choice, ...]


def asked_in(content: QuestionSet, short: bool) -> Iterator[tuple[Step, Question]]:
    """The questions of the chosen depth. No branch is followed: a sheet cannot hide a row."""
    for step in content.steps:
        for question in step.questions:
            if not question.fills and (question.core or not short):
                yield step, question


def lines_of(question: Question, content: QuestionSet, stored: Answer) -> list[Line]:
    """The rows of a question. The first one is the question itself."""
    others = _others(question, content, stored)
    if question.type not in ("multi", "grid"):
        return [Line(question.ref, "", question.text, (*_own_choices(question, content), *others))]
    found = [Line(question.ref, "", question.text, tuple(others))]
    if question.type == "multi":
        chosen = (Choice(YES, "answered", YES),)
        found += [
            Line(f"{question.ref}.{option.ref}", option.id, option.text, chosen)
            for option in question.options
        ]
    else:
        columns = tuple(Choice(item.text, "answered", item.id) for item in question.columns)
        found += [
            Line(f"{question.ref}.{row.ref}", row.id, row.text, columns) for row in question.rows
        ]
    return found


def _own_choices(question: Question, content: QuestionSet) -> list[Choice]:
    if question.type == "level":
        return [
            Choice(f"{level.value}: {level.label}", "answered", level.value)
            for level in content.scale
        ]
    if question.type == "yes_partly_no":
        return [Choice(text.capitalize(), "answered", id_) for id_, text in YES_PARTLY_NO.items()]
    options = [*question.options, *([question.none] if question.none else [])]
    return [Choice(option.text, "answered", option.id) for option in options]


def _others(question: Question, content: QuestionSet, stored: Answer) -> list[Choice]:
    """The other states. What is stored is always among them: else saving would wipe it."""
    found = []
    unknown_column = any(column.means == "unknown" for column in question.columns)
    if (question.allow_unknown and not unknown_column) or stored.state == "unknown":
        found.append(Choice(UNKNOWN, "unknown"))
    if question.allow_not_applicable:
        found += [
            Choice(f"{NOT_APPLICABLE}: {item.text}", "not_applicable", reason=item.id)
            for item in content.reasons
        ]
    if stored.state == "not_applicable" and all(item.reason != stored.reason for item in found):
        words = stored.reason_text or stored.reason or "zonder reden"
        found.append(Choice(f"{NOT_APPLICABLE}: {words}", "not_applicable", reason=stored.reason))
    return found


def cells_of(question: Question, content: QuestionSet, answer: Answer) -> dict[str, Plain]:
    """What the sheet shows of an answer; the key is `<code>/<column>`. Dates are day numbers."""
    lines = lines_of(question, content, answer)
    head = lines[0]
    shown: dict[str, Plain] = {f"{line.code}/answer": None for line in lines}
    value = answer.value
    if answer.state in ("unknown", "not_applicable"):
        shown[f"{head.code}/answer"] = next(
            item.text
            for item in head.choices
            if item.state == answer.state and item.reason == answer.reason
        )
    elif isinstance(value, Mapping | tuple):
        for line in lines[1:]:
            given = value.get(line.part) if isinstance(value, Mapping) else YES
            if line.part in value:
                text = next(item.text for item in line.choices if item.value == given)
                shown[f"{line.code}/answer"] = text
    elif value is not None:
        texts = [item.text for item in head.choices if item.value == value]
        shown[f"{head.code}/answer"] = texts[0] if texts else _plain(value)
    shown[f"{head.code}/detail"] = _plain(answer.detail)
    shown[f"{head.code}/regional"] = YES if answer.regional else None
    shown[f"{head.code}/note"] = sound(answer.note) or None
    shown[f"{head.code}/evidence"] = sound(answer.evidence) or None
    shown[f"{head.code}/reason"] = sound(answer.reason_text) or None
    return shown


def _plain(value: Value | None) -> Plain:
    if isinstance(value, date):
        return value.toordinal() - FIRST_DAY
    if isinstance(value, str):
        return sound(value)
    return value if isinstance(value, int) else None
