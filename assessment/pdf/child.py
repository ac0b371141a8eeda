"""The process that makes one PDF and ends: limits around it, and nothing within reach.

`warm.py` forks it. Laying out pages is done by libraries in C, on text that anyone may have typed:
what goes wrong here must not take the server along, and leaves nothing behind for the next PDF.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from assessment.pdf.orders import BEGUN, FAILED, MADE, Limits, read_limits, read_order
from assessment.pdf.printing import Refused, Style, make_pdf

FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")
MOST_OPEN_FILES = 64


def limit(limits: Limits) -> None:
    """The system keeps the time, so that the end comes also when nobody watches any more."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # It writes no file at all.
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN_FILES, MOST_OPEN_FILES))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall)


def lock_in() -> None:
    """From here on this process makes no connection and starts no program, whoever asks."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise Refused(event)

    sys.addaudithook(refuse)


def serve(connection: socket.socket, styles: Mapping[str, Style]) -> NoReturn:
    """Takes one order and answers it."""
    answer = FAILED
    try:
        connection.sendall(BEGUN)
        with connection.makefile("rb") as incoming:
            limits = read_limits(incoming)
            limit(limits)
            lock_in()
            order = read_order(incoming, limits)
        answer = MADE + make_pdf(order.html, styles[order.style], order.attachment)
    # A refused address is not even an `Exception`; whatever it is, the server has to hear it.
    except BaseException as fault:  # noqa: BLE001
        answer = FAILED + f"{type(fault).__name__}: {fault}".encode("utf-8", "replace")[:500]
    try:
        connection.sendall(answer)
    finally:
        # The usual way out would clear away what the warm process still needs.
        os._exit(0)
