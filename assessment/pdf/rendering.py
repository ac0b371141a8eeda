"""From HTML to PDF, at a safe distance: each PDF is made by a child process with limits."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2

log = logging.getLogger(__name__)
_places = BoundedSemaphore(AT_ONCE)


class PdfFailed(Exception):
    """There is no PDF; the message is Dutch and meant for the reader."""


@dataclass(frozen=True)
class Limits:
    """What one PDF may cost. A report of forty pages needs about a tenth of this."""

    memory: int = 1_500_000_000  # bytes of address space
    cpu: int = 60  # seconds
    wall: int = 90  # seconds
    queue: int = 30  # seconds to wait for a place


def render_pdf(html: str, limits: Limits = Limits(), style: str = "report") -> bytes:
    """The PDF, or `PdfFailed`; never a broken server."""
    if not _places.acquire(timeout=limits.queue):
        raise PdfFailed("Er worden nu te veel PDF’s gemaakt. Probeer het over een minuut weer.")
    try:
        return _render(html, limits, style)
    finally:
        _places.release()


def _render(html: str, limits: Limits, style: str) -> bytes:
    numbers = (str(limits.memory), str(limits.cpu))
    command = [sys.executable, "-m", "assessment.pdf.child", *numbers, style]
    # A child that is killed leaves its unpacked fonts behind, so its files go in a folder of ours.
    with tempfile.TemporaryDirectory(prefix="preventiespiegel-pdf-") as folder:
        # It gets no part of our environment: there may be secrets in it.
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": folder, "HOME": folder}
        try:
            done = subprocess.run(  # noqa: S603  # Nothing in the command comes from a user.
                command,
                input=html.encode("utf-8", "replace"),
                capture_output=True,
                timeout=limits.wall,
                cwd=ROOT,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise PdfFailed("Het maken van de PDF duurde te lang en is gestopt.") from None
        except OSError as fault:
            log.warning("the PDF process did not start: %s", fault)
            raise PdfFailed("De PDF kan nu niet worden gemaakt. Probeer het later weer.") from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        # The last line only: it names the fault, and a traceback would fill the log.
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        log.warning("the PDF process ended with %s: %s", done.returncode, said)
        raise PdfFailed("Het maken van de PDF is niet gelukt. De bladzijde zelf werkt wel.")
    return done.stdout
