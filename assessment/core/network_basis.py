"""The questions that a comparison is made by, and what each report says of a rule beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessment.core.network_comparison import OwnWord
from assessment.core.network_entries import Entry
from assessment.core.question_set import QuestionSet
from assessment.core.report_sides import Side
from assessment.core.report_versions import asks, same_rule
from assessment.core.rules import Rule
from assessment.core.values import Depth

_WORDS: Mapping[str, OwnWord] = {
    "gap": "gat",
    "clear": "geen gat",
    "open": "uitzoeken",
    "covered": "onder een ander gat",
    "not_applicable": "niet van toepassing",
}


@dataclass
class Basis:
    """The newest version that somebody used, in the depth that most of them chose."""

    content: QuestionSet
    depth: Depth
    _same_rules: dict[str, frozenset[str]] = field(default_factory=dict)
    _asks: dict[tuple[str, Depth, str], bool] = field(default_factory=dict)

    def said(self, entry: Entry, rule: Rule) -> OwnWord:
        """What one report says of one rule; silence is never a "nee"."""
        if entry.side.result.gaps is None:
            return "niet gedeeld"
        if rule.id not in self._rules_of(entry.side):
            return "niet te vergelijken"
        return _WORDS[entry.side.said(rule.id)]

    def same_step(self, side: Side, step_id: str) -> bool:
        """Whether this report answers in this step what the others answer."""
        key = (side.key, side.depth, step_id)
        if key not in self._asks:
            ours = asks(_side_of(side, self.content, self.depth), step_id)
            self._asks[key] = side.content is not None and asks(side, step_id) == ours
        return self._asks[key]

    def _rules_of(self, side: Side) -> frozenset[str]:
        if side.key not in self._same_rules:
            self._same_rules[side.key] = frozenset(
                rule.id
                for rule in self.content.rules
                if side.content and same_rule(side.content, self.content, rule)
            )
        return self._same_rules[side.key]


def basis_of(entries: Iterable[Entry], newest: QuestionSet) -> Basis:
    """`newest` is for when no file was made with questions that are known here."""
    depths: Counter[Depth] = Counter()
    sets = []
    for entry in entries:
        depths[entry.side.depth] += 1
        if entry.side.content is not None:
            sets.append(entry.side.content)
    content = max(sets, key=version, default=newest)
    return Basis(content, "kort" if depths["kort"] > depths["volledig"] else "volledig")


def version(content: QuestionSet) -> tuple[int, ...]:
    return tuple(int(part) for part in content.version.split("."))


def _side_of(side: Side, content: QuestionSet, depth: Depth) -> Side:
    return Side(
        side.on, side.made_on, side.number, side.status, content.key, depth, side.result, content
    )
