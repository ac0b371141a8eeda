"""What the server and the process that prints say to each other about one PDF."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO

from assessment.pdf.archiving import Attachment

# The child says that it has begun, and then how it ended, with the PDF or the fault behind it.
BEGUN, MADE, FAILED = b"+", b"=", b"!"


@dataclass(frozen=True)
class Limits:
    """What one PDF may cost. A report of forty pages needs about a tenth of this."""

    memory: int = 1_500_000_000  # bytes of address space
    cpu: int = 60  # seconds
    wall: float = 90  # seconds
    queue: float = 30  # seconds to wait for a place


@dataclass(frozen=True)
class Order:
    html: str
    style: str
    limits: Limits
    attachment: Attachment | None = None

    def head(self) -> bytes:
        """One line, so that the limits are known before anything else is read."""
        return json.dumps(asdict(self.limits)).encode() + b"\n"

    def body(self) -> bytes:
        html = self.html.encode("utf-8", "replace")
        told: dict[str, object] = {"style": self.style, "html": len(html)}
        added = b""
        if self.attachment:
            told |= {
                "name": self.attachment.name,
                "description": self.attachment.description,
                "modified": self.attachment.modified.isoformat(),
            }
            added = self.attachment.body
        return json.dumps(told).encode() + b"\n" + html + added


def read_limits(incoming: BinaryIO) -> Limits:
    return Limits(**json.loads(incoming.readline()))


def read_order(incoming: BinaryIO, limits: Limits) -> Order:
    told = json.loads(incoming.readline())
    html = incoming.read(told["html"]).decode("utf-8")
    attachment = None
    if "name" in told:
        modified = datetime.fromisoformat(told["modified"])
        attachment = Attachment(told["name"], incoming.read(), told["description"], modified)
    return Order(html, told["style"], limits, attachment)
