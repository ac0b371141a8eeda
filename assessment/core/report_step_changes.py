"""Where each step stood and stands, or why those two figures cannot stand side by side."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.core.question_set import QuestionSet
from assessment.core.report_comparison import Direction, LevelThen, StepChange
from assessment.core.report_result import StepResult
from assessment.core.report_sides import Side
from assessment.core.report_versions import same_step
from assessment.core.values import Depth

DEPTH_WORDS: dict[Depth, str] = {"kort": "de korte versie", "volledig": "de volledige versie"}


def step_changes(was: Side, now: Side, content: QuestionSet) -> Iterator[StepChange]:
    """Each step of now beside itself of then, or the reason why that says nothing."""
    labels = {step.id: step.label for step in content.steps}
    then = {item.step: item for item in was.result.levels}
    for item in now.result.levels:
        before = then.get(item.step)
        why_not = _why_no_level(was, now, before, item)
        level_then = None if before is None else _level(content, before)
        level_now = _level(content, item)
        yield StepChange(
            id=item.step,
            label=labels.get(item.step, item.step),
            was=level_then,
            now=level_now,
            direction="niet te vergelijken" if why_not else _direction(level_then, level_now),
            why_not=why_not,
        )


def _why_no_level(was: Side, now: Side, then: StepResult | None, item: StepResult) -> str:
    if then is None:
        return "Deze stap stond niet in het eerdere rapport."
    if not was.content:
        return "De vragen van toen staan hier niet."
    if not same_step(was, now, item.step):
        if was.depth != now.depth:
            return f"Toen {DEPTH_WORDS[was.depth]}, nu {DEPTH_WORDS[now.depth]}."
        return "De vragen van deze stap zijn veranderd."
    if then.stand is None and item.stand is None:
        return "Toen en nu is te weinig bekend."
    if then.stand is None:
        return "Toen was er te weinig bekend."
    if item.stand is None:
        return "Nu is er te weinig bekend."
    return ""


def _level(content: QuestionSet, item: StepResult) -> LevelThen:
    stand = _part(item.stand)
    label = None if stand is None else content.scale[int(stand)].label
    return LevelThen(stand, label, item.known, item.asked, _part(item.lowest), _part(item.highest))


def _direction(was: LevelThen | None, now: LevelThen) -> Direction:
    """As a reader sees it: two figures that are printed alike are the same."""
    if was is None or was.stand is None or now.stand is None:
        return "niet te vergelijken"
    then, here = f"{was.stand:.1f}", f"{now.stand:.1f}"
    return "gelijk" if then == here else "hoger" if now.stand > was.stand else "lager"


def _part(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100
