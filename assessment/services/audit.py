"""The audit trail: every act is noted in the same transaction as the act itself.

When the note fails the act fails, so there is no act without a note and no note without an act.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from assessment.storage import audit
from assessment.storage.errors import Unstorable
from assessment.storage.records import AuditEvent, PersonRecord

__all__ = ["Action", "AuditEvent", "Note", "note", "note_each"]

Action = Literal[
    "assessment.started",
    "assessment.changed",
    "assessment.removed",
    "assessment.restored",
    "assessment.erased",
    "answers.saved",
    "answers.imported",
    "answers.words_erased",
    "assessment.moved",
    "answers.carried",
    "activity.added",
    "activity.changed",
    "activity.removed",
    "activity.restored",
    "activity.words_erased",
    "step.marked",
    "step.handed_out",
    "step.words_erased",
    "plan.added",
    "plan.changed",
    "plan.carried",
    "plan.words_erased",
    "advice.added",
    "advice.changed",
    "advice.removed",
    "advice.restored",
    "advice.words_erased",
    "house.changed",
    "report.finished",
    "report.shared",
    "report.share_ended",
    "report.shown",
    "report.downloaded",
    "report.compared",
    "report.link_made",
    "report.link_ended",
    "report.link_opened",
    "key.made",
    "key.withdrawn",
    "network.made",
    "network.changed",
    "person.signed_in",
    "person.linked",
    "person.signed_out",
    "person.function_changed",
    "person.forgotten",
    "municipality.erased",
    "trail.tidied",
    "person.refused",
    "person.signed_out_elsewhere",
    "account.email_changed",
    "account.password_changed",
    "second_factor.added",
    "second_factor.removed",
    "second_factor.codes_renewed",
    "link.made",
    "invitation.made",
    "invitation.withdrawn",
    "invitation.accepted",
    "tie.changed",
    "tie.withdrawn",
    "account.closed",
    "account.opened",
    "account.sessions_ended",
]

# What may stand beside an act: a code or an id, and never something that a person typed.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}|[A-Za-z0-9_-]{22,64}")


@dataclass(frozen=True)
class Note:
    """What was acted on, where that belongs, and codes that stand beside it."""

    object_id: str
    assessment_id: str | None
    details: Mapping[str, str | int | Iterable[str]]


def note(
    conn: Connection,
    action: Action,
    object_id: str,
    *,
    by: PersonRecord | None,
    now: datetime,
    assessment_id: str | None = None,
    **details: str | int | Iterable[str],
) -> None:
    """Notes one act. `details` are codes, ids and counts; anything else is refused."""
    note_each(conn, action, [Note(object_id, assessment_id, details)], by=by, now=now)


def note_each(
    conn: Connection,
    action: Action,
    notes: Iterable[Note],
    *,
    by: PersonRecord | None,
    now: datetime,
) -> None:
    """The same act on several things at once, in one statement however many there are."""
    plain = [
        audit.Added(
            item.object_id,
            item.assessment_id,
            {name: _plain(value) for name, value in item.details.items()},
        )
        for item in notes
    ]
    audit.add_all(conn, action, plain, by=by, now=now)


def _plain(value: str | int | Iterable[str]) -> str | int | list[str]:
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        if not _CODE.fullmatch(value):
            raise Unstorable("the audit trail takes codes and no texts")
        return value
    return [str(_plain(item)) for item in value]


def listed(
    conn: Connection,
    assessment_id: str,
    *,
    function: str = "",
    kind: str = "",
    skip: int = 0,
    most: int | None = None,
) -> list[AuditEvent]:
    """What was done in this assessment, the newest first."""
    return audit.listed(conn, assessment_id, function=function, kind=kind, skip=skip, most=most)


def functions(conn: Connection, assessment_id: str) -> list[str]:
    """The functions of everyone who did something in this assessment."""
    return audit.functions(conn, assessment_id)
