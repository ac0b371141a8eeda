"""What a file would change, and how that is carried along with a page until someone agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessment.core.answers import Answer
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import TYPES
from assessment.services.answering import Change
from assessment.storage.types import pack, unpack


class BadToken(ValueError):
    """What came back from the preview is not what we sent along."""


@dataclass(frozen=True)
class Filled:
    """What a file holds: the questions that somebody touched, and how many nobody did."""

    changes: tuple[Change, ...]
    untouched: int


def as_data(changes: Sequence[Change]) -> list[Any]:
    """The changes as JSON, to be sent along with a page."""
    return [
        [
            change.question_id,
            change.base_version,
            change.answer.state,
            pack(change.answer.value),
            pack(change.answer.detail),
            change.answer.reason,
            change.answer.reason_text,
            change.answer.regional,
            change.answer.note,
            change.answer.evidence,
        ]
        for change in changes
    ]


def from_data(data: Any, content: QuestionSet) -> list[Change]:
    """What `as_data` gave. The caller has seen to it that nobody else wrote it."""
    found = []
    for name, version, state, value, detail, *rest in data:
        question = content.questions.get(name)
        if question is None:
            raise BadToken(name)
        value = unpack(value)
        if state == "answered":
            value = TYPES[question.type].read(question, value)
        found.append(Change(name, Answer(state, value, unpack(detail), *rest), version))
    return found
