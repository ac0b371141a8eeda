"""Erasing the words of one field for good; what was chosen, by whom and when stays.

The history only grows, so this is the one way in which a text that names a person leaves it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import escape
from sqlalchemy import Connection

from assessment.core.calendar import in_words
from assessment.services import audit
from assessment.storage import assessments, erasing_words, finished_reports
from assessment.storage.erasing_words import Row, Thing
from assessment.storage.records import PersonRecord

_MARK = re.compile(r"\[gewist op [0-9]{1,2} [a-z]+ [0-9]{4}\]")


@dataclass(frozen=True)
class Kind:
    """One kind of thing in which people type, and its fields with words, as a reader knows them."""

    name: str
    act: audit.Action
    fields: Mapping[str, str]


KINDS: dict[Thing, Kind] = {
    "answer": Kind(
        "antwoord",
        "answers.words_erased",
        {"note": "toelichting", "evidence": "bewijs", "reason_text": "reden"},
    ),
    "activity": Kind(
        "activiteit",
        "activity.words_erased",
        {
            "name": "naam",
            "providers": "uitvoerder",
            "description": "omschrijving",
            "contact_role": "aanspreekpunt",
            "link": "webadres",
            "source": "bron",
        },
    ),
    "action": Kind(
        "actie",
        "plan.words_erased",
        {"title": "actie", "owner": "wie", "reason": "reden", "note": "toelichting"},
    ),
    "advice": Kind(
        "advies", "advice.words_erased", {"text": "advies", "organisation": "organisatie"}
    ),
    "step": Kind("onderdeel", "step.words_erased", {"handed_to": "bij-wie"}),
}


def erase(
    conn: Connection,
    thing: Thing,
    assessment_id: str,
    thing_id: str,
    field: str,
    *,
    by: PersonRecord | None,
    now: datetime,
    removed_too: bool = False,
) -> int:
    """The words of one field, as it is now and in every earlier version; in how many they were.

    What was chosen, who chose it and when stay as they are. What holds now gets a new version, so
    that a page that still shows the old words cannot put them back unnoticed.
    """
    lock = assessments.lock if removed_too else assessments.lock_for_change
    lock(conn, assessment_id)
    rewritten = _marked(field, f"[gewist op {in_words(now)}]")
    number = erasing_words.rewrite(conn, thing, assessment_id, thing_id, rewritten, by=by, now=now)
    if number:
        assessments.touch(conn, assessment_id, now)
        about = {"questions": [thing_id]} if thing == "answer" else {}
        audit.note(
            conn,
            KINDS[thing].act,
            assessment_id if thing == "answer" else thing_id,
            by=by,
            now=now,
            assessment_id=assessment_id,
            **about,
            field=field,
            versions=number,
        )
    return number


@dataclass(frozen=True)
class Words:
    """What would go: the texts, the newest first, and the reports that hold one of them."""

    texts: tuple[str, ...]
    reports: tuple[str, ...]
    version: int  # of the thing that was in view


def look(conn: Connection, thing: Thing, assessment_id: str, thing_id: str, field: str) -> Words:
    earlier = erasing_words.versions(conn, thing, assessment_id, thing_id)
    texts = _ever(earlier, field)
    reports = tuple(
        report.number
        for report in finished_reports.listed(conn, assessment_id)
        if texts and _holds(conn, report.number, thing, texts)
    )
    return Words(texts, reports, earlier[0]["version"] if earlier else 0)


def texts(
    conn: Connection, thing: Thing, assessment_id: str, thing_id: str, field: str
) -> tuple[str, ...]:
    """Everything that stands or ever stood there."""
    return _ever(erasing_words.versions(conn, thing, assessment_id, thing_id), field)


def with_words(
    conn: Connection, thing: Thing, assessment_id: str, thing_id: str
) -> dict[str, tuple[str, ...]]:
    """The fields in which a text stands or ever stood, as a reader knows them, and those texts."""
    return among(thing, erasing_words.versions(conn, thing, assessment_id, thing_id))


def among(thing: Thing, earlier: list[Row]) -> dict[str, tuple[str, ...]]:
    """The same for versions that the caller has at hand."""
    found = {dutch: _ever(earlier, field) for field, dutch in KINDS[thing].fields.items()}
    return {dutch: texts for dutch, texts in found.items() if texts}


def _holds(conn: Connection, number: str, thing: Thing, texts: tuple[str, ...]) -> bool:
    """Whether one of the texts stands in a finished report.

    The data file has all that was filled in but the plan, and that stands on the page.
    """
    if thing != "action":
        body = finished_reports.body_of(conn, number, "full")
        return any(json.dumps(text, ensure_ascii=False).encode() in body for text in texts)
    page = finished_reports.body_of(conn, number, "page").decode()
    return any(re.search(rf"(?<!\w){re.escape(escape(text))}(?!\w)", page) for text in texts)


def _marked(field: str, mark: str) -> Callable[[Row], Row]:
    """A version with the mark instead of the words; one without words stays as it is."""

    def rewritten(row: Row) -> Row:
        if not _texts(row, field):
            return row
        old = _inside(row)[field]
        # A mark is no web address, so nothing at all stands there afterwards.
        new = "" if field == "link" else [mark] if isinstance(old, list) else mark
        inside = {**_inside(row), field: new}
        return {**row, "data": inside} if "data" in row else inside

    return rewritten


def _ever(earlier: list[Row], field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for row in earlier for text in _texts(row, field)))


def _texts(row: Row, field: str) -> tuple[str, ...]:
    """Somebody's words in one version, and not the mark that they were erased."""
    if field == "title" and row["kind"] != "own":
        return ()  # That is what we call the gap.
    found = _inside(row).get(field) or ()
    texts = (found,) if isinstance(found, str) else found
    return tuple(text for text in texts if not _MARK.fullmatch(text))


def _inside(row: Row) -> dict[str, Any]:
    """The fields of an activity stand together in one column."""
    found: dict[str, Any] = row.get("data", row)
    return found
