"""The process that stands ready: everything loaded, and one child per PDF forked from it.

`python -m assessment.pdf.warm <descriptor> <seconds> <now|later>`; `workers.py` starts it. It makes
no PDF itself, so nothing in it can leak from one report to the next, or grow. It ends when the
server is gone, or when nobody asked for a while.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any


def main(descriptor: str, idle: str, load: str) -> None:
    control = socket.socket(fileno=int(descriptor))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The server says when to stop.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # No child has to be waited for.
    with tempfile.TemporaryDirectory(prefix="preventiespiegel-pdf-") as folder:
        # Fonts are unpacked here, and the font libraries keep their notes here.
        os.environ.update(HOME=folder, TMPDIR=folder)
        tempfile.tempdir = folder
        styles = _load() if load == "now" else None
        forkable = _threads() == 1
        if forkable:
            _serve(control, styles, float(idle))
    if not forkable:
        # A newer Pango may work in threads, and a thread does not live on in a child. So begin
        # again, and let each child load what it needs.
        command = [sys.executable, "-m", "assessment.pdf.warm", descriptor, idle, "later"]
        os.execv(sys.executable, command)  # noqa: S606


def _load() -> Any:
    from assessment.pdf.printing import read_styles

    styles = read_styles()
    gc.collect()
    gc.freeze()
    # A child lives too short to have anything to clear away.
    gc.disable()
    return styles


def _threads() -> int:
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else 1


def _serve(control: socket.socket, styles: Any, idle: float) -> None:
    control.settimeout(idle)
    while True:
        try:
            _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        except TimeoutError:
            # From now on the server cannot ask; what it asked in the last moment is still done.
            control.shutdown(socket.SHUT_RD)
            continue
        if not descriptors:
            return
        if os.fork() == 0:
            control.close()
            _become_child(descriptors[0], styles)
        os.close(descriptors[0])


def _become_child(descriptor: int, styles: Any) -> None:
    try:
        from assessment.pdf.child import serve

        serve(socket.socket(fileno=descriptor), styles or _load())
    finally:
        os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
