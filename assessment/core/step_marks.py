"""What people say of a step as a whole: that it is done, and who is to fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from assessment.core.answers import Answer
from assessment.core.questions import Step

MarkState = Literal["open", "done", "later"]
MARK_STATES: tuple[MarkState, ...] = get_args(MarkState)
HANDED_TO_MAX = 80


@dataclass(frozen=True)
class StepMark:
    """Only a person can say that a step is done; an answer that changes later does not undo it."""

    state: MarkState = "open"
    # How many changes the answers of the step had when someone looked and said "done". A count
    # needs no clock, and shows also what a colleague changed just before that was said.
    changes_seen: int = 0
    handed_to: str = ""  # a function or an organisation, never a name
    version: int = field(default=0, compare=False)
    by: str | None = field(default=None, compare=False)
    at: datetime | None = field(default=None, compare=False)

    def changed_since(self, changes: int) -> bool:
        return self.state == "done" and changes > self.changes_seen


NO_MARK = StepMark()


def changes_in(step: Step, answers: Mapping[str, Answer]) -> int:
    """How often anything in this step was changed; every version of an answer counts."""
    return sum(answers[item.id].version for item in step.questions if item.id in answers)
