"""Migrations make what the tables say, carry data along, and are done wholly or not at all."""

import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from assessment.core.answers import Answer
from assessment.core.plan import PlanAction
from assessment.core.step_marks import StepMark
from assessment.services import activities, answering, assessments, signing_in
from assessment.services.answering import Change
from assessment.storage import (
    answers,
    audit,
    engine,
    finished_reports,
    migrating,
    people,
    plans,
    sharing,
    step_marks,
)
from assessment.storage import database as database_module
from assessment.storage.database import Database, DatabaseBusy
from assessment.storage.tables import APPEND_ONLY, metadata
from tests.database import NOW, POSTGRESQL, ROOT, later, only_sqlite
from tests.storage.programs.dump import FILLED, fill

PROGRAM = Path(__file__).parent / "programs" / "migrate.py"
# Statements between two kills. PostgreSQL needs far fewer, for it rebuilds no tables.
STEP = 4 if POSTGRESQL else 9
SCRIPTS = ScriptDirectory.from_config(migrating._config())
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()]
HEAD = migrating.head()

# A migration as they will come: it rebuilds tables that others refer to, adds, fills and checks.
LATER = f"""
import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = {HEAD!r}


def upgrade() -> None:
    for table in ("people", "assessments", "answers", "activities", "sessions"):
        with op.batch_alter_table(table, recreate="auto") as batch:
            batch.add_column(sa.Column("extra", sa.Integer, nullable=False, server_default="7"))
            batch.create_check_constraint(op.f("ck_" + table + "_extra"), "extra > 0")
    op.execute("UPDATE answers SET extra = 8 WHERE state = 'answered'")
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO extra SELECT 1")
"""
# A migration that forgets what refers to a person. PostgreSQL would refuse it by itself.
BROKEN = f"""
from alembic import op

revision = "later"
down_revision = {HEAD!r}


def upgrade() -> None:
    op.execute("DELETE FROM people")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "later"
    path.mkdir()
    return path


@pytest.fixture
def with_later(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The product with one more migration."""
    (folder / "later.py").write_text(LATER)
    monkeypatch.setattr(migrating, "FOLDERS", [*migrating.FOLDERS, folder])
    return folder


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = Database.open(empty_url)
    yield database
    database.dispose()


@pytest.fixture
def filled(empty: Database) -> Database:
    """Data of the newest revision."""
    empty.migrate()
    fill(empty, FILLED / f"{HEAD}.sql")
    return empty


def structure(database: Database) -> dict[str, Any]:
    """Everything that a database can say about its tables."""
    with database.read() as connection:
        found = inspect(connection)
        return {
            table: {
                "columns": [
                    {**column, "type": str(column["type"])} for column in found.get_columns(table)
                ],
                "key": found.get_pk_constraint(table),
                "refers": sorted(found.get_foreign_keys(table), key=str),
                "unique": sorted(found.get_unique_constraints(table), key=str),
                "checks": sorted(found.get_check_constraints(table), key=str),
                "indexes": sorted(found.get_indexes(table), key=str),
            }
            for table in found.get_table_names()
            if table != "alembic_version"
        }


def told(database: Database) -> dict[str, Any]:
    """What people would see of everything that is stored."""
    with database.read() as connection:
        everything: dict[str, Any] = {}
        records = assessments.list_open(connection) + assessments.list_removed(connection)
        for record in records:
            stored = answers.stored(connection, record.id)
            inventory = [
                *activities.list_all(connection, record.id),
                *activities.list_removed(connection, record.id),
            ]
            everything[record.id] = {
                **dataclasses.asdict(record),
                "answers": {name: full(answer) for name, answer in stored.items()},
                "history": {
                    name: [full(item) for item in answers.history(connection, record.id, name)]
                    for name in stored
                },
                "activities": [
                    [
                        (
                            item.version,
                            item.by,
                            item.at,
                            item.removed_at,
                            item.activity.model_dump(exclude_defaults=True),
                        )
                        for item in activities.history(connection, record.id, current.activity.id)
                    ]
                    for current in inventory
                ],
                "marks": {
                    step: [full(mark), *map(full, step_marks.history(connection, record.id, step))]
                    for step, mark in marks_of(connection, record.id).items()
                },
                "finished": finished_of(connection, record.id),
                "plan": plan_of(connection, record.id),
                "audit": audit_of(connection, record.id),
                "shares": shares_of(connection, record.id),
            }
        everything["who"] = signing_in.who(connection, "sessie", later(hours=1))
        everything["links"] = [
            people.link_works(connection, signing_in._digest(token), later(hours=1))
            for token in ("gebruikt", "ongebruikt")
        ]
        everything["first"] = people.first(connection)
        return everything


