"""Own advice beside a report: a layer of somebody who signs it, and never part of the report.

It belongs to the scan and to what it is about, so it is there again when the report is made again.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime

ADVICE_MAX = 2000
ORGANISATION_MAX = 120
COVER_LINE_MAX = 160
LOGO_ALT_MAX = 120
LOGO_MAX = 200_000  # bytes, as we store it
SUBJECT_MAX = 300  # how a gap or a step was called when the advice was given

WHOLE = "rapport"  # what advice is about that is about no gap and no step

GONE = "Dit gat is er niet meer."
NOT_KNOWN = "Of dit gat er nog is, is nu niet bekend."
NOT_HERE = "Dit gat staat niet in dit rapport."


@dataclass(frozen=True)
class Advice:
    """What one person advises about one thing, signed with function and organisation."""

    about: str  # the rule of a gap, a step, or WHOLE
    title: str  # how that was called then, to know it when the gap is gone
    text: str
    organisation: str
    author_id: str
    removed: bool = False
    function: str = field(default="", compare=False)  # of who signed it
    id: str = field(default="", compare=False)
    version: int = field(default=0, compare=False)
    by: str | None = field(default=None, compare=False)  # who changed it last
    by_id: str | None = field(default=None, compare=False)
    at: datetime | None = field(default=None, compare=False)

    @property
    def signed(self) -> str:
        return f"{self.function} ({self.organisation})"

    @property
    def taken_by_another(self) -> bool:
        """Only the municipality takes away what is not its own, and only it puts that back."""
        return self.removed and self.by_id != self.author_id

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(line for line in self.text.splitlines() if line.strip())


@dataclass(frozen=True)
class House:
    """How an organisation that advises presents itself on the cover."""

    organisation: str
    cover_line: str = ""
    logo: bytes | None = None  # a PNG that we wrote ourselves
    logo_alt: str = ""

    @property
    def logo_address(self) -> str:
        """The picture itself, for a document that may fetch nothing."""
        return f"data:image/png;base64,{b64encode(self.logo or b'').decode()}"


@dataclass(frozen=True)
class Layer:
    """All advice that a reader gets with one report. `told` is what the report has a place for."""

    given: tuple[Advice, ...] = ()
    houses: tuple[House, ...] = ()
    told: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()  # of which is not known whether it is a gap
    gone: str = GONE  # what is said of a gap that is not in the report

    def at(self, about: str) -> tuple[Advice, ...]:
        return tuple(item for item in self.given if item.about == about)

    @property
    def elsewhere(self) -> tuple[tuple[Advice, str], ...]:
        """What is about something that the report does not show, and why it does not."""
        return tuple(
            (item, NOT_KNOWN if item.about in self.unknown else self.gone)
            for item in self.given
            if item.about != WHOLE and item.about not in self.told
        )

    @property
    def from_whom(self) -> str:
        return "; ".join(dict.fromkeys(item.organisation for item in self.given))


NO_LAYER = Layer()
