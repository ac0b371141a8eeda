"""How long things are kept: periods, and the moment before which something is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from assessment.core.calendar import add_months


@dataclass(frozen=True)
class Keep:
    """How long each kind is kept. None: until somebody removes it."""

    removed_days: int = 30  # a scan that was removed, in which it can be put back
    scans_years: int | None = None  # a scan in which nobody changed anything
    logbook_years: int = 5  # what was done, without a word that was answered
    links_days: int = 30  # a link or an invitation that is used up or too old

    def removed_before(self, now: datetime) -> datetime:
        return now - timedelta(days=self.removed_days)

    def unchanged_before(self, now: datetime) -> datetime | None:
        return _years_before(now, self.scans_years) if self.scans_years else None

    def noted_before(self, now: datetime) -> datetime:
        return _years_before(now, self.logbook_years)

    def ended_before(self, now: datetime) -> datetime:
        return now - timedelta(days=self.links_days)


def _years_before(now: datetime, years: int) -> datetime:
    """The same day so many years earlier; of 29 February the 28th."""
    return datetime.combine(add_months(now.date(), -12 * years), now.timetz())
