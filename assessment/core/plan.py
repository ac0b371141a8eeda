"""The improvement plan: what a municipality means to do about its gaps, by whom and when.

What is planned is not solved: a planned gap stays a gap. Owners are functions, never names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from assessment.core.values import Severity

PlanKind = Literal["gap", "open", "own"]
PlanStatus = Literal["todo", "planned", "busy", "done", "wont"]

PLAN_KINDS: tuple[PlanKind, ...] = get_args(PlanKind)
PLAN_STATUSES: tuple[PlanStatus, ...] = get_args(PlanStatus)

STATUS_WORDS: dict[PlanStatus, str] = {
    "todo": "nog te doen",
    "planned": "gepland",
    "busy": "bezig",
    "done": "klaar",
    "wont": "doen we niet",
}


@dataclass(frozen=True)
class PlanRow:
    """One line of the plan, complete for a page, a report or a spreadsheet."""

    id: str  # the action, or empty as long as nobody planned anything for this gap
    kind: PlanKind
    ref: str  # the short code of the gap or the open point, such as G-09-01; empty for an own one
    title: str
    step: str  # how a reader knows the step: "Stap 3 Doelen"; empty for an own action
    severity: Severity | None  # of the gap; None for an own action and for a gap that is gone
    advice: str  # what to do first, as the report says it
    owner: str  # a function
    term: str  # as a reader writes it: "1 maart 2027" or "2e kwartaal 2027"
    status: PlanStatus
    note: str
    tools: tuple[str, ...]  # the names of the tools that the report suggests
