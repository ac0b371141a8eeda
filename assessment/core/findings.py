"""Kansen, knelpunten en lacunes: what follows from the inventory, and from which activities.

Nothing is concluded before the overview is declared complete for now. What is missing is called
"niet bekend": there is often more than people think.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from assessment.core.activities import Activity
from assessment.core.calendar import add_months, in_words
from assessment.core.evaluation import Fact, Verdict
from assessment.core.inventory import EVALUATED, OCCASIONAL, Inventory
from assessment.core.inventory_model import FindingText, Setting, Theme

# Themes by their code in the source, because these rules speak of them one by one.
NORM, POSITIVE, TRAINING, VICTIMS, PERPETRATORS, POLICY = "T1", "T2", "T7", "T8", "T9", "T12"
ONE_PROVIDER_THEMES = {"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T9", "T10"}
PUBLIC_FORMS = {"campagne", "les", "gastles", "voorlichting"}
STORY_FORMS = {"campagne", "les", "gastles", "theater-film"}
RECOGNISED = {"goed-beschreven", "goed-onderbouwd", "bewezen-werkzaam"}
PROOF_YEARS = 5


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


@dataclass(frozen=True)
class Seen:
    """A finding before it is worded."""

    setting: Setting | None = None
    theme: Theme | None = None
    activities: tuple[Activity, ...] = ()
    weight: int = 0
    provider: str = ""
    date: date | None = None


class Findings:
    """Everything that one inventory shows, computed once."""

    def __init__(self, inventory: Inventory, national_helplines: frozenset[str]) -> None:
        self.inventory = inventory
        self.helplines = national_helplines
        self.today = inventory.assessment.reference_date
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
                seen = sorted(_DETECT[text.id](self), key=lambda item: -item.weight)
                yield from (_word(text, item) for item in seen)

    def _contradictions(self, text: FindingText) -> Iterator[Finding]:
        for item in self.inventory.model.contradictions:
            if item.needs_inventory and not self.complete:
                continue
            if self.inventory.facts.holds(item.when).value:
                yield Finding(text.id, text.ref, text.group, text.name, item.text)

    def _themes(self) -> Iterator[tuple[Theme, tuple[Activity, ...]]]:
        for theme in self.inventory.model.themes:
            running = tuple(item for item in self.inventory.running if theme.id in item.themes)
            yield theme, running

    def blank_cells(self) -> Iterator[Seen]:
        for setting in self.inventory.model.settings:
            for theme in self.inventory.model.themes:
                if self.inventory.cell(setting, theme) == "leeg":
                    yield Seen(setting, theme, weight=setting.weight * theme.weight)

    def blank_themes(self) -> Iterator[Seen]:
        for theme, running in self._themes():
            if not running:
                yield Seen(theme=theme, weight=theme.weight)

    def one_provider(self) -> Iterator[Seen]:
        for theme, running in self._themes():
            local = tuple(item for item in running if not set(item.providers) <= self.helplines)
            providers = {provider for item in local for provider in item.providers}
            enough = len(local) >= 2 or (local and theme.ref in (TRAINING, PERPETRATORS))
            if theme.ref in ONE_PROVIDER_THEMES and enough and len(providers) == 1:
                yield Seen(theme=theme, activities=local, provider=min(providers))

    def one_off(self) -> Iterator[Seen]:
        for theme, running in self._themes():
            if running and all(self._is_one_off(item) for item in running):
                yield Seen(theme=theme, activities=running)

    def _is_one_off(self, item: Activity) -> bool:
        if item.frequency in OCCASIONAL:
            return True
        faded = item.last is not None and item.last < add_months(self.today, -24)
        return faded and item.next is None

    def money_stops(self) -> Iterator[Seen]:
        limit = add_months(self.today, 12)
        for item in self.inventory.running:
            until = item.funding_until
            if item.funding == "geen" or (
                item.funding == "tijdelijk" and until is not None and until <= limit
            ):
                yield Seen(activities=(item,), date=until)

    def not_evaluated(self) -> Iterator[Seen]:
        for item in self.inventory.running:
            long = item.start is not None and item.start <= add_months(self.today, -12)
            old = (
                item.evaluation in EVALUATED
                and item.evaluation_year is not None
                and item.evaluation_year < self.today.year - 3
            )
            if (long and item.evaluation == "nee") or old:
                yield Seen(activities=(item,))

    def reach_unknown(self) -> Iterator[Seen]:
        for item in self.inventory.running:
            recent = item.reach_year is not None and item.reach_year >= self.today.year - 2
            if item.reach is None or not recent:
                yield Seen(activities=(item,))

    def wrong_message(self) -> Iterator[Seen]:
        for item in self.inventory.running:
            warns = item.message == "waarschuwen" and item.form in PUBLIC_FORMS
            if item.message == "niet-doen" or warns:
                yield Seen(activities=(item,))

    def without_help(self) -> Iterator[Seen]:
        for item in self.inventory.running:
            if item.form in STORY_FORMS and item.names_help == "nee":
                yield Seen(activities=(item,))

    def scale_up(self) -> Iterator[Seen]:
        for item in self.inventory.running:
            # What runs in the whole region reaches this municipality too.
            small = item.area in ("wijken-of-kernen", "enkele-scholen")
            if item.reach is not None and item.reach_total:
                small = small or item.reach / item.reach_total < 0.5
            if small and self._proven(item):
                yield Seen(activities=(item,))

    def _proven(self, item: Activity) -> bool:
        oldest = self.today.year - PROOF_YEARS
        recognised = item.recognition in RECOGNISED and (item.recognition_year or 0) > oldest
        good = item.evaluation_result == "positief" and (item.evaluation_year or 0) > oldest
        return recognised or good

    def overlap(self) -> Iterator[Seen]:
        groups: dict[tuple[str, ...], list[tuple[Setting, Theme]]] = defaultdict(list)
        by_id = {item.id or item.name: item for item in self.inventory.running}
        for setting in self.inventory.model.settings:
            for theme in self.inventory.model.themes:
                if theme.ref in (TRAINING, POLICY):
                    continue
                here = [i for i in self.inventory.in_cell(setting, theme) if i.runs]
                same = {
                    key
                    for one, two in combinations(here, 2)
                    if _do_the_same(one, two)
                    for key in (one.id or one.name, two.id or two.name)
                }
                if same:
                    groups[tuple(sorted(same))].append((setting, theme))
        for keys, cells in groups.items():
            setting, theme = cells[0]
            yield Seen(setting, theme, tuple(by_id[key] for key in keys))

    def link_help(self) -> Iterator[Seen]:
        themes = {theme.ref: theme for theme in self.inventory.model.themes}
        victims = themes[VICTIMS]
        for setting in self.inventory.model.settings:
            if victims.id not in setting.themes:
                continue
            here = [item for item in self.inventory.running if setting.id in item.settings]
            wanted = {themes[NORM].id, themes[POSITIVE].id}
            lessons = tuple(item for item in here if wanted & set(item.themes))
            if lessons and not any(victims.id in item.themes for item in here):
                yield Seen(setting, victims, lessons)

    def train_together(self) -> Iterator[Seen]:
        for theme, running in self._themes():
            if theme.ref != TRAINING:
                continue
            providers = {provider for item in running for provider in item.providers}
            shared = any(len(item.providers) > 1 for item in running)
            if len(providers) >= 3 and not shared:
                yield Seen(theme=theme, activities=running)


def _do_the_same(one: Activity, two: Activity) -> bool:
    """Same people, other providers, and nobody who ordered both: worth a talk, not a fault."""
    return (
        bool(set(one.audiences) & set(two.audiences))
        and not set(one.providers) & set(two.providers)
        and (one.client is None or one.client != two.client)
    )


_DETECT: dict[str, Callable[[Findings], Iterator[Seen]]] = {
    "opschalen": Findings.scale_up,
    "overlap": Findings.overlap,
    "koppelen": Findings.link_help,
    "samen-trainen": Findings.train_together,
    "een-aanbieder": Findings.one_provider,
    "eenmalig": Findings.one_off,
    "geld-stopt": Findings.money_stops,
    "niet-geevalueerd": Findings.not_evaluated,
    "bereik-onbekend": Findings.reach_unknown,
    "boodschap": Findings.wrong_message,
    "zonder-hulp": Findings.without_help,
    "leeg": Findings.blank_cells,
    "thema-leeg": Findings.blank_themes,
}
FINDING_IDS = frozenset({*_DETECT, "tegenspraak"})


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
    )
