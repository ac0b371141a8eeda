"""The database: reading, writing and migrating, each as one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assessment.storage import migrating
from assessment.storage.engine import check_settings, make_engine, read_url
from assessment.storage.errors import DatabaseBusy, DiskFull, translate
from assessment.storage.tables import metadata
from assessment.storage.turns import Turns

__all__ = ["Database", "DatabaseBusy", "DiskFull"]

PATIENCE = 5.0  # seconds that a writer waits for its turn
_MIGRATION_PATIENCE = 120.0


class Database:
    """One database, with one engine. A request is one transaction on it."""

    def __init__(self, engine: Engine, patience: float) -> None:
        self.engine = engine
        self.patience = patience
        self._turns: Turns | None = None
        if engine.dialect.name == "sqlite":
            self._turns = Turns(Path(str(engine.url.database)), patience)

    @classmethod
    def open(cls, url: str, *, patience: float = PATIENCE) -> Database:
        """Raises RuntimeError, in Dutch, when it cannot be opened or is not safely set."""
        engine = make_engine(read_url(url), patience=patience)
        try:
            check_settings(engine, patience)
        except RuntimeError:
            engine.dispose()
            raise
        return cls(engine, patience)

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    def dispose(self) -> None:
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One moment in time, however many queries; a write inside it is refused."""
        options = (
            {}
            if self._turns
            else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        with _own_words(), self.engine.connect() as connection:
            connection = connection.execution_options(**options)
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Committed when the block ends well; after any exception nothing of it is left."""
        with _own_words(), self._turn(), self.engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    def migrate(self, to: str = "head") -> None:
        """Brings the tables up to date in one transaction; others wait, and then do nothing."""
        if to == "head" and self.current_revision() == self.head_revision:
            return
        engine = make_engine(self.engine.url, patience=_MIGRATION_PATIENCE, migrating=True)
        try:
            with _own_words(), self._turn(_MIGRATION_PATIENCE), engine.connect() as connection:
                connection = connection.execution_options(writes=True)
                with connection.begin():
                    migrating.upgrade(connection, to)
        finally:
            engine.dispose()

    @property
    def head_revision(self) -> str | None:
        return migrating.head()

    def current_revision(self) -> str | None:
        with self.read() as connection:
            return migrating.current(connection)

    def overwrite_what_is_gone(self) -> bool:
        """Makes the files without what was erased; False when others kept it from happening.

        The engine overwrites what it deletes (`secure_delete`), but an older copy may stand in the
        log, or in room that was free before.
        """
        try:
            with _own_words(), self._turn(_MIGRATION_PATIENCE):
                return self._rebuild()
        except DatabaseBusy:
            return False

    def empty_the_log(self) -> bool:
        """The quick half of it, for a page: SQLite's log holds every earlier copy of a page."""
        if self._turns is None:
            return True
        try:
            with _own_words(), self._turn():
                return self._truncate_log(rebuild=False)
        except DatabaseBusy:
            return False

    def _rebuild(self) -> bool:
        if self._turns is None:
            with self.engine.connect() as connection:
                connection = connection.execution_options(isolation_level="AUTOCOMMIT")
                for table in metadata.sorted_tables:
                    connection.exec_driver_sql(f"VACUUM (FULL) {table.name}")
            return True
        return self._truncate_log(rebuild=True)

    def _truncate_log(self, *, rebuild: bool) -> bool:
        raw = self.engine.raw_connection()
        try:
            cursor = raw.cursor()
            # Not inside a transaction, which is what our own connections always open.
            cursor.execute("PRAGMA query_only = 0")
            if rebuild:
                cursor.execute("VACUUM")
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            return not busy
        except sqlite3.OperationalError as fault:
            raise DatabaseBusy(str(fault)) from fault
        finally:
            raw.close()

    def _turn(self, patience: float | None = None) -> AbstractContextManager[None]:
        return self._turns.turn(patience) if self._turns else nullcontext()


@contextmanager
def _own_words() -> Iterator[None]:
    try:
        yield
    except (StatementError, PoolTimeout) as fault:
        meant = translate(fault)
        if meant is fault:
            raise
        raise meant from fault