def marks_of(connection: Connection, assessment_id: str) -> dict[str, StepMark]:
    """Before the second revision there was no table of them."""
    known = inspect(connection).has_table("step_marks")
    return step_marks.stored(connection, assessment_id) if known else {}


def finished_of(connection: Connection, assessment_id: str) -> list[Any]:
    """With every byte of their files."""
    if not inspect(connection).has_table("finished_reports"):
        return []
    return [
        (
            report,
            {
                kind: finished_reports.body_of(connection, report.number, kind)
                for kind in finished_reports.files_of(connection, report.number)
            },
        )
        for report in finished_reports.listed(connection, assessment_id)
    ]


def plan_of(connection: Connection, assessment_id: str) -> list[Any]:
    if not inspect(connection).has_table("plan_actions"):
        return []
    return [
        [full(item) for item in plans.history(connection, assessment_id, action.id)]
        for action in plans.stored(connection, assessment_id)
    ]


def audit_of(connection: Connection, assessment_id: str) -> list[Any]:
    known = inspect(connection).has_table("audit_events")
    return audit.listed(connection, assessment_id) if known else []


def shares_of(connection: Connection, assessment_id: str) -> list[Any]:
    """Before the tenth revision nothing was shared."""
    known = inspect(connection).has_table("shares")
    return sharing.of_assessment(connection, assessment_id) if known else []


def full(answer: Answer | PlanAction | StepMark) -> tuple[Any, ...]:
    # Answers that differ in who and when only are equal; here they are not.
    return dataclasses.astuple(answer)


def moment(minutes: int) -> datetime:
    return later(minutes=minutes)


# What the tables say


def test_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_migrations_make_the_same_constraints_too(database: Database, empty: Database) -> None:
    """The comparison of Alembic does not look at checks."""
    with empty.write() as connection:
        metadata.create_all(connection)
    found = structure(database)
    assert found.keys() == {table.name for table in metadata.sorted_tables}
    assert found == structure(empty)
    assert sum(len(table["checks"]) for table in found.values()) > 35


def test_every_constraint_has_a_name(database: Database) -> None:
    """Without one, a later migration could not change it on SQLite."""
    for table, found in structure(database).items():
        for kind in ("refers", "unique", "checks"):
            assert all(item["name"] for item in found[kind]), (table, kind)
        assert found["key"]["name"], table


@pytest.mark.parametrize("table", [table.name for table in APPEND_ONLY])
def test_history_only_grows(filled: Database, table: str) -> None:
    first, *_, last = (column.name for column in metadata.tables[table].columns)
    ways = [
        f"UPDATE {table} SET {last} = {last}",
        f"UPDATE {table} SET {first} = {first}",
        f"DELETE FROM {table}",
        f"DELETE FROM {table} WHERE {first} IS NOT NULL",
    ]
    if filled.dialect == "sqlite":
        ways.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        ways.append(f"TRUNCATE {table} CASCADE")
    before = told(filled)
    for way in ways:
        with pytest.raises(DBAPIError, match="only grows"), filled.write() as connection:
            connection.execute(text(way))
    assert told(filled) == before


def test_every_history_table_is_watched(database: Database) -> None:
    """Also when a migration to come rebuilds one: on SQLite that loses its triggers."""
    assert {table.name for table in APPEND_ONLY} == {
        name
        for name in metadata.tables
        if name.endswith(("_history", "_events")) or "finished" in name
    } | {"shares", "share_ends"}
    with database.read() as connection:
        if database.dialect == "sqlite":
            query = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
        else:
            query = "SELECT event_object_table, event_manipulation FROM information_schema.triggers"
        found = [f"{table} {what}" for table, what in connection.execute(text(query))]
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            assert [line for line in found if line.startswith(table.name) and act in line]


# Data is carried along


def test_every_revision_has_data_to_try_on() -> None:
    assert {path.stem for path in FILLED.glob("*.sql")} == set(REVISIONS), (
        "make the data of a new revision with tests/storage/programs/dump.py"
    )


