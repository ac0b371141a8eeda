"""From an assessment to its report: judge everything once, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assessment.core.assessment import Assessment
from assessment.core.bands import band_of
from assessment.core.changes import Changes
from assessment.core.conditions import FindingTest, walk
from assessment.core.explaining import Explainer
from assessment.core.findings import Finding
from assessment.core.fitting_tools import advised, empty_themes, fitting
from assessment.core.gaps import Judgement, Outcome
from assessment.core.glossary import terms_in
from assessment.core.report import (
    Card,
    OpenPoint,
    OpenQuestion,
    Report,
    Standing,
    StepReport,
    Strength,
    ToFindOut,
    first_sentence,
)
from assessment.core.report_answers import contributors, said_now, strengths, told
from assessment.core.report_inventory import inventory_report
from assessment.core.rules import Rule
from assessment.core.scoring import StepLevel, levels
from assessment.core.tools import Catalogue
from assessment.core.tools_in_use import tools_in_use

FIRST_TO_DO = 5
MOST_GOOD = 4


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
        self.changes = Changes(self.judgement, catalogue.national_helplines)
        self.in_use = tools_in_use(assessment.activities, catalogue)
        self.labels = {step.id: step.label for step in self.content.steps}
        self.labels["aan-de-slag"] = self.content.inventory.title

    def report(self) -> Report:
        cards = tuple(self._card(outcome) for outcome in self.judgement.held)
        gaps = tuple(card for card in cards if card.kind in ("gat", "inventaris"))
        chances = tuple(card for card in cards if card.kind in ("kans", "uitzoeken"))
        every = levels(self.judgement)
        steps = tuple(self._step(level, cards) for level in every)
        open_points = tuple(self._open_point(item) for item in self.judgement.open_points)
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
            open_points=open_points,
            to_find_out=tuple(self._to_find_out()),
            profile=tuple(
                told(question, self.assessment)
                for step in self.content.steps
                if not step.scored
                for question in self.judgement.asked(step)
                if not question.fills
            ),
            steps=steps,
            inventory=inventory_report(self.judgement.inventory, named.get("lacune", [])),
            opportunities=tuple(named.get("kans", ())),
            bottlenecks=tuple(named.get("knelpunt", ())),
            blanks=tuple(named.get("lacune", ())),
            checks=tuple(named.get("nagaan", ())),
            help_lines=self.catalogue.help_lines,
            about=self.content.about,
            disclaimer=self.content.disclaimer,
            contributors=contributors(self.assessment),
            good=self._good(steps),
            open_questions=tuple(self._open_questions(open_points)),
            words=terms_in(self._texts(cards, open_points, steps), self.content.glossary),
            rule_of=self._rule_of(),
            to_confirm=sum(
                question.id in self.assessment.carried
                for step in self.content.steps
                for question in self.judgement.asked(step)
            ),
        )

    def _good(self, steps: tuple[StepReport, ...]) -> tuple[Strength, ...]:
        """One per step. Where something urgent is wrong, the rest of that step can wait."""
        urgent = {item.rule.step for item in self.judgement.held if item.severity == "kritiek"}
        calm = [step for step in steps if step.strengths and step.level.step.id not in urgent]
        return tuple(step.strengths[0] for step in calm[:MOST_GOOD])

    def _texts(
        self,
        cards: tuple[Card, ...],
        open_points: tuple[OpenPoint, ...],
        steps: tuple[StepReport, ...],
    ) -> Iterable[str]:
        """Everything in which a reader may meet a word that needs an explanation."""
        for card in cards:
            yield from (card.name, card.plain, card.why, card.advice)
        yield from (point.name for point in open_points)
        for step in steps:
            yield step.level.step.title
            yield from (text for item in step.answers for text in (item.text, item.said))
        yield from (theme.name for theme in self.content.inventory.themes)

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
        here = self.assessment.municipality
        tools = fitting(rule, self.catalogue, self.judgement)
        themes = self.content.theme
        empty = {tool.id: empty_themes(tool, rule, self.judgement) for tool in tools}
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
            tools=advised(tools, here, self.in_use),
            no_tools_because=rule.no_tools_because,
            extra_under=rule.extra_under,
            findings=tuple(item for item in self.judgement.findings.all if item.id in names),
            ways=self.changes.ways(outcome) if rule.kind == "gat" else (),
            in_use=tuple(tool for tool in tools if tool.id in self.in_use),
            empty_themes={
                name: tuple(themes[theme].name for theme in some) for name, some in empty.items()
            },
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
                text = f"{gaps[0].name}. {first_sentence(gaps[0].why)}"
                yield Standing(line.id, line.title, "gat", text, (gaps[0].rule.id,))
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

    def _open_questions(self, open_points: tuple[OpenPoint, ...]) -> Iterable[OpenQuestion]:
        waiting: dict[str, dict[str, None]] = {}
        for point in open_points:
            for need in point.needs:
                waiting.setdefault(need.question, {})[point.name] = None
        for step in self.content.steps:
            for question in self.judgement.asked(step):
                answer = self.assessment.answer(question.id)
                known = self.judgement.is_known(question) or answer.state == "not_applicable"
                if not known and not question.fills:
                    yield OpenQuestion(
                        question.id,
                        step.label,
                        question.text,
                        said_now(question, self.assessment),
                        question.evidence_hint,
                        tuple(waiting.get(question.id, ())),
                    )

    def _step(self, level: StepLevel, cards: tuple[Card, ...]) -> StepReport:
        asked = self.judgement.asked(level.step)
        return StepReport(
            level=level,
            strengths=tuple(strengths(asked, self.assessment)),
            cards=tuple(card.id for card in cards if card.step == level.step.id),
            answers=tuple(told(question, self.assessment) for question in asked),
            band=band_of(level, self.judgement),
        )

    def _contributed(self) -> tuple[str, ...]:
        question = next((q for q in self.content.questions.values() if q.ref == "p_3"), None)
        answer = self.assessment.answer(question.id) if question else None
        if question is None or answer is None or not isinstance(answer.value, tuple):
            return ()
        return tuple(question.option(item).text for item in answer.value)
