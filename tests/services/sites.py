"""Web sites on this machine that behave well, badly and very badly."""

from __future__ import annotations

import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROBOTS = "User-agent: *\nDisallow: /verboden\n"


class Site(ThreadingHTTPServer):
    """Counts what is asked, and how many questions it has at the same moment."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, robots: str | int = ROBOTS) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.robots = robots
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.now = 0
        self.most = 0
        self.slow = 0.0
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.scheme = "http"

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor that hangs up in the middle is what we test."""


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        site = self.server
        with site.lock:
            site.asked.append((self.command, self.path))
            site.agents.add(self.headers["User-Agent"])
            site.counts[self.path] += 1
            site.now += 1
            site.most = max(site.most, site.now)
        site.over.wait(site.slow)
        # Before the answer goes out: a visitor who has it may be back before this thread goes on.
        with site.lock:
            site.now -= 1
        self.say(self.path)

    def say(self, path: str) -> None:
        site, head = self.server, self.command == "HEAD"
        name, _, number = path.strip("/").partition("/")
        if path == "/robots.txt":
            self.robots()
        elif name == "status":
            self.send(int(number))
        elif name == "not-head":
            self.send(405 if head else 200)
        elif name == "no-programs":
            self.send(403)
        elif name == "wrong-head":
            self.send(404 if head else 200)
        elif name == "to":
            code, _, target = number.partition("/")
            self.send(int(code), Location=f"/{target}")
        elif name == "away":
            self.send(301, Location=f"http://127.0.0.1:{number}")
        elif name == "circle":
            self.send(301, Location=path)
        elif name == "hops":
            left = int(number)
            self.send(*((301,) if left else (200,)), Location=f"/hops/{left - 1}" if left else "")
        elif name == "inside":
            self.send(301, Location="http://169.254.169.254/latest/")
        elif name == "strange":
            self.send(301, Location="file:///etc/passwd")
        elif name == "silence":
            site.over.wait(30)
        elif name == "once-silent" and site.counts[path] == 1:
            self.close_connection = True
        elif name == "drip":
            self.drip()
        elif name == "huge":
            self.huge()
        else:
            self.send(200)

    def robots(self) -> None:
        robots = self.server.robots
        if isinstance(robots, int):
            self.send(robots)
        else:
            self.send(200, robots.encode())

    def send(self, code: int, body: bytes = b"goed", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def drip(self) -> None:
        """A letter at a time: each comes in time, and the whole never does."""
        for letter in "HTTP/1.1 200 OK\r\nX-Traag: " + "x" * 600:
            self.wfile.write(letter.encode())
            self.wfile.flush()
            if self.server.over.wait(0.05):
                return

    def huge(self) -> None:
        """No end, and refuses the short question."""
        if self.command == "HEAD":
            self.send(405)
            return
        self.send_response(200)
        self.end_headers()
        while not self.server.over.is_set():
            self.wfile.write(b"x" * 65536)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@contextmanager
def site(robots: str | int = ROBOTS, certificate: Path | None = None) -> Iterator[Site]:
    made = Site(robots)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        made.socket = context.wrap_socket(
            made.socket, server_side=True, do_handshake_on_connect=False
        )
        made.scheme = "https"
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.over.set()
        made.shutdown()
        thread.join()
        made.server_close()


def nobody() -> str:
    """An address where nobody listens."""
    with Site() as closed:
        return closed.address


def took(start: float) -> float:
    return time.monotonic() - start
