"""From one report to what the comparison keeps of it: little, so that thousands fit in memory."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from assessment.core.answers_in import read_answers_file
from assessment.core.assessment import Assessment, Municipality
from assessment.core.gaps import Judgement
from assessment.core.identity import Sharing
from assessment.core.question_set import QuestionSet
from assessment.core.report_conclusions import (
    conclusions_of,
    same_conclusions,
    too_much_to_judge,
)
from assessment.core.report_file import ReportFile, canonical
from assessment.core.report_result import Result
from assessment.core.report_sides import Side, earlier_side, set_aside
from assessment.core.strict_json import BadFile
from assessment.core.tools import Catalogue
from assessment.core.tools_in_use import tools_in_use

V = TypeVar("V", bound=Hashable)


@dataclass(frozen=True)
class Background:
    """What this installation knows itself, whatever a file says."""

    question_sets: Mapping[str, QuestionSet]
    municipalities: Mapping[str, Municipality]
    catalogue: Catalogue


@dataclass(frozen=True)
class NamedActivity:
    """What one overview says of one running activity, as far as others may have it too."""

    name: str
    providers: tuple[str, ...]
    places: tuple[str, ...]
    regional: bool


@dataclass(frozen=True)
class Entry:
    """One report of one municipality, as far as a comparison looks at it."""

    municipality: Municipality
    side: Side
    sharing: Sharing
    agreed: bool  # may be named as one that has something already
    changed: bool
    from_answers: bool
    overview_known: bool  # the overview of *Aan de slag* was called complete
    activities: tuple[NamedActivity, ...] | None  # None: names are not shared
    in_use: frozenset[str]  # tools
    agrees: bool | None = None  # what it says follows from its answers; None: nobody can say


@dataclass
class EntryMaker:
    """Makes entries. What is the same in many reports is kept once."""

    background: Background
    _kept: dict[Hashable, Hashable] = field(default_factory=dict)

    def of_report(
        self, file: ReportFile, *, agreed: bool = False, changed: bool = False
    ) -> Entry | None:
        """None when the municipality is not in our list."""
        place = self.background.municipalities.get(file.municipality.code)
        if place is None:
            return None
        side = earlier_side(file, self.background.question_sets)
        made = self._answers_in(file)
        aside, agrees = frozenset[str](), None
        if made is not None and not too_much_to_judge(made):
            judgement = self._judge(made)
            aside = set_aside(judgement)
            agrees = _same_scan(file, made) and same_conclusions(
                file.result, conclusions_of(judgement)
            )
        entry = self._entry(place, side, file.sharing, aside, made)
        return replace(entry, agreed=agreed, changed=changed, agrees=agrees)

    def of_answers(self, made: Assessment, *, agreed: bool = False) -> Entry:
        """An answers file holds everything; what follows from it is made here."""
        judgement = self._judge(made)
        side = Side(
            on=made.reference_date,
            made_on=made.reference_date,
            number="",
            status="concept",
            key=made.question_set.key,
            depth=made.depth,
            result=conclusions_of(judgement, bands=True),
            content=made.question_set,
        )
        entry = self._entry(made.municipality, side, "notes", set_aside(judgement), made)
        return replace(entry, agreed=agreed, from_answers=True, agrees=True)

    def _judge(self, made: Assessment) -> Judgement:
        return Judgement(made, self.background.catalogue.national_helplines)

    def _answers_in(self, file: ReportFile) -> Assessment | None:
        if file.answers is None:
            return None
        known = self.background
        try:
            return read_answers_file(
                canonical(file.answers), known.question_sets, known.municipalities
            )
        except BadFile:
            return None  # Then the conclusions are all that there is.

    def _entry(
        self,
        place: Municipality,
        side: Side,
        sharing: Sharing,
        aside: frozenset[str],
        made: Assessment | None,
    ) -> Entry:
        result = side.result
        needs = (need for point in result.open_points or () for need in point.needs)
        named = made if sharing == "notes" else None
        in_use = tools_in_use(named.activities, self.background.catalogue) if named else frozenset()
        return Entry(
            municipality=place,
            side=replace(
                side,
                key=self._same(side.key),
                result=self._small(result),
                not_applicable=self._same(aside),
            ),
            sharing=sharing,
            agreed=False,
            changed=False,
            from_answers=False,
            overview_known=result.gaps is not None and all(need.question for need in needs),
            activities=tuple(self._named(named)) if named else None,
            in_use=self._same(in_use),
        )

    def _named(self, made: Assessment) -> list[NamedActivity]:
        return [
            NamedActivity(
                self._same(item.name),
                self._same(item.providers),
                self._same(item.settings),
                item.regional or item.area == "regio" or item.client == "regio",
            )
            for item in made.activities
            if item.runs
        ]

    def _small(self, result: Result) -> Result:
        """What two reports are compared on, and no more than that."""
        shared = result.gaps is not None
        return Result(
            asked=result.asked,
            known=result.known,
            levels=tuple(map(self._same, result.levels)),
            gaps=tuple(map(self._same, result.gaps or ())) if shared else None,
            open_points=tuple(
                self._same(point.model_copy(update={"needs": ()}))
                for point in result.open_points or ()
            )
            if shared
            else None,
            chances=tuple(map(self._same, result.chances or ())) if shared else None,
        )

    def _same(self, value: V) -> V:
        return self._kept.setdefault(value, value)  # type: ignore[return-value]


def _same_scan(file: ReportFile, made: Assessment) -> bool:
    """Whether the answers in a report are those of this municipality on this day."""
    said = (file.question_set, file.municipality.code, file.reference_date, file.depth)
    own = (made.question_set.key, made.municipality.code, made.reference_date, made.depth)
    return said == own
