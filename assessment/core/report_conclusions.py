"""What follows from answers, without the report around it: enough to compare, and quick to make."""

from __future__ import annotations

from assessment.core.assessment import Assessment
from assessment.core.bands import band_of
from assessment.core.gaps import Judgement
from assessment.core.report_result import (
    FindingResult,
    GapResult,
    NeedResult,
    OpenResult,
    Result,
    StepResult,
)
from assessment.core.scoring import StepLevel, levels

# Anyone may have this computed, so it has an end. Two hundred usual activities fill some 1,200.
MOST_CELLS = 3000


def too_much_to_judge(made: Assessment) -> bool:
    """Whether the overview has more places and themes than a municipality can fill."""
    cells = sum(len(item.settings) * len(item.themes) for item in made.activities)
    return cells > MOST_CELLS


def conclusions_of(judgement: Judgement, *, bands: bool = False) -> Result:
    """Figures, gaps, open points and chances: the same as `result_of` finds in a whole report."""
    every = levels(judgement)
    gaps = [item for item in judgement.held if item.rule.kind in ("gat", "inventaris")]
    rules = [item.rule.id for item in judgement.held if item.rule.kind in ("kans", "uitzoeken")]
    found = [item for item in judgement.findings.all if item.group == "kans"]
    return Result(
        asked=sum(level.asked for level in every),
        known=sum(level.known for level in every),
        levels=tuple(_step(level, judgement if bands else None) for level in every),
        gaps=tuple(
            GapResult.model_validate(
                {
                    "id": item.rule.id,
                    "severity": item.severity,
                    "variant": item.variant.id if item.variant else None,
                }
            )
            for item in gaps
        ),
        open_points=tuple(
            OpenResult(
                id=item.rule.id,
                needs=tuple(
                    NeedResult(question=fact.id, row=fact.row)
                    if fact.kind == "question"
                    else NeedResult(question=None, row="")
                    for fact in sorted(item.needs)
                ),
            )
            for item in judgement.open_points
        ),
        chances=(
            *(FindingResult(id=name, setting=None, theme=None) for name in rules),
            *(FindingResult(id=item.id, setting=item.setting, theme=item.theme) for item in found),
        ),
    )


def same_conclusions(said: Result, ours: Result) -> bool:
    """Whether a report says what follows from its answers; bands and open needs are left aside."""
    return _core(said) == _core(ours)


def _core(result: Result) -> object:
    return (
        result.asked,
        result.known,
        [(level.step, level.stand, level.known, level.asked) for level in result.levels],
        result.gaps,
        [point.id for point in result.open_points or ()],
        result.chances,
    )


def _step(level: StepLevel, judgement: Judgement | None) -> StepResult:
    band = band_of(level, judgement) if judgement else None
    return StepResult(
        step=level.step.id,
        stand=None if level.stand is None else round(level.stand * 100),
        known=level.known,
        asked=level.asked,
        lowest=None if band is None else round(band.low * 100),
        highest=None if band is None else round(band.high * 100),
    )
