"""The web server: gunicorn, started from our own process."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

# What asks a process to end.
ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn comes without types
    """Serves one application, and says where once it is really ready."""

    def __init__(
        self,
        app: Any,
        host: str,
        port: int,
        workers: int,
        threads: int,
        announcement: str,
        before_sharing: Callable[[], None],
    ) -> None:
        self.app = app
        self.choices = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": 30,
            "loglevel": "warning",
            # The application is loaded once and shared; the database connections are not.
            "preload_app": True,
            "control_socket_disable": True,
            "post_fork": _end_when_asked,
            "when_ready": lambda server: print(announcement, flush=True),
        }
        before_sharing()
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.choices.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.app


def _end_when_asked(server: Any, worker: Any) -> None:
    """Until a worker has handlers of its own, it has those of its parent, that only take note.

    Whoever stops a server that is just starting would wait for as long as requests may take.
    """
    for number in ENDS:
        signal.signal(number, signal.SIG_DFL)
