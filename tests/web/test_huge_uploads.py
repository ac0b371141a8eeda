"""A gigabyte to every page that takes a file: refused at once, on a real line."""

import multiprocessing
import os
import re
import select
import signal
import socket
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from assessment.cli.server import Server

GIGABYTE = 1 << 30
PIECE = bytes(1 << 18)
SECONDS, MEMORY = 2, 200_000_000
HEAD = (
    b"--grens\r\n"
    b'Content-Disposition: form-data; name="bestand"; filename="groot.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
)


class Running:
    """The server as it is started for users, in a process of its own, with two workers."""

    def __init__(self, app, database):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

        def run():
            os.setsid()
            where = ("127.0.0.1", self.port)
            Server(app, *where, 2, 4, "klaar", database.dispose).run()

        self.process = multiprocessing.get_context("fork").Process(target=run)
        self.process.start()
        until = time.monotonic() + 30
        while True:
            try:
                assert self.answers()
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.02)

    def memory(self):
        """The most that any of its processes ever took."""
        pid = self.process.pid
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        status = [Path(f"/proc/{one}/status").read_text() for one in (pid, *workers)]
        return max(int(re.search(r"VmHWM:\s+(\d+)", text)[1]) * 1024 for text in status)

    def answers(self):
        with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=SECONDS) as answer:
            return answer.status == 200

    def upload(self, address, cookie, *, chunked):
        """Sends until it is refused: what was answered, how long it took, how much was sent."""
        size = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {GIGABYTE}"
        head = (
            f"POST {address} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n{size}\r\n"
            "Content-Type: multipart/form-data; boundary=grens\r\n\r\n"
        )
        # Of what is declared the answer comes before anything is sent.
        patience = 0 if chunked else SECONDS
        begun, sent = time.monotonic(), 0
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS * 5) as line:
            line.sendall(head.encode())
            try:
                while sent < GIGABYTE and not select.select([line], [], [], patience)[0]:
                    body = PIECE if sent else HEAD
                    line.sendall(b"%x\r\n%s\r\n" % (len(body), body) if chunked else body)
                    sent += len(body)
                    if sent % (64 * len(PIECE)) == len(HEAD):
                        assert self.answers()
                said = line.recv(4096)
            except OSError:
                said = b""  # It hung up while we spoke.
        return said, time.monotonic() - begun, sent

    def close(self):
        # It leads a group of its own, with its workers.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join()


@pytest.fixture
def server(app, database, browser):
    running = Running(app, database)
    yield running
    running.close()


@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
def test_a_gigabyte_is_refused_and_others_are_served(server, browser, here, chunked):
    cookies = browser.client._cookies.values()
    cookie = "; ".join(f"{item.key}={item.value}" for item in cookies)
    areas = ["/vergelijken/", "/controleer/", "/account/voorblad/"]
    for area in ("excel/bekijken", "aan-de-slag/excel/bekijken", "rapport/vergelijken/"):
        areas.append(f"{here}/{area}")
    before = server.memory()
    for address in areas:
        said, seconds, sent = server.upload(address, cookie, chunked=chunked)
        # Whoever goes on speaking may be cut off before the answer arrives.
        assert said.startswith(b"HTTP/1.1 413") or (chunked and not said), (address, said)
        assert seconds < SECONDS, address
        assert sent < GIGABYTE // 16, address
        assert server.answers()
    assert server.memory() - before < MEMORY
