"""The smallest change that takes a gap away: other answers, tried on the rule itself.

Only answers that the gap rests on are tried: one at a time, then two, then all of them. A change
never makes things worse: no lower level, no "yes" that becomes "no", no facts about the
municipality itself, and no other gap in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, islice

from assessment.core.activities import Activity
from assessment.core.answer_options import Other, better_answers, in_words
from assessment.core.answers import Answer
from assessment.core.assessment import Assessment
from assessment.core.conditions import (
    Condition,
    GapTest,
    NoActivity,
    QuestionTest,
    questions_in,
    walk,
)
from assessment.core.gaps import Judgement, Outcome
from assessment.core.inventory_model import Contradiction
from assessment.core.questions import Question
from assessment.core.rules import Rule

MOST_WAYS = 3
MOST_TRIES = 120  # per gap: a rule with many answers must not cost more than it tells


@dataclass(frozen=True)
class Change:
    """One answer, or one part of the inventory, that would be different."""

    question: str  # empty: an activity is added
    rows: tuple[str, ...]
    becomes: tuple[str, ...]  # each of these is enough
    text: str
    or_higher: bool = False
    answer: Answer | None = None  # the least that is needed
    activity: Activity | None = None


Way = tuple[Change, ...]  # what has to change together


@dataclass(frozen=True)
class _Tried:
    question: Question
    other: Other


class Changes:
    """What would take the gaps of one assessment away."""

    def __init__(self, judgement: Judgement, national_helplines: frozenset[str]) -> None:
        self.judgement = judgement
        self.assessment = judgement.assessment
        self.content = judgement.content
        self._helplines = national_helplines
        self._contradictions: dict[str, list[Contradiction]] = defaultdict(list)
        for item in self.content.inventory.contradictions:
            if not item.needs_inventory or self.assessment.inventory_complete:
                for name in questions_in(item.when):
                    self._contradictions[name].append(item)
        self._facts_only = {q.id for s in self.content.steps if not s.scored for q in s.questions}
        self._left = 0
        # First without answers that contradict others or leave another gap on the same question;
        # where that is impossible, with them: the rest has to follow, and the report will say so.
        self._strict = True

    def ways(self, outcome: Outcome) -> tuple[Way, ...]:
        """At most three; each is enough by itself. Empty when the answers cannot do it."""
        for strict in (True, False):
            self._strict = strict
            self._left = MOST_TRIES
            if found := self._search(outcome):
                return tuple(found[:MOST_WAYS])
        return ()

    def _search(self, outcome: Outcome) -> list[Way]:
        rule = outcome.rule
        rows: dict[str, list[str]] = {}
        for fact in sorted(outcome.because):
            if fact.kind == "question" and fact.id not in self._facts_only:
                rows.setdefault(fact.id, []).extend([fact.row] if fact.row else [])
        tests = [part for part in walk(rule.when) if isinstance(part, QuestionTest)]
        # What a branch hides now may be asked after a change, and then needs a good answer too.
        for test in tests:
            if self.judgement.visible(test.question).value is False:
                rows.setdefault(test.question, [])
        order = [name for name in self.content.questions if name in rows]
        every = {
            name: list(
                better_answers(
                    self.content.questions[name],
                    self.assessment,
                    tuple(rows[name]),
                    [test for test in tests if test.question == name],
                )
            )
            for name in order
        }
        # What only adds something goes before what takes something away.
        adding = {name: [o for o in others if not o.removes] for name, others in every.items()}
        removing = {name: [o for o in others if o.removes] for name, others in every.items()}
        ways = [*self._single(rule, adding), *self._activity(rule)]
        ways = ways or list(islice(self._pairs(rule, adding), MOST_WAYS))
        ways = ways or list(self._together(rule, adding))
        return ways or list(self._single(rule, removing))

    def _single(self, rule: Rule, options: Mapping[str, list[Other]]) -> Iterator[Way]:
        for name, others in options.items():
            change = self._least(rule, name, others, ())
            if change:
                yield (change,)

    def _least(
        self, rule: Rule, name: str, others: list[Other], besides: tuple[_Tried, ...]
    ) -> Change | None:
        """Every value that works for this question, in one change."""
        question = self.content.questions[name]
        working = [
            other for other in others if self._clears(rule, (*besides, _Tried(question, other)))
        ]
        if not working:
            return None
        least = working[0]
        # Of what takes more than the least, only the least is told: "this and that" is enough.
        same = [other for other in working if other.size == least.size]
        rising = question.type == "level" and same == others[-len(same) :] and len(same) > 1
        becomes = (least.words,) if rising else tuple(other.words for other in same)
        text = in_words(question, least, becomes, or_higher=rising)
        return Change(name, least.rows, becomes, text, rising, least.answer)

    def _pairs(self, rule: Rule, options: Mapping[str, list[Other]]) -> Iterator[Way]:
        for one, two in combinations(options, 2):
            found = self._first_pair(rule, (one, options[one]), (two, options[two]))
            if found:
                yield found

    def _first_pair(
        self, rule: Rule, one: tuple[str, list[Other]], two: tuple[str, list[Other]]
    ) -> Way | None:
        first, second = (self.content.questions[name] for name, _ in (one, two))
        for left in one[1]:
            for right in two[1]:
                if self._clears(rule, (_Tried(first, left), _Tried(second, right))):
                    mine = self._least(rule, one[0], one[1], (_Tried(second, right),))
                    yours = self._least(rule, two[0], two[1], (_Tried(first, left),))
                    return (mine, yours) if mine and yours else None
        return None

    def _together(self, rule: Rule, options: Mapping[str, list[Other]]) -> Iterator[Way]:
        """Where two are not enough: all of them, and then without what turns out not needed."""
        chosen = {
            name: _Tried(self.content.questions[name], others[-1])
            for name, others in options.items()
            if others
        }
        if len(chosen) < 3 or not self._clears(rule, tuple(chosen.values())):
            return
        for name in list(chosen):
            without = tuple(item for key, item in chosen.items() if key != name)
            if len(without) > 1 and self._clears(rule, without):
                del chosen[name]
        way = []
        for name, tried in list(chosen.items()):
            besides = tuple(item for key, item in chosen.items() if key != name)
            least = self._least(rule, name, options[name], besides)
            if least is None:
                return
            other = next(other for other in options[name] if other.answer == least.answer)
            chosen[name] = replace(tried, other=other)
            way.append(least)
        yield tuple(way)

    def _activity(self, rule: Rule) -> Iterator[Way]:
        """One running activity that the rule looks for in vain."""
        model = self.content.inventory
        for part in _parts(rule, self.content.rule):
            if not isinstance(part, NoActivity):
                continue
            wanted = part.no_activity
            themes = [wanted.theme] if wanted.theme else [model.themes[0].id]
            fitting = [s.id for s in model.settings if set(themes) & set(s.themes)]
            added = Activity(
                name="Nieuwe activiteit",
                providers=("Nog te kiezen",),
                settings=wanted.settings or tuple(fitting[:1]),
                themes=tuple(themes),
                form=wanted.form,
            )
            after = self._after(
                replace(self.assessment, activities=(*self.assessment.activities, added))
            )
            if after.judge(rule).value is False:
                theme = self.content.theme[themes[0]].name
                text = (
                    f"In “{model.title}” staat een activiteit die loopt, bij het thema “{theme}”."
                )
                yield (Change("", (), (theme,), text, activity=added),)
                return

    def _after(self, assessment: Assessment) -> Judgement:
        return Judgement(assessment, self._helplines)

    def _clears(self, rule: Rule, changes: tuple[_Tried, ...]) -> bool:
        if self._left <= 0:
            return False
        self._left -= 1
        given = {item.question.id: item.other.answer for item in changes}
        after = self._after(replace(self.assessment, answers={**self.assessment.answers, **given}))
        if after.judge(rule).value is not False:
            return False
        if self._strict and self._contradicts(after, given):
            return False
        # A higher level may well uncover the next gap: that is how one gets further. Another
        # choice that only swaps this gap for the next one is no way out.
        swapped = {
            item.question.id
            for item in changes
            if item.question.type == "choice" or item.other.removes
        }
        return not swapped or not self._other_gaps(rule, after, swapped)

    def _other_gaps(self, rule: Rule, after: Judgement, changed: set[str]) -> bool:
        return any(
            after.judge(other).value
            and (self._strict or not self.judgement.outcomes[other.id].value)
            for other in self.content.rules
            if other.kind == "gat" and other is not rule
            if any(test.question in changed for test in _tests(other))
        )

    def _contradicts(self, after: Judgement, changed: Iterable[str]) -> bool:
        """Whether a changed answer now disagrees with another answer, or with the overview."""
        return any(
            after.holds(item.when).value and not self.judgement.holds(item.when).value
            for name in changed
            for item in self._contradictions[name]
        )


def _conditions(rule: Rule) -> Iterator[Condition]:
    yield rule.when
    for variant in rule.variants:
        yield from (part for part in (variant.when, variant.unless) if part is not None)


def _tests(rule: Rule) -> Iterator[QuestionTest]:
    for condition in _conditions(rule):
        yield from (part for part in walk(condition) if isinstance(part, QuestionTest))


def _parts(rule: Rule, rules: Mapping[str, Rule]) -> Iterator[Condition]:
    """What the rule looks at, also through another rule that it builds on."""
    for part in walk(rule.when):
        if isinstance(part, GapTest):
            yield from _parts(rules[part.gap], rules)
        yield part
