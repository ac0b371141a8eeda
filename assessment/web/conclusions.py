"""What follows from the overview as the page shows it: few lines, each with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.core.findings import Finding
from assessment.core.inventory_model import InventoryModel, Setting, Theme
from assessment.core.question_set import QuestionSet
from assessment.core.report_inventory import blank_places, blank_themes

# More of the same kind folds away; nothing is left out.
SHOWN_OF_A_KIND = 3
TITLES = {"kans": "Kansen", "knelpunt": "Knelpunten", "nagaan": "Na te gaan"}


@dataclass(frozen=True)
class Source:
    """What a conclusion rests on: an activity, or an answer with the page on which it was asked.
    Without either it is just words."""

    text: str
    activity: str = ""
    step: str = ""
    page: int = 0


@dataclass(frozen=True)
class Kind:
    """Conclusions of one kind, such as “Geld stopt of ontbreekt”."""

    name: str
    shown: tuple[Finding, ...]
    folded: tuple[Finding, ...]


@dataclass(frozen=True)
class Conclusions:
    """Everything that follows, in the groups of the page."""

    groups: dict[str, list[Kind]]
    blank_themes: list[Theme]
    blank_places: list[tuple[Setting, list[Theme]]]


def group(findings: Iterable[Finding], model: InventoryModel) -> Conclusions:
    found = list(findings)
    groups = {
        title: _kinds(item for item in found if item.group == name)
        for name, title in TITLES.items()
    }
    blanks = [item for item in found if item.group == "lacune"]
    return Conclusions(groups, blank_themes(model, blanks), list(blank_places(model, blanks)))


def _kinds(findings: Iterable[Finding]) -> list[Kind]:
    by_name: dict[str, list[Finding]] = {}
    for item in findings:
        by_name.setdefault(item.name, []).append(item)
    return [
        Kind(name, tuple(items[:SHOWN_OF_A_KIND]), tuple(items[SHOWN_OF_A_KIND:]))
        for name, items in by_name.items()
    ]


def pieces_of(finding: Finding) -> list[Source]:
    """The sentence in pieces: the name of an activity that it rests on leads there. The names
    stand last, after a place or a theme that may be called the same."""
    found: list[Source] = []
    rest = finding.text
    rested_on = zip(finding.activities, finding.activity_ids, strict=True)
    for name, activity in reversed(list(rested_on)):
        before, quoted, after = rest.rpartition(f"“{name}”")
        if quoted:
            found += [Source(after), Source(name, activity=activity)]
            rest = before
    return [Source(rest), *reversed(found)]


def sources_of(finding: Finding, content: QuestionSet) -> list[Source]:
    """What the sentence itself does not name: activities and answers to go and look at."""
    named = {piece.activity for piece in pieces_of(finding)}
    found = [
        Source(name, activity=activity)
        for name, activity in zip(finding.activities, finding.activity_ids, strict=True)
        if activity not in named
    ]
    for name in finding.questions:
        step = content.step_of[name]
        for number, page in enumerate(step.pages, start=1):
            if any(question.id == name for question in page.questions):
                found.append(Source(content.questions[name].text, step=step.id, page=number))
    return found
