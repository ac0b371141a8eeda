"""Was and is in a network, as the comparison says it: the values, and no making of them."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.core.report_comparison import Direction


@dataclass(frozen=True)
class MemberTrend:
    """Was and is of one municipality. What was solved is named; what is new is only counted."""

    key: str
    name: str
    own: bool
    was: str
    now: str
    steps: tuple[tuple[str, Direction], ...]  # label of the step, where it went
    gaps_compared: bool
    solved: tuple[str, ...]
    new: int
    stayed: int
    no_longer_known: int
    became_known: int
    limits: tuple[str, ...]  # Dutch: what is not compared, and why


@dataclass(frozen=True)
class StepTrend:
    """Where a step went in so many municipalities."""

    step: str
    label: str
    higher: int
    lower: int
    same: int
    not_comparable: int


@dataclass(frozen=True)
class GapTrend:
    """A gap then and now, in those that could be judged both times by the same rule."""

    id: str
    name: str
    was: int
    now: int
    of: int


@dataclass(frozen=True)
class NetworkTrend:
    """Was and is of everyone together that has an earlier report."""

    members: int
    steps: tuple[StepTrend, ...]
    gaps: tuple[GapTrend, ...]
