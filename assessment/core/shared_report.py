"""What someone reads of a report that was shared: only values, that page and PDF show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.core.advice import NO_LAYER, Layer
from assessment.core.identity import SHARING, Sharing
from assessment.core.report import Standing, StepReport, Told
from assessment.core.report_file import Place
from assessment.core.report_inventory import InventoryReport
from assessment.core.report_parts import Parts
from assessment.core.tools import Tool
from assessment.core.values import Depth, Severity

OVERVIEW = "aan-de-slag"


@dataclass(frozen=True)
class SharedGap:
    """A gap with the words of its rule, and without the answers that led to it."""

    id: str
    step: str
    severity: Severity
    name: str
    why: str
    advice: str


@dataclass(frozen=True)
class SharedLine:
    """Something that is not known yet, or that the overview shows, and where it belongs."""

    step: str
    label: str
    text: str


@dataclass(frozen=True)
class SharedReport:
    """Everything that a page or a PDF shows of one shared report."""

    level: Sharing
    municipality: Place
    reference_date: date
    question_set: str
    title: str
    depth: Depth
    asked: int
    known: int
    steps: tuple[StepReport, ...]
    standing: tuple[Standing, ...]
    gaps: tuple[SharedGap, ...]
    open_points: tuple[SharedLine, ...]
    to_find_out: tuple[SharedLine, ...]
    chances: tuple[SharedLine, ...]
    bottlenecks: tuple[SharedLine, ...]
    inventory: InventoryReport
    profile: tuple[Told, ...]
    help_lines: tuple[Tool, ...]
    disclaimer: str
    layer: Layer = NO_LAYER

    @property
    def shows_gaps(self) -> bool:
        return self.level != "levels"

    @property
    def shows_answers(self) -> bool:
        return SHARING.index(self.level) >= SHARING.index("answers")

    @property
    def parts(self) -> Parts:
        """The chapters of the report that this level has."""
        chapters = {"overzicht"}
        if self.shows_gaps:
            chapters |= {step.level.step.id for step in self.steps} | {OVERVIEW}
        if self.shows_answers:
            chapters |= {"antwoorden", "activiteiten"}
        return Parts("deel", frozenset(chapters))
