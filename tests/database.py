"""Databases for tests: SQLite files, or PostgreSQL when the environment says so.

The fixtures are there for every test. Each test gets a database of its own, made from a template
that is migrated once per worker. For PostgreSQL the PG* variables say where the server is, as
`pg_virtualenv` sets them.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select

from assessment.core.access import Tie
from assessment.core.assessment import Municipality
from assessment.services import assessments
from assessment.services.taking_part import KEEPER
from assessment.storage import people, ties
from assessment.storage.database import Database
from assessment.storage.records import AssessmentRecord, PersonRecord
from assessment.storage.tables import metadata

ROOT = Path(__file__).resolve().parents[1]
POSTGRESQL = os.environ.get("PREVENTIESPIEGEL_TEST_DATABASE", "").startswith("postgresql")
NOW = datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=UTC)
HILVERSUM = Municipality("GM0402", "Hilversum", 2026, province="Noord-Holland")
UTRECHT = Municipality("GM0344", "Utrecht", 2026, province="Utrecht")

only_sqlite = pytest.mark.skipif(POSTGRESQL, reason="about SQLite alone")
only_postgresql = pytest.mark.skipif(not POSTGRESQL, reason="about PostgreSQL alone")

# Every test with a database asks for one of these, itself or through another fixture.
ADDRESSES = {"url", "empty_url", "_migrated_template", "filled_template"}

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_numbers = count(1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL runs only what has a database; the rest would do the same thing again."""
    if not POSTGRESQL:
        return
    with_one = [item for item in items if ADDRESSES & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=[item for item in items if item not in with_one])
    items[:] = with_one


def on_server(statement: str) -> None:
    """Outside every test database, as the administrator of the server."""
    with psycopg.connect(autocommit=True) as connection:
        connection.execute(statement.encode())


def create_postgresql(template: str | None = None) -> str:
    name = f"test_{os.getpid()}_{_worker}_{next(_numbers)}"
    copied = f" TEMPLATE {template}" if template else ""
    on_server(f"CREATE DATABASE {name}{copied}")
    return name


def drop_postgresql(name: str) -> None:
    on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def empty_url(tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if not POSTGRESQL:
        yield _address(tmp_path / "empty.db")
        return
    name = create_postgresql()
    yield _address(name)
    drop_postgresql(name)


def _nothing(database: Database) -> None:
    """A migrated database without rows."""


@contextmanager
def template(folder: Path, fill: Callable[[Database], None] = _nothing) -> Iterator[str]:
    """A migrated and filled database to copy: a file, or the name of a PostgreSQL database."""
    found = create_postgresql() if POSTGRESQL else str(folder / "template.db")
    database = Database.open(_address(found))
    database.migrate()
    fill(database)
    database.dispose()
    if not POSTGRESQL:
        with closing(sqlite3.connect(found)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield found
    if POSTGRESQL:
        drop_postgresql(found)


@contextmanager
def copy_of(found: str, folder: Path) -> Iterator[str]:
    """The address of a database that is the same as this template."""
    if not POSTGRESQL:
        yield _address(shutil.copyfile(found, folder / "test.db"))
        return
    name = create_postgresql(found)
    yield _address(name)
    drop_postgresql(name)


def _address(found: object) -> str:
    return f"postgresql+psycopg:///{found}" if POSTGRESQL else f"sqlite:///{found}"


@pytest.fixture(scope="session")
def _migrated_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with template(tmp_path_factory.mktemp("template")) as found:
        yield found


@pytest.fixture
def url(_migrated_template: str, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database without rows."""
    with copy_of(_migrated_template, tmp_path) as address:
        yield address


@pytest.fixture
def opened(url: str) -> Iterator[Callable[..., Database]]:
    """Opens the database of this test with other settings."""
    found: list[Database] = []

    def open_it(**options: Any) -> Database:
        found.append(Database.open(url, **options))
        return found[-1]

    yield open_it
    for database in found:
        database.dispose()


@pytest.fixture
def database(opened: Callable[..., Database]) -> Database:
    """A migrated database without rows."""
    return opened()


@pytest.fixture
def person(database: Database) -> PersonRecord:
    """The keeper of the installation: the first of every municipality that has nobody."""
    with database.write() as connection:
        found = people.add(connection, "Beleidsmedewerker jeugd", NOW)
        ties.give(connection, found.id, KEEPER, by=None, now=NOW)
        return found


@pytest.fixture
def colleague(database: Database) -> PersonRecord:
    """Someone who fills in for the same municipality."""
    with database.write() as connection:
        found = people.add(connection, "Adviseur veiligheid", NOW)
        ties.give(connection, found.id, Tie("invuller", HILVERSUM.code), by=None, now=NOW)
        return found


@pytest.fixture
def assessment(database: Database, person: PersonRecord) -> AssessmentRecord:
    """An empty assessment."""
    with database.write() as connection:
        return start(connection, person)


def start(connection: Any, person: PersonRecord, **changed: Any) -> AssessmentRecord:
    given: dict[str, Any] = {
        "municipality": HILVERSUM,
        "depth": "volledig",
        "reference_date": date(2026, 11, 1),
        "question_set_key": "veilig-online/1.0",
        "now": NOW,
    }
    return assessments.start(connection, by=person, **{**given, **changed})


def later(**passed: float) -> datetime:
    return NOW + timedelta(**passed)


@dataclass
class Statements:
    """What was sent to the database, without the words that open and close a transaction."""

    sent: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sent)


@pytest.fixture
def statements(database: Database) -> Iterator[Statements]:
    """Counts statements; empty `sent` where the counting should start."""
    seen = Statements()

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def dump(database: Database) -> dict[str, list[str]]:
    """Everything that is stored."""
    with database.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
        }
