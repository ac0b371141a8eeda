"""The two faults of a database that a person can wait out or mend, told apart from real bugs."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class DatabaseBusy(Exception):
    """Locked, restarting or unreachable: nothing was acknowledged, and trying again will help.

    When the connection broke at the very end it may have been saved all the same. Trying again
    does no harm then: the same answer once more is no change.
    """


class DiskFull(Exception):
    """There is no room to save anything; reading still works."""


class Unstorable(ValueError):
    """A value that one of the two databases would refuse or silently change."""


# A full disk shows itself as SHMSIZE when the shared memory beside the database cannot grow.
_SQLITE_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}
# CANTOPEN and IOERR: out of file handles, or a disk that is away for a moment.
_SQLITE_BUSY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PROTOCOL,
}
_POSTGRESQL_FULL = "53100"
# 08 connection lost, 53 out of resources, 57P the server stops or starts, 55P03 and 57014 waited
# too long, 40 chosen as the loser of a deadlock.
_POSTGRESQL_BUSY = ("08", "40", "53", "55P03", "57014", "57P")


def translate(error: StatementError | PoolTimeout) -> Exception:
    """The fault in our own words, or the same error when it is nothing that waiting helps."""
    if isinstance(error, PoolTimeout):
        return DatabaseBusy("geen vrije verbinding met de database")
    cause = error.orig
    if isinstance(cause, Unstorable):
        return cause
    if isinstance(cause, sqlite3.Error):
        return _from_sqlite(cause) or error
    if isinstance(error, DBAPIError):
        return _from_postgresql(error) or error
    return error


def _from_sqlite(cause: sqlite3.Error) -> Exception | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None:
        return None
    if code in _SQLITE_FULL:
        return DiskFull(str(cause))
    # The low byte is the kind of fault; the rest says in which corner of SQLite it arose.
    return DatabaseBusy(str(cause)) if code & 0xFF in _SQLITE_BUSY else None


def _from_postgresql(error: DBAPIError) -> Exception | None:
    state = getattr(error.orig, "sqlstate", None)
    if state == _POSTGRESQL_FULL:
        return DiskFull(str(error.orig))
    # A connection that never came about, or that broke in the middle, has no state at all.
    lost = error.connection_invalidated or (
        state is None and type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")
    )
    if lost or (state or "").startswith(_POSTGRESQL_BUSY):
        return DatabaseBusy(str(error.orig))
    return None
