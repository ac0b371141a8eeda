"""Was and is in a network: per municipality, and of all that have an earlier report together.

Only what is the same in both versions is compared (`report_changes`). What was solved is named;
what is new is only counted, so that nobody is shown up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from assessment.core.calendar import in_words
from assessment.core.network_basis import Basis
from assessment.core.network_entries import Entry
from assessment.core.network_gaps import IsOwn, NameOf
from assessment.core.network_rounds import Rounds
from assessment.core.network_trend import GapTrend, MemberTrend, NetworkTrend, StepTrend
from assessment.core.report_changes import NotComparable, compare
from assessment.core.report_comparison import Comparison, Direction
from assessment.core.rules import Rule

_Pair = tuple[Rounds, Comparison]


def member_trends(
    pairs: Sequence[_Pair], name_of: NameOf, is_own: IsOwn, *, aliased: bool
) -> tuple[MemberTrend, ...]:
    """One line per municipality that has an earlier report."""
    return tuple(
        MemberTrend(
            key=name_of(rounds.now) if aliased else rounds.now.municipality.code,
            name=name_of(rounds.now),
            own=is_own(rounds.now),
            was=str(made.was_on.year) if aliased else in_words(made.was_on),
            now=str(made.now_on.year) if aliased else in_words(made.now_on),
            steps=tuple((step.label, step.direction) for step in made.steps),
            gaps_compared=made.gaps_compared,
            solved=tuple(gap.name for gap in made.solved),
            new=len(made.new),
            stayed=len(made.stayed),
            no_longer_known=len(made.no_longer_known),
            became_known=len(made.became_known),
            limits=tuple(f"{limit.what}. {limit.why}" for limit in made.limits),
        )
        for rounds, made in pairs
    )


def compared(rounds: Sequence[Rounds]) -> Iterator[_Pair]:
    """Each newest report beside the one before it, where the two can stand side by side."""
    for item in rounds:
        if item.was is None:
            continue
        try:
            yield item, compare(item.was.side, item.now.side)
        except NotComparable:
            continue  # Its questions are not here; the row itself says so.


def network_trend(pairs: Sequence[_Pair], basis: Basis) -> NetworkTrend | None:
    """None when nobody has an earlier report that can be compared."""
    if not pairs:
        return None
    return NetworkTrend(
        members=len(pairs),
        steps=tuple(_steps(pairs, basis)),
        gaps=tuple(_gaps([rounds for rounds, _ in pairs], basis)),
    )


def _steps(pairs: Sequence[_Pair], basis: Basis) -> Iterator[StepTrend]:
    went = {step.id: Counter[Direction]() for step in basis.content.steps if step.scored}
    for _, made in pairs:
        for change in made.steps:
            if change.id in went:
                went[change.id][change.direction] += 1
    for step in basis.content.steps:
        if step.scored:
            count = went[step.id]
            yield StepTrend(
                step=step.id,
                label=step.label,
                higher=count["hoger"],
                lower=count["lager"],
                same=count["gelijk"],
                not_comparable=len(pairs) - count["hoger"] - count["lager"] - count["gelijk"],
            )


def _gaps(rounds: Sequence[Rounds], basis: Basis) -> Iterator[GapTrend]:
    for rule in basis.content.rules:
        if rule.kind not in ("gat", "inventaris"):
            continue
        judged = [(_has(item.was, rule, basis), _has(item.now, rule, basis)) for item in rounds]
        both = [(was, now) for was, now in judged if was is not None and now is not None]
        was, now = sum(pair[0] for pair in both), sum(pair[1] for pair in both)
        if was or now:
            yield GapTrend(rule.id, rule.name, was, now, len(both))


def _has(entry: Entry | None, rule: Rule, basis: Basis) -> bool | None:
    """Whether it is a gap; None where nobody can say."""
    said = basis.said(entry, rule) if entry else None
    return {"gat": True, "geen gat": False}.get(said or "")
