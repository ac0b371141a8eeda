"""From answers to gaps: every rule is judged, and each judgement says what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assessment.core.assessment import Assessment
from assessment.core.conditions import ActivityFilter
from assessment.core.evaluation import Fact, Verdict, evaluate
from assessment.core.facts import AnswerFacts
from assessment.core.findings import Findings
from assessment.core.inventory import Inventory
from assessment.core.rules import Rule, Variant
from assessment.core.values import SEVERITIES, Severity


@dataclass(frozen=True)
class Outcome:
    """What one rule says about one assessment: it holds, it does not, or it is not known yet."""

    rule: Rule
    value: bool | None
    variant: Variant | None
    because: frozenset[Fact]
    needs: frozenset[Fact]
    labels: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        return (self.variant and self.variant.severity) or self.rule.severity

    @property
    def name(self) -> str:
        return (self.variant and self.variant.name) or self.rule.name

    @property
    def why(self) -> str:
        return (self.variant and self.variant.why) or self.rule.why

    @property
    def advice(self) -> str:
        return (self.variant and self.variant.advice) or self.rule.advice


class Judgement(AnswerFacts):
    """All rules against one assessment."""

    def __init__(self, assessment: Assessment, national_helplines: frozenset[str]) -> None:
        super().__init__(assessment)
        self.inventory = Inventory(assessment, self)
        self.findings = Findings(self.inventory, national_helplines)
        self._base: dict[str, Verdict] = {}

    def activities(self, wanted: ActivityFilter) -> bool:
        return self.inventory.fits(wanted)

    def finding(self, name: str) -> Verdict:
        return self.findings.verdict(name)

    def gap(self, rule_id: str) -> Verdict:
        """Another rule in its basic form; the content check refuses circles."""
        if rule_id not in self._base:
            self._base[rule_id] = evaluate(self.content.rule[rule_id].when, self)
        return self._base[rule_id]

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """Every rule's own outcome, before one card makes way for another."""
        return {rule.id: self.judge(rule) for rule in self.content.rules}

    def judge(self, rule: Rule) -> Outcome:
        """What this rule says by itself, before one card makes way for another."""
        base = self.gap(rule.id)
        undecided = [base] if base.value is None else []
        for variant in rule.variants:
            verdict = self._variant(variant, base)
            if verdict.value:
                return Outcome(
                    rule, True, variant, verdict.because, frozenset(), verdict.labels or base.labels
                )
            if verdict.value is None and not variant.optional:
                undecided.append(verdict)
            if variant.unless is not None:
                # What keeps the weaker form away is a reason for the form that stays.
                base = base.with_reasons(verdict)
        if base.value:
            return Outcome(rule, True, None, base.because, frozenset(), base.labels)
        if undecided:
            because = frozenset().union(*(verdict.because for verdict in undecided))
            needs = frozenset().union(*(verdict.needs for verdict in undecided))
            return Outcome(rule, None, None, because, needs)
        return Outcome(rule, False, None, base.because, frozenset())

    def _variant(self, variant: Variant, base: Verdict) -> Verdict:
        if variant.when is not None:
            return evaluate(variant.when, self)
        if variant.unless is None or not base.value:
            return Verdict(False)
        weaker = evaluate(variant.unless, self)
        return Verdict(not weaker.value, base.because | weaker.because, labels=base.labels)

    @cached_property
    def held(self) -> tuple[Outcome, ...]:
        """What the reader sees, the most urgent first: held rules that no other card replaces."""
        return tuple(sorted(self._kept(True), key=self._urgency))

    @cached_property
    def open_points(self) -> tuple[Outcome, ...]:
        """Rules that cannot be judged yet: something to find out, never a gap."""
        return tuple(sorted(self._kept(None), key=self._urgency))

    def _kept(self, value: bool | None) -> list[Outcome]:
        # Only the basic form of a rule replaces others: a fragile route may still be unknown.
        hidden = {
            other
            for outcome in self.outcomes.values()
            if outcome.value and self.gap(outcome.rule.id).value
            for other in outcome.rule.hides
        }
        return [
            outcome
            for outcome in self.outcomes.values()
            if outcome.value is value
            # What the inventory shows by itself stays, whatever the answers make way for.
            and (outcome.rule.id not in hidden or (outcome.variant and outcome.variant.optional))
        ]

    @cached_property
    def _places(self) -> dict[str, int]:
        steps = [step.id for step in self.content.steps]
        return {step: index for index, step in enumerate([*steps, "aan-de-slag"])}

    @cached_property
    def _named_first(self) -> dict[str, int]:
        """The gaps that the client names come first within their severity."""
        order = [rule for line in self.content.standing_lines for rule in line.rules]
        return {rule_id: index for index, rule_id in enumerate(order)}

    def _urgency(self, outcome: Outcome) -> tuple[int, int, int, int]:
        rules = list(self.content.rule)
        return (
            SEVERITIES.index(outcome.severity),
            self._named_first.get(outcome.rule.id, len(rules)),
            self._places[outcome.rule.step],
            rules.index(outcome.rule.id),
        )
