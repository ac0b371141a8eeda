"""A small real mail server: it takes what it gets and remembers it."""

from __future__ import annotations

import socketserver
import ssl
import threading
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "spiegel", "geheim wachtwoord"


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        if self.server.silent:
            self.rfile.read(1)
            return
        self.say("220 hallo")
        while raw := self.rfile.readline():
            line = raw.decode().rstrip("\r\n")
            self.server.heard.append(line)
            word = line.partition(" ")[0].upper()
            if word == "EHLO":
                secure = isinstance(self.connection, ssl.SSLSocket)
                offers = "AUTH PLAIN LOGIN" if secure else "STARTTLS"
                self.say(f"250-localhost\r\n250 {offers}")
            elif word == "STARTTLS":
                self.say("220 kom maar")
                assert self.server.context
                self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
                self.rfile = self.connection.makefile("rb")
                self.wfile = self.connection.makefile("wb", buffering=0)
            elif word == "AUTH":
                self.say("235 goed")
            elif word == "RCPT" and self.server.refuses:
                self.say("550 die ken ik niet")
            elif word == "DATA":
                self.say("354 zeg het")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines))
                self.say("250 ontvangen")
            elif word == "QUIT":
                self.say("221 dag")
                return
            else:
                self.say("250 goed")

    def finish(self) -> None:
        super().finish()
        # After STARTTLS it is another one than the server knows of, and so ours to close.
        if isinstance(self.connection, ssl.SSLSocket):
            self.connection.close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    refuses = silent = False

    def __init__(self, context: ssl.SSLContext | None, implicit: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.context, self.implicit = context, implicit
        self.heard: list[str] = []
        self.mails: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def finish_request(self, request, client_address):  # type: ignore[no-untyped-def]
        if self.implicit:
            assert self.context
            with self.context.wrap_socket(request, server_side=True) as wrapped:
                super().finish_request(wrapped, client_address)
        else:
            super().finish_request(request, client_address)

    def handle_error(self, request, client_address):  # type: ignore[no-untyped-def]
        """A client that refuses our certificate breaks off, as it should."""


@contextmanager
def mail_server(  # type: ignore[no-untyped-def]
    pem: Path | None = None, implicit: bool = False, refuses: bool = False, silent: bool = False
):
    context = None
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
    with _Server(context, implicit) as server:
        server.refuses, server.silent = refuses, silent
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
