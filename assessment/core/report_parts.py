"""Which parts of the report belong to which length: short, full, or the chapters one wants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assessment.core.report import Report

Length = Literal["kort", "volledig", "deel"]

# Beside the steps. The cover, *In het kort* and the help lines are in every report.
CHAPTERS = {
    "overzicht": "Overzicht per stap",
    "was-wordt": "Was en wordt",
    "aan-de-slag": "Aan de slag: wat er al gebeurt",
    "uitzoeken": "Kansen en nog uitzoeken",
    "verbeterplan": "Verbeterplan",
    "antwoorden": "Bijlage: alle antwoorden",
    "activiteiten": "Bijlage: alle activiteiten",
    "open-punten": "Bijlage: alle open punten",
    "werkwijze": "Bijlage: zo werkt dit rapport",
    "woorden": "Bijlage: woorden in dit rapport",
}
AFTER_OVERVIEW = 2  # where the steps stand among the chapters


class UnknownPart(ValueError):
    """A length or a chapter that does not exist; the message is Dutch and complete."""


@dataclass(frozen=True)
class Parts:
    """What a reader chose. `chapters` is None for everything."""

    length: Length
    chapters: frozenset[str] | None

    def __contains__(self, chapter: str) -> bool:
        return self.chapters is None or chapter in self.chapters

    @property
    def is_short(self) -> bool:
        return self.length == "kort"

    @property
    def is_full(self) -> bool:
        return self.length == "volledig"


FULL = Parts("volledig", None)
# About four pages, for the council: what to do first, where each step stands, how to read it.
SHORT = Parts("kort", frozenset({"overzicht"}))


def chapters_of(report: Report) -> tuple[tuple[str, str], ...]:
    """Every chapter that can be chosen, with its title, in the order of the report."""
    steps = [(step.level.step.id, step.level.step.label) for step in report.steps]
    others = list(CHAPTERS.items())
    every = (*others[:AFTER_OVERVIEW], *steps, *others[AFTER_OVERVIEW:])
    empty = {"verbeterplan": not report.plan, "was-wordt": report.comparison is None}
    return tuple(item for item in every if not empty.get(item[0]))


def choose(report: Report, length: str, chapters: Iterable[str]) -> Parts:
    """What an address asks for. Raises `UnknownPart`."""
    wanted = frozenset(chapters)
    known = {chapter for chapter, _ in chapters_of(report)}
    if unknown := sorted(wanted - known):
        raise UnknownPart(f"Het hoofdstuk “{unknown[0][:40]}” is er niet.")
    if wanted:
        return Parts("deel", wanted)
    if length not in ("", "kort", "volledig"):
        raise UnknownPart(f"De lengte “{length[:40]}” is er niet. Kies kort of volledig.")
    return SHORT if length == "kort" else FULL
