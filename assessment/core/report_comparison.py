"""Was and is: what a report says beside an earlier one of the same municipality.

Only values. `report_changes` makes them; page and PDF read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessment.core.identity import Status
from assessment.core.values import Severity

Direction = Literal["hoger", "lager", "gelijk", "niet te vergelijken"]


@dataclass(frozen=True)
class GapChange:
    """A gap in one of the two reports, or in both. `note` says what there is to add."""

    id: str
    name: str
    step_label: str
    was: Severity | None = None
    now: Severity | None = None
    note: str = ""


@dataclass(frozen=True)
class LevelThen:
    """The two figures of a step in one report; without a stand too little was known."""

    stand: float | None
    label: str | None
    known: int
    asked: int
    low: float | None
    high: float | None

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class StepChange:
    """Where a step stood and where it stands. `why_not` says why the two cannot be compared."""

    id: str
    label: str
    was: LevelThen | None
    now: LevelThen
    direction: Direction
    why_not: str = ""

    @property
    def may_turn(self) -> bool:
        """What is not known yet may still take the difference away."""
        was, now = self.was, self.now
        if self.direction not in ("hoger", "lager") or was is None:
            return False
        if was.low is None or was.high is None or now.low is None or now.high is None:
            return False
        return was.low <= now.high and now.low <= was.high


@dataclass(frozen=True)
class StandingChange:
    """One of the lines that every report has: its state then and now."""

    title: str
    was: str
    now: str


@dataclass(frozen=True)
class PlaceChange:
    """A place of the overview, and each theme of which something else is known there now."""

    name: str
    cells: tuple[tuple[str, str, str], ...]  # theme, was, now


@dataclass(frozen=True)
class Limit:
    """Something that cannot be compared, why, and if there are more of it: which."""

    what: str
    why: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """An earlier report beside this one. No gap is in two of the lists."""

    number: str
    status: Status
    made_on: date
    was_on: date  # the reference date of the earlier report
    now_on: date
    was_known: tuple[int, int]  # known, asked
    now_known: tuple[int, int]
    steps: tuple[StepChange, ...]
    gaps_compared: bool = False
    solved: tuple[GapChange, ...] = ()
    new: tuple[GapChange, ...] = ()
    stayed: tuple[GapChange, ...] = ()
    became_known: tuple[GapChange, ...] = ()  # then an open point, now a gap
    turned_out_fine: tuple[GapChange, ...] = ()  # then an open point, and no gap now
    no_longer_known: tuple[GapChange, ...] = ()  # then a gap, now an open point
    became_open: tuple[GapChange, ...] = ()  # then no gap, now an open point
    moved: tuple[GapChange, ...] = ()  # taken over by another gap, or out of reach
    still_open: int = 0
    standing: tuple[StandingChange, ...] = ()
    places: tuple[PlaceChange, ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def nothing_changed(self) -> bool:
        """Whatever could be compared is the same."""
        lists = (
            self.solved,
            self.new,
            self.became_known,
            self.turned_out_fine,
            self.no_longer_known,
            self.became_open,
            self.moved,
            self.places,
        )
        return (
            not any(lists)
            and all(gap.was == gap.now for gap in self.stayed)
            and all(line.was == line.now for line in self.standing)
            and self.was_known == self.now_known
            and all(step.was == step.now for step in self.steps)
        )
