"""The web server: gunicorn, started from our own process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication


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
            "when_ready": lambda server: print(announcement, flush=True),
        }
        before_sharing()
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.choices.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.app
