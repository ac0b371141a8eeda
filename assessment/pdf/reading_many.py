"""The data files out of many PDFs: the library is loaded once, and no PDF meets another.

One process hands each PDF to a copy of itself that has its own limits and ends (`reading_child`).
That takes half the time of a new process for each. A few at a time, so that whoever has one PDF to
check waits no longer than for a few.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence

from assessment.pdf.places import NoPlace, place
from assessment.pdf.reading import (
    GRACE,
    MOST_DATA,
    PATIENCE,
    ROW,
    USUAL,
    Limits,
    NotAReport,
    TooBusy,
    at_the_door,
    command,
    data_in,
    start,
)
from assessment.pdf.reading_child import FOUND, MANY, SIZE

AT_A_TIME = 16
BUSY = "Er worden nu te veel rapporten gelezen. Probeer het over een minuut weer."

# The data, or why there is none.
Read = bytes | NotAReport


def attachments_of(
    pdfs: Sequence[bytes], *, patience: float = PATIENCE, limits: Limits = USUAL
) -> list[Read]:
    """One answer for each, in the same order; raises `TooBusy` when there is no place in time."""
    answers: list[Read] = []
    for first in range(0, len(pdfs), AT_A_TIME):
        try:
            with place(patience, ROW):
                answers += _few(pdfs[first : first + AT_A_TIME], limits)
        except NoPlace:
            raise TooBusy(BUSY) from None
    return answers


def _few(pdfs: Sequence[bytes], limits: Limits) -> Iterator[Read]:
    with _Reader(limits) as reader:
        for pdf in pdfs:
            try:
                at_the_door(pdf)
                yield data_in(reader.ask(pdf))
            except NotAReport as refused:
                yield refused


class _Reader:
    """The process that hands on, started when it is first needed and again when it was ended."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def ask(self, pdf: bytes) -> bytes:
        """What is said of one PDF; nothing when it had to be stopped."""
        if self.child is None:
            self.child = start(command(self.limits, MANY))
        watch = threading.Timer(self.limits.wall + GRACE, self._kill)
        watch.start()
        try:
            said = _exchange(self.child, pdf)
        finally:
            watch.cancel()
        if said is None:
            self._end()
            return b""
        return said

    def _kill(self) -> None:
        """With the copy that it made: they are a session of their own."""
        if self.child:
            with contextlib.suppress(OSError):
                os.killpg(self.child.pid, signal.SIGKILL)

    def _end(self) -> None:
        child = self.child
        if child is None:
            return
        self._kill()
        for pipe in (child.stdin, child.stdout):
            assert pipe is not None  # noqa: S101  # Both are pipes.
            with contextlib.suppress(OSError):
                pipe.close()
        child.wait()
        self.child = None


def _exchange(child: subprocess.Popen[bytes], pdf: bytes) -> bytes | None:
    """None when the process ended, or said more than it may."""
    assert child.stdin is not None  # noqa: S101  # Both are pipes.
    assert child.stdout is not None  # noqa: S101
    try:
        child.stdin.write(len(pdf).to_bytes(SIZE, "big") + pdf)
        child.stdin.flush()
        head = child.stdout.read(SIZE)
        size = int.from_bytes(head, "big")
        if len(head) < SIZE or size > len(FOUND) + MOST_DATA + 1:
            return None
        said = child.stdout.read(size)
    except OSError:
        return None
    return said if len(said) == size else None
