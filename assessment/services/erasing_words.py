"""Erasing the words of one field for good; what was chosen, by whom and when stays.

The history only grows, so this is the one way in which a text that names a person leaves it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from assessment.core.answers import Answer
from assessment.core.calendar import in_words
from assessment.services import audit
from assessment.storage import answers, assessments, erasing, finished_reports
from assessment.storage.erasing import Field
from assessment.storage.records import PersonRecord

FIELDS: dict[Field, str] = {
    "note": "toelichting",
    "evidence": "bewijs",
    "reason_text": "reden",
}
_MARK = re.compile(r"\[gewist op [0-9]{1,2} [a-z]+ [0-9]{4}\]")


def erase(
    conn: Connection,
    assessment_id: str,
    question_id: str,
    field: Field,
    *,
    by: PersonRecord,
    now: datetime,
) -> int:
    """The words of one field, in the answer that holds and in every earlier one.

    What was chosen, who chose it and when stay as they are. The answer that holds gets a new
    version, so that a page that still shows the old words cannot put them back unnoticed.
    """
    assessments.lock_for_change(conn, assessment_id)
    instead = f"[gewist op {in_words(now)}]"
    stored = answers.stored(conn, assessment_id, [question_id])
    current = stored.get(question_id)
    if current and is_text(getattr(current, field)):
        words_only: dict[str, Any] = {field: instead}
        new = replace(current, **words_only)
        answers.write(conn, assessment_id, stored, {question_id: new}, by=by, now=now)
    number = erasing.words(conn, assessment_id, question_id, field, instead, is_text)
    if number:
        assessments.touch(conn, assessment_id, now)
        audit.note(
            conn,
            "answers.words_erased",
            assessment_id,
            by=by,
            now=now,
            assessment_id=assessment_id,
            questions=[question_id],
            field=field,
            versions=number,
        )
    return number


@dataclass(frozen=True)
class Words:
    """What would go: the texts, the newest first, and the reports that hold one of them."""

    texts: tuple[str, ...]
    reports: tuple[str, ...]
    version: int  # of the answer that was in view


def look(conn: Connection, assessment_id: str, question_id: str, field: Field) -> Words:
    earlier = answers.history(conn, assessment_id, question_id)
    texts = tuple(dict.fromkeys(filter(is_text, (getattr(item, field) for item in earlier))))
    written = [json.dumps(text, ensure_ascii=False).encode() for text in texts]
    reports = tuple(
        report.number
        for report in finished_reports.listed(conn, assessment_id)
        if written and _holds(conn, report.number, written)
    )
    return Words(texts, reports, earlier[0].version if earlier else 0)


def _holds(conn: Connection, number: str, written: list[bytes]) -> bool:
    """Whether one of the texts stands in the data file with everything in it."""
    body = finished_reports.body_of(conn, number, "full")
    return any(text in body for text in written)


def with_words(earlier: Iterable[Answer]) -> list[str]:
    """The fields in which a text stands or ever stood, as a reader knows them."""
    every = list(earlier)
    return [
        dutch
        for field, dutch in FIELDS.items()
        if any(is_text(getattr(item, field)) for item in every)
    ]


def is_text(given: str) -> bool:
    """Whether somebody's words stand here, and not the mark that they were erased."""
    return bool(given) and not _MARK.fullmatch(given)
