"""Erasing for good: a scan, what is tied to a municipality, a person, and the words of one field.

The tables that only grow refuse this by themselves; `allowed` opens them for one thing only, inside
the transaction that erases it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, insert, select

from assessment.storage import tables
from assessment.storage.tables import metadata

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
    tables.finished_report_files,
    tables.finished_reports,
    tables.assessment_history,
    tables.assessments,
)
# What hangs on one finished report, and the report itself.
OF_REPORT: tuple[Table, ...] = (tables.finished_report_files, tables.finished_reports)
# What says who takes part where: by the code of the municipality.
OF_PLACE: dict[Table, str] = {tables.ties: "place", tables.tie_history: "place"}
# What someone needs to come in. It goes as soon as they are forgotten.
OF_PERSON: tuple[Table, ...] = (tables.sessions, tables.sign_in_links)

Field = Literal["note", "evidence", "reason_text"]


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
            _delete(connection, table, table.c.number == number)


def trail_of_scan(connection: Connection, assessment_id: str) -> int:
    events = tables.audit_events
    with allowed(connection, assessment_id=assessment_id):
        return _delete(connection, events, events.c.assessment_id == assessment_id)


def place(connection: Connection, code: str) -> None:
    """Who takes and took part for a municipality."""
    with allowed(connection, place=code):
        for table, column in OF_PLACE.items():
            _delete(connection, table, table.c[column] == code)


def ways_in(connection: Connection, person_id: str) -> None:
    """Ends every session of someone and takes away every link."""
    for table in OF_PERSON:
        _delete(connection, table, table.c.person_id == person_id)


def person(connection: Connection, person_id: str) -> bool:
    """The person as a whole, with what the trail says of them; False when something still names
    them: a history must be able to say whose it is."""
    ways_in(connection, person_id)
    own = {*OF_PERSON, tables.people, tables.tie_history}
    by = [column for column in _people_columns() if column.table not in own]
    by.append(tables.tie_history.c.by_person_id)
    if any(connection.execute(select(exists().where(c == person_id))).scalar() for c in by):
        return False
    with allowed(connection, person_id=person_id):
        for table in (tables.tie_history, tables.audit_events):
            _delete(connection, table, table.c.person_id == person_id)
    _delete(connection, tables.people, tables.people.c.id == person_id)
    return True


def words(
    connection: Connection, assessment_id: str, question_id: str, field: Field, instead: str
) -> int:
    """Puts `instead` in the place of what stood in this field, in every version of the history.

    A row is taken out and put back with the same number: no row can be changed where it stands.
    """
    history = tables.answer_history
    query = select(history).where(
        history.c.assessment_id == assessment_id,
        history.c.question_id == question_id,
        history.c[field] != "",
        history.c[field] != instead,
    )
    rows = [dict(row._mapping) for row in connection.execute(query)]
    if not rows:
        return 0
    with allowed(connection, assessment_id=assessment_id):
        _delete(connection, history, history.c.id.in_([row["id"] for row in rows]))
    connection.execute(insert(history), [{**row, field: instead} for row in rows])
    return len(rows)


def _of_scan(table: Table, assessment_id: str) -> ColumnElement[bool]:
    if table is tables.assessments:
        return table.c.id == assessment_id
    if "assessment_id" in table.c:
        return table.c.assessment_id == assessment_id
    reports = tables.finished_reports.c
    return table.c.number.in_(select(reports.number).where(reports.assessment_id == assessment_id))


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
