"""The improvement plan: what a municipality means to do about its gaps, by whom and when.

What is planned is not solved: a planned gap stays a gap. Owners are functions, never names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

from assessment.core.calendar import in_words
from assessment.core.values import Severity

PlanKind = Literal["gap", "open", "own"]
PlanStatus = Literal["nog te doen", "gepland", "bezig", "klaar", "doen we niet"]

PLAN_KINDS: tuple[PlanKind, ...] = get_args(PlanKind)
PLAN_STATUSES: tuple[PlanStatus, ...] = get_args(PlanStatus)

# What still asks for something to be done.
UNDONE: tuple[PlanStatus, ...] = ("nog te doen", "gepland", "bezig")

TITLE_MAX = 160
OWNER_MAX = 80
NOTE_MAX = 300

_QUARTER = re.compile(r"(\d{4})-K([1-4])")


@dataclass(frozen=True)
class PlanAction:
    """What was said about one gap, one open point, or something of their own."""

    kind: PlanKind
    about: str | None  # the rule of the gap or the open point; None for an own action
    title: str  # as the gap was called when it was planned, to know it when the gap is gone
    owner: str = ""  # a function or an organisation, never a name
    term: str = ""
    status: PlanStatus = "nog te doen"
    reason: str = ""  # why not, with "doen we niet"
    note: str = ""
    id: str = ""
    carried: bool = field(default=False, compare=False)  # it comes from the last round
    version: int = field(default=0, compare=False)
    by: str | None = field(default=None, compare=False)
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class PlanRow:
    """One line of the plan, complete for a page, a report or a spreadsheet."""

    id: str  # the action, or empty as long as nobody planned anything for this gap
    kind: PlanKind
    ref: str  # the short code of the gap or the open point; empty when that is gone, or an own one
    title: str
    step: str  # how a reader knows the step: "Stap 3: Doelen"; empty for an own action
    severity: Severity | None  # of the gap; None for an own action and for a gap that is gone
    advice: str  # what to do first, as the report says it
    owner: str  # a function
    term: str  # empty, a day as "2027-03-01" or a quarter as "2027-K2"; `term_in_words` says it
    status: PlanStatus
    note: str
    tools: tuple[str, ...]  # the names of the tools that the report suggests
    carried: bool = False  # it comes from the last round

    @property
    def gone(self) -> bool:
        """It was planned for a gap or an open point that is no longer there."""
        return self.kind != "own" and self.severity is None

    @property
    def when(self) -> str:
        """The term as a reader writes it."""
        return term_in_words(self.term)

    @property
    def said(self) -> str:
        """One line for the card of the gap: the status first, then who and when."""
        by = f"door {self.owner}" if self.owner else ""
        when = f"voor {self.when}" if self.term else ""
        rest = ", ".join(part for part in (by, when) if part)
        return f"{self.status.capitalize()}: {rest}." if rest else f"{self.status.capitalize()}."


def term_in_words(term: str) -> str:
    """2027-K2 is the second quarter; what is neither a quarter nor a day is left as it is."""
    if quarter := _QUARTER.fullmatch(term):
        return f"{quarter[2]}e kwartaal van {quarter[1]}"
    try:
        return in_words(date.fromisoformat(term))
    except ValueError:
        return term


def is_term(term: str) -> bool:
    """What may be stored: nothing, a quarter or a day."""
    return not term or term_in_words(term) != term
