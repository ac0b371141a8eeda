"""What a visit to an address says about a tool. Who visits, and how, stands in the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from assessment.core.tools import AddressState, Tool

Outcome = Literal["ok", "moved", "gone", "silent", "certificate", "skipped"]

OUTCOME_WORDS: dict[Outcome, str] = {
    "ok": "ok",
    "moved": "verhuisd",
    "gone": "weg",
    "silent": "geen antwoord",
    "certificate": "certificaat klopt niet",
    "skipped": "niet gecontroleerd",
}


@dataclass(frozen=True)
class Visit:
    """What came of one visit; `leads_to` is where the address sends its visitors."""

    address: str
    outcome: Outcome
    detail: str = ""
    leads_to: str | None = None

    @property
    def to_front_page(self) -> bool:
        """A page that sends everyone to the front page is often gone without saying so."""
        if self.leads_to is None:
            return False
        to, own = urlsplit(self.leads_to), urlsplit(self.address)
        return own.path not in ("", "/") and to.path in ("", "/") and not to.query

    @property
    def suggestion(self) -> str | None:
        """The new address, for a person to judge."""
        return self.leads_to if self.outcome == "moved" and not self.to_front_page else None


def state_after(tool: Tool, visit: Visit, today: date) -> AddressState | None:
    """The new state, or None when this visit says nothing.

    Only a site that says so itself is gone at once. Everything else may be a bad day: it takes a
    second day to call it dead. And a page that a person called outdated stays so while it answers.
    """
    if visit.outcome == "skipped" or visit.to_front_page:
        return None
    if visit.outcome == "gone":
        return "dead"
    if visit.outcome in ("silent", "certificate"):
        if tool.address_state in ("dead", "outdated"):
            return tool.address_state
        second = tool.address_state == "doubtful" and tool.checked_on < today
        return "dead" if second else "doubtful"
    return "outdated" if tool.address_state == "outdated" else "works"
