"""The question set: what is asked, in which order, and when. Parsed once, then trusted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assessment.core.conditions import Condition
from assessment.core.values import Content, Id, Many, Text

QuestionType = Literal[
    "level", "yes_partly_no", "choice", "multi", "grid", "number", "year", "date", "text"
]

# Every example begins like this, so that nobody takes it for a fact.
EXAMPLE_START = "Bijvoorbeeld: "


class Option(Content):
    """One answer to choose. An exclusive option (such as "geen") never stands beside another."""

    id: Id
    ref: str
    text: Text
    exclusive: bool = False
    source: Many[str] = ()  # empty: where the question comes from


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
    when_yes: Text | None = None  # "ja" to this question, as a sentence of the report
    why: Text
    evidence_hint: Text | None = None
    example: Text | None = None  # made up, and recognisable as such: EXAMPLE_START
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
    minutes_short: int
    source: Annotated[Many[str], Field(min_length=1)]
    scored: bool = True
    pages: Annotated[Many[Page], Field(min_length=1)]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for page in self.pages for question in page.questions)

    @property
    def label(self) -> str:
        return f"Stap {self.number} · {self.title}" if self.number else self.title
