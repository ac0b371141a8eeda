"""One writer at a time on a SQLite file, waiting in line on a lock file beside the database.

SQLite can do this waiting itself. The lock is here for the WAL-reset bug: up to 3.51.2 (Debian 12
has 3.40.1) a database can be damaged when one connection commits while another moves the log into
the database (a checkpoint). SQLite does that move right after a COMMIT, when its own lock is gone
already; this lock is still held then. A process that is killed lets go of it by itself.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assessment.storage.errors import DatabaseBusy

# Asking more often costs more time than it wins when several processes wait.
_PAUSE = 0.005
_TOO_LONG = "een ander schrijft te lang in de database"


class Turns:
    """The line in front of one database file."""

    def __init__(self, database: Path, patience: float) -> None:
        self.path = database.with_name(database.name + ".lock")
        self.patience = patience
        self._inside = threading.Lock()

    @contextmanager
    def turn(self, patience: float | None = None) -> Iterator[None]:
        """Waits for the turn, holds it for the block, and gives up with DatabaseBusy."""
        give_up_at = time.monotonic() + (self.patience if patience is None else patience)
        # Threads of one process wait for each other first, so that only one of them has to ask
        # again and again whether the other processes are ready.
        if not self._inside.acquire(timeout=max(0, give_up_at - time.monotonic())):
            raise DatabaseBusy(_TOO_LONG)
        try:
            handle = self._open()
            try:
                self._wait(handle, give_up_at)
                yield
            finally:
                os.close(handle)  # and that releases the lock
        finally:
            self._inside.release()

    def _open(self) -> int:
        try:
            return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise DatabaseBusy(f"{self.path} kan niet open: {fault.strerror}") from fault

    def _wait(self, handle: int, give_up_at: float) -> None:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() >= give_up_at:
                    raise DatabaseBusy(_TOO_LONG) from None
            time.sleep(_PAUSE)
