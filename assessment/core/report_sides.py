"""One side of a comparison: what an earlier report, or the present one, said of each rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from assessment.core.assessment import Assessment
from assessment.core.conditions import questions_in
from assessment.core.gaps import Judgement
from assessment.core.identity import Status
from assessment.core.question_set import QuestionSet
from assessment.core.report import Report
from assessment.core.report_file import ReportFile
from assessment.core.report_result import Result, result_of
from assessment.core.rules import Rule
from assessment.core.values import Depth, Severity

# What a rule said in one report. A covered gap made way for the card of another.
Said = Literal["gap", "covered", "open", "not_applicable", "clear"]


@dataclass(frozen=True)
class Side:
    """One of the two reports, as far as a comparison looks at it."""

    on: date
    made_on: date
    number: str
    status: Status
    key: str
    depth: Depth
    result: Result
    content: QuestionSet | None  # None: this installation does not have those questions
    not_applicable: frozenset[str] = field(default_factory=frozenset)  # rules, as far as is known

    @cached_property
    def gaps(self) -> Mapping[str, tuple[Severity, str | None]]:
        return {gap.id: (gap.severity, gap.variant) for gap in self.result.gaps or ()}

    @cached_property
    def open(self) -> frozenset[str]:
        return frozenset(point.id for point in self.result.open_points or ())

    @cached_property
    def held(self) -> frozenset[str]:
        return frozenset({*self.gaps, *(found.id for found in self.result.chances or ())})

    def covering(self, rule_id: str) -> Rule | None:
        """The rule whose card stands there instead of this one."""
        over = self.content.over.get(rule_id, ()) if self.content else ()
        return next((item for item in over if item.id in self.held), None)

    def said(self, rule_id: str) -> Said:
        if rule_id in self.gaps:
            return "gap"
        if rule_id in self.open:
            return "open"
        if self.covering(rule_id):
            return "covered"
        return "not_applicable" if rule_id in self.not_applicable else "clear"


def earlier_side(file: ReportFile, question_sets: Mapping[str, QuestionSet]) -> Side:
    """The side of a report that carries its own data."""
    return Side(
        on=file.reference_date,
        made_on=file.made_on,
        number=file.number,
        status=file.status,
        key=file.question_set,
        depth=file.depth,
        result=file.result,
        content=question_sets.get(file.question_set),
    )


def present_side(report: Report, assessment: Assessment, judgement: Judgement) -> Side:
    """The side of the report that is being read."""
    return Side(
        on=report.reference_date,
        made_on=report.reference_date,
        number="",
        status="concept",
        key=report.question_set,
        depth=report.depth,
        result=result_of(report, assessment),
        content=assessment.question_set,
        not_applicable=set_aside(judgement),
    )


def set_aside(judgement: Judgement) -> frozenset[str]:
    """Rules that find nothing because the question was set aside, not because it was answered."""
    return frozenset(_set_aside(judgement))


def _set_aside(judgement: Judgement) -> Iterator[str]:
    for outcome in judgement.outcomes.values():
        if outcome.value is not False:
            continue
        aside = any(
            fact.kind == "question" and judgement.shown(fact.id) == "not_applicable"
            for fact in outcome.because
        )
        asked = questions_in(outcome.rule.when)
        if aside or (asked and all(judgement.shown(name) == "hidden" for name in asked)):
            yield outcome.rule.id
