"""One assessment as a request sees it, and the addresses of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, url_for

from assessment.core.assessment import Assessment
from assessment.core.facts import AnswerFacts
from assessment.core.questions import Page, Step
from assessment.services import assessments
from assessment.storage.records import AssessmentRecord
from assessment.web.current import connection, library
from assessment.web.journey import Journey, Place


@dataclass(frozen=True)
class Visit:
    """One assessment as this request sees it."""

    record: AssessmentRecord
    assessment: Assessment
    facts: AnswerFacts
    journey: Journey

    @property
    def is_late(self) -> bool:
        """The page was made before the scan went on with another version of the questions."""
        return self.record.question_set != self.assessment.question_set.key

    def step(self, step_id: str) -> Step:
        return next((step for step in self.journey.steps if step.id == step_id), None) or abort(404)

    def page(self, step: Step, number: int) -> Page:
        return step.pages[number - 1] if 1 <= number <= len(step.pages) else abort(404)


def visit(assessment_id: str, as_version: str = "") -> Visit:
    """`as_version` is what a page says that it was made with."""
    record, assessment = assessments.load(
        connection(), assessment_id, library(), as_version=as_version
    )
    facts = AnswerFacts(assessment)
    return Visit(record, assessment, facts, Journey(facts))


def address(assessment_id: str, place: Place, **more: Any) -> str:
    """The core says which step and page; only here does that become an address."""
    where = {"assessment_id": assessment_id, "step_id": place.step.id, **more}
    if place.page is None:
        return url_for("filling_in.check", **where)
    return url_for("filling_in.page", number=place.page, **where)
