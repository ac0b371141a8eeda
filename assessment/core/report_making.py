"""From an assessment to its report: judge everything once, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assessment.core.assessment import Assessment
from assessment.core.conditions import FindingTest, walk
from assessment.core.explaining import Explainer
from assessment.core.findings import Finding
from assessment.core.gaps import Judgement, Outcome
from assessment.core.question_types import TYPES, say
from assessment.core.questions import Question
from assessment.core.report import (
    Card,
    InventoryReport,
    MatrixRow,
    OpenPoint,
    Report,
    Standing,
    StepReport,
    ToFindOut,
    Told,
)
from assessment.core.rules import Rule
from assessment.core.scoring import StepLevel, levels
from assessment.core.tools import Catalogue

FIRST_TO_DO = 5
GOOD_ENOUGH = 3  # "Geregeld" on the scale


def make_report(assessment: Assessment, catalogue: Catalogue) -> Report:
    """Judge everything once and put it in the order in which it is read."""
    return _Maker(assessment, catalogue).report()


class _Maker:
    def __init__(self, assessment: Assessment, catalogue: Catalogue) -> None:
        self.assessment = assessment
        self.content = assessment.question_set
        self.catalogue = catalogue
        self.judgement = Judgement(assessment, catalogue.national_helplines)
        self.explainer = Explainer(self.judgement)
        self.labels = {step.id: step.label for step in self.content.steps}
        self.labels["aan-de-slag"] = self.content.inventory.title

    def report(self) -> Report:
        cards = tuple(self._card(outcome) for outcome in self.judgement.held)
        gaps = tuple(card for card in cards if card.kind in ("gat", "inventaris"))
        chances = tuple(card for card in cards if card.kind in ("kans", "uitzoeken"))
        every = levels(self.judgement)
        named: dict[str, list[Finding]] = {}
        for finding in self.judgement.findings.all:
            named.setdefault(finding.group, []).append(finding)
        return Report(
            municipality=self.assessment.municipality,
            reference_date=self.assessment.reference_date,
            question_set=self.content.key,
            title=self.content.title,
            depth=self.assessment.depth,
            contributed=self._contributed(),
            asked=sum(level.asked for level in every),
            known=sum(level.known for level in every),
            first=tuple(card.id for card in gaps if not card.extra_under)[:FIRST_TO_DO],
            standing=tuple(self._standing()),
            gaps=gaps,
            chances=chances,
            open_points=tuple(self._open_point(item) for item in self.judgement.open_points),
            to_find_out=tuple(self._to_find_out()),
            profile=tuple(
                self._told(question)
                for step in self.content.steps
                if not step.scored
                for question in self.judgement.asked(step)
                if not question.fills
            ),
            steps=tuple(self._step(level, cards) for level in every),
            inventory=self._inventory(),
            opportunities=tuple(named.get("kans", ())),
            bottlenecks=tuple(named.get("knelpunt", ())),
            blanks=tuple(named.get("lacune", ())),
            checks=tuple(named.get("nagaan", ())),
            help_lines=self.catalogue.help_lines,
            about=self.content.about,
            disclaimer=self.content.disclaimer,
            rule_of=self._rule_of(),
        )

    def _rule_of(self) -> Mapping[str, Rule]:
        return {
            part.finding: rule
            for rule in self.content.rules
            for condition in (rule.when, *(v.when for v in rule.variants if v.when))
            for part in walk(condition)
            if isinstance(part, FindingTest)
        }

    def _card(self, outcome: Outcome) -> Card:
        rule = outcome.rule
        names = {fact.id for fact in outcome.because if fact.kind == "finding"}
        return Card(
            id=rule.id,
            ref=rule.ref,
            kind=rule.kind,
            step=rule.step,
            step_label=self.labels[rule.step],
            severity=outcome.severity,
            variant=outcome.variant.id if outcome.variant else None,
            name=outcome.name,
            plain=rule.plain,
            why=outcome.why,
            advice=outcome.advice,
            parts=outcome.labels,
            because=self.explainer.because(outcome.because),
            tools=self.catalogue.matching(rule.tools, self.assessment.municipality),
            no_tools_because=rule.no_tools_because,
            extra_under=rule.extra_under,
            findings=tuple(item for item in self.judgement.findings.all if item.id in names),
        )

    def _open_point(self, outcome: Outcome) -> OpenPoint:
        rule = outcome.rule
        return OpenPoint(
            id=rule.id,
            ref=rule.ref,
            kind=rule.kind,
            step=rule.step,
            step_label=self.labels[rule.step],
            severity=rule.severity,
            name=rule.name,
            needs=self.explainer.needs(outcome.needs),
            because=self.explainer.because(outcome.because - outcome.needs),
        )

    def _standing(self) -> Iterable[Standing]:
        held = {outcome.rule.id: outcome for outcome in self.judgement.held}
        unclear = {outcome.rule.id for outcome in self.judgement.open_points}
        for line in self.content.standing_lines:
            gaps = [held[rule] for rule in line.rules if rule in held]
            if gaps:
                text = gaps[0].why
                title = gaps[0].name
                yield Standing(line.id, line.title, "gat", f"{title}. {text}", (gaps[0].rule.id,))
                continue
            good = self.judgement.holds(line.good_when).value
            if unclear & set(line.rules) or good is None:
                yield Standing(line.id, line.title, "uitzoeken", line.unknown, ())
            elif good:
                yield Standing(line.id, line.title, "goed", line.good, ())
            else:
                yield Standing(line.id, line.title, "begin", line.partly, ())

    def _to_find_out(self) -> Iterable[ToFindOut]:
        for step in self.content.steps:
            for question in self.judgement.asked(step):
                answer = self.assessment.answer(question.id)
                if answer.state == "unknown":
                    yield ToFindOut(
                        question.id, step.label, question.text, question.evidence_hint, answer.note
                    )

    def _step(self, level: StepLevel, cards: tuple[Card, ...]) -> StepReport:
        asked = self.judgement.asked(level.step)
        return StepReport(
            level=level,
            strengths=tuple(self._strengths(asked)),
            cards=tuple(card.id for card in cards if card.step == level.step.id),
            answers=tuple(self._told(question) for question in asked),
        )

    def _strengths(self, asked: Iterable[Question]) -> Iterable[str]:
        """What is already there: a list of gaps without good news discourages."""
        for question in asked:
            answer = self.assessment.answer(question.id)
            score = TYPES[question.type].score
            if answer.state == "answered" and score and score(answer.value) >= GOOD_ENOUGH:
                said = say(question, self.content, answer)
                yield f"{question.text} {said}"

    def _told(self, question: Question) -> Told:
        answer = self.assessment.answer(question.id)
        level = answer.value if question.type == "level" and answer.state == "answered" else 0
        return Told(
            question=question.id,
            text=question.text,
            state=answer.state,
            said=say(question, self.content, answer),
            regional=answer.regional,
            note=answer.note,
            evidence=answer.evidence,
            lacks_evidence=isinstance(level, int) and level >= GOOD_ENOUGH and not answer.evidence,
            by=answer.by,
            at=answer.at,
        )

    def _contributed(self) -> tuple[str, ...]:
        question = next((q for q in self.content.questions.values() if q.ref == "p_3"), None)
        answer = self.assessment.answer(question.id) if question else None
        if question is None or answer is None or not isinstance(answer.value, tuple):
            return ()
        return tuple(question.option(item).text for item in answer.value)

    def _inventory(self) -> InventoryReport:
        inventory, model = self.judgement.inventory, self.content.inventory
        words = {state.id: state.text for state in model.cell_states}
        today = self.assessment.reference_date
        return InventoryReport(
            complete=self.assessment.inventory_complete,
            activities=tuple(item.name for item in self.assessment.activities),
            themes=tuple(theme.name for theme in model.themes),
            rows=tuple(
                MatrixRow(
                    setting.id,
                    setting.name,
                    inventory.places[setting.id],
                    tuple(words[inventory.cell(setting, theme)] for theme in model.themes),
                )
                for setting in model.settings
            ),
            stale=tuple(
                item.name
                for item in self.assessment.activities
                if item.updated_on and (today - item.updated_on).days > 365
            ),
        )
