"""A real server, started as a person starts it, and a real Chromium."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.core.builders import ROOT

PATIENCE_SECONDS = 200


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """A browser that hangs fails its test; not every wait in it has an end of its own."""

    def give_up(*_):
        raise TimeoutError(f"{item.name} hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE_SECONDS)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Server:
    """`python3 run.py` in a process of its own, with an instance folder of its own."""

    def __init__(self, folder: Path, command: str = "serve") -> None:
        self.folder = folder
        self.command = command
        self.port = _free_port()
        self.said = ""
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> Server:
        log = self.folder / "said.log"
        code = "import sys; from assessment.cli import main; sys.exit(main(sys.argv[1:]))"
        with log.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code, self.command, "--port", str(self.port)],
                cwd=ROOT,
                env={**os.environ, "PREVENTIESPIEGEL_INSTANCE": str(self.folder / "instance")},
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        for _ in range(300):
            self.said = log.read_text()
            if f"127.0.0.1:{self.port}" in self.said and self.answers():
                return self
            assert self.process.poll() is None, self.said
            time.sleep(0.1)
        raise AssertionError(self.said)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def entrance(self) -> str:
        """The one-time link that the first start prints."""
        found = re.search(r"http://\S+/binnenkomen/\S+", self.said)
        assert found, self.said
        return found[0]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, how)
            # Longer than the server gives to requests that are under way.
            self.process.wait(45)
            self.process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path).start()
    yield server
    server.stop()


@pytest.fixture
def tab(chromium, server):
    """One tab of a browser that has never been here before."""
    context = chromium.new_context(
        base_url=server.address, locale="nl-NL", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []

    def note(message):
        # A page that is refused on purpose is no fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    # A page that breaks its own content policy says so on the console.
    assert wrong == []
