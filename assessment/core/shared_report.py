"""What someone reads of a report that was shared, made from the data at its level and no more.

The conclusions are those of the day on which the report was finished: nothing is judged again. Only
the words come from the question set, which never changes once it is released.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.core.advice import NO_LAYER, Layer
from assessment.core.assessment import Assessment
from assessment.core.bands import Band
from assessment.core.facts import AnswerFacts
from assessment.core.identity import SHARING, Sharing
from assessment.core.question_set import QuestionSet
from assessment.core.report import (
    InventoryReport,
    MatrixRow,
    Standing,
    StepReport,
    Told,
    first_sentence,
)
from assessment.core.report_answers import told
from assessment.core.report_file import Place, ReportFile
from assessment.core.report_inventory import listed
from assessment.core.report_parts import Parts
from assessment.core.report_result import FindingResult, StepResult
from assessment.core.rules import StandingLine
from assessment.core.scoring import StepLevel
from assessment.core.tools import Tool
from assessment.core.values import Depth, Severity

OVERVIEW = "aan-de-slag"


# What someone sees at each level, and what is left out of it.
_SEEN: dict[Sharing, str] = {
    "levels": "Alleen de stand. De gemeente deelt haar gaten en antwoorden hier niet. "
    "Dat er geen gaten staan, zegt dus niets.",
    "gaps": "De stand en de gaten. De gemeente deelt haar antwoorden hier niet.",
    "answers": "De stand, de gaten en de antwoorden. Wat mensen zelf typten, staat er niet in. "
    "Activiteiten heten daarom “Activiteit 1”.",
    "notes": "De stand, de gaten, de antwoorden en de toelichtingen. Ga er zorgvuldig mee om.",
}


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
    def what_is_seen(self) -> str:
        return _SEEN[self.level]

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


def shared_report(
    file: ReportFile,
    content: QuestionSet,
    assessment: Assessment | None,
    help_lines: tuple[Tool, ...],
) -> SharedReport:
    """`assessment` is what the answers in this very file say; None when it holds none."""
    return _Maker(file, content, assessment).report(help_lines)


class _Maker:
    def __init__(
        self, file: ReportFile, content: QuestionSet, assessment: Assessment | None
    ) -> None:
        self.file = file
        self.result = file.result
        self.content = content
        self.assessment = assessment
        self.facts = AnswerFacts(assessment) if assessment else None
        self.labels = {step.id: step.label for step in content.steps}
        self.labels[OVERVIEW] = content.inventory.title

    def report(self, help_lines: tuple[Tool, ...]) -> SharedReport:
        file, result = self.file, self.result
        gaps = tuple(self._gaps())
        return SharedReport(
            level=file.sharing,
            municipality=file.municipality,
            reference_date=file.reference_date,
            question_set=file.question_set,
            title=self.content.title,
            depth=file.depth,
            asked=result.asked,
            known=result.known,
            steps=tuple(self._step(level) for level in result.levels),
            standing=tuple(self._standing({gap.id: gap for gap in gaps})),
            gaps=gaps,
            open_points=tuple(self._rule(item.id) for item in result.open_points or ()),
            to_find_out=tuple(self._question(name) for name in result.to_find_out or ()),
            chances=tuple(self._found(result.chances or ())),
            bottlenecks=tuple(self._found(result.bottlenecks or ())),
            inventory=self._inventory(),
            profile=tuple(
                answer
                for step in self.content.steps
                if not step.scored
                for answer in self._told(step.id)
            ),
            help_lines=help_lines,
            disclaimer=self.content.disclaimer,
        )

    def _step(self, said: StepResult) -> StepReport:
        step = next(step for step in self.content.steps if step.id == said.step)
        stand = None if said.stand is None else said.stand / 100
        label = None if stand is None else self.content.scale[int(stand)].label
        band = None
        if said.lowest is not None and said.highest is not None:
            band = Band(said.lowest / 100, said.highest / 100)
        level = StepLevel(step, stand, label, said.known, said.asked)
        return StepReport(level, (), (), tuple(self._told(step.id)), band)

    def _told(self, step_id: str) -> Iterator[Told]:
        if self.facts is None or self.assessment is None:
            return
        step = next(step for step in self.content.steps if step.id == step_id)
        for question in self.facts.asked(step):
            if not question.fills:
                yield told(question, self.assessment)

    def _gaps(self) -> Iterator[SharedGap]:
        for gap in self.result.gaps or ():
            rule = self.content.rule[gap.id]
            variant = next((item for item in rule.variants if item.id == gap.variant), None)
            yield SharedGap(
                gap.id,
                rule.step,
                gap.severity,
                (variant and variant.name) or rule.name,
                (variant and variant.why) or rule.why,
                (variant and variant.advice) or rule.advice,
            )

    def _standing(self, gaps: Mapping[str, SharedGap]) -> Iterator[Standing]:
        said = {item.id: item.state for item in self.result.standing or ()}
        for line in self.content.standing_lines:
            if line.id in said:
                yield Standing(line.id, line.title, said[line.id], _words(line, said, gaps), ())

    def _rule(self, rule_id: str) -> SharedLine:
        rule = self.content.rule[rule_id]
        return SharedLine(rule.step, self.labels[rule.step], rule.name)

    def _question(self, name: str) -> SharedLine:
        step = self.content.step_of[name]
        return SharedLine(step.id, step.label, self.content.questions[name].text)

    def _found(self, found: Iterable[FindingResult]) -> Iterator[SharedLine]:
        """A rule that gives a chance, or what the overview shows at a place and a theme."""
        names = {text.id: text.name for text in self.content.inventory.findings}
        for item in found:
            if item.id in self.content.rule:
                yield self._rule(item.id)
                continue
            setting = self.content.setting.get(item.setting or "")
            theme = self.content.theme.get(item.theme or "")
            where = ", ".join(part.name for part in (setting, theme) if part)
            yield SharedLine(OVERVIEW, where, names.get(item.id, item.id))

    def _inventory(self) -> InventoryReport:
        model = self.content.inventory
        words = {state.id: state.text for state in model.cell_states}
        names = {setting.id: setting.name for setting in model.settings}
        rows = self.result.matrix or ()
        empty = all(cell in ("nvt", "leeg") for row in rows for cell in row.cells)
        activities = self.assessment.activities if self.assessment else ()
        return InventoryReport(
            # Blank spots are only told of an overview that is complete.
            complete=not empty or bool(self.result.blank_spots),
            activities=tuple(item.name for item in activities),
            themes=tuple(theme.name for theme in model.themes),
            rows=tuple(
                MatrixRow(
                    row.setting,
                    names[row.setting],
                    "van toepassing",
                    tuple(words[cell] for cell in row.cells),
                    row.cells,
                )
                for row in rows
            ),
            stale=(),
            listed=tuple(listed(item, model) for item in activities),
            states=tuple((state.id, state.text, state.explanation) for state in model.cell_states),
        )


def _words(line: StandingLine, said: Mapping[str, str], gaps: Mapping[str, SharedGap]) -> str:
    match said[line.id]:
        case "gat":
            found = [gaps[rule] for rule in line.rules if rule in gaps]
            return f"{found[0].name}. {first_sentence(found[0].why)}" if found else line.title
        case "goed":
            return line.good
        case "begin":
            return line.partly
    return line.unknown


def with_functions(assessment: Assessment, file: ReportFile) -> Assessment:
    """Puts back beside each answer who gave it and when, where the file says so."""
    given = file.given_by or {}
    answers = {
        name: dataclasses.replace(answer, by=given[name].by, at=given[name].at)
        if name in given
        else answer
        for name, answer in assessment.answers.items()
    }
    return dataclasses.replace(assessment, answers=answers)
