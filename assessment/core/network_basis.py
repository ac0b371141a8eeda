"""The questions that a comparison is made by, and what each report says of a rule beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from assessment.core.network_comparison import OwnWord
from assessment.core.network_entries import Entry
from assessment.core.question_set import QuestionSet
from assessment.core.report_sides import Side
from assessment.core.report_versions import same_rule, same_step
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
    _same_steps: dict[tuple[str, Depth, str], bool] = field(default_factory=dict)

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
        if key not in self._same_steps:
            ours = replace(side, key=self.content.key, depth=self.depth, content=self.content)
            self._same_steps[key] = same_step(side, ours, step_id)
        return self._same_steps[key]

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
    content = max(sets, key=lambda item: item.number, default=newest)
    return Basis(content, "kort" if depths["kort"] > depths["volledig"] else "volledig")
