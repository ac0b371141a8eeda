"""A scan that is filled in as a whole, and what its report says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessment.core.questions import Question
from assessment.core.report import Report
from assessment.services import answering, reporting
from assessment.services.answering import Change
from assessment.storage.database import Database
from assessment.storage.records import AssessmentRecord, PersonRecord
from tests.core import builders
from tests.core.builders import library
from tests.database import later


@pytest.fixture
def answer(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> Callable[[Callable[[Question], Any], int], None]:
    """Answers all questions, in the worst way or in the best, over the version that was seen."""

    def give(how: Callable[[Question], Any], base: int) -> None:
        made = builders.assessment(builders.everything(how))
        changes = [Change(name, given, base) for name, given in made.answers.items()]
        with database.write() as connection:
            answering.save(connection, assessment.id, changes, by=person, now=later())

    return give


@pytest.fixture
def report(database: Database, assessment: AssessmentRecord) -> Callable[[], Report]:
    """The report as it is now."""

    def read() -> Report:
        with database.read() as connection:
            return reporting.report_for(connection, assessment.id, library())

    return read
