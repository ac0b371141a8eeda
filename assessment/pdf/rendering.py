"""From HTML to PDF, at a safe distance: each PDF is made by a child process with limits."""

from __future__ import annotations

import logging
import socket
import time

from assessment.pdf.archiving import Attachment
from assessment.pdf.orders import BEGUN, FAILED, MADE, Limits, Order
from assessment.pdf.places import NoPlace, Row, busy, place
from assessment.pdf.workers import warm

__all__ = ["Attachment", "Limits", "PdfFailed", "Row", "busy", "render_pdf"]

# The child ends by itself in time. This is for when even that does not happen.
GRACE = 5.0  # seconds
USUAL = Limits()

log = logging.getLogger(__name__)


class PdfFailed(Exception):
    """There is no PDF; the message is Dutch and meant for the reader."""


def render_pdf(
    html: str,
    limits: Limits = USUAL,
    style: str = "report",
    attachment: Attachment | None = None,
) -> bytes:
    """The PDF, or `PdfFailed`; never a broken server."""
    order = Order(html, style, limits, attachment)
    try:
        with place(limits.queue):
            return _print(order)
    except NoPlace:
        message = "Er worden nu te veel PDF’s gemaakt. Probeer het over een minuut weer."
        raise PdfFailed(message) from None
    except OSError as fault:
        log.warning("the PDF process did not start: %s", fault)
        raise PdfFailed("De PDF kan nu niet worden gemaakt. Probeer het later weer.") from None


def _print(order: Order) -> bytes:
    started = time.monotonic()
    said = _ask(order)
    if not said:
        # The process that stood ready was killed in the meantime; a next one takes its place.
        said = _ask(order)
    if not said:
        raise OSError("it does not answer")
    if said.startswith(BEGUN + MADE):
        return said[len(BEGUN + MADE) :]
    if time.monotonic() - started >= order.limits.wall:
        raise PdfFailed("Het maken van de PDF duurde te lang en is gestopt.")
    fault = said.removeprefix(BEGUN).removeprefix(FAILED).decode("utf-8", "replace")
    log.warning("the PDF process made no PDF: %s", fault or "it was stopped")
    raise PdfFailed("Het maken van de PDF is niet gelukt. De bladzijde zelf werkt wel.")


def _ask(order: Order) -> bytes:
    """All that the child says. Nothing at all, when there is no child."""
    said = bytearray()
    with warm.connect() as line:
        line.settimeout(order.limits.wall + GRACE)
        try:
            line.sendall(order.head() + order.body())
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(1 << 20):
                said += piece
        except TimeoutError:
            return BEGUN
        except OSError:
            pass  # It ended while we spoke or listened; what it said until then counts.
    return bytes(said)
