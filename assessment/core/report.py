"""The report as one frozen value: page, PDF and JSON all read this, and compute nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from assessment.core.advice import NO_LAYER, Layer
from assessment.core.assessment import Municipality
from assessment.core.bands import Band
from assessment.core.changes import Way
from assessment.core.findings import Finding
from assessment.core.plan import PlanRow
from assessment.core.question_set import Term
from assessment.core.report_comparison import Comparison
from assessment.core.report_inventory import InventoryReport
from assessment.core.rules import Rule
from assessment.core.scoring import StepLevel
from assessment.core.tools import Tool
from assessment.core.values import Depth, Severity


def first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s+", text.strip(), maxsplit=1)[0]


@dataclass(frozen=True)
class Because:
    """One answer, or one part of the inventory, that a conclusion rests on."""

    kind: str
    id: str
    row: str
    asked: str
    said: str
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Card:
    """A gap or a chance, with everything that explains it."""

    id: str
    ref: str
    kind: str
    step: str
    step_label: str
    severity: Severity
    variant: str | None
    name: str
    plain: str
    why: str
    advice: str
    parts: tuple[str, ...]
    because: tuple[Because, ...]
    tools: tuple[Tool, ...]
    no_tools_because: str | None
    extra_under: str | None
    findings: tuple[Finding, ...] = ()
    ways: tuple[Way, ...] = ()  # each is the smallest change that takes the gap away
    in_use: tuple[Tool, ...] = ()  # fitting tools that the municipality uses already
    # By tool: the names of the themes that nobody works on, when that is why it is advised.
    empty_themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def first_step(self) -> str:
        """What to do first, in one sentence."""
        return first_sentence(self.advice)


@dataclass(frozen=True)
class Need:
    """A question whose answer is still needed."""

    question: str
    row: str
    text: str
    in_depth: bool  # False: it belongs to the full version only
    hint: str | None = None  # where to look, or whom to ask
    asked: str = ""  # the question without its row
    row_text: str = ""


@dataclass(frozen=True)
class OpenPoint:
    """Something that cannot be said yet. It is a thing to find out, never a gap."""

    id: str
    ref: str
    kind: str
    step: str
    step_label: str
    severity: Severity
    name: str
    needs: tuple[Need, ...]
    because: tuple[Because, ...]


@dataclass(frozen=True)
class Standing:
    """A line that every report has."""

    id: str
    title: str
    state: str  # gat, begin, goed or uitzoeken
    text: str
    cards: tuple[str, ...]


@dataclass(frozen=True)
class ToFindOut:
    """A question that was answered with "weet ik niet"."""

    question: str
    step_label: str
    text: str
    hint: str | None
    note: str


@dataclass(frozen=True)
class OpenQuestion:
    """A question without an answer, where to look for it, and what waits for it."""

    question: str
    step_label: str
    text: str
    said: str
    hint: str | None
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One answer of the appendix."""

    question: str
    text: str
    state: str
    said: str
    regional: bool
    note: str
    evidence: str
    lacks_evidence: bool
    by: str | None
    at: datetime | None


@dataclass(frozen=True)
class Strength:
    """Something that is already there: a sentence that says so, or the question and its "ja"."""

    question: str
    asked: str
    said: str
    is_sentence: bool  # False: `said` says nothing without `asked`


@dataclass(frozen=True)
class StepReport:
    """One step: its two figures with their band, what is already there, and all answers."""

    level: StepLevel
    strengths: tuple[Strength, ...]
    cards: tuple[str, ...]
    answers: tuple[Told, ...]
    band: Band | None = None


@dataclass(frozen=True)
class Report:
    """Everything that one report says."""

    municipality: Municipality
    reference_date: date
    question_set: str
    title: str
    depth: Depth
    contributed: tuple[str, ...]
    asked: int
    known: int
    first: tuple[str, ...]
    standing: tuple[Standing, ...]
    gaps: tuple[Card, ...]
    chances: tuple[Card, ...]
    open_points: tuple[OpenPoint, ...]
    to_find_out: tuple[ToFindOut, ...]
    profile: tuple[Told, ...]
    steps: tuple[StepReport, ...]
    inventory: InventoryReport
    opportunities: tuple[Finding, ...]
    bottlenecks: tuple[Finding, ...]
    blanks: tuple[Finding, ...]
    checks: tuple[Finding, ...]
    help_lines: tuple[Tool, ...]
    about: str
    disclaimer: str
    contributors: tuple[str, ...]  # the functions that gave the answers, the busiest first
    good: tuple[Strength, ...]  # what goes well, for the first page
    open_questions: tuple[OpenQuestion, ...]
    words: tuple[Term, ...]  # the words of the glossary that this report uses
    rule_of: Mapping[str, Rule]  # the rule that each finding of the inventory belongs to
    plan: tuple[PlanRow, ...] = ()  # what is planned; a gap for which nothing is, is not in it
    to_confirm: int = 0  # answers that were carried over and that nobody confirmed: not counted
    comparison: Comparison | None = None  # with an earlier report, when the reader chose one
    layer: Layer = NO_LAYER  # own advice, which is never part of what is finished

    def card(self, card_id: str) -> Card:
        return next(card for card in (*self.gaps, *self.chances) if card.id == card_id)
