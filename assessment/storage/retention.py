"""What is kept longer than it has to be: rows that ended, counted and deleted in batches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, or_, select

from assessment.storage import erasing
from assessment.storage.assessments import _COLUMNS, _record
from assessment.storage.records import AssessmentRecord
from assessment.storage.tables import (
    api_tokens,
    assessments,
    audit_events,
    finished_reports,
    half_sign_ins,
    invitations,
    reader_links,
    sessions,
    sign_in_failures,
    sign_in_links,
    tie_history,
    ties,
)

Kind = Literal[
    "sessions", "half", "links", "invitations", "readers", "keys", "failures", "trail", "ties"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
# These tables only grow, and let go of nothing but what is older than a named moment.
_BY_AGE = (audit_events, tie_history)


@dataclass(frozen=True)
class Limits:
    """The moments before which each thing is due."""

    session_made: datetime
    session_seen: datetime
    ended: datetime
    noted: datetime


def number_due(connection: Connection, kind: Kind, limits: Limits) -> int:
    table, which = _due(kind, limits)
    query = select(func.count()).select_from(table).where(which)
    return int(connection.execute(query).scalar_one())


def delete_due(connection: Connection, kind: Kind, limits: Limits, most: int) -> int:
    """At most so many, so that nobody who saves has to wait long; how many went."""
    table, which = _due(kind, limits)
    [key] = table.primary_key.columns
    rows = delete(table).where(key.in_(select(key).where(which).limit(most)))
    if table not in _BY_AGE:
        return connection.execute(rows).rowcount
    with erasing.allowed(connection, until=limits.noted):
        return connection.execute(rows).rowcount


def scans_due(
    connection: Connection, removed_before: datetime, unchanged_before: datetime | None
) -> list[AssessmentRecord]:
    """Those that were removed long ago, and those that nobody changed since; the oldest first.

    A report that was finished is a change too, although it changes no answer.
    """
    which: ColumnElement[bool] = assessments.c.removed_at < removed_before
    if unchanged_before:
        reports = finished_reports.c
        since = exists().where(
            reports.assessment_id == assessments.c.id, reports.made_at >= unchanged_before
        )
        which = or_(which, and_(assessments.c.updated_at < unchanged_before, ~since))
    query = select(*_COLUMNS).where(which).order_by(assessments.c.updated_at, assessments.c.id)
    return [_record(row) for row in connection.execute(query)]


def _due(kind: Kind, limits: Limits) -> tuple[Table, ColumnElement[bool]]:
    match kind:
        case "sessions":
            own = sessions.c
            old = or_(own.created_at <= limits.session_made, own.seen_at <= limits.session_seen)
            return sessions, old
        case "half":
            return half_sign_ins, half_sign_ins.c.created_at < limits.session_made
        case "links":
            return sign_in_links, _links(limits)
        case "invitations":
            used = invitations.c.used_at < limits.ended
            return invitations, or_(used, _ended(invitations, limits))
        case "readers":
            return reader_links, _ended(reader_links, limits)
        case "keys":
            return api_tokens, _ended(api_tokens, limits)
        case "failures":
            return sign_in_failures, sign_in_failures.c.at < limits.session_made
        case "trail":
            return audit_events, audit_events.c.at < limits.noted
        case "ties":
            return tie_history, and_(tie_history.c.at < limits.noted, ~_still_held())


def _ended(table: Table, limits: Limits) -> ColumnElement[bool]:
    """What is used more than once ends on its last day, or when somebody withdraws it."""
    return or_(table.c.expires_at < limits.ended, table.c.withdrawn_at < limits.ended)


def _links(limits: Limits) -> ColumnElement[bool]:
    """All but the last one that was used: it tells that somebody came in before, and so that the
    next start needs no link of the first time."""
    links = sign_in_links.c
    used = select(links.digest).where(links.used_at.is_not(None))
    last = used.order_by(links.used_at.desc(), links.digest).limit(1).scalar_subquery()
    old = or_(links.expires_at < limits.ended, links.used_at < limits.ended)
    return and_(old, or_(links.used_at.is_(None), links.digest != last))


def _still_held() -> ColumnElement[bool]:
    """Who takes part now must be able to see since when, however long ago."""
    names = ("person_id", "role", "place")
    same = [ties.c[name] == tie_history.c[name] for name in names]
    return exists().where(*same)
