"""Kansen, knelpunten en lacunes: what follows from the inventory, and from which activities.

Nothing is concluded before the overview is declared complete for now. What is missing is called
"niet bekend": there is often more than people think.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assessment.core import blank_spots, bottlenecks, opportunities
from assessment.core.activities import Activity
from assessment.core.calendar import in_words
from assessment.core.conditions import Condition, SomeActivity, walk
from assessment.core.evaluation import Fact, Verdict
from assessment.core.inventory import Inventory
from assessment.core.inventory_model import FindingText
from assessment.core.seen import Seen


@dataclass(frozen=True)
class Finding:
    """One conclusion, in words, with the place, the theme and the activities that it rests on."""

    id: str
    ref: str
    group: str
    name: str
    text: str
    setting: str | None = None
    theme: str | None = None
    activities: tuple[str, ...] = ()
    weight: int = 0
    activity_ids: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


class Findings:
    """Everything that one inventory shows, computed once."""

    def __init__(self, inventory: Inventory, national_helplines: frozenset[str]) -> None:
        self.inventory = inventory
        self.helplines = national_helplines
        self.complete = inventory.assessment.inventory_complete
        self._all: tuple[Finding, ...] | None = None

    @property
    def all(self) -> tuple[Finding, ...]:
        """In the order of the content file; the heaviest blank spots first."""
        if self._all is None:
            self._all = tuple(self._worded())
        return self._all

    def verdict(self, name: str) -> Verdict:
        me = frozenset({Fact("finding", name)})
        if any(found.id == name for found in self.all):
            return Verdict(True, me)
        return Verdict(False, me) if self.complete else Verdict(None, me, me)

    def _worded(self) -> Iterator[Finding]:
        for text in self.inventory.model.findings:
            if text.id == "tegenspraak":
                yield from self._contradictions(text)
            elif self.complete:
                seen = sorted(self._seen(text.id), key=lambda item: -item.weight)
                yield from (_word(text, item) for item in seen)

    def _seen(self, name: str) -> Iterator[Seen]:
        if name == "een-aanbieder":
            # National help lines are everywhere, and so are nobody's only provider.
            return bottlenecks.one_provider(self.inventory, self.helplines)
        return _DETECT[name](self.inventory)

    def _contradictions(self, text: FindingText) -> Iterator[Finding]:
        for item in self.inventory.model.contradictions:
            if item.needs_inventory and not self.complete:
                continue
            verdict = self.inventory.facts.holds(item.when)
            if verdict.value:
                seen = self._activities_in(item.when)
                asked = {fact.id for fact in verdict.because if fact.kind == "question"}
                order = self.inventory.assessment.question_set.questions
                yield Finding(
                    text.id,
                    text.ref,
                    text.group,
                    text.name,
                    item.text,
                    activities=tuple(activity.name for activity in seen),
                    activity_ids=tuple(activity.id for activity in seen),
                    questions=tuple(name for name in order if name in asked),
                )

    def _activities_in(self, condition: Condition) -> tuple[Activity, ...]:
        """The activities that are there although an answer says otherwise."""
        meant = [part.some_activity for part in walk(condition) if isinstance(part, SomeActivity)]
        found = [item for wanted in meant for item in self.inventory.fitting(wanted)]
        return tuple(dict.fromkeys(found))


_DETECT: dict[str, Callable[[Inventory], Iterator[Seen]]] = {
    "opschalen": opportunities.scale_up,
    "overlap": opportunities.overlap,
    "koppelen": opportunities.link_help,
    "samen-trainen": opportunities.train_together,
    "eenmalig": bottlenecks.one_off,
    "geld-stopt": bottlenecks.money_stops,
    "niet-geevalueerd": bottlenecks.not_evaluated,
    "bereik-onbekend": bottlenecks.reach_unknown,
    "boodschap": bottlenecks.wrong_message,
    "zonder-hulp": bottlenecks.without_help,
    "leeg": blank_spots.blank_cells,
    "thema-leeg": blank_spots.blank_themes,
}
FINDING_IDS = frozenset({*_DETECT, "een-aanbieder", "tegenspraak"})


def _word(text: FindingText, seen: Seen) -> Finding:
    names = tuple(item.name for item in seen.activities)
    worded = text.text.format(
        setting=seen.setting.name if seen.setting else "",
        theme=seen.theme.name if seen.theme else "",
        names=", ".join(f"“{name}”" for name in names),
        provider=seen.provider,
        date=in_words(seen.date) if seen.date else "nu",
        number=len(names),
    )
    return Finding(
        text.id,
        text.ref,
        text.group,
        text.name,
        worded,
        seen.setting.id if seen.setting else None,
        seen.theme.id if seen.theme else None,
        names,
        seen.weight,
        tuple(item.id for item in seen.activities),
    )