@pytest.mark.parametrize("revision", REVISIONS)
def test_data_of_every_revision_reads_as_it_did(empty: Database, revision: str) -> None:
    empty.migrate(revision)
    assert empty.current_revision() == revision
    fill(empty, FILLED / f"{revision}.sql")
    empty.migrate()
    assert empty.current_revision() == HEAD
    found = told(empty)
    one, two = (found[key] for key in found if len(key) == 22)
    assert (one["municipality_name"], one["inventory_complete"], one["version"]) == (
        "Hilversum",
        True,
        2,
    )
    assert (one["removed_at"], two["removed_at"]) == (None, moment(11))
    assert (one["depth"], two["depth"]) == ("volledig", "kort")
    by = "Beleidsmedewerker jeugd"
    other = "Adviseur ’s-Hertogenbosch"
    trede = Answer("answered", 4, version=2, by=other, at=moment(4))
    assert one["answers"]["trede"] == full(trede)
    before = Answer("answered", 0, note="Nul.", version=1, by=by, at=moment(3))
    assert one["history"]["trede"] == [full(trede), full(before)]
    assert one["answers"]["weet"] == full(Answer(version=2, by=other, at=moment(4)))
    values = {name: (answer[1], answer[2]) for name, answer in one["answers"].items()}
    assert values == {
        "trede": (4, None),
        "lijst": (("nee", "ja"), None),
        "rooster": ({"rij-a": "ja", "rij-b": "nee"}, None),
        "dag": (datetime(2026, 2, 28, tzinfo=NOW.tzinfo).date(), None),
        "ronde": ("ja", datetime(2027, 1, 1, tzinfo=NOW.tzinfo).date()),
        "uren": (12, 40),
        "weet": (None, None),
        "nvt": (None, None),
    }
    assert one["answers"]["uren"][7] == "Zaak 'Z-1' \\ 😀"
    assert one["answers"]["nvt"][3:5] == ("anders", "Er is geen school.")
    names = [[version[4]["name"] for version in history] for history in one["activities"]]
    copied = "Theatervoorstelling (kopie)"
    assert names == [["Musical", "Theatervoorstelling"], [copied, copied]]
    assert [history[0][3] for history in one["activities"]] == [None, moment(9)]
    handed = StepMark("done", 3, "GGD ’s-Hertogenbosch", version=2, by=other, at=moment(13))
    marked = StepMark("done", 3, "", version=1, by=by, at=moment(12))
    marks = {} if revision < "0002" else {"stap-1": [full(handed), full(handed), full(marked)]}
    assert one["marks"] == marks
    if revision >= "0003":
        [(finished, files)] = one["finished"]
        assert (finished.number, finished.made_by) == ("PS-2026-7KQ4-M2XT", other)
        assert finished.made_at == moment(14)
        assert files["pdf"] == b"%PDF-1.7\n\x00\xff"
        assert files["page"].decode() == "<p>Één</p>"
    if revision >= "0004":
        own, [planned, todo] = sorted(one["plan"], key=len)
        assert (own[0][0], own[0][6]) == ("own", "Geen geld")
        assert (planned[3], planned[4], todo[3], todo[4]) == (
            "GGD ’s-Hertogenbosch",
            "2027-K2",
            "Jeugd en gezin",
            "",
        )
    if revision >= "0005":
        assert [(event.action, event.function) for event in one["audit"]] == [
            ("answers.saved", other),
            ("assessment.started", by),
        ]
        assert one["audit"][0].details == {"questions": ["trede", "weet"]}
    if revision >= "0010":
        [share] = one["shares"]
        assert (share.level, share.network_name) == ("gaps", "Regio ’t Gooi")
    assert found["who"] == found["first"]
    assert found["first"].function == by
    assert found["links"] == [False, True]
    # And work goes on.
    with empty.write() as connection:
        key = one["id"]
        saved = answering.save(
            connection, key, [Change("trede", Answer(), 2)], by=found["first"], now=moment(20)
        )
        assert saved.saved == {"trede": 3}


def test_a_migration_that_rebuilds_tables_carries_everything_along(
    filled: Database, with_later: Path
) -> None:
    before = told(filled)
    filled.migrate()
    assert filled.current_revision() == "later"
    assert told(filled) == before
    with filled.read() as connection:
        sums = connection.execute(text("SELECT sum(extra), count(*) FROM answers")).one()
        assert tuple(sums) == (9 * 7 + 7, 9)
    # The rebuilt tables still refer to each other.
    assert [item["referred_table"] for item in structure(filled)["answers"]["refers"]] == [
        "assessments",
        "people",
    ]


