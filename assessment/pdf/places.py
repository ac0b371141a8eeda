"""Two PDFs at once in the whole installation, and the rest in a row: first come, first served.

There is a row for making PDFs and one for reading those of strangers. Each PDF that is asked for is
a numbered file with a lock on it. The system takes the lock away when a process ends, however it
ends, so that nobody waits for somebody who is gone.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from assessment.config import PREFIX, ROOT

AT_ONCE = 2
_PAUSE = 0.05  # seconds between two looks at the row


class NoPlace(Exception):
    """It did not get its turn in time."""


@dataclass(frozen=True)
class Row:
    """How busy it is, for a page that lets somebody wait."""

    printing: int
    waiting: int


@contextmanager
def place(patience: float, row: str = "pdf") -> Iterator[None]:
    """Waits for a turn, or raises `NoPlace`."""
    folder = _folder(row)
    number, ticket = _queue_up(folder)
    try:
        until = time.monotonic() + patience
        while _before(folder, number) >= AT_ONCE:
            if time.monotonic() >= until:
                raise NoPlace
            time.sleep(_PAUSE)
        yield
    finally:
        (folder / number).unlink(missing_ok=True)
        ticket.close()


def busy() -> Row:
    folder = _folder("pdf")
    with _alone(folder):
        present = len(_present(folder))
    return Row(min(present, AT_ONCE), max(present - AT_ONCE, 0))


def _folder(row: str) -> Path:
    """The same for every process of the installation; else, for all that this user starts."""
    instance = os.environ.get(f"{PREFIX}INSTANCE", "").strip()
    folder = Path(instance or ROOT / "instance") / row
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    folder = Path(tempfile.gettempdir()) / f"preventiespiegel-{os.getuid()}" / row
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody joins the row while somebody counts it."""
    with open(folder / "row", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def _queue_up(folder: Path) -> tuple[str, IO[str]]:
    with _alone(folder):
        last = max((int(number) for number in _present(folder)), default=0)
        number = f"{last + 1:012}"
        ticket = open(folder / number, "w")  # noqa: SIM115  # It stays open until the PDF is made.
        fcntl.flock(ticket, fcntl.LOCK_EX)
    return number, ticket


def _before(folder: Path, number: str) -> int:
    with _alone(folder):
        return sum(other < number for other in _present(folder))


def _present(folder: Path) -> list[str]:
    """The numbers that somebody still holds; the others are thrown away."""
    present = []
    for path in sorted(folder.iterdir()):
        if not path.name.isdecimal():
            continue
        try:
            with open(path) as ticket:
                fcntl.flock(ticket, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            pass  # It was ready a moment ago.
        except BlockingIOError:
            present.append(path.name)
    return present
