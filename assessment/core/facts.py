"""What the answers say, seen through the branches: which questions are asked, and which count.

A question that a branch hides keeps its answer, and the answer is not used. While the branch
itself is not known, nothing that hangs on it is known either.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from assessment.core.assessment import Assessment
from assessment.core.calendar import add_months
from assessment.core.conditions import ActivityFilter, Condition, QuestionTest
from assessment.core.evaluation import Fact, Verdict, evaluate
from assessment.core.questions import Question, Row, Step

TRUE = Verdict(True)

Shown = Literal["open", "answered", "unknown", "not_applicable", "hidden"]


class AnswerFacts:
    """The answers of one assessment, as conditions may look at them."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.content = assessment.question_set
        self._visible: dict[str, Verdict] = {}

    @property
    def reference_date(self) -> date:
        return self.assessment.reference_date

    def holds(self, condition: Condition | None) -> Verdict:
        return TRUE if condition is None else evaluate(condition, self)

    def visible(self, question_id: str) -> Verdict:
        """Whether the branches lead to this question."""
        if question_id not in self._visible:
            question = self.content.questions[question_id]
            self._visible[question_id] = self.holds(question.visible_when)
        return self._visible[question_id]

    def shown(self, question_id: str) -> Shown:
        """The state of a question as a reader sees it: one of five words."""
        if self.visible(question_id).value is not True:
            return "hidden"
        return self.assessment.answer(question_id).state

    def asked(self, step: Step) -> list[Question]:
        """The questions of a step that belong to the chosen depth and that no branch hides."""
        short = self.assessment.depth == "kort"
        return [
            question
            for question in step.questions
            if (question.core or not short) and self.visible(question.id).value is True
        ]

    def is_known(self, question: Question) -> bool:
        """Answered for real: a grid only when every row says something."""
        answer = self.assessment.answer(question.id)
        if answer.state != "answered":
            return False
        if question.type != "grid":
            return True
        return all(self.cell(question, row)[0] not in (None, "unknown") for row in question.rows)

    def cell(self, question: Question, row: Row) -> tuple[str | None, Verdict]:
        """The column of a grid row (None: open, "unknown": weet ik niet), and what decided it.

        Another answer may fill the row in: a school type that is not there has no lessons.
        """
        trail = TRUE
        for preset in row.presets:
            holds = self.holds(preset.when)
            trail = trail.with_reasons(holds)
            if holds.value:
                return preset.column, trail
        me = Verdict(True, frozenset({Fact("question", question.id, row.id)}))
        trail = trail.with_reasons(me)
        answer = self.assessment.answer(question.id)
        if answer.state == "unknown":
            return "unknown", trail
        if answer.state != "answered" or not isinstance(answer.value, dict):
            return None, trail
        column = answer.value.get(row.id)
        means = {item.id: item.means for item in question.columns}
        return ("unknown" if column and means[column] == "unknown" else column), trail

    def unknown_share(self) -> float:
        asked = [
            question
            for step in self.content.steps
            if step.scored
            for question in self.asked(step)
            if self.assessment.answer(question.id).state != "not_applicable"
        ]
        unknown = sum(not self.is_known(question) for question in asked)
        return unknown / len(asked) if asked else 0.0

    def test(self, test: QuestionTest) -> Verdict:
        question = self.content.questions[test.question]
        visible = self.visible(question.id)
        if visible.value is False:
            return Verdict(False, visible.because)
        if visible.value is None:
            return Verdict(None, visible.because, visible.needs)
        verdict = self._test_rows(question, test) if test.rows else self._test(question, test)
        return verdict.with_reasons(visible)

    def _test(self, question: Question, test: QuestionTest) -> Verdict:
        answer = self.assessment.answer(question.id)
        me = frozenset({Fact("question", question.id)})
        if test.operator == "unknown":
            return Verdict(answer.state == "unknown", me)
        if answer.state == "not_applicable":
            return Verdict(False, me)
        given = answer.detail if test.detail else answer.value
        if answer.state != "answered" or given is None:
            return Verdict(None, me, me)
        none = question.none.id if question.none else None
        if given == none and not test.detail:
            return Verdict(test.operator == "older_than", me)
        compare = _COMPARE[test.operator]
        return Verdict(compare(given, test.operand, question, self.reference_date), me)

    def _test_rows(self, question: Question, test: QuestionTest) -> Verdict:
        if self.assessment.answer(question.id).state == "not_applicable":
            return Verdict(False, frozenset({Fact("question", question.id)}))
        means = {item.id: item.means for item in question.columns}
        found, unknown = [], []
        trail: frozenset[Fact] = frozenset()
        for row in question.rows:
            if row.id not in (test.rows or ()):
                continue
            column, decided = self.cell(question, row)
            trail |= decided.because
            if column is None or column == "unknown":
                unknown.append(Fact("question", question.id, row.id))
            elif column in test.operand and means[column] == "answered":
                found.append(decided.because)
        if found:
            return Verdict(True, frozenset().union(*found))
        return Verdict(None, trail, frozenset(unknown)) if unknown else Verdict(False, trail)

    # An inventory is not needed for branches; `gaps` adds it for the rules.
    def activities(self, wanted: ActivityFilter) -> bool:
        raise NotImplementedError

    def finding(self, name: str) -> Verdict:
        raise NotImplementedError

    def gap(self, rule_id: str) -> Verdict:
        raise NotImplementedError


def _ahead_over(given: date, months: int, today: date) -> bool:
    """Further away than so many months, or already past: nothing is fixed within that time."""
    return given > add_months(today, months) or given < today


def _ago_at_most(given: date, months: int, today: date) -> bool:
    return add_months(today, -months) <= given <= today


_COMPARE: dict[str, Callable[[Any, Any, Question, date], bool]] = {
    "equals": lambda given, wanted, question, today: given == wanted,
    "in": lambda given, wanted, question, today: given in wanted,
    "at_most": lambda given, wanted, question, today: given <= wanted,
    "at_least": lambda given, wanted, question, today: given >= wanted,
    "contains": lambda given, wanted, question, today: bool(set(given) & set(wanted)),
    "none_of": lambda given, wanted, question, today: not set(given) & set(wanted),
    "only": lambda given, wanted, question, today: set(given) <= set(wanted),
    "empty": lambda given, wanted, question, today: bool(set(given) & question.exclusive),
    "filled": lambda given, wanted, question, today: not set(given) & question.exclusive,
    "older_than": lambda given, wanted, question, today: given < today.year - wanted,
    "months_ahead_over": lambda given, wanted, question, today: _ahead_over(given, wanted, today),
    "months_ago_at_most": lambda given, wanted, question, today: _ago_at_most(given, wanted, today),
}
