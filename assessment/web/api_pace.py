"""How fast one key may go. Each process counts for itself: it keeps one program from taking all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

ONE_LOOK = timedelta(hours=1)
_MOST_KEPT = 10_000


@dataclass
class Pace:
    """So many requests in so many seconds; and what was looked at within the hour."""

    most: int
    seconds: int
    _asked: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    _seen: dict[str, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, who: str, now: datetime) -> int:
        """Counts this request; how many seconds who asks has to wait, or nothing."""
        with self._lock:
            since, number = self._asked.get(who, (now, 0))
            left = self.seconds - (now - since).total_seconds()
            if left <= 0:
                since, number, left = now, 0, float(self.seconds)
            if len(self._asked) > _MOST_KEPT:
                self._asked.clear()
            self._asked[who] = since, number + 1
            return 0 if number < self.most else max(1, round(left))

    def is_new(self, what: str, now: datetime) -> bool:
        """Whether this is a look of its own: a dashboard that asks every minute is one look."""
        before = self._seen.get(what)
        return before is None or now - before >= ONE_LOOK

    def saw(self, what: str, now: datetime) -> None:
        """After it was noted: a look that could not be noted is still to be noted."""
        with self._lock:
            if len(self._seen) > _MOST_KEPT:
                self._seen.clear()
            self._seen[what] = now