@only_sqlite
def test_a_migration_runs_without_foreign_keys(
    filled: Database, with_later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With them on, rebuilding a table would remove what hangs on its rows, or fail."""
    seen: list[object] = []
    upgrade = migrating.upgrade

    def look(connection: Any, to: str) -> None:
        seen.append(connection.exec_driver_sql("PRAGMA foreign_keys").scalar())
        upgrade(connection, to)

    monkeypatch.setattr(migrating, "upgrade", look)
    filled.migrate()
    assert seen == [0]
    with filled.read() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@only_sqlite
def test_a_migration_that_breaks_a_reference_is_undone(
    filled: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "later.py").write_text(BROKEN)
    monkeypatch.setattr(migrating, "FOLDERS", [*migrating.FOLDERS, folder])
    before = told(filled)
    with pytest.raises(RuntimeError, match="klopt niet en is teruggedraaid"):
        filled.migrate()
    assert filled.current_revision() == HEAD
    assert told(filled) == before


def test_a_newer_database_is_left_alone(filled: Database) -> None:
    with filled.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RuntimeError, match="andere versie van Preventiespiegel"):
        filled.migrate()
    assert filled.current_revision() == "9999"


def test_nothing_is_written_when_there_is_nothing_to_do(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a start on a full disk, or beside a busy writer, goes well."""

    def refuse(*given: Any, **named: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(Database, "_turn", refuse)
    monkeypatch.setattr(engine, "create_engine", refuse)
    database.migrate()


@only_sqlite
def test_a_migration_waits_in_line_with_the_writers(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the same reason as they do: see turns.py."""
    monkeypatch.setattr(database_module, "_MIGRATION_PATIENCE", 0.1)
    assert empty._turns
    with empty._turns.turn(), pytest.raises(DatabaseBusy):
        empty.migrate()
    assert empty.current_revision() is None
    empty.migrate()


def test_who_saw_everything_keeps_it(empty: Database) -> None:
    """Both people, also for a municipality whose assessment was removed; the first is keeper."""
    empty.migrate("0004")
    fill(empty, FILLED / "0004.sql")
    empty.migrate()
    with empty.read() as connection:
        rows = connection.execute(text("SELECT person_id, role, place FROM ties")).all()
        noted = connection.execute(
            text("SELECT person_id, role, place FROM tie_history WHERE act = 'given'")
        ).all()
        everyone = connection.execute(text("SELECT id FROM people")).scalars().all()
        first = people.first(connection)
    assert first
    assert len(everyone) == 2
    expected = {(person, "eindverantwoordelijke", "GM0402") for person in everyone}
    assert set(map(tuple, rows)) == expected | {(first.id, "beheerder", "")}
    assert sorted(map(tuple, rows)) == sorted(map(tuple, noted))


# Killed, and several at once


def program(url: str, pause: float, *folders: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), url, str(pause), *map(str, folders)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def killed_after(statements: int, url: str, folder: Path) -> bool:
    """Kills a migration after so many statements; False when it was done before that."""
    migration = program(url, 0.005, folder)
    assert migration.stdout
    seen = 0
    while seen < statements and migration.stdout.readline() not in ("done\n", ""):
        seen += 1
    migration.send_signal(signal.SIGKILL)
    migration.communicate(timeout=30)
    return seen == statements


@pytest.mark.parametrize("start", ["empty", "filled"])
def test_a_killed_migration_leaves_the_old_or_the_new(
    request: pytest.FixtureRequest, empty_url: str, folder: Path, start: str
) -> None:
    database: Database = request.getfixturevalue(start)
    (folder / "later.py").write_text(LATER)
    old, tables, before = database.current_revision(), structure(database), told_if(start, database)
    kills, moment = 0, 1
    while killed_after(moment, empty_url, folder):
        kills += 1
        # All migrations together are long, and every kill is a start: ever larger steps.
        moment += max(STEP, moment // 3)
        revision = database.current_revision()
        assert revision in (old, "later")
        if revision == old:
            assert structure(database) == tables
            assert told_if(start, database) == before
    print(f"{kills} kills")
    assert kills >= 5
    # The one that was not killed found nothing in its way.
    assert database.current_revision() == "later"
    assert "extra" in structure(database)
    assert told_if(start, database) == before
    if database.dialect == "sqlite":
        with database.read() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def told_if(start: str, database: Database) -> dict[str, Any] | None:
    return told(database) if start == "filled" else None


def test_four_at_once_migrate_once(empty: Database, empty_url: str, with_later: Path) -> None:
    """Four workers of a new version start together, on a database that does not exist yet."""
    programs = [program(empty_url, 0, with_later) for _ in range(4)]
    for migration in programs:
        assert migration.communicate(timeout=120)[0] == "done\n"
        assert migration.returncode == 0
    assert empty.current_revision() == "later"


@only_sqlite
def test_four_at_once_make_a_new_file(tmp_path: Path) -> None:
    """Even the step to WAL, that every first connection makes, must not get in the way."""
    for attempt in range(2):
        url = f"sqlite:///{tmp_path}/nieuw-{attempt}.db"
        programs = [program(url, 0) for _ in range(4)]
        assert [p.communicate(timeout=120)[0] for p in programs] == ["done\n"] * 4
