"""The report as one frozen value: page, PDF and JSON all read this, and compute nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assessment.core.assessment import Assessment, Municipality
from assessment.core.conditions import Fact, FindingTest, walk
from assessment.core.findings import Finding
from assessment.core.gaps import Judgement, Outcome
from assessment.core.question_types import TYPES, say
from assessment.core.questions import Question, Rule
from assessment.core.scoring import StepLevel, levels
from assessment.core.tools import Catalogue, Tool
from assessment.core.values import Depth, Severity

FIRST_TO_DO = 5
MOST_BLANKS = 10
GOOD_ENOUGH = 3  # "Geregeld" on the scale


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


@dataclass(frozen=True)
class Need:
    """A question whose answer is still needed."""

    question: str
    row: str
    text: str
    in_depth: bool  # False: it belongs to the full version only


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
    state: str  # gat, goed or uitzoeken
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
class StepReport:
    """One step: its two figures, what is already there, and all answers."""

    level: StepLevel
    strengths: tuple[str, ...]
    cards: tuple[str, ...]
    answers: tuple[Told, ...]


@dataclass(frozen=True)
class MatrixRow:
    """One place of the inventory with the state of each of its cells."""

    setting: str
    name: str
    place: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class InventoryReport:
    """*Aan de slag*, as far as it is known."""

    complete: bool
    activities: tuple[str, ...]
    themes: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    stale: tuple[str, ...]  # activities that were last looked at more than a year ago


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
    steps: tuple[StepReport, ...]
    inventory: InventoryReport
    opportunities: tuple[Finding, ...]
    bottlenecks: tuple[Finding, ...]
    blanks: tuple[Finding, ...]
    checks: tuple[Finding, ...]
    help_lines: tuple[Tool, ...]
    about: str
    disclaimer: str
    rule_of: Mapping[str, Rule]  # the rule that each finding of the inventory belongs to

    def card(self, card_id: str) -> Card:
        return next(card for card in (*self.gaps, *self.chances) if card.id == card_id)


def make_report(assessment: Assessment, catalogue: Catalogue) -> Report:
    """Judge everything once and put it in the order in which it is read."""
    return _Maker(assessment, catalogue).report()


class _Maker:
    def __init__(self, assessment: Assessment, catalogue: Catalogue) -> None:
        self.assessment = assessment
        self.content = assessment.question_set
        self.catalogue = catalogue
        self.judgement = Judgement(assessment, catalogue.national_helplines)
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
            because=self._because(outcome.because),
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
            needs=tuple(self._needs(outcome.needs)),
            because=self._because(outcome.because - outcome.needs),
        )

    def _needs(self, facts: Iterable[Fact]) -> Iterable[Need]:
        for fact in self._in_order(facts):
            if fact.kind != "question":
                text = "Maak eerst het overzicht bij “Aan de slag” af"
                yield Need("", "", text, True)
                continue
            question = self.content.questions[fact.id]
            row = next((item.text for item in question.rows if item.id == fact.row), "")
            in_depth = question.core or self.assessment.depth == "volledig"
            yield Need(
                fact.id, fact.row, f"{question.text} ({row})" if row else question.text, in_depth
            )

    def _because(self, facts: Iterable[Fact]) -> tuple[Because, ...]:
        return tuple(self._reason(fact) for fact in self._in_order(facts))

    def _reason(self, fact: Fact) -> Because:
        if fact.kind == "question":
            return self._answered(fact)
        if fact.kind == "activities":
            theme, *rest = fact.id.split("/")
            name = self.content.theme[theme].name if theme in self.content.theme else fact.id
            asked = f"Overzicht “Aan de slag”: {', '.join([name, *rest])}"
            fitting = [
                item.name
                for item in self.judgement.inventory.running
                if set(fact.id.split("/")) & {*item.themes, *item.settings, item.form}
            ]
            said = "; ".join(fitting) if fitting else "Geen lopende activiteit bekend"
            return Because(fact.kind, fact.id, "", asked, said)
        if fact.kind == "finding":
            found = [item.text for item in self.judgement.findings.all if item.id == fact.id]
            name = next(i.name for i in self.content.inventory.findings if i.id == fact.id)
            said = " ".join(found[:3]) if found else "Nog niet bekend"
            return Because(fact.kind, fact.id, "", f"Overzicht “Aan de slag”: {name}", said)
        share = round(100 * self.judgement.unknown_share())
        return Because(fact.kind, fact.id, "", "Alle vragen", f"{share}% is nog niet bekend")

    def _answered(self, fact: Fact) -> Because:
        question = self.content.questions[fact.id]
        answer = self.assessment.answer(fact.id)
        asked, said = question.text, say(question, self.content, answer)
        row = next((item for item in question.rows if item.id == fact.row), None)
        if row is not None:
            column, _ = self.judgement.cell(question, row)
            asked = f"{question.text} ({row.text})"
            words = {item.id: item.text for item in question.columns}
            if column is not None:
                said = "Weet ik niet" if column == "unknown" else words[column].capitalize()
        return Because("question", fact.id, fact.row, asked, said, answer.by, answer.at)

    def _in_order(self, facts: Iterable[Fact]) -> list[Fact]:
        """In the order of the questionnaire, the inventory last."""
        order = list(self.content.questions)
        rows = {q.id: [row.id for row in q.rows] for q in self.content.questions.values()}

        def place(fact: Fact) -> tuple[int, int, str]:
            if fact.kind != "question":
                return len(order), 0, f"{fact.kind}/{fact.id}"
            row = rows[fact.id].index(fact.row) if fact.row else 0
            return order.index(fact.id), row, ""

        return sorted(facts, key=place)

    def _standing(self) -> Iterable[Standing]:
        held = {outcome.rule.id: outcome for outcome in self.judgement.held}
        unclear = {outcome.rule.id for outcome in self.judgement.open_points}
        for line in self.content.standing_lines:
            gaps = [held[rule] for rule in line.rules if rule in held]
            if gaps:
                text = gaps[0].why
                title = gaps[0].name
                yield Standing(line.id, line.title, "gat", f"{title}. {text}", (gaps[0].rule.id,))
            elif unclear & set(line.rules):
                yield Standing(line.id, line.title, "uitzoeken", line.unknown, ())
            else:
                yield Standing(line.id, line.title, "goed", line.good, ())

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
