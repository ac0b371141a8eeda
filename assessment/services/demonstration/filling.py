"""From a story to an assessment: every question in the mood of the story, with its exceptions."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assessment.core.activities import Activity
from assessment.core.answers import Answer, Value
from assessment.core.assessment import Assessment, Municipality
from assessment.core.calendar import add_months
from assessment.core.facts import AnswerFacts
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import TYPES
from assessment.core.questions import Page, Question, Step
from assessment.core.values import Depth

# In turns, for nobody is equally far with everything.
YES_PARTLY_NO = ("nee", "nee deels", "deels deels ja", "ja ja deels", "ja")
# Other choices run from best to worst; this one gets an answer per mood.
LESSONS = ("niet-doen", "risico", "verschilt", "leuk-veilig", "leuk-veilig")
# Messages of a campaign that no mood leads to: a story that wants one says so.
ON_REQUEST = {"stuur-niet", "pas-op", "straf", "anders"}


@dataclass(frozen=True)
class Story:
    """One invented municipality; stories.yaml says what everything means."""

    code: str
    name: str
    story: str
    mood: int
    moods: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    activities: Mapping[str, list[str]] = field(default_factory=dict)
    inventory_complete: bool = True
    only_provider: str = ""
    steps: Sequence[str] = ()
    depth: Depth = "volledig"
    unknown_every: int = 0
    notes_every: int = 0
    plan: Sequence[Mapping[str, Any]] = ()
    finished: bool = False


@cache
def _file() -> dict[str, Any]:
    text = Path(__file__).with_name("stories.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@cache
def _pool() -> dict[str, dict[str, str]]:
    with Path(__file__).with_name("activities.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def stories() -> tuple[Story, ...]:
    return tuple(Story(**item) for item in _file()["stories"])


def told(story: Story, content: QuestionSet, place: Municipality, today: date) -> Assessment:
    """The assessment of one story on one reference date."""
    answers: dict[str, Answer] = {}
    running = tuple(_activities(story, place, today))
    complete = story.inventory_complete
    made = Assessment(content, place, today, story.depth, answers, running, complete)
    # Branches hang on earlier pages only, so these facts can follow while the answers come in.
    writer = _Writer(story, AnswerFacts(made))
    for step in content.steps:
        for page in step.pages:
            for question in page.questions:
                if (answer := writer.answer(step, page, question)) is not None:
                    answers[question.id] = answer
    return made


class _Writer:
    """Answers one question after another."""

    def __init__(self, story: Story, facts: AnswerFacts) -> None:
        self.story = story
        self.facts = facts
        size = facts.assessment.municipality.size_class
        schools = {"value": dict.fromkeys(_file()["elsewhere"].get(size, ()), "elders")}
        self.own = {"schooltypen-aanwezig": schools, **story.answers}
        self.asked = 0

    def answer(self, step: Step, page: Page, question: Question) -> Answer | None:
        own = self.own.get(question.id)
        if question.fills or (own is None and not self._reached(step, question)):
            return None
        self.asked += 1
        given = Answer(**{"state": "answered", **(own or {})})
        if own is None and step.scored and self._turn(self.story.unknown_every):
            given = Answer("unknown")
        if given.state != "answered":
            return given
        # The profile has no better or worse: there, a mood only says how much there is.
        mood = self.story.moods.get(step.id, self.story.mood if step.scored else 2)
        given = self._answered(question, given, mood)
        # What is not there at all cannot have been arranged by the region.
        in_region = question.allow_regional and page.regional_when is not None
        something = given.value not in (0, "nee")
        holds = in_region and self.facts.holds(page.regional_when).value is True
        given = replace(given, regional=something and holds)
        notes = _file()["notes"].get(step.id)
        if notes and own is None and mood > 1 and self._turn(self.story.notes_every):
            given = replace(given, **notes[self.asked % len(notes)])
        return given

    def _reached(self, step: Step, question: Question) -> bool:
        reached = not self.story.steps or step.id in self.story.steps
        in_depth = question.core or self.story.depth == "volledig"
        return reached and in_depth and self.facts.visible(question.id).value is True

    def _turn(self, every: int) -> bool:
        return every > 0 and self.asked % every == 0

    def _answered(self, question: Question, given: Answer, mood: int) -> Answer:
        raw: Any = given.value
        if question.type == "grid":
            raw = self._rows(question, mood) | (raw or {})
        elif raw is None:
            raw = self._value(question, mood)
        value = TYPES[question.type].read(question, raw)
        return replace(given, value=value, detail=self._detail(question, value, given.detail, mood))

    def _value(self, question: Question, mood: int) -> Any:
        match question.type:
            case "level" | "number":
                return mood
            case "yes_partly_no":
                turns = YES_PARTLY_NO[mood].split()
                return turns[self.asked % len(turns)]
            case "choice" if question.id == "boodschap-van-lessen":
                return LESSONS[mood]
            case "choice":
                return _best_first([option.id for option in question.options], mood)
            case "multi":
                return _some(question, mood)
            case "year":
                return self.facts.reference_date.year - (5 - mood)
            case "date":
                return add_months(self.facts.reference_date, 6)
        raise NotImplementedError(question.type)

    def _rows(self, question: Question, mood: int) -> dict[str, str]:
        """All rows but those that follow from another answer."""
        columns = [column.id for column in question.columns if column.means == "answered"]
        rows = [row for row in question.rows if self.facts.cell(question, row)[0] is None]
        return {row.id: _best_first(columns, mood) for row in rows}

    def _detail(self, question: Question, value: Value, own: Any, mood: int) -> int | date | None:
        detail = question.detail
        if detail is None or (detail.options and value not in detail.options):
            return None
        usual: int = _file()["details"].get(question.id, 1)
        if detail.type == "number":
            return usual * mood if own is None else int(own)
        return add_months(self.facts.reference_date, usual if own is None else own)


def _best_first(names: list[str], mood: int) -> str:
    return names[(4 - mood) * len(names) // 5]


def _some(question: Question, mood: int) -> list[str]:
    """The better the mood the more, spread over the whole list; at worst "geen"."""
    if mood == 0 and question.exclusive:
        return [min(question.exclusive)]
    names = [o.id for o in question.options if not o.exclusive and o.id not in ON_REQUEST]
    number = max(1, round(len(names) * mood / 4))
    last = len(names) - 1
    return [names[round(index * last / max(1, number - 1))] for index in range(number)]


def _activities(story: Story, place: Municipality, today: date) -> Iterator[Activity]:
    """What it is comes from the list of activities, how it runs from the grade."""
    for grade, names in story.activities.items():
        for name in names:
            row = {key: text.replace("{place}", place.name) for key, text in _pool()[name].items()}
            made: dict[str, Any] = {**row, **_running(row, grade, place, today)}
            providers = row["providers"].split(";")
            made["providers"] = [story.only_provider] if story.only_provider else providers
            for key in ("settings", "themes", "audiences"):
                made[key] = row[key].split()
            del made["people"]
            yield Activity.model_validate(made)


def _running(row: dict[str, str], grade: str, place: Municipality, today: date) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if row["recognition"].startswith("goed"):
        made["recognition_year"] = today.year - 2
    for key, given in {"updated_on": -2, **_file()["grades"][grade]}.items():
        if isinstance(given, str):
            made[key] = given
        elif key == "reach":
            total = place.inhabitants * int(row["people"]) // 1000
            made |= {key: total * given // 100, "reach_total": total, "reach_year": today.year - 1}
        elif key.endswith("_year"):
            made[key] = today.year + given
        else:
            made[key] = add_months(today, given)
    return made
