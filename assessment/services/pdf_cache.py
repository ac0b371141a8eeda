"""PDFs of drafts on disk, each under the hash of all that went into it.

The hash is the name, so nobody can get the draft of another: who asks must have the very content.
Processes share the folder. A PDF is written beside it and then renamed, so a half one is never
read; a digest in front of it finds what a power cut left behind. Everything here can be missed.
"""

from __future__ import annotations

import fcntl
import logging
import os
import tempfile
import time
from hashlib import sha256
from pathlib import Path

# All reports of the largest network that there can be, with the drafts of a busy day.
MOST_BYTES = 1_000_000_000
LONGEST = 24 * 3600  # seconds
_DIGEST = 64

log = logging.getLogger(__name__)


class PdfCache:
    """A folder with at most so many bytes, of which nothing is older than a day."""

    def __init__(
        self, folder: Path, most_bytes: int = MOST_BYTES, longest: float = LONGEST
    ) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self.longest = longest

    def has(self, key: str) -> bool:
        """Whether it is there, without reading it."""
        return self._is_young(self._path(key, "pdf"))

    def get(self, key: str) -> bytes | None:
        path = self._path(key, "pdf")
        if not self._is_young(path):
            return None
        try:
            stored = path.read_bytes()
        except OSError:  # removed between two looks
            return None
        digest, pdf = stored[:_DIGEST], stored[_DIGEST:]
        if sha256(pdf).hexdigest().encode() != digest:
            log.warning("a stored draft is damaged and is made again")
            return None
        return pdf

    def put(self, key: str, pdf: bytes) -> None:
        """Raises OSError when there is no room."""
        self._write(self._path(key, "pdf"), sha256(pdf).hexdigest().encode() + pdf)
        self._path(key, "fault").unlink(missing_ok=True)
        self.sweep()

    def fault(self, key: str) -> str | None:
        """Why it could not be made, for the reader."""
        return self._words(self._path(key, "fault"))

    def put_fault(self, key: str, words: str) -> None:
        self._write(self._path(key, "fault"), words.encode())

    def forget_fault(self, key: str) -> None:
        self._path(key, "fault").unlink(missing_ok=True)

    def put_name(self, key: str, of: str) -> None:
        """A second name for the PDF with the key `of`."""
        self._write(self._path(key, "name"), of.encode())

    def name(self, key: str) -> str | None:
        return self._words(self._path(key, "name"))

    def claim(self, key: str) -> int | None:
        """The right to make this PDF, for `os.close` to give back; None while another has it.

        The system takes it back from a process that was killed, so the next one who asks begins
        again.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(key, "lock")
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        return handle

    def _path(self, key: str, kind: str) -> Path:
        return self.folder / f"{key}.{kind}"

    def _is_young(self, path: Path) -> bool:
        try:
            return time.time() - path.stat().st_mtime <= self.longest
        except OSError:
            return False

    def _words(self, path: Path) -> str | None:
        if not self._is_young(path):
            return None
        try:
            return path.read_text(encoding="utf-8")
        except OSError:
            return None

    def _write(self, path: Path, body: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".new-")  # mode 600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            os.replace(name, path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def clear(self) -> None:
        """Removes every draft: what was erased must not be read back from one."""
        for path in self.folder.glob("*.pdf"):
            path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Removes what is too old, and then the oldest until the rest fits."""
        if not self.folder.exists():
            return
        found = []
        for path in self.folder.iterdir():
            try:
                about = path.stat()
            except OSError:  # another process was first
                continue
            found.append((about.st_mtime, about.st_size, path))
        room = self.most_bytes
        oldest = time.time() - self.longest
        for at, size, path in sorted(found, reverse=True):
            room -= size
            if at < oldest or room < 0:
                path.unlink(missing_ok=True)
