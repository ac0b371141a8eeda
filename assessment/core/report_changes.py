"""From two results to what was and what is: what was solved, what is new, what nobody can say.

A gap is only called solved when the answers say so. What became unknown is not solved, and what
the other report could not know is not new. See docs/decisions/0013-was-wordt.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessment.core.assessment import Assessment
from assessment.core.calendar import in_words
from assessment.core.gaps import Judgement
from assessment.core.question_set import QuestionSet
from assessment.core.report import Report
from assessment.core.report_comparison import Comparison, GapChange, PlaceChange, StandingChange
from assessment.core.report_file import ReportFile
from assessment.core.report_limits import limits_of
from assessment.core.report_result import Result
from assessment.core.report_sides import Said, Side, earlier_side, present_side
from assessment.core.report_step_changes import step_changes
from assessment.core.report_versions import same_rule
from assessment.core.rules import Rule

STANDING_WORDS = {
    "gat": "gat",
    "goed": "in orde",
    "begin": "begonnen",
    "uitzoeken": "nog uitzoeken",
}


class NotComparable(ValueError):
    """These two reports do not belong beside each other; the message is Dutch and says why."""


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
            if rule.kind not in ("gat", "inventaris") or not same_rule(
                self.was.content, self.content, rule
            ):
                continue
            pair = (self.was.said(rule.id), self.now.said(rule.id))
            if pair == ("open", "open"):
                still_open += 1
            elif place := _PLACE.get(pair) or _moved(pair):
                sorted_out.setdefault(place, []).append(self._gap(rule, pair))
        steps = tuple(step_changes(self.was, self.now, self.content))
        limits = limits_of(
            self.was, self.now, self.content, steps, gaps_compared=self.gaps_compared
        )
        lists = {name: tuple(found) for name, found in sorted_out.items()}
        return Comparison(
            number=self.was.number,
            status=self.was.status,
            made_on=self.was.made_on,
            was_on=self.was.on,
            now_on=self.now.on,
            was_known=(self.was.result.known, self.was.result.asked),
            now_known=(self.now.result.known, self.now.result.asked),
            steps=steps,
            gaps_compared=self.gaps_compared,
            still_open=still_open,
            standing=tuple(self._standing()),
            places=tuple(self._places()),
            limits=tuple(limits),
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

    def _standing(self) -> Iterator[StandingChange]:
        if not self.gaps_compared:
            return
        then = {item.id: item.state for item in self.was.result.standing or ()}
        now = {item.id: item.state for item in self.now.result.standing or ()}
        for line in self.content.standing_lines:
            rules = (self.content.rule[name] for name in line.rules)
            same = all(same_rule(self.was.content, self.content, rule) for rule in rules)
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


def _cells(content: QuestionSet, result: Result) -> Iterator[tuple[tuple[str, str], str]]:
    themes = content.inventory.themes
    for row in result.matrix or ():
        if len(row.cells) == len(themes):
            for theme, cell in zip(themes, row.cells, strict=True):
                yield (row.setting, theme.id), cell
