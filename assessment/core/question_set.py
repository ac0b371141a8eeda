"""One released version of everything that is asked and concluded."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import Field

from assessment.core.bridge_file import Bridge
from assessment.core.inventory_model import InventoryModel, Setting, Theme
from assessment.core.questions import Question, Step
from assessment.core.rules import Rule, StandingLine
from assessment.core.values import Content, Id, Many, Text


class Level(Content):
    """One rung of the scale that every maturity question shares."""

    value: Annotated[int, Field(ge=0, le=4)]
    label: Text
    text: Text


class Reason(Content):
    """Why a question does not apply."""

    id: Id
    text: Text
    explain: bool = False  # asks for a few words of one's own


class Minutes(Content):
    """How long something takes: an estimate, so a range."""

    least: Annotated[int, Field(ge=1)]
    most: Annotated[int, Field(ge=1)]


class Term(Content):
    """A word of the glossary, explained in plain Dutch."""

    id: Id
    word: Text
    also: Many[str] = ()
    meaning: Text


Version = Annotated[str, Field(pattern=r"^\d+\.\d+$")]


class QuestionSet(Content):
    """One released version of everything that is asked and concluded."""

    id: Id
    version: Version
    earlier: Version | None = None  # the version that this one comes from; `bridge` says how
    bridge: Bridge | None = None
    title: Text
    released_on: date
    about: Text
    disclaimer: Text
    takes_short: Minutes
    takes_full: Minutes
    scale: Annotated[Many[Level], Field(min_length=5, max_length=5)]
    reasons: Many[Reason]
    steps: Many[Step]
    inventory: InventoryModel
    standing_lines: Many[StandingLine]
    rules: Many[Rule]
    glossary: Many[Term]

    def __repr__(self) -> str:
        # Written out in full it would drown every message that it stands in.
        return f"QuestionSet({self.key})"

    @property
    def key(self) -> str:
        return f"{self.id}/{self.version}"

    @property
    def number(self) -> tuple[int, ...]:
        """The version as a number: 1.10 comes after 1.9."""
        return tuple(int(part) for part in self.version.split("."))

    @property
    def earlier_key(self) -> str | None:
        return f"{self.id}/{self.earlier}" if self.earlier else None

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for step in self.steps for question in step.questions}

    @cached_property
    def step_of(self) -> dict[str, Step]:
        return {question.id: step for step in self.steps for question in step.questions}

    @cached_property
    def rule(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def over(self) -> dict[str, tuple[Rule, ...]]:
        """Per rule the rules whose card may stand there instead."""
        hiding: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for name in rule.hides:
                hiding.setdefault(name, []).append(rule)
        return {name: tuple(rules) for name, rules in hiding.items()}

    @cached_property
    def theme(self) -> dict[str, Theme]:
        return {theme.id: theme for theme in self.inventory.themes}

    @cached_property
    def setting(self) -> dict[str, Setting]:
        return {setting.id: setting for setting in self.inventory.settings}
