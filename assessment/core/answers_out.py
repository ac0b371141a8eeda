"""Writing the answers file, version 1: the assessment as other programs and other days read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessment.core.answers import Answer
from assessment.core.answers_in import SCHEMA
from assessment.core.assessment import Assessment
from assessment.core.facts import AnswerFacts
from assessment.core.question_types import write


def write_answers_file(assessment: Assessment) -> dict[str, Any]:
    """The assessment as the file holds it, in the order of the questionnaire."""
    facts = AnswerFacts(assessment)
    answers = {
        name: written
        for name, question in assessment.question_set.questions.items()
        if not question.fills
        and (written := _write_answer(assessment.stored(name), facts.visible(name).value))
    }
    return {
        "schema": SCHEMA,
        "question_set": assessment.question_set.key,
        "municipality": {
            "code": assessment.municipality.code,
            "name": assessment.municipality.name,
        },
        "reference_date": assessment.reference_date.isoformat(),
        "depth": assessment.depth,
        "answers": answers,
        "inventory_complete": assessment.inventory_complete,
        "activities": [
            activity.model_dump(mode="json", exclude_defaults=True)
            for activity in assessment.activities
        ],
    }


def _write_answer(answer: Answer, visible: bool | None) -> dict[str, Any]:
    written: dict[str, Any] = {}
    match answer.state:
        case "answered":
            written["value"] = write(answer.value)
            if answer.detail is not None:
                detail = answer.detail
                written["detail"] = detail.isoformat() if isinstance(detail, date) else detail
        case "unknown":
            written["unknown"] = True
        case "not_applicable":
            written["not_applicable"] = answer.reason
            if answer.reason_text:
                written["reason"] = answer.reason_text
    if answer.to_confirm:
        written["to_confirm"] = True
    if answer.regional:
        written["regional"] = True
    for key in ("note", "evidence"):
        if words := getattr(answer, key):
            written[key] = words
    # A hidden answer is kept and not used; the reader works that out again by itself.
    if visible is False:
        written["hidden"] = True
    return written
