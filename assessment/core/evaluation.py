"""What a condition says of the facts: true, false or not known, and what decided it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from assessment.core.conditions import (
    ActivityFilter,
    AllOf,
    AnyOf,
    Condition,
    FindingTest,
    GapTest,
    NoActivity,
    NotOf,
    QuestionTest,
    SomeActivity,
    UnknownShare,
)


@dataclass(frozen=True, order=True)
class Fact:
    """What a verdict rests on: a question (with a grid row), or a part of the inventory."""

    kind: Literal["question", "activities", "finding", "progress"]
    id: str
    row: str = ""


@dataclass(frozen=True)
class Verdict:
    """True, False or None, the facts that decided it, and the facts that are still needed."""

    value: bool | None
    because: frozenset[Fact] = frozenset()
    needs: frozenset[Fact] = frozenset()
    labels: tuple[str, ...] = ()

    def with_reasons(self, other: Verdict) -> Verdict:
        """The same outcome, that also rests on what decided the other one."""
        return Verdict(self.value, self.because | other.because, self.needs, self.labels)


class Facts(Protocol):
    """What a condition may look at."""

    @property
    def reference_date(self) -> date: ...
    def test(self, test: QuestionTest) -> Verdict: ...
    def activities(self, wanted: ActivityFilter) -> bool: ...
    def finding(self, name: str) -> Verdict: ...
    def gap(self, rule_id: str) -> Verdict: ...
    def unknown_share(self) -> float: ...


def evaluate(condition: Condition, facts: Facts) -> Verdict:
    """Kleene's three-valued logic, with a trace."""
    match condition:
        case AllOf():
            verdict = _join((evaluate(part, facts) for part in condition.all), decisive=False)
        case AnyOf():
            verdict = _join((evaluate(part, facts) for part in condition.any), decisive=True)
        case NotOf():
            part = evaluate(condition.not_, facts)
            value = None if part.value is None else not part.value
            return Verdict(value, part.because, part.needs, part.labels)
        case QuestionTest():
            verdict = facts.test(condition)
        case NoActivity():
            return Verdict(
                not facts.activities(condition.no_activity), _seen(condition.no_activity)
            )
        case SomeActivity():
            return Verdict(
                facts.activities(condition.some_activity), _seen(condition.some_activity)
            )
        case FindingTest():
            return facts.finding(condition.finding)
        case GapTest():
            return facts.gap(condition.gap)
        case UnknownShare():
            share = facts.unknown_share()
            seen = frozenset({Fact("progress", "unknown-share")})
            return Verdict(share > condition.unknown_share_above, seen)
    label = condition.label
    if label and verdict.value:
        return Verdict(True, verdict.because, verdict.needs, (label,))
    return verdict


def _seen(wanted: ActivityFilter) -> frozenset[Fact]:
    parts = [wanted.theme, *(wanted.settings or ()), wanted.form]
    return frozenset({Fact("activities", "/".join(part for part in parts if part))})


def _join(parts: Iterable[Verdict], *, decisive: bool) -> Verdict:
    """`decisive` is the value that settles the whole: False for "all", True for "any".

    Where one part settles it, the parts that settle it are the whole reason: whatever the others
    turn into, the outcome stays. Where none does, every part is needed for the outcome.
    """
    seen = list(parts)
    settling = [part for part in seen if part.value is decisive]
    if settling:
        # Every true alternative is shown to the reader, but one false part is enough to say no.
        shown = settling if decisive else settling[:1]
        return _merge(decisive, shown)
    if any(part.value is None for part in seen):
        return _merge(None, seen)
    return _merge(not decisive, seen)


def _merge(value: bool | None, parts: list[Verdict]) -> Verdict:
    return Verdict(
        value,
        frozenset().union(*(part.because for part in parts)),
        frozenset().union(*(part.needs for part in parts)) if value is None else frozenset(),
        tuple(label for part in parts for label in part.labels),
    )
