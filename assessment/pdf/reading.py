"""The data file out of a PDF that anyone may have sent: in a process with limits, or not at all."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from assessment.pdf import reading_child
from assessment.pdf.archiving import ATTACHMENT
from assessment.pdf.places import NoPlace, place
from assessment.pdf.reading_child import FOUND, ONE, REFUSED

MOST_PDF = 8_000_000
MOST_DATA = 2_000_000
HEADER, END = b"%PDF-", b"%%EOF"
ROW = "reading"
# Seconds to wait for one of the two places: short, because whoever waits keeps a thread busy.
PATIENCE = 3.0
GRACE = 2.0  # The child ends by itself in time; this is for when even that does not happen.

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """What one PDF may cost. A report of 25 pages takes a fifth of a second and 45 MB."""

    memory: int = 190_000_000  # bytes of address space
    processor: float = 1.5  # seconds
    wall: float = 6.0  # seconds, on a machine that has other work too


USUAL = Limits()


class NotAReport(Exception):
    """No data can be taken out; the message is Dutch. `ours` is False when it never had any."""

    def __init__(self, message: str, *, ours: bool = True) -> None:
        super().__init__(message)
        self.ours = ours


class TooBusy(Exception):
    """Two PDFs are being read already; this one can be sent again. The message is Dutch."""


NO_PDF = "Dit bestand is geen PDF."
NOTHING_IN_IT = "In deze PDF zitten geen gegevens van de Preventiespiegel."
BROKEN = "Deze PDF is beschadigd, of te ingewikkeld om veilig te lezen."
LOCKED = "Deze PDF is met een wachtwoord beveiligd. Onze rapporten zijn dat niet."
SEVERAL = "In deze PDF zitten meer bestanden dan in een rapport van ons."
LARGE = "De gegevens in deze PDF zijn te groot voor een rapport van ons."
WHY = {"encrypted": LOCKED, "none": NOTHING_IN_IT, "several": SEVERAL, "large": LARGE}


def attachment_of(pdf: bytes, limits: Limits = USUAL) -> bytes:
    """The bytes of the data file; raises `NotAReport` or `TooBusy`, and nothing else."""
    at_the_door(pdf)
    try:
        with place(PATIENCE, ROW):
            said = _ask(pdf, limits)
    except NoPlace:
        message = "Er worden nu te veel rapporten gecontroleerd. Probeer het over een minuut weer."
        raise TooBusy(message) from None
    return data_in(said)


def at_the_door(pdf: bytes) -> None:
    """What needs no process to refuse; raises `NotAReport`."""
    if len(pdf) > MOST_PDF:
        raise NotAReport(f"Deze PDF is te groot. Een rapport is hooguit {MOST_PDF // 10**6} MB.")
    if not pdf.startswith(HEADER):
        raise NotAReport(NO_PDF, ours=False)
    if not pdf.rstrip().endswith(END):
        # Cut off, or something else hangs behind it.
        raise NotAReport(BROKEN)


def data_in(said: bytes) -> bytes:
    """What a child answered: the data, or `NotAReport` for everything else that it may say."""
    if said.startswith(FOUND) and len(said) <= len(FOUND) + MOST_DATA:
        return said.removeprefix(FOUND)
    code = said.removeprefix(REFUSED).decode("ascii", "replace")
    raise NotAReport(WHY.get(code, BROKEN), ours=code != "none")


def command(limits: Limits = USUAL, how: str = ONE) -> list[str]:
    """Its own program file and nothing else: not even our own packages are within its reach."""
    given = (how, ATTACHMENT, MOST_DATA, limits.memory, limits.processor, limits.wall)
    return [sys.executable, "-I", str(Path(reading_child.__file__)), *map(str, given)]


def _ask(pdf: bytes, limits: Limits) -> bytes:
    """All that the child says, and not a byte more than it may say; nothing when it was stopped."""
    child = start(command(limits))
    watch = threading.Timer(limits.wall + GRACE, child.kill)
    watch.start()
    assert child.stdin is not None  # noqa: S101  # Both are pipes.
    assert child.stdout is not None  # noqa: S101
    said = b""
    try:
        # It reads everything before it answers, so neither waits for the other.
        with contextlib.suppress(OSError):
            child.stdin.write(pdf)
        with contextlib.suppress(OSError):
            child.stdin.close()
        said = child.stdout.read(len(FOUND) + MOST_DATA + 1)
    finally:
        watch.cancel()
        child.kill()
        child.stdout.close()
        child.wait()
    return said


def start(line: list[str]) -> subprocess.Popen[bytes]:
    """A child with nothing of ours around it; raises `TooBusy` when the machine has no room."""
    try:
        return subprocess.Popen(  # noqa: S603  # Nothing of this command is from a user.
            line,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"},
            start_new_session=True,
        )
    except OSError as fault:
        log.warning("the process that reads a PDF did not start: %s", fault)
        raise TooBusy("Controleren lukt nu niet. Probeer het over een minuut weer.") from None
