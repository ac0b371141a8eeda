"""What a report concludes, without a word of text: two of these can be compared, years apart.

Figures are whole numbers, so that every program in every language writes them the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from assessment.core.assessment import Assessment
from assessment.core.facts import AnswerFacts
from assessment.core.findings import Finding
from assessment.core.inventory import Cell, Inventory
from assessment.core.report import Report, StepReport
from assessment.core.values import Content, Id, Many

Hundredths = Annotated[int, Field(ge=0, le=400, description="In honderdsten: 233 is 2,33.")]
Count = Annotated[int, Field(ge=0, le=1000)]
Weight = Literal["kritiek", "hoog", "midden", "laag"]
StandingState = Literal["gat", "begin", "goed", "uitzoeken"]
Short = Annotated[str, StringConstraints(max_length=60, pattern=r"^[A-Za-z0-9_-]*$")]


class StepResult(Content):
    """The two figures of a step; no `stand` means that too little is known."""

    step: Id
    stand: Hundredths | None
    known: Count
    asked: Count
    lowest: Hundredths | None = None
    highest: Hundredths | None = None


class GapResult(Content):
    """A gap, and how heavy it was."""

    id: Id
    severity: Weight
    variant: Id | None


class NeedResult(Content):
    """A question whose answer is still needed; None is the overview of *Aan de slag*."""

    question: Id | None
    row: Short


class OpenResult(Content):
    """A rule that could not be judged yet, and what it waits for."""

    id: Id
    needs: Annotated[Many[NeedResult], Field(max_length=200)]


class FindingResult(Content):
    """A chance, a bottleneck or a blank spot of the inventory."""

    id: Id
    setting: Id | None
    theme: Id | None


class StandingResult(Content):
    """One of the lines that every report has."""

    id: Id
    state: StandingState


class RowResult(Content):
    """One place of the inventory: the state of each of its cells."""

    setting: Id
    cells: Annotated[Many[Cell], Field(max_length=60)]


class Result(Content):
    """Levels always; the rest is None when the municipality kept it to itself."""

    asked: Count
    known: Count
    levels: Annotated[Many[StepResult], Field(max_length=40)]
    standing: Annotated[Many[StandingResult], Field(max_length=20)] | None = None
    gaps: Annotated[Many[GapResult], Field(max_length=400)] | None = None
    open_points: Annotated[Many[OpenResult], Field(max_length=400)] | None = None
    to_find_out: Annotated[Many[Id], Field(max_length=400)] | None = None
    chances: Annotated[Many[FindingResult], Field(max_length=2000)] | None = None
    bottlenecks: Annotated[Many[FindingResult], Field(max_length=2000)] | None = None
    blank_spots: Annotated[Many[FindingResult], Field(max_length=2000)] | None = None
    matrix: Annotated[Many[RowResult], Field(max_length=100)] | None = None


ONLY_LEVELS = frozenset({"asked", "known", "levels"})
FROM_GAPS = frozenset(Result.model_fields) - ONLY_LEVELS


def result_of(report: Report, assessment: Assessment) -> Result:
    """Everything that the report concludes; `only_levels` takes out what is not shared."""
    inventory = Inventory(assessment, AnswerFacts(assessment))
    model = inventory.model
    chances = [FindingResult(id=card.id, setting=None, theme=None) for card in report.chances]
    return Result(
        asked=report.asked,
        known=report.known,
        levels=tuple(map(_step, report.steps)),
        standing=tuple(
            StandingResult.model_validate({"id": item.id, "state": item.state})
            for item in report.standing
        ),
        gaps=tuple(
            GapResult.model_validate(
                {"id": card.id, "severity": card.severity, "variant": card.variant}
            )
            for card in report.gaps
        ),
        open_points=tuple(
            OpenResult(
                id=point.id,
                needs=tuple(
                    NeedResult(question=n.question or None, row=n.row) for n in point.needs
                ),
            )
            for point in report.open_points
        ),
        to_find_out=tuple(item.question for item in report.to_find_out),
        chances=(*chances, *_findings(report.opportunities)),
        bottlenecks=tuple(_findings(report.bottlenecks)),
        blank_spots=tuple(_findings(report.blanks)),
        matrix=tuple(
            RowResult(
                setting=setting.id,
                cells=tuple(inventory.cell(setting, theme) for theme in model.themes),
            )
            for setting in model.settings
        ),
    )


def only_levels(result: Result) -> Result:
    """What an alderman would read out in a meeting, and no more."""
    return Result(asked=result.asked, known=result.known, levels=result.levels)


def _step(item: StepReport) -> StepResult:
    level = item.level
    return StepResult(
        step=level.step.id,
        stand=None if level.stand is None else round(level.stand * 100),
        known=level.known,
        asked=level.asked,
        lowest=None if item.band is None else round(item.band.low * 100),
        highest=None if item.band is None else round(item.band.high * 100),
    )


def _findings(found: Iterable[Finding]) -> Iterable[FindingResult]:
    return (FindingResult(id=item.id, setting=item.setting, theme=item.theme) for item in found)
