"""From two results to what was and what is: what was solved, what is new, what nobody can say.

A gap is only called solved when the answers say so. What became unknown is not solved, and what
the other report could not know is not new. See docs/decisions/0013-was-wordt.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from assessment.core.assessment import Assessment
from assessment.core.calendar import in_words
from assessment.core.conditions import questions_in
from assessment.core.gaps import Judgement
from assessment.core.identity import Status
from assessment.core.question_set import QuestionSet
from assessment.core.questions import Question
from assessment.core.report import Report
from assessment.core.report_comparison import (
    Comparison,
    Direction,
    GapChange,
    LevelThen,
    Limit,
    PlaceChange,
    StandingChange,
    StepChange,
)
from assessment.core.report_file import ReportFile
from assessment.core.report_result import Result, StepResult, result_of
from assessment.core.rules import Rule
from assessment.core.values import Depth, Severity

# What a rule said in one report. A covered gap made way for the card of another.
Said = Literal["gap", "covered", "open", "not_applicable", "clear"]

STANDING_WORDS = {
    "gat": "gat",
    "goed": "in orde",
    "begin": "begonnen",
    "uitzoeken": "nog uitzoeken",
}
DEPTH_WORDS: dict[Depth, str] = {"kort": "de korte versie", "volledig": "de volledige versie"}


class NotComparable(ValueError):
    """These two reports do not belong beside each other; the message is Dutch and says why."""


@dataclass(frozen=True)
class Side:
    """One of the two reports, as far as a comparison looks at it."""

    on: date
    made_on: date
    number: str
    status: Status
    key: str
    depth: Depth
    result: Result
    content: QuestionSet | None  # None: this installation does not have those questions
    not_applicable: frozenset[str] = field(default_factory=frozenset)  # rules, as far as is known

    @cached_property
    def gaps(self) -> Mapping[str, tuple[Severity, str | None]]:
        return {gap.id: (gap.severity, gap.variant) for gap in self.result.gaps or ()}

    @cached_property
    def open(self) -> frozenset[str]:
        return frozenset(point.id for point in self.result.open_points or ())

    @cached_property
    def held(self) -> frozenset[str]:
        return frozenset({*self.gaps, *(found.id for found in self.result.chances or ())})

    def covering(self, rule_id: str) -> Rule | None:
        """The rule whose card stands there instead of this one."""
        rules = self.content.rules if self.content else ()
        over = (item for item in rules if rule_id in item.hides and item.id in self.held)
        return next(over, None)

    def said(self, rule_id: str) -> Said:
        if rule_id in self.gaps:
            return "gap"
        if rule_id in self.open:
            return "open"
        if self.covering(rule_id):
            return "covered"
        return "not_applicable" if rule_id in self.not_applicable else "clear"


def earlier_side(file: ReportFile, question_sets: Mapping[str, QuestionSet]) -> Side:
    """The side of a report that carries its own data."""
    return Side(
        on=file.reference_date,
        made_on=file.made_on,
        number=file.number,
        status=file.status,
        key=file.question_set,
        depth=file.depth,
        result=file.result,
        content=question_sets.get(file.question_set),
    )


def present_side(report: Report, assessment: Assessment, judgement: Judgement) -> Side:
    """The side of the report that is being read."""
    return Side(
        on=report.reference_date,
        made_on=report.reference_date,
        number="",
        status="concept",
        key=report.question_set,
        depth=report.depth,
        result=result_of(report, assessment),
        content=assessment.question_set,
        not_applicable=frozenset(_not_applicable(judgement)),
    )


def changes_since(
    file: ReportFile,
    report: Report,
    assessment: Assessment,
    judgement: Judgement,
    question_sets: Mapping[str, QuestionSet],
) -> Comparison:
    """The earlier report beside this one. Raises `NotComparable`."""
    if file.municipality.code != report.municipality.code:
        raise NotComparable(
            f"Dit rapport is van gemeente {file.municipality.name}. "
            "U kunt alleen vergelijken met een eerder rapport van uw eigen gemeente."
        )
    if file.question_set.split("/")[0] != report.question_set.split("/")[0]:
        raise NotComparable("Dit rapport gaat over andere vragen. Het is niet te vergelijken.")
    if file.reference_date > report.reference_date:
        raise NotComparable(
            f"De peildatum van dat rapport is {in_words(file.reference_date)}. "
            "Dat is later dan de peildatum van dit rapport. "
            "Kies een eerder rapport, of pas de peildatum van uw scan aan."
        )
    return compare(earlier_side(file, question_sets), present_side(report, assessment, judgement))


def compare(was: Side, now: Side) -> Comparison:
    """Two reports of one municipality; `now` has its question set."""
    if now.content is None:
        raise NotComparable("De vragen van dit rapport staan hier niet. Vergelijken kan dus niet.")
    return _Comparer(was, now, now.content).comparison()


class _Comparer:
    def __init__(self, was: Side, now: Side, content: QuestionSet) -> None:
        self.was, self.now, self.content = was, now, content
        self.labels = {step.id: step.label for step in content.steps}
        self.labels["aan-de-slag"] = content.inventory.title
        self.gaps_compared = bool(
            was.content and was.result.gaps is not None and now.result.gaps is not None
        )

    def comparison(self) -> Comparison:
        sorted_out: dict[str, list[GapChange]] = {}
        still_open = 0
        for rule in self.content.rules if self.gaps_compared else ():
            if rule.kind not in ("gat", "inventaris") or not self._same_rule(rule):
                continue
            pair = (self.was.said(rule.id), self.now.said(rule.id))
            if pair == ("open", "open"):
                still_open += 1
            elif place := _PLACE.get(pair) or _moved(pair):
                sorted_out.setdefault(place, []).append(self._gap(rule, pair))
        lists = {name: tuple(found) for name, found in sorted_out.items()}
        return Comparison(
            number=self.was.number,
            status=self.was.status,
            made_on=self.was.made_on,
            was_on=self.was.on,
            now_on=self.now.on,
            was_known=(self.was.result.known, self.was.result.asked),
            now_known=(self.now.result.known, self.now.result.asked),
            steps=tuple(self._steps()),
            gaps_compared=self.gaps_compared,
            still_open=still_open,
            standing=tuple(self._standing()),
            places=tuple(self._places()),
            limits=tuple(self._limits()),
            **lists,
        )

    def _gap(self, rule: Rule, pair: tuple[Said, Said]) -> GapChange:
        was, now = self.was.gaps.get(rule.id), self.now.gaps.get(rule.id)
        variant = (now or was or (None, None))[1]
        named = next((item.name for item in rule.variants if item.id == variant), None)
        return GapChange(
            id=rule.id,
            name=named or rule.name,
            step_label=self.labels[rule.step],
            was=was and was[0],
            now=now and now[0],
            note=self._note(rule, pair),
        )

    def _note(self, rule: Rule, pair: tuple[Said, Said]) -> str:
        match pair:
            case ("gap", "covered"):
                other = self.now.covering(rule.id)
                return f"Dit hoort nu bij een ander punt: {other.name}." if other else ""
            case ("covered", "gap"):
                other = self.was.covering(rule.id)
                return f"Dit hoorde toen bij een ander punt: {other.name}." if other else ""
            case ("gap", "not_applicable"):
                return "Volgens de antwoorden is dit nu niet van toepassing."
            case ("not_applicable", "gap"):
                return "Volgens de antwoorden was dit toen niet van toepassing."
        return ""

    def _steps(self) -> Iterator[StepChange]:
        then = {item.step: item for item in self.was.result.levels}
        for item in self.now.result.levels:
            before = then.get(item.step)
            why_not = self._why_no_level(before, item)
            was = None if before is None else self._level(before)
            now = self._level(item)
            yield StepChange(
                id=item.step,
                label=self.labels.get(item.step, item.step),
                was=was,
                now=now,
                direction="niet te vergelijken" if why_not else _direction(was, now),
                why_not=why_not,
            )

    def _why_no_level(self, was: StepResult | None, now: StepResult) -> str:
        if was is None:
            return "Deze stap stond niet in het eerdere rapport."
        if not self.was.content:
            return "De vragen van toen staan hier niet."
        if self._asks(self.was, now.step) != self._asks(self.now, now.step):
            if self.was.depth != self.now.depth:
                return f"Toen {DEPTH_WORDS[self.was.depth]}, nu {DEPTH_WORDS[self.now.depth]}."
            return "De vragen van deze stap zijn veranderd."
        if was.stand is None and now.stand is None:
            return "Toen en nu is te weinig bekend."
        if was.stand is None:
            return "Toen was er te weinig bekend."
        if now.stand is None:
            return "Nu is er te weinig bekend."
        return ""

    def _asks(self, side: Side, step_id: str) -> dict[str, object]:
        """What a step can ask in this version and depth, so far as it makes the figures."""
        steps = side.content.steps if side.content else ()
        return {
            question.id: _shape(question)
            for step in steps
            if step.id == step_id
            for question in step.questions
            if question.core or side.depth == "volledig"
        }

    def _level(self, item: StepResult) -> LevelThen:
        stand = _part(item.stand)
        label = None if stand is None else self.content.scale[int(stand)].label
        return LevelThen(
            stand, label, item.known, item.asked, _part(item.lowest), _part(item.highest)
        )

    def _standing(self) -> Iterator[StandingChange]:
        if not self.gaps_compared:
            return
        then = {item.id: item.state for item in self.was.result.standing or ()}
        now = {item.id: item.state for item in self.now.result.standing or ()}
        for line in self.content.standing_lines:
            same = all(self._same_rule(self.content.rule[name]) for name in line.rules)
            if line.id in then and line.id in now and same:
                was_word, now_word = STANDING_WORDS[then[line.id]], STANDING_WORDS[now[line.id]]
                yield StandingChange(line.title, was_word, now_word)

    def _places(self) -> Iterator[PlaceChange]:
        """Only cells of which both reports say something, of places and themes that both have."""
        if self.was.content is None or not (self.was.result.matrix and self.now.result.matrix):
            return
        words = {state.id: state.text for state in self.content.inventory.cell_states}
        then = dict(_cells(self.was.content, self.was.result))
        now = dict(_cells(self.content, self.now.result))
        for setting in self.content.inventory.settings:
            changed = tuple(
                (theme.name, words[then[key]].lower(), words[now[key]].lower())
                for theme in self.content.inventory.themes
                if (key := (setting.id, theme.id)) in then and key in now and then[key] != now[key]
            )
            if changed:
                yield PlaceChange(setting.name, changed)

    def _same_rule(self, rule: Rule) -> bool:
        """Whether both versions ask and conclude the same here."""
        before = self.was.content
        if before is self.content:
            return True
        old = before.rule.get(rule.id) if before else None
        if before is None or old is None or _test(old) != _test(rule):
            return False
        return all(
            name in before.questions
            and _shape(before.questions[name]) == _shape(self.content.questions[name])
            for name in _looks_at(rule)
        )

    def _limits(self) -> Iterator[Limit]:
        version = self.was.key.split("/")[1]
        if self.was.key != self.now.key:
            now_version = self.now.key.split("/")[1]
            if self.was.content is None:
                why = "Die vragen staan hier niet. Daarom vergelijken wij geen stand en geen gaten."
            else:
                why = "Wij vergelijken alleen wat in beide versies hetzelfde is."
            yield Limit(f"De vragen: toen versie {version}, nu versie {now_version}", why)
        if self.was.result.gaps is None:
            yield Limit(
                "De gaten, de open punten en het overzicht",
                "In het bestand van het eerdere rapport staat alleen de stand. "
                "De gemeente koos daar toen voor.",
            )
        if self.was.depth != self.now.depth:
            yield Limit(
                f"Toen {DEPTH_WORDS[self.was.depth]}, nu {DEPTH_WORDS[self.now.depth]}",
                "De korte versie stelt minder vragen. "
                "Wat niet is gevraagd, staat hier als niet bekend en nooit als opgelost.",
            )
        if self.gaps_compared:
            yield from self._rules_that_differ()
        apart: dict[str, list[str]] = {}
        for step in self._steps():
            if step.why_not:
                apart.setdefault(step.why_not, []).append(step.label)
        for why, labels in apart.items():
            yield Limit("De stand van deze stappen", why, tuple(labels))

    def _rules_that_differ(self) -> Iterator[Limit]:
        rules = [rule for rule in self.content.rules if rule.kind in ("gat", "inventaris")]
        if other := tuple(rule.name for rule in rules if not self._same_rule(rule)):
            why = "De regels hiervoor zijn nieuw, of zijn anders dan toen."
            yield Limit("Deze punten", why, other)
        before = self.was.content.rule if self.was.content else {}
        names = [before[name].name if name in before else name for name in self.was.gaps]
        ended = tuple(
            name
            for rule_id, name in zip(self.was.gaps, names, strict=True)
            if rule_id not in self.content.rule
        )
        if ended:
            yield Limit("Deze gaten van toen", "De regels hiervoor bestaan niet meer.", ended)


# Where a pair of what a rule said belongs. What is not here is the same, or has moved.
_PLACE: dict[tuple[Said, Said], str] = {
    ("gap", "gap"): "stayed",
    ("gap", "clear"): "solved",
    ("clear", "gap"): "new",
    ("open", "gap"): "became_known",
    ("gap", "open"): "no_longer_known",
    **{("open", said): "turned_out_fine" for said in ("clear", "covered", "not_applicable")},
    **{(said, "open"): "became_open" for said in ("clear", "covered", "not_applicable")},
}


def _moved(pair: tuple[Said, Said]) -> str:
    return "moved" if "gap" in pair else ""


def _not_applicable(judgement: Judgement) -> Iterator[str]:
    """Rules that find nothing because the question was set aside, not because it was answered."""
    for outcome in judgement.outcomes.values():
        if outcome.value is not False:
            continue
        aside = any(
            fact.kind == "question" and judgement.shown(fact.id) == "not_applicable"
            for fact in outcome.because
        )
        asked = questions_in(outcome.rule.when)
        if aside or (asked and all(judgement.shown(name) == "hidden" for name in asked)):
            yield outcome.rule.id


def _direction(was: LevelThen | None, now: LevelThen) -> Direction:
    """As a reader sees it: two figures that are printed alike are the same."""
    if was is None or was.stand is None or now.stand is None:
        return "niet te vergelijken"
    then, here = f"{was.stand:.1f}", f"{now.stand:.1f}"
    return "gelijk" if then == here else "hoger" if now.stand > was.stand else "lager"


def _part(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100


def _shape(question: Question) -> object:
    """What decides how an answer counts; a clearer wording changes nothing."""
    return (
        question.type,
        tuple(option.id for option in question.options),
        tuple(row.id for row in question.rows),
        tuple((column.id, column.means) for column in question.columns),
        question.visible_when,
    )


def _test(rule: Rule) -> object:
    return (
        rule.kind,
        rule.severity,
        rule.when,
        tuple((item.id, item.severity, item.when, item.unless) for item in rule.variants),
    )


def _looks_at(rule: Rule) -> Iterable[str]:
    parts = [rule.when, *(part for item in rule.variants for part in (item.when, item.unless))]
    return {name for part in parts for name in questions_in(part)}


def _cells(content: QuestionSet, result: Result) -> Iterator[tuple[tuple[str, str], str]]:
    themes = content.inventory.themes
    for row in result.matrix or ():
        if len(row.cells) == len(themes):
            for theme, cell in zip(themes, row.cells, strict=True):
                yield (row.setting, theme.id), cell
