"""One municipality's self-assessment: everything that the rules and the report look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assessment.core.activities import Activity
from assessment.core.answers import OPEN, Answer
from assessment.core.question_set import QuestionSet
from assessment.core.values import Depth


@dataclass(frozen=True)
class Municipality:
    """A municipality as it stands in the list of one year."""

    code: str
    name: str
    list_year: int
    official_name: str = ""
    aliases: tuple[str, ...] = ()
    province: str = ""
    inhabitants: int = 0
    size_class: str = ""
    safety_region: str = ""
    ggd_region: str = ""

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.name, self.official_name, *self.aliases})


@dataclass(frozen=True)
class Assessment:
    """Answers and inventory of one municipality on one reference date."""

    question_set: QuestionSet
    municipality: Municipality
    reference_date: date
    depth: Depth = "volledig"
    answers: Mapping[str, Answer] = field(default_factory=dict)
    activities: tuple[Activity, ...] = ()
    inventory_complete: bool = False
    # Answers that were carried over and that nobody confirmed: as good as open to every rule.
    carried: Mapping[str, Answer] = field(default_factory=dict)
    # Answers to questions that only another version of the questions asks.
    elsewhere: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def all_stored(self) -> Mapping[str, Answer]:
        return {**self.answers, **self.carried}

    def answer(self, question_id: str) -> Answer:
        return self.answers.get(question_id, OPEN)

    def stored(self, question_id: str) -> Answer:
        """Also one that was carried over and does not count yet."""
        return self.carried.get(question_id) or self.answer(question_id)
