"""Opening, settings, transactions, and what happens when the database is away."""

import fcntl
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from assessment.core.answers import Answer
from assessment.services.answering import Change, save
from assessment.storage import answers, engine, people
from assessment.storage.database import Database, DatabaseBusy, DiskFull
from assessment.storage.records import AssessmentRecord, PersonRecord
from assessment.storage.tables import people as people_table
from assessment.storage.tables import sessions
from tests.database import NOW, on_server, only_postgresql, only_sqlite, start
from tests.together import together

SHORT = 0.3


def path_of(database: Database) -> Path:
    return Path(str(database.engine.url.database))


def count(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(select(people_table)).all())


def add(database: Database) -> None:
    with database.write() as connection:
        people.add(connection, "Beleidsmedewerker", NOW)


# Opening


@only_sqlite
def test_every_connection_is_set_as_it_should(database: Database) -> None:
    for begin in (database.read, database.write):
        with begin() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in (
                    "journal_mode",
                    "synchronous",
                    "foreign_keys",
                    "busy_timeout",
                    "recursive_triggers",
                )
            }
            assert found == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "busy_timeout": 5000,
                "recursive_triggers": 1,
            }


@only_sqlite
@pytest.mark.parametrize(
    ("setting", "value"), [("synchronous", 1), ("foreign_keys", 0), ("journal_mode", "delete")]
)
def test_does_not_start_when_a_setting_is_not_what_was_asked(
    url: str, monkeypatch: pytest.MonkeyPatch, setting: str, value: object
) -> None:
    """As when a file system cannot do WAL: SQLite then says nothing and does something else."""
    asked = engine._set_up_sqlite

    def and_then_otherwise(made: Any, **options: Any) -> None:
        asked(made, **options)

        @event.listens_for(made, "connect")
        def change(connection: Any, record: object) -> None:
            connection.execute(f"PRAGMA {setting} = {value}")

    monkeypatch.setattr(engine, "_set_up_sqlite", and_then_otherwise)
    with pytest.raises(RuntimeError, match=f"niet veilig ingesteld.*{setting} is {value}"):
        Database.open(url)


