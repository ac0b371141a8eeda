"""The matrix of *Aan de slag*: places by themes, and what each cell says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from typing import Literal

from assessment.core.activities import Activity
from assessment.core.assessment import Assessment
from assessment.core.conditions import ActivityFilter
from assessment.core.facts import AnswerFacts
from assessment.core.inventory_model import CellState, InventoryModel, Setting, Theme

Place = Literal["van toepassing", "niet aanwezig", "elders"]
Cell = Literal[
    "nvt", "leeg", "gepland", "los", "een-aanbieder", "niet-bekeken", "geregeld", "geborgd"
]

OCCASIONAL = ("eenmalig", "af-en-toe")
REGULAR = ("elk-jaar", "doorlopend")
EVALUATED = ("intern", "extern")
EVALUATION_YEARS = 3
# What is added to the name of a place that does not count.
PLACE_WORDS: Mapping[Place, str] = {
    "van toepassing": "",
    "niet aanwezig": "is er niet",
    "elders": "in een andere gemeente",
}
# Nothing is asked of such a cell, and still something was entered: it must not go unseen.
KNOWN_ANYWAY = CellState(
    id="bekend",
    text="Bekend",
    explanation="Hier is iets bekend. Het vak telt niet mee, want thema en plek horen niet "
    "bij elkaar, of de plek is er niet.",
)


@dataclass(frozen=True)
class Inventory:
    """The activities of one assessment against the places and themes of its question set."""

    assessment: Assessment
    facts: AnswerFacts

    @cached_property
    def running(self) -> tuple[Activity, ...]:
        return tuple(item for item in self.assessment.activities if item.runs)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Whether a place counts: nobody is asked for lessons in a school that is not there."""
        return {setting.id: self._place(setting) for setting in self.model.settings}

    @property
    def model(self) -> InventoryModel:
        return self.assessment.question_set.inventory

    def _place(self, setting: Setting) -> Place:
        if setting.absent_when and self.facts.holds(setting.absent_when).value:
            return "niet aanwezig"
        if setting.elsewhere_when and self.facts.holds(setting.elsewhere_when).value:
            return "elders"
        return "van toepassing"

    def fits(self, wanted: ActivityFilter) -> bool:
        """Whether a running activity has the wanted theme, place and form."""
        return bool(self.fitting(wanted))

    def fitting(self, wanted: ActivityFilter) -> tuple[Activity, ...]:
        return tuple(
            item
            for item in self.running
            if (wanted.theme is None or wanted.theme in item.themes)
            and (wanted.settings is None or bool(set(wanted.settings) & set(item.settings)))
            and (wanted.form is None or wanted.form == item.form)
        )

    def in_cell(self, setting: Setting, theme: Theme) -> tuple[Activity, ...]:
        """Everything that was entered for this place and theme, also what is planned or stopped."""
        return tuple(self._by_cell.get((setting.id, theme.id), ()))

    @cached_property
    def _by_cell(self) -> Mapping[tuple[str, str], list[Activity]]:
        found: dict[tuple[str, str], list[Activity]] = defaultdict(list)
        for item in self.assessment.activities:
            for cell in set(product(item.settings, item.themes)):
                found[cell].append(item)
        return found

    def state(self, setting: Setting, theme: Theme) -> CellState:
        """What a reader sees in the cell."""
        cell = self.cell(setting, theme)
        if cell == "nvt" and self.in_cell(setting, theme):
            return KNOWN_ANYWAY
        return self._states[cell]

    @cached_property
    def _states(self) -> Mapping[str, CellState]:
        return {state.id: state for state in self.model.cell_states}

    def cell(self, setting: Setting, theme: Theme) -> Cell:
        """What the cell says. One sound activity is enough for a good word."""
        if theme.id not in setting.themes or self.places[setting.id] != "van toepassing":
            return "nvt"
        here = self.in_cell(setting, theme)
        running = [item for item in here if item.runs]
        if not running:
            return "gepland" if any(item.status == "gepland" for item in here) else "leeg"
        if all(item.frequency in OCCASIONAL for item in running):
            return "los"
        today = self.assessment.reference_date
        sound = [item for item in running if item.frequency in REGULAR]
        looked_at = [item for item in sound if recently_evaluated(item, today)]
        if any(item.funding == "vast" for item in looked_at):
            return "geborgd"
        providers = {provider for item in running for provider in item.providers}
        if len(providers) == 1 and all(item.providers for item in running):
            return "een-aanbieder"
        return "geregeld" if looked_at else "niet-bekeken"


def recently_evaluated(item: Activity, today: date) -> bool:
    """Somebody looked whether it works, at most three years before the reference date."""
    if item.evaluation not in EVALUATED or item.evaluation_year is None:
        return False
    return item.evaluation_year >= today.year - EVALUATION_YEARS
