"""Puts what is stored together for the core, as it reads with the questions of now."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping, Sequence

from assessment.core.answers import Answer
from assessment.core.assessment import Assessment, Municipality
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import TYPES, BadValue, read_detail
from assessment.library.content import Library
from assessment.storage.records import ActivityRecord, AssessmentRecord

_log = logging.getLogger(__name__)


def assembled(
    record: AssessmentRecord,
    library: Library,
    content: QuestionSet,
    stored: Mapping[str, Answer],
    inventory: Sequence[ActivityRecord] = (),
) -> Assessment:
    """What is stored, as it reads with these questions."""
    here = all_readable(content, stored)
    return Assessment(
        question_set=content,
        municipality=_municipality(record, library),
        reference_date=record.reference_date,
        depth=record.depth,
        answers={name: answer for name, answer in here.items() if not answer.to_confirm},
        carried={name: answer for name, answer in here.items() if answer.to_confirm},
        elsewhere={name: answer for name, answer in stored.items() if name not in here},
        activities=tuple(item.activity for item in inventory),
        inventory_complete=record.inventory_complete,
    )


def all_readable(content: QuestionSet, stored: Mapping[str, Answer]) -> dict[str, Answer]:
    """Of the questions that are among these; see `readable`."""
    return {
        name: readable(content, name, answer)
        for name, answer in stored.items()
        if name in content.questions
    }


def readable(content: QuestionSet, question_id: str, answer: Answer) -> Answer:
    """The answer, or the question as open when what is stored is no answer to it any more.

    A released question set never changes, so this only happens to a draft. The stored answer
    stays where it is, with its note, its version and its history.
    """
    if answer.state != "answered":
        return answer
    question = content.questions[question_id]
    try:
        value = TYPES[question.type].read(question, answer.value)
    except BadValue as fault:
        _log.warning("the answer to %s no longer reads: %s", question_id, fault)
        return dataclasses.replace(answer, state="open", value=None, detail=None)
    detail = answer.detail
    if detail is not None:
        try:
            detail = read_detail(question, detail)
        except BadValue as fault:
            _log.warning("the detail of %s no longer reads: %s", question_id, fault)
            detail = None
    return dataclasses.replace(answer, value=value, detail=detail)


def _municipality(record: AssessmentRecord, library: Library) -> Municipality:
    """As it stands in the list of its year; a list of another year may mean another area."""
    known = library.municipalities.by_code.get(record.municipality_code)
    if known and known.list_year == record.list_year:
        return known
    return Municipality(record.municipality_code, record.municipality_name, record.list_year)
