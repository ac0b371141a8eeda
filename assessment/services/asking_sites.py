"""One question to one web site: small, bounded in time, and never to a machine of our own.

The addresses are ours, but where a site sends us on to is not. So every host is looked up first,
only public addresses are allowed, and the connection goes to the very address that was looked at.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any, Literal, cast
from urllib.parse import SplitResult, quote, urlsplit

AGENT = "Preventiespiegel-linkcontrole"
PORTS = {"http": 80, "https": 443}
Method = Literal["HEAD", "GET"]


class NoAnswer(Exception):
    """Nothing useful came back; the message is Dutch."""


class BadCertificate(Exception):
    """The site cannot show that it is itself; the message is Dutch."""


class NotAllowed(Exception):
    """An address that we do not go to; the message is Dutch."""


@dataclass(frozen=True)
class Limits:
    """`step` is for one wait and `whole` for one question, in seconds. `local` is for tests."""

    step: float = 10.0
    whole: float = 20.0
    local: bool = False


@dataclass(frozen=True)
class Answer:
    status: int
    location: str | None
    body: bytes


def ask(method: Method, address: str, limits: Limits, most: int = 0) -> Answer:
    """The answer with at most so many bytes of its body."""
    until = time.monotonic() + limits.whole
    parts = urlsplit(address)
    host, port = _target(parts, limits)
    try:
        connected = _connect(host, port, limits)
        with connected as plain:
            if parts.scheme == "https":
                plain.settimeout(limits.step)
                with _context().wrap_socket(plain, server_hostname=host) as safe:
                    return _talk(safe, method, host, parts, limits, until, most)
            return _talk(plain, method, host, parts, limits, until, most)
    except ssl.SSLCertVerificationError as error:
        raise BadCertificate(_why(error)) from None
    except ssl.SSLError:
        raise NoAnswer("de beveiligde verbinding lukt niet") from None
    except TimeoutError:
        raise NoAnswer("het duurt te lang") from None
    except (OSError, HTTPException, ValueError):
        raise NoAnswer("de verbinding wordt verbroken") from None


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _target(parts: SplitResult, limits: Limits) -> tuple[str, int]:
    try:
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        raise NotAllowed("het adres klopt niet") from None
    if parts.scheme not in PORTS or not host or parts.username or parts.password:
        raise NotAllowed("het adres klopt niet")
    if port not in (None, *PORTS.values()) and not limits.local:
        raise NotAllowed("het adres heeft een vreemde poort")
    return host, port or PORTS[parts.scheme]


def _connect(host: str, port: int, limits: Limits) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise NoAnswer("deze naam bestaat niet of is nu niet te vinden") from None
    ips = list(dict.fromkeys(str(item[4][0]) for item in found))
    # One private address among them is enough to stay away.
    if not limits.local and not all(_is_public(ip) for ip in ips):
        raise NotAllowed("het adres leidt naar een eigen netwerk")
    last: OSError = TimeoutError()
    for ip in ips[:2]:
        try:
            return socket.create_connection((ip, port), limits.step)
        except OSError as error:
            last = error
    raise last


def _is_public(text: str) -> bool:
    ip = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # An IPv4 address can be packed in these, a private one too.
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast


def _talk(
    connected: socket.socket,
    method: Method,
    host: str,
    parts: SplitResult,
    limits: Limits,
    until: float,
    most: int,
) -> Answer:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    usual = parts.port in (None, PORTS[parts.scheme])
    name = f"[{host}]" if ":" in host else host
    connected.sendall(
        (
            f"{method} {path}{query} HTTP/1.1\r\n"
            f"Host: {name if usual else f'{name}:{parts.port}'}\r\n"
            f"User-Agent: {AGENT}/1.0 (kijkt of een adres nog bestaat)\r\n"
            "Accept: */*\r\nAccept-Language: nl\r\nAccept-Encoding: identity\r\n"
            "Connection: close\r\n\r\n"
        ).encode("ascii")
    )
    heard = cast(socket.socket, _Hearing(connected, limits.step, until))
    response = HTTPResponse(heard, method=method)
    try:
        response.begin()
        body = response.read(most) if most else b""
        return Answer(response.status, response.getheader("Location"), body)
    finally:
        response.close()


class _Hearing:
    """A socket as `HTTPResponse` wants it, that stops at a moment: a drip a second never ends."""

    def __init__(self, connected: socket.socket, step: float, until: float) -> None:
        self.reader = _Reader(connected, step, until)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self.reader)


class _Reader(io.RawIOBase):
    def __init__(self, connected: socket.socket, step: float, until: float) -> None:
        self.connected = connected
        self.step = step
        self.until = until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connected.settimeout(min(left, self.step))
        return self.connected.recv_into(buffer)


def _why(error: ssl.SSLCertVerificationError) -> str:
    words = {
        10: "het certificaat is verlopen",
        18: "niemand staat in voor het certificaat",
        19: "niemand staat in voor het certificaat",
        62: "het certificaat hoort bij een andere site",
    }
    return words.get(error.verify_code, "het certificaat is niet te vertrouwen")
