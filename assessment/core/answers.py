"""An answer, and the four ways in which a question can have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, get_args

# "Hidden by branch" is the fifth word a reader may see. It is never stored: it follows from the
# other answers, and a stored copy could come to contradict them.
State = Literal["open", "answered", "unknown", "not_applicable"]
STATES: tuple[State, ...] = get_args(State)

Value = int | str | date | tuple[str, ...] | Mapping[str, str]

NOTE_MAX = 300
EVIDENCE_MAX = 300
REASON_MAX = 200


@dataclass(frozen=True)
class Answer:
    """What was answered. Who did so and when stands beside it and is not part of the answer."""

    state: State = "open"
    value: Value | None = None
    detail: int | date | None = None
    reason: str | None = None  # with not_applicable: the code of the reason
    reason_text: str = ""
    regional: bool = False
    note: str = ""
    evidence: str = ""
    # Carried over from an earlier round or question: nobody said yet that it still holds.
    to_confirm: bool = False
    version: int = field(default=0, compare=False)
    by: str | None = field(default=None, compare=False)  # a function, never a name
    at: datetime | None = field(default=None, compare=False)

    def unless_touched(self, stored: Answer) -> Answer:
        """This answer as it was filled in: left as it stood, it is still to be confirmed."""
        still = replace(self, to_confirm=True)
        return still if still == stored else self

    @property
    def is_empty(self) -> bool:
        return self == Answer()


OPEN = Answer()
