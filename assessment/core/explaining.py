"""Putting what a conclusion rests on, and what it still needs, into words."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.core.evaluation import Fact
from assessment.core.gaps import Judgement
from assessment.core.question_types import say
from assessment.core.report import Because, Need


class Explainer:
    """The facts behind a verdict, as questions and answers."""

    def __init__(self, judgement: Judgement) -> None:
        self.facts = judgement
        self.content = judgement.content

    def needs(self, facts: Iterable[Fact]) -> tuple[Need, ...]:
        # Several findings ask for the same thing: a complete overview.
        return tuple(dict.fromkeys(self._need(fact) for fact in self._in_order(facts)))

    def _need(self, fact: Fact) -> Need:
        if fact.kind != "question":
            return Need("", "", "Maak eerst het overzicht bij “Aan de slag” af", True)
        question = self.content.questions[fact.id]
        row = next((item.text for item in question.rows if item.id == fact.row), "")
        text = f"{question.text} ({row})" if row else question.text
        in_depth = question.core or self.facts.assessment.depth == "volledig"
        hint = question.evidence_hint
        return Need(fact.id, fact.row, text, in_depth, hint, question.text, row)

    def because(self, facts: Iterable[Fact]) -> tuple[Because, ...]:
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
                for item in self.facts.inventory.running
                if set(fact.id.split("/")) & {*item.themes, *item.settings, item.form}
            ]
            said = "; ".join(fitting) if fitting else "Geen lopende activiteit bekend"
            return Because(fact.kind, fact.id, "", asked, said)
        if fact.kind == "finding":
            found = [item.text for item in self.facts.findings.all if item.id == fact.id]
            name = next(i.name for i in self.content.inventory.findings if i.id == fact.id)
            said = found[0] if found else "Nog niet bekend"
            if len(found) > 1:
                said = f"{len(found)} keer, bijvoorbeeld: {said}"
            return Because(fact.kind, fact.id, "", f"Overzicht “Aan de slag”: {name}", said)
        share = round(100 * self.facts.unknown_share())
        return Because(fact.kind, fact.id, "", "Alle vragen", f"{share}% is nog niet bekend")

    def _answered(self, fact: Fact) -> Because:
        question = self.content.questions[fact.id]
        answer = self.facts.assessment.answer(fact.id)
        asked, said = question.text, say(question, self.content, answer)
        row = next((item for item in question.rows if item.id == fact.row), None)
        if row is not None:
            column, _ = self.facts.cell(question, row)
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
