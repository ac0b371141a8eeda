"""The answers without the words that people typed: enough to compute with, nothing to recognise.

An activity keeps what the rules look at. Its name and its providers become numbers, because the
rules only ask whether two of them are the same; a national help line is no secret and stays.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from assessment.core.activities import Activity
from assessment.core.answers import Answer
from assessment.core.assessment import Assessment
from assessment.core.facts import AnswerFacts

_TYPED = {"id": "", "description": "", "contact_role": "", "link": "", "source": ""}


def without_words(assessment: Assessment, public_names: frozenset[str]) -> Assessment:
    """What leads to the same conclusions, and holds no note, evidence, function or name."""
    facts = AnswerFacts(assessment)
    activities, providers = _Numbers("Activiteit"), _Numbers("Aanbieder", public_names)
    return replace(
        assessment,
        # Nobody said yet that these hold, so they say nothing about this municipality.
        carried={},
        elsewhere={},
        answers={
            name: _bare(given)
            for name, given in assessment.answers.items()
            # What a branch hides is in no report, so it is not shared along with one.
            if facts.visible(name).value is not False
        },
        activities=tuple(_nameless(item, activities, providers) for item in assessment.activities),
    )


def _bare(given: Answer) -> Answer:
    return Answer(given.state, given.value, given.detail, given.reason, regional=given.regional)


def _nameless(item: Activity, names: _Numbers, providers: _Numbers) -> Activity:
    return item.model_copy(
        update={
            **_TYPED,
            "name": names.of(item.id or item.name),
            "providers": tuple(providers.of(provider) for provider in item.providers),
        }
    )


class _Numbers:
    """The same number for the same thing, in the order in which they come."""

    def __init__(self, word: str, kept: frozenset[str] = frozenset()) -> None:
        self.word = word
        self.given: dict[Hashable, str] = {name: name for name in kept}
        self.first = len(self.given) - 1

    def of(self, thing: str) -> str:
        return self.given.setdefault(thing, f"{self.word} {len(self.given) - self.first}")
