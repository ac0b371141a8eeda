"""PDFs on demand: made in the background, at most two at once, the rest in line.

Who asks gets the PDF at once when it was made before, or soon when there is room, and otherwise
hears how many are in front. A page that asks again every few seconds needs nothing else.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from assessment.pdf.rendering import Attachment, Limits, PdfFailed, render_pdf
from assessment.services.pdf_cache import PdfCache
from assessment.services.versions import of_engine

AT_ONCE = 2  # by this process; the engine itself may hold on to less
PATIENCE = 3.0  # seconds that a reader waits for an answer before the page says how far it is
# Threads of the server that may stand waiting; the others go on with other people.
_STANDING = 2
_PAUSE = 0.05
_FAILED = "Het maken van de PDF is niet gelukt. De bladzijde zelf werkt wel."
# In the background nobody waits for an answer, so the line in front of the engine may be long.
_LIMITS = Limits(queue=600)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Document:
    """All that decides the bytes of a PDF."""

    html: str
    style: str = "report"
    attachment: Attachment | None = None

    @property
    def key(self) -> str:
        parts = json.dumps([self.html, self.style, repr(self.attachment), of_engine()])
        return sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Making:
    """It is being made; `ahead` is how many have to be ready first, if this process knows."""

    ahead: int | None


@dataclass
class _Job:
    ready: threading.Event = field(default_factory=threading.Event)
    pdf: bytes | None = None  # only while there is no room on the disk


def make(document: Document) -> bytes:
    return render_pdf(document.html, _LIMITS, document.style, document.attachment)


class Drafts:
    """One for each process; the folder is shared by all."""

    def __init__(
        self, cache: PdfCache, make: Callable[[Document], bytes] = make, at_once: int = AT_ONCE
    ) -> None:
        self._cache = cache
        self._make = make
        self._at_once = at_once
        self._jobs: dict[str, _Job] = {}  # in the order in which they came
        self._changed = threading.Condition()
        self._standing = threading.BoundedSemaphore(_STANDING)

    @classmethod
    def under(cls, instance: Path) -> Drafts:
        """What is too old goes at every start too, also when nobody asks for a draft again."""
        cache = PdfCache(instance / "concepten")
        cache.sweep()
        return cls(cache)

    def clear(self) -> None:
        self._cache.clear()

    def claim(self, key: str) -> int | None:
        """The right to do something with this name, in all processes; see the cache."""
        return self._cache.claim(key)

    def remember_as(self, key: str, document: Document) -> None:
        """Gives what was made a second name, for who knows that without making the document."""
        self._cache.put_name(key, document.key)

    def known_as(self, key: str) -> bytes | None:
        named = self._cache.name(key)
        return self._cache.get(named) if named else None

    def has(self, key: str) -> bool:
        named = self._cache.name(key)
        return named is not None and self._cache.has(named)

    def fault(self, key: str) -> str | None:
        return self._cache.fault(key)

    def put_fault(self, key: str, words: str) -> None:
        self._cache.put_fault(key, words)

    def forget_fault(self, key: str) -> None:
        self._cache.forget_fault(key)

    def ask(
        self, document: Document, *, patience: float = PATIENCE, again: bool = False
    ) -> bytes | Making:
        """The PDF, or how far it is. Raises PdfFailed; `again` tries once more after that."""
        key = document.key
        pdf = self._cache.get(key)
        if pdf is not None:
            return pdf
        if again:
            self._cache.forget_fault(key)
        elif fault := self._cache.fault(key):
            raise PdfFailed(fault)
        self._start(key, document)
        if self._ahead(key) not in (0, None) or not self._standing.acquire(blocking=False):
            return Making(self._ahead(key))
        try:
            return self._wait(key, patience)
        finally:
            self._standing.release()

    def wait(self, document: Document, patience: float) -> bytes:
        """For what cannot go on without it. Raises PdfFailed, also when it takes too long."""
        key = document.key
        pdf = self._cache.get(key)
        if pdf is not None:
            return pdf
        self._cache.forget_fault(key)
        self._start(key, document)
        found = self._wait(key, patience)
        if isinstance(found, Making):
            raise PdfFailed("Er worden nu veel PDF’s gemaakt. Probeer het over een minuut weer.")
        return found

    def _start(self, key: str, document: Document) -> None:
        """Nothing when it is being made already, here or in another process."""
        with self._changed:
            if key in self._jobs:
                return
            handle = self._cache.claim(key)
            if handle is None:
                return
            if self._cache.get(key) is not None:  # ready between two looks
                os.close(handle)
                return
            for name in [name for name, job in self._jobs.items() if job.ready.is_set()]:
                del self._jobs[name]  # nobody came for it
            job = self._jobs[key] = _Job()
        threading.Thread(
            target=self._run, args=(key, document, job, handle), name="pdf", daemon=True
        ).start()

    def _run(self, key: str, document: Document, job: _Job, handle: int) -> None:
        said, made = _FAILED, False
        try:
            with self._changed:
                self._changed.wait_for(lambda: (self._ahead(key) or 0) == 0)
            job.pdf = self._make(document)
            made = True
            self._cache.put(key, job.pdf)
            job.pdf = None
        except PdfFailed as fault:
            said = str(fault)
        except OSError as fault:
            log.warning("a draft is not kept: %s", fault)
        finally:
            # Whatever went wrong: who waits hears of it, and the next in line begins. That it
            # failed is told last, for whoever hears that may try again at once.
            with self._changed:
                if job.pdf is None:
                    del self._jobs[key]
                os.close(handle)
                self._changed.notify_all()
            if not made:
                with suppress(OSError):
                    self._cache.put_fault(key, said)
            job.ready.set()

    def _wait(self, key: str, patience: float) -> bytes | Making:
        until = time.monotonic() + patience
        while True:
            pdf = self._cache.get(key) or self._taken(key)
            if pdf is not None:
                return pdf
            if fault := self._cache.fault(key):
                raise PdfFailed(fault)
            left = until - time.monotonic()
            if left <= 0:
                return Making(self._ahead(key))
            job = self._jobs.get(key)
            if job is not None:
                job.ready.wait(left)
            else:
                time.sleep(min(_PAUSE, left))

    def _taken(self, key: str) -> bytes | None:
        """A PDF for which there was no room on the disk, handed over once."""
        with self._changed:
            job = self._jobs.get(key)
            if job is None or not job.ready.is_set():
                return None
            del self._jobs[key]
            self._changed.notify_all()
            return job.pdf

    def _ahead(self, key: str) -> int | None:
        """How many must be ready before this one begins; None when another process makes it."""
        busy = [name for name, job in list(self._jobs.items()) if not job.ready.is_set()]
        return max(0, busy.index(key) + 1 - self._at_once) if key in busy else None
