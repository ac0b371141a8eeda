"""The server's side of the process that stands ready: started when needed, replaced when gone."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).resolve().parents[2]
IDLE = 300  # seconds until it ends by itself


@dataclass
class WarmProcess:
    """One for each process of the server. What is in it is forked for each PDF."""

    idle: float = IDLE
    load: str = "now"
    _lock: Lock = field(default_factory=Lock)
    _owner: int = 0
    _control: socket.socket | None = None
    _process: subprocess.Popen[bytes] | None = None

    def connect(self) -> socket.socket:
        """A line to a child of its own. Raises OSError when no process can be started."""
        with self._lock:
            for _ in range(2):
                control = self._control if self._owner == os.getpid() else None
                control = control or self._start()
                ours, theirs = socket.socketpair()
                with theirs:
                    try:
                        socket.send_fds(control, [b"."], [theirs.fileno()])
                    except OSError:
                        ours.close()
                        self._forget()  # It had just ended; a next one takes its place.
                    else:
                        return ours
        raise OSError("the process that makes PDFs does not stay alive")

    def close(self) -> None:
        with self._lock:
            if self._owner == os.getpid():
                self._forget()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._owner == os.getpid() else None

    def _start(self) -> socket.socket:
        control, theirs = socket.socketpair()
        self._owner = os.getpid()
        # It gets nothing of our environment: there may be secrets in it.
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"}
        command = [sys.executable, "-m", "assessment.pdf.warm"]
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603  # Nothing here is from a user.
                    [*command, str(theirs.fileno()), str(self.idle), self.load],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    cwd=ROOT,
                    env=environment,
                    start_new_session=True,
                )
            except OSError:
                control.close()
                raise
        self._control = control
        return control

    def _forget(self) -> None:
        """Without a line to us it ends by itself."""
        if self._control:
            self._control.close()
        if self._process:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control = self._process = None


warm = WarmProcess()
atexit.register(warm.close)
