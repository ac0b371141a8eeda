"""What only grows lets go of exactly what is named, and only while it is being erased."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from assessment.storage import erasing, erasing_words, migrating, tables
from assessment.storage.database import Database
from assessment.storage.tables import APPEND_ONLY, metadata
from tests.database import NOW, copy_of, template
from tests.storage.programs.dump import FILLED, fill

# They name a scan, and outlast it on purpose.
OUTLASTS_A_SCAN = {"audit_events", "erasing"}
PLACES = ("place", "municipality_code")
GATE = {"id": 1, "shut_by": 2}


@pytest.fixture(scope="module")
def filled_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    script = FILLED / f"{migrating.head()}.sql"
    with template(tmp_path_factory.mktemp("filled"), lambda made: fill(made, script)) as found:
        yield found


@pytest.fixture
def filled(filled_template: str, tmp_path: Path) -> Iterator[Database]:
    with copy_of(filled_template, tmp_path) as address:
        database = Database.open(address)
        yield database
        database.dispose()


def rewrite(connection: Connection, thing: Any, scan: str, thing_id: str, **instead: str) -> int:
    def rewritten(row: dict[str, Any]) -> dict[str, Any]:
        empty = all(row[name] in ("", new) for name, new in instead.items())
        return row if empty else {**row, **instead}

    return erasing_words.rewrite(connection, thing, scan, thing_id, rewritten, by=None, now=NOW)


def scans(connection: Connection) -> list[str]:
    return list(connection.execute(select(tables.assessments.c.id)).scalars())


def the_scan(database: Database) -> str:
    """The one with the most in it."""
    with database.read() as connection:
        query = select(tables.finished_reports.c.assessment_id)
        return str(connection.execute(query).scalar_one())


def count(connection: Connection, table: str) -> int:
    query = select(func.count()).select_from(metadata.tables[table])
    return int(connection.execute(query).scalar_one())


def everything(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return {name: count(connection, name) for name in metadata.tables}


def run(database: Database, *statements: Any) -> None:
    with database.write() as connection:
        for statement in statements:
            connection.execute(statement)


def refused(database: Database, *statements: Any) -> None:
    before = everything(database)
    with pytest.raises(DBAPIError, match="only grows"):
        run(database, *statements)
    assert everything(database) == before


GROWS = [table.name for table in APPEND_ONLY]


@pytest.mark.parametrize("table", GROWS)
def test_another_scan_place_or_person_stays(filled: Database, table: str) -> None:
    """The gate is open, for something else."""
    rows = metadata.tables[table]
    assert everything(filled)[table]
    for named in ({"assessment_id": "x" * 22}, {"place": "GM9999"}, {"person_id": "y" * 22}):
        refused(filled, insert(tables.erasing).values(GATE | named), delete(rows))


@pytest.mark.parametrize("table", GROWS)
def test_changing_stays_refused_also_while_erasing(filled: Database, table: str) -> None:
    rows = metadata.tables[table]
    first = next(iter(rows.c))
    named = {"assessment_id": the_scan(filled)}
    refused(
        filled,
        insert(tables.erasing).values(GATE | named),
        update(rows).values({first.name: first}),
    )


@pytest.mark.parametrize("named", ["assessment_id", "place", "person_id", "until"])
def test_the_gate_is_never_left_open(filled: Database, named: str) -> None:
    value = NOW if named == "until" else the_scan(filled)
    with pytest.raises(DBAPIError), filled.write() as connection:
        connection.execute(insert(tables.erasing).values(GATE | {named: value}))
    assert everything(filled)["erasing"] == 0


@pytest.mark.parametrize(
    "row",
    [
        {"id": 2, "shut_by": 2, "place": "GM0402"},
        {"id": 1, "shut_by": 1, "place": "GM0402"},
        {"id": 1, "shut_by": 2},
        {"id": 1, "shut_by": 2, "place": ""},
        {"id": 1, "shut_by": 2, "place": "GM0402", "until": NOW},
    ],
    ids=["a second row", "one that shuts itself", "nothing", "no place", "two things"],
)
def test_no_other_gate_can_be_made(filled: Database, row: dict[str, object]) -> None:
    with pytest.raises(DBAPIError):
        run(filled, insert(tables.erasing).values(row), delete(tables.erasing))


def test_a_scan_goes_whole_and_the_other_stays(filled: Database) -> None:
    one = the_scan(filled)
    before = everything(filled)
    with filled.write() as connection:
        gone = erasing.scan(connection, one)
    after = everything(filled)
    assert set(gone) == {table.name for table in erasing.OF_SCAN}
    assert all(before[name] - after[name] == number for name, number in gone.items())
    assert all(gone.values())
    assert after["assessments"] == 1
    assert after["audit_events"] == before["audit_events"]
    with filled.read() as connection:
        assert scans(connection) != [one]


def test_the_trail_goes_by_age_only_as_far_as_named(filled: Database) -> None:
    events = tables.audit_events
    with filled.read() as connection:
        moments = sorted(connection.execute(select(events.c.at)).scalars())
    refused(
        filled,
        insert(tables.erasing).values(GATE | {"until": moments[-1]}),
        delete(events),
    )
    with filled.write() as connection, erasing.allowed(connection, until=moments[-1]):
        connection.execute(delete(events).where(events.c.at < moments[-1]))
    assert everything(filled)["audit_events"] == moments.count(moments[-1])


def test_words_go_from_every_version_and_nothing_else_changes(filled: Database) -> None:
    one = the_scan(filled)
    history = tables.answer_history
    with filled.read() as connection:
        before = connection.execute(select(history).order_by(history.c.id)).all()
        noted = next(row for row in before if row.note and row.assessment_id == one)
    with filled.write() as connection:
        assert rewrite(connection, "answer", one, noted.question_id, note="[gewist]") == 1
        assert rewrite(connection, "answer", one, noted.question_id, note="[gewist]") == 0
    with filled.read() as connection:
        after = connection.execute(select(history).order_by(history.c.id)).all()
    changed = [
        (old._mapping, new._mapping) for old, new in zip(before, after, strict=True) if old != new
    ]
    [(old, new)] = changed
    assert {name for name in old if old[name] != new[name]} == {"note"}
    assert (old["id"], new["note"]) == (noted.id, "[gewist]")


def test_someone_whom_a_history_names_stays(filled: Database) -> None:
    with filled.write() as connection:
        person = connection.execute(select(tables.answers.c.person_id)).scalars().first()
        assert person
        assert not erasing.person(connection, person, NOW)
        assert connection.execute(select(tables.people).where(tables.people.c.id == person)).one()
        own = tables.sessions.c.person_id == person
        assert not connection.execute(select(tables.sessions).where(own)).all()


def leads_to(table: str, target: str) -> bool:
    keys = [key.column.table.name for key in metadata.tables[table].foreign_keys]
    return any(name == target or (name != table and leads_to(name, target)) for name in keys)


def test_no_table_with_a_scan_is_forgotten() -> None:
    """A new table with something of a scan in it has to say how it goes."""
    found = {
        name
        for name, table in metadata.tables.items()
        if leads_to(name, "assessments") or "assessment_id" in table.c
    }
    listed = {table.name for table in erasing.OF_SCAN}
    assert found | {"assessments"} == listed | OUTLASTS_A_SCAN
    on_reports = {name for name in metadata.tables if leads_to(name, "finished_reports")}
    assert on_reports | {"finished_reports"} == {table.name for table in erasing.OF_REPORT}


def test_no_table_with_a_municipality_is_forgotten() -> None:
    found = {
        name
        for name, table in metadata.tables.items()
        if any(column in table.c for column in PLACES)
    }
    of_scan = {table.name for table in erasing.OF_SCAN}
    assert found - of_scan == {table.name for table in erasing.OF_PLACE} | {"erasing"}


def test_no_table_of_a_person_alone_is_forgotten() -> None:
    """What refers to a person belongs to them, or keeps them known as a function."""
    keeps = {column.table.name for column in erasing._people_columns()}
    own = {table.name for table in (*erasing.OF_PERSON, tables.accounts)}
    assert own <= keeps
    assert keeps - own == {
        name
        for name in keeps
        if name in {table.name for table in (*erasing.OF_SCAN, *erasing.OF_PLACE)}
    }


def test_what_goes_first_refers_to_what_goes_later() -> None:
    order = [table.name for table in erasing.OF_SCAN]
    for table in erasing.OF_SCAN:
        for key in table.foreign_keys:
            other = key.column.table.name
            if other in order and other != table.name:
                assert order.index(table.name) < order.index(other)


def test_migrations_opened_every_table_that_grows(filled: Database) -> None:
    """A table that still refuses every removal would keep a municipality for ever."""
    with filled.read() as connection:
        if filled.dialect == "sqlite":
            query = "SELECT tbl_name FROM sqlite_master WHERE sql LIKE '%WHEN NOT EXISTS%'"
        else:
            query = (
                "SELECT event_object_table FROM information_schema.triggers "
                "WHERE action_statement LIKE '%refuse_delete_of_%'"
            )
        assert set(connection.execute(text(query)).scalars()) == set(GROWS)


def test_overwriting_leaves_what_is_there(filled: Database) -> None:
    before = everything(filled)
    assert filled.overwrite_what_is_gone()
    assert everything(filled) == before