@only_postgresql
def test_does_not_start_when_the_server_acknowledges_too_early(url: str) -> None:
    name = url.rpartition("/")[2]
    on_server(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with pytest.raises(RuntimeError, match="synchronous_commit is off en moet on"):
        Database.open(url)


@only_sqlite
def test_the_file_is_for_the_owner_only(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/nieuw/map/gegevens.db")
    database.migrate()
    add(database)
    files = list((tmp_path / "nieuw/map").iterdir())
    assert {file.name for file in files} >= {"gegevens.db", "gegevens.db-wal", "gegevens.db.lock"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    database.dispose()


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ("", "niet te lezen"),
        ("nergens", "niet te lezen"),
        ("mysql://localhost/x", "moet sqlite"),
        ("sqlite://", "pad van een bestand"),
        ("sqlite:///:memory:", "pad van een bestand"),
        ("sqlite:////tmp/x.db?mode=ro", "pad van een bestand"),
        ("sqlite:////proc/bestaat-niet/x.db", "kan niet open"),
        ("postgresql://gebruiker:geheim@127.0.0.1:1/x", "kan niet open"),
    ],
)
def test_an_odd_address_is_explained(odd: str, said: str) -> None:
    with pytest.raises(RuntimeError, match=said) as found:
        Database.open(odd)
    assert "geheim" not in str(found.value)


@only_sqlite
def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("geen database " * 100)
    with pytest.raises(RuntimeError, match="kan niet open"):
        Database.open(f"sqlite:///{tmp_path}/x.db")


# Transactions


def test_write_keeps_and_read_does_not_write(database: Database) -> None:
    add(database)
    assert count(database) == 1
    with pytest.raises(DBAPIError, match=r"read-?only"), database.read() as connection:
        people.add(connection, "Niemand", NOW)
    # The connection goes back to the pool, and the next writer may write with it.
    add(database)
    assert count(database) == 2


def test_an_exception_undoes_everything(database: Database) -> None:
    def fail() -> None:
        with database.write() as connection:
            people.add(connection, "Niemand", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert count(database) == 0


def test_a_reader_sees_one_moment(database: Database) -> None:
    """However long it reads, and however much is written meanwhile."""
    add(database)
    query = select(people_table)
    with database.read() as connection:
        assert len(connection.execute(query).all()) == 1
        add(database)
        assert len(connection.execute(query).all()) == 1
    assert count(database) == 2


@only_sqlite
def test_a_writer_has_the_lock_from_the_start(database: Database) -> None:
    """A deferred BEGIN would fail at its first write, after another one wrote in between."""
    with (
        database.write(),
        closing(sqlite3.connect(path_of(database), timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


def test_two_writers_that_first_read_queue_up(database: Database, person: PersonRecord) -> None:
    def read_then_write() -> None:
        for _ in range(20):
            with database.write() as connection:
                people.first(connection)
                people.add(connection, "Iemand", NOW)

    together([read_then_write] * 4)
    assert count(database) == 81


def test_foreign_keys_hold(database: Database) -> None:
    orphan = {"digest": "0" * 64, "person_id": "niemand", "created_at": NOW, "seen_at": NOW}
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert(sessions), orphan)


def test_answers_do_not_stand_in_an_error(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    with database.write() as connection:
        save(connection, assessment.id, [Change("a", Answer("unknown"), 0)], by=person, now=NOW)
    # As if the row were new, so that the database refuses it.
    new = {"a": Answer("unknown", note="Een slachtoffer uit de wijk")}
    with pytest.raises(IntegrityError) as found, database.write() as connection:
        answers.write(connection, assessment.id, {}, new, by=person, now=NOW)
    assert "slachtoffer" not in str(found.value)


# Busy


@pytest.fixture
def held(database: Database, assessment: AssessmentRecord) -> Iterator[Callable[[], None]]:
    """Another program holds the database; call it to let go. After a while it does so itself."""
    other: Any
    if database.dialect == "sqlite":
        # The timers below let go from a thread of their own.
        other = sqlite3.connect(path_of(database), isolation_level=None, check_same_thread=False)
        other.execute("BEGIN EXCLUSIVE")
    else:
        other = psycopg.connect(dbname=database.engine.url.database)
        other.execute("SELECT * FROM assessments FOR UPDATE")
    at_last = threading.Timer(15, other.rollback)
    at_last.start()
    yield other.rollback
    at_last.cancel()
    other.close()


def test_a_locked_database_is_busy_and_recovers(
    opened: Callable[..., Database],
    assessment: AssessmentRecord,
    person: PersonRecord,
    held: Callable[[], None],
) -> None:
    hasty = opened(patience=SHORT)

    def save_one() -> None:
        with hasty.write() as connection:
            change = Change("a", Answer("answered", "ja"), 0)
            save(connection, assessment.id, [change], by=person, now=NOW)

    began = time.monotonic()
    with pytest.raises(DatabaseBusy):
        save_one()
    assert SHORT * 0.9 <= time.monotonic() - began < SHORT + 2
    # Reading goes on all the while.
    with hasty.read() as connection:
        assert answers.stored(connection, assessment.id) == {}
    held()
    save_one()
    with hasty.read() as connection:
        assert answers.stored(connection, assessment.id)["a"].value == "ja"


def test_waits_for_a_lock_that_is_let_go_in_time(
    database: Database,
    assessment: AssessmentRecord,
    person: PersonRecord,
    held: Callable[[], None],
) -> None:
    timer = threading.Timer(0.3, held)
    timer.start()
    with database.write() as connection:
        save(connection, assessment.id, [Change("a", Answer("unknown"), 0)], by=person, now=NOW)
    timer.join()


@only_sqlite
def test_the_line_of_writers_has_an_end(opened: Callable[..., Database]) -> None:
    patient, hasty = opened(), opened(patience=SHORT)
    with patient.write():
        began = time.monotonic()
        with pytest.raises(DatabaseBusy):
            add(hasty)
        assert SHORT * 0.9 <= time.monotonic() - began < SHORT + 1
        assert count(hasty) == 0
    add(hasty)


@only_sqlite
def test_checkpoints_happen_while_the_turn_is_held(database: Database) -> None:
    """That is what keeps the WAL-reset bug of SQLite before 3.51.3 away: see turns.py."""
    free_at: list[bool] = []
    turns = database._turns
    assert turns

    def look(connection: Any) -> None:
        free_at.append(_is_free(turns.path))

    event.listen(database.engine, "commit", look)
    add(database)
    assert free_at == [False]
    assert _is_free(turns.path)


def _is_free(path: Path) -> bool:
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_a_full_pool_is_busy(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.engine.pool, "_timeout", 0.1)
    with ExitStack() as stack:
        for _ in range(15):
            stack.enter_context(database.read())
        with pytest.raises(DatabaseBusy):
            stack.enter_context(database.read())
    assert count(database) == 0


@only_postgresql
def test_a_broken_connection_is_busy_and_recovers(database: Database) -> None:
    name = database.engine.url.database
    kill = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"

    def cut_off_halfway() -> None:
        with database.write() as connection:
            people.add(connection, "Niemand", NOW)
            on_server(kill)
            people.add(connection, "Niemand", NOW)

    with pytest.raises(DatabaseBusy):
        cut_off_halfway()
    assert count(database) == 0
    # Also when it breaks while nobody uses it, as when the server restarts at night.
    on_server(kill)
    add(database)
    on_server(kill)
    assert count(database) == 1


@only_postgresql
def test_a_connection_that_breaks_at_the_commit_is_busy(database: Database) -> None:
    name = database.engine.url.database
    kill = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"

    def cut_off_at_the_end() -> None:
        with database.write() as connection:
            people.add(connection, "Niemand", NOW)
            on_server(kill)

    with pytest.raises(DatabaseBusy):
        cut_off_at_the_end()
    assert count(database) == 0


@only_postgresql
def test_a_server_that_takes_nobody_in_is_busy(database: Database) -> None:
    name = database.engine.url.database
    on_server(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    database.engine.dispose()
    with pytest.raises(DatabaseBusy):
        count(database)
    with pytest.raises(DatabaseBusy):
        add(database)
    on_server(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    add(database)


@only_postgresql
@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("53100", DiskFull),
        ("53200", DatabaseBusy),
        ("53300", DatabaseBusy),
        ("57P01", DatabaseBusy),
        ("57P03", DatabaseBusy),
        ("57014", DatabaseBusy),
        ("55P03", DatabaseBusy),
        ("40001", DatabaseBusy),
        ("40P01", DatabaseBusy),
        ("08006", DatabaseBusy),
        ("58000", DBAPIError),
        ("22012", DBAPIError),
    ],
)
def test_what_the_server_says_gets_its_own_word(
    database: Database, state: str, fault: type[Exception]
) -> None:
    with pytest.raises(fault), database.write() as connection:
        connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"))
    add(database)


# Full


def fill(database: Database, assessment: AssessmentRecord, person: PersonRecord) -> list[str]:
    """Saves until there is no more room; gives what was acknowledged."""
    saved: list[str] = []

    def save_one() -> None:
        question = f"vraag-{len(saved)}"
        with database.write() as connection:
            change = Change(question, Answer("unknown", note="x" * 300, evidence="y" * 300), 0)
            save(connection, assessment.id, [change], by=person, now=NOW)
        saved.append(question)

    def save_many() -> None:
        for _ in range(5000):
            save_one()

    with pytest.raises(DiskFull):
        save_many()
    # It stays full, and reading goes on.
    for _ in range(3):
        with pytest.raises(DiskFull):
            save_one()
    with database.read() as connection:
        assert set(answers.stored(connection, assessment.id)) == set(saved)
    return saved


@only_sqlite
def test_a_database_that_may_not_grow_is_full_and_recovers(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    """SQLite's own limit gives the same fault as a full disk, at the same places in a save."""
    limit = {"pages": 120}

    @event.listens_for(database.engine, "begin")
    def set_limit(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit['pages']}")

    saved = fill(database, assessment, person)
    assert len(saved) > 10
    limit["pages"] = 100_000
    with database.write() as connection:
        save(connection, assessment.id, [Change("a", Answer("unknown"), 0)], by=person, now=NOW)
    with database.read() as connection:
        assert set(answers.stored(connection, assessment.id)) == {*saved, "a"}
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte."""
    path = tmp_path / "schijf"
    path.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(path)], capture_output=True
    )
    if made.returncode:
        pytest.skip("only root may mount a small disk")
    yield path
    subprocess.run(["umount", str(path)], check=True)


@only_sqlite
def test_a_full_disk_is_full_and_recovers(small_disk: Path) -> None:
    database = Database.open(f"sqlite:///{small_disk}/x.db")
    database.migrate()
    with database.write() as connection:
        person = people.add(connection, "Beleidsmedewerker", NOW)
        assessment = start(connection, person)
    saved = fill(database, assessment, person)
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    with database.write() as connection:
        save(connection, assessment.id, [Change("a", Answer("unknown"), 0)], by=person, now=NOW)
    with database.read() as connection:
        assert set(answers.stored(connection, assessment.id)) == {*saved, "a"}
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    database.dispose()
