"""Erasing for good: a scan, what is tied to a municipality, and a person.

The tables that only grow refuse this by themselves; `allowed` opens them for one thing only, inside
the transaction that erases it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    delete,
    exists,
    insert,
    literal,
    select,
    update,
)

from assessment.core.erasures import ERASURE_ACTS
from assessment.storage import tables
from assessment.storage.tables import metadata

# What hangs on one finished report, and the report itself.
OF_REPORT: tuple[Table, ...] = (
    tables.share_ends,
    tables.shares,
    tables.reader_links,
    tables.finished_report_files,
    tables.finished_reports,
)
# Everything that belongs to one scan, what refers to something first. A test fails for a table
# with a scan in it that is not here.
OF_SCAN: tuple[Table, ...] = (
    tables.answer_history,
    tables.answers,
    tables.activity_history,
    tables.activities,
    tables.step_mark_history,
    tables.step_marks,
    tables.plan_action_history,
    tables.plan_actions,
    tables.advice_history,
    tables.advice,
    *OF_REPORT,
    tables.assessment_history,
    tables.assessments,
)
# What says who takes part where: by the code of the municipality.
OF_PLACE: dict[Table, str] = {
    tables.ties: "place",
    tables.tie_history: "place",
    tables.network_members: "municipality_code",
    tables.invitations: "place",
    tables.api_tokens: "place",
}
# What someone needs to come in. It goes as soon as they are forgotten.
OF_PERSON: tuple[Table, ...] = (
    tables.sessions,
    tables.sign_in_links,
    tables.recovery_codes,
    tables.half_sign_ins,
    tables.known_places,
    tables.identities,
    tables.adviser_houses,
)


@contextmanager
def allowed(
    connection: Connection,
    *,
    assessment_id: str | None = None,
    place: str | None = None,
    person_id: str | None = None,
    until: datetime | None = None,
) -> Iterator[None]:
    """Opens the tables that only grow for exactly this; a commit while it is open fails."""
    named = {
        "assessment_id": assessment_id,
        "place": place,
        "person_id": person_id,
        "until": until,
    }
    connection.execute(insert(tables.erasing), {"id": 1, "shut_by": 2, **named})
    yield
    connection.execute(delete(tables.erasing))


def scan(connection: Connection, assessment_id: str) -> dict[str, int]:
    """All rows of one scan; how many went, by table. The trail of what was done stays."""
    with allowed(connection, assessment_id=assessment_id):
        return {
            table.name: _delete(connection, table, _of_scan(table, assessment_id))
            for table in OF_SCAN
        }


def report(connection: Connection, assessment_id: str, number: str) -> None:
    """One finished report, when its scan stays: it was made when the scan was of another."""
    with allowed(connection, assessment_id=assessment_id):
        for table in OF_REPORT:
            _delete(connection, table, _of_reports(table, select(literal(number))))


def trail_of_scan(connection: Connection, assessment_id: str) -> int:
    events = tables.audit_events
    with allowed(connection, assessment_id=assessment_id):
        return _delete(connection, events, events.c.assessment_id == assessment_id)


def place(connection: Connection, code: str) -> None:
    """Who takes and took part for a municipality."""
    with allowed(connection, place=code):
        for table, column in OF_PLACE.items():
            _delete(connection, table, table.c[column] == code)


def ways_in(connection: Connection, person_id: str, now: datetime) -> None:
    """Every session, link and secret of someone, and their mail address; the account is closed."""
    for table in OF_PERSON:
        _delete(connection, table, table.c.person_id == person_id)
    own_address = select(tables.accounts.c.email_key).where(
        tables.accounts.c.person_id == person_id
    )
    to_them = tables.invitations.c.email_key.in_(own_address)
    _delete(connection, tables.invitations, to_them)
    own = tables.accounts
    kept = ("person_id", "closed_at")
    empty = {column.name: None for column in own.c if column.name not in kept}
    connection.execute(
        update(own).where(own.c.person_id == person_id).values(**empty, closed_at=now)
    )


def person(connection: Connection, person_id: str, now: datetime) -> bool:
    """The person as a whole, with what the trail says of them; False when something still names
    them: a history must be able to say whose it is.

    So does the trail of what they erased: that is erased again after a restore.
    """
    ways_in(connection, person_id, now)
    own = {*OF_PERSON, tables.accounts, tables.tie_history}
    by = [column for column in _people_columns() if column.table not in own]
    by.append(tables.tie_history.c.by_person_id)
    named = [column == person_id for column in by]
    acts = tables.audit_events.c
    named.append((acts.person_id == person_id) & acts.action.in_(ERASURE_ACTS))
    if any(connection.execute(select(exists().where(each))).scalar() for each in named):
        return False
    with allowed(connection, person_id=person_id):
        for table in (tables.tie_history, tables.audit_events):
            _delete(connection, table, table.c.person_id == person_id)
    _delete(connection, tables.accounts, tables.accounts.c.person_id == person_id)
    _delete(connection, tables.people, tables.people.c.id == person_id)
    return True


def _of_scan(table: Table, assessment_id: str) -> ColumnElement[bool]:
    if table is tables.assessments:
        return table.c.id == assessment_id
    if "assessment_id" in table.c:
        return table.c.assessment_id == assessment_id
    reports = tables.finished_reports.c
    return _of_reports(table, select(reports.number).where(reports.assessment_id == assessment_id))


def _of_reports(table: Table, numbers: Select[Any]) -> ColumnElement[bool]:
    if table is tables.share_ends:
        shares = tables.shares.c
        return table.c.share_id.in_(select(shares.id).where(shares.number.in_(numbers)))
    return table.c.number.in_(numbers)


def _people_columns() -> list[Any]:
    """Every column that refers to a person."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.c
        if any(key.target_fullname == "people.id" for key in column.foreign_keys)
    ]


def _delete(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(which)).rowcount
