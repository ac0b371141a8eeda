"""What the commands share: saying what goes wrong, showing progress, and writing files whole."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

BAR = 24


class Trouble(Exception):
    """Something that the person at the keyboard can mend; the message is Dutch."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


def progress(done: int, total: int, name: str) -> None:
    """One line that fills up on a screen; nothing where nobody watches."""
    if not sys.stderr.isatty():
        return
    filled = BAR * done // total
    bar = "█" * filled + "░" * (BAR - filled)
    end = "\n" if done == total else ""
    print(f"\r{bar} {done}/{total} {name[:40]:<40}", end=end, file=sys.stderr, flush=True)


def write_whole(path: Path, content: bytes | Iterator[bytes]) -> None:
    """The whole file or nothing: a stop halfway leaves what was there before."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
            # mkstemp makes a private file; a report is as readable as any other file.
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise Trouble(f"{path}: kan hier niet schrijven ({error.strerror})", 1) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
