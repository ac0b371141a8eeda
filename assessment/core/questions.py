"""The question set: what is asked, in which order, and when. Parsed once, then trusted."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from assessment.core.conditions import Condition
from assessment.core.values import Content, Id, Many, Severity, Text

QuestionType = Literal[
    "level", "yes_partly_no", "choice", "multi", "grid", "number", "year", "date", "text"
]


class Option(Content):
    """One answer to choose. An exclusive option (such as "geen") never stands beside another."""

    id: Id
    ref: str
    text: Text
    exclusive: bool = False


class Preset(Content):
    """A row of a grid that follows from another answer."""

    when: Condition
    column: Id


class Row(Content):
    """One line of a grid."""

    id: Id
    ref: str
    text: Text
    presets: Many[Preset] = ()


class Column(Content):
    """One choice in a grid; `means` says when it is not an answer but one of the other states."""

    id: Id
    ref: str
    text: Text
    means: Literal["answered", "unknown", "not_applicable"] = "answered"


class Detail(Content):
    """A short follow-up that belongs to an answer: a date, an amount, a number of hours."""

    id: Id
    ref: str
    type: Literal["number", "date"]
    text: Text
    options: Many[Id] = ()  # asked with these answers only; empty means always


class SoftWarning(Content):
    """A soft warning: it explains and never blocks."""

    when: Condition
    text: Text


class Question(Content):
    """One question, with everything that the form, the report and the rules need of it."""

    id: Id
    ref: str
    type: QuestionType
    text: Text
    why: Text
    evidence_hint: Text | None = None
    source: Annotated[Many[str], Field(min_length=1)]
    core: bool = False
    fills: Literal["municipality", "reference_date"] | None = None
    allow_unknown: bool = True
    allow_not_applicable: bool = False
    allow_regional: bool = False
    anchors: Annotated[Many[Text], Field(min_length=5, max_length=5)] | None = None
    options: Many[Option] = ()
    rows: Many[Row] = ()
    columns: Many[Column] = ()
    none: Option | None = None  # "geen" beside a number, year or date
    minimum: int | None = None
    maximum: int | None = None
    detail: Detail | None = None
    visible_when: Condition | None = None
    required_when: Condition | None = None
    warnings: Many[SoftWarning] = ()

    def option(self, option_id: str) -> Option:
        return next(option for option in self.options if option.id == option_id)

    @property
    def exclusive(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.exclusive)


class Page(Content):
    """Three to six related questions under one heading."""

    title: Text
    questions: Annotated[Many[Question], Field(min_length=1)]
    regional_when: Condition | None = None


class Step(Content):
    """One step of the plan, or the profile, or the block on incidents."""

    id: Id
    ref: str
    number: int | None = None
    title: Text
    intro: Text
    minutes: int
    source: Annotated[Many[str], Field(min_length=1)]
    scored: bool = True
    pages: Annotated[Many[Page], Field(min_length=1)]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for page in self.pages for question in page.questions)

    @property
    def label(self) -> str:
        return f"Stap {self.number} · {self.title}" if self.number else self.title


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


class Setting(Content):
    """A place where something can happen: a row of the inventory."""

    id: Id
    ref: str
    name: Text
    weight: Annotated[int, Field(ge=1, le=3)]
    themes: Annotated[Many[Id], Field(min_length=1)]
    source: Annotated[Many[str], Field(min_length=1)]
    absent_when: Condition | None = None
    elsewhere_when: Condition | None = None


class Theme(Content):
    """What it is about: a column of the inventory."""

    id: Id
    ref: str
    name: Text
    weight: Annotated[int, Field(ge=1, le=3)]
    source: Annotated[Many[str], Field(min_length=1)]


class Choice(Content):
    """A choice in the form of an activity."""

    id: Id
    text: Text


class Starter(Content):
    """An activity that nearly every municipality knows; it counts only after confirmation."""

    id: Id
    name: Text
    provider: Text
    settings: Annotated[Many[Id], Field(min_length=1)]
    themes: Annotated[Many[Id], Field(min_length=1)]
    form: Id
    regional: bool = True


class CellState(Content):
    """What a cell of the matrix says, in words."""

    id: Id
    text: Text
    explanation: Text


class FindingText(Content):
    """How a finding of the inventory is worded. `{names}` and the like are filled in."""

    id: Id
    ref: str
    group: Literal["kans", "knelpunt", "lacune", "nagaan"]
    name: Text
    text: Text
    source: Annotated[Many[str], Field(min_length=1)]


class Contradiction(Content):
    """An answer and the overview (or two answers) that do not agree."""

    id: Id
    when: Condition
    text: Text
    needs_inventory: bool = True


class InventoryModel(Content):
    """Everything about *Aan de slag* that a content author may change."""

    title: Text
    intro: Text
    settings: Many[Setting]
    themes: Many[Theme]
    audiences: Many[Choice]
    forms: Many[Choice]
    starters: Many[Starter]
    cell_states: Many[CellState]
    findings: Many[FindingText]
    contradictions: Many[Contradiction]

    @property
    def sensible_cells(self) -> int:
        return sum(len(setting.themes) for setting in self.settings)


class Variant(Content):
    """The same rule in another strength. It holds when `when` is true, or `unless` is not true."""

    id: Id
    severity: Severity | None = None
    name: Text | None = None
    why: Text | None = None
    advice: Text | None = None
    when: Condition | None = None
    unless: Condition | None = None
    optional: bool = False  # while this is not known, the rule does not become an open point


class Rule(Content):
    """When something is missing, why that matters and what to do about it."""

    id: Id
    ref: str
    kind: Literal["gat", "inventaris", "kans", "uitzoeken"]
    step: Id
    severity: Severity
    name: Text
    plain: Text  # the rule itself as one plain sentence
    why: Text
    advice: Text
    tools: Many[Id] = ()
    no_tools_because: Text | None = None
    source: Annotated[Many[str], Field(min_length=1)]
    when: Condition
    variants: Many[Variant] = ()
    hides: Many[Id] = ()
    extra_under: Id | None = None


class StandingLine(Content):
    """A line that every report has, also when all is well or nothing is known yet."""

    id: Id
    title: Text
    rules: Annotated[Many[Id], Field(min_length=1)]
    good: Text
    unknown: Text


class Term(Content):
    """A word of the glossary, explained in plain Dutch."""

    id: Id
    word: Text
    also: Many[str] = ()
    meaning: Text


class QuestionSet(Content):
    """One released version of everything that is asked and concluded."""

    id: Id
    version: Annotated[str, Field(pattern=r"^\d+\.\d+$")]
    title: Text
    released_on: date
    about: Text
    disclaimer: Text
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
    def theme(self) -> dict[str, Theme]:
        return {theme.id: theme for theme in self.inventory.themes}

    @cached_property
    def setting(self) -> dict[str, Setting]:
        return {setting.id: setting for setting in self.inventory.settings}
