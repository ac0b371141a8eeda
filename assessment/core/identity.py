"""Which report this is: what every page of it prints, and what a reader can check later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Status = Literal["concept", "vastgesteld"]

# How much of the answers travels along, from little to everything. The municipality chooses.
Sharing = Literal["levels", "gaps", "answers", "notes"]
SHARING: tuple[Sharing, ...] = ("levels", "gaps", "answers", "notes")


@dataclass(frozen=True)
class Identity:
    """The name of one report. A draft has one too: it can be checked as well."""

    number: str
    status: Status
    made_on: date
    sharing: Sharing
    fingerprint: str  # SHA-256, hexadecimal, of the data file that the report carries

    @property
    def short(self) -> str:
        """What fits at the foot of a page: four groups of four can be read out over a phone."""
        first = self.fingerprint[:16]
        return " ".join(first[start : start + 4] for start in range(0, len(first), 4))
