"""Answers and their history. Nothing here decides who wins; that is `services.answering`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, tuple_

from assessment.core.answers import Answer
from assessment.storage.errors import Unstorable
from assessment.storage.records import PersonRecord
from assessment.storage.tables import answer_history, answers
from assessment.storage.versioned import Versioned, stamp

_CONTENT = (
    "state",
    "value",
    "detail",
    "reason",
    "reason_text",
    "regional",
    "note",
    "evidence",
    "to_confirm",
)
KEPT = Versioned(answers, answer_history, "question_id", "question_id")


def stored(
    connection: Connection, assessment_id: str, questions: Collection[str] | None = None
) -> dict[str, Answer]:
    """The answers of one assessment, of all questions or of some, in one query."""
    query = select(answers).where(answers.c.assessment_id == assessment_id)
    if questions is not None:
        query = query.where(answers.c.question_id.in_(questions))
    return {row.question_id: _answer(row) for row in connection.execute(query)}


def earlier(
    connection: Connection, assessment_id: str, versions: Mapping[str, int]
) -> dict[str, Answer]:
    """Of each question the answer as it was in the given version, in one query."""
    if not versions:
        return {}
    wanted = tuple_(answer_history.c.question_id, answer_history.c.version)
    query = select(answer_history).where(
        answer_history.c.assessment_id == assessment_id, wanted.in_(list(versions.items()))
    )
    return {row.question_id: _answer(row) for row in connection.execute(query)}


def given(
    connection: Connection,
    assessment_id: str,
    question_id: str,
    version: int,
    by: PersonRecord,
    since: datetime,
) -> Answer | None:
    """One version of an answer, if it is of this person and not older than `since`."""
    query = select(answer_history).where(
        answer_history.c.assessment_id == assessment_id,
        answer_history.c.question_id == question_id,
        answer_history.c.version == version,
        answer_history.c.person_id == by.id,
        answer_history.c.changed_at >= since,
    )
    row = connection.execute(query).one_or_none()
    return _answer(row) if row else None


def history(connection: Connection, assessment_id: str, question_id: str) -> list[Answer]:
    """Everything that was ever answered here, newest first."""
    return [_answer(row) for row in KEPT.versions(connection, assessment_id, question_id)]


def last_given(connection: Connection, assessment_id: str, by: PersonRecord) -> datetime | None:
    """When this person last answered a question of this assessment, if ever."""
    query = select(func.max(answer_history.c.changed_at)).where(
        answer_history.c.assessment_id == assessment_id, answer_history.c.person_id == by.id
    )
    found: datetime | None = connection.execute(query).scalar_one()
    return found


def write(
    connection: Connection,
    assessment_id: str,
    over: Mapping[str, Answer],
    new: Mapping[str, Answer],
    *,
    by: PersonRecord | None,
    now: datetime,
) -> dict[str, int]:
    """Writes answers over what the caller saw (`over`; missing means: nothing stored yet).

    Returns the new versions. Raises DatabaseBusy when something else was stored in the meantime.
    """
    versions = {name: over[name].version + 1 if name in over else 1 for name in new}
    rows = [(name, _row(answer, versions[name], by, now)) for name, answer in new.items()]
    KEPT.write(connection, assessment_id, rows)
    return versions


def _row(answer: Answer, version: int, by: PersonRecord | None, now: datetime) -> dict[str, Any]:
    if (answer.state == "answered") != (answer.value is not None):
        raise Unstorable(f"an answer that is {answer.state} with a value of {type(answer.value)}")
    return {**{name: getattr(answer, name) for name in _CONTENT}, **stamp(version, by, now)}


def _answer(row: Row[Any]) -> Answer:
    content = {name: row._mapping[name] for name in _CONTENT}
    return Answer(**content, version=row.version, by=row.changed_by, at=row.changed_at)
