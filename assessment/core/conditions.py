"""The closed little language of branches and rules: three-valued, and it says what decided.

A condition is True, False or None (not known yet). The verdict names the facts that decided it,
and, while it is not known, the facts that it still needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from pydantic import Discriminator, Field, Tag, model_validator

from assessment.core.values import Content, Id, Many

Scalar = int | str

Operator = Literal[
    "equals",
    "in",
    "at_most",
    "at_least",
    "contains",
    "none_of",
    "only",
    "empty",
    "filled",
    "any_in",
    "older_than",
    "months_ahead_over",
    "months_ago_at_most",
    "unknown",
]
OPERATORS: tuple[Operator, ...] = get_args(Operator)


class AllOf(Content):
    """Every part must hold."""

    all: Annotated[Many[Condition], Field(min_length=1)]
    label: str | None = None


class AnyOf(Content):
    """At least one part must hold."""

    any: Annotated[Many[Condition], Field(min_length=1)]
    label: str | None = None


class NotOf(Content):
    """The part must not hold."""

    not_: Annotated[Condition, Field(alias="not")]


class QuestionTest(Content):
    """One test on the answer to one question; `rows` for a grid, `detail` for its follow-up."""

    question: Id
    rows: Many[Id] | None = None
    detail: bool = False
    label: str | None = None

    equals: Scalar | None = None
    in_: Annotated[Many[Scalar] | None, Field(alias="in")] = None
    at_most: int | None = None
    at_least: int | None = None
    contains: Many[Id] | None = None
    none_of: Many[Id] | None = None
    only: Many[Id] | None = None
    empty: Literal[True] | None = None
    filled: Literal[True] | None = None
    any_in: Many[Id] | None = None
    older_than: int | None = None
    months_ahead_over: int | None = None
    months_ago_at_most: int | None = None
    unknown: Literal[True] | None = None

    @model_validator(mode="after")
    def exactly_one_operator(self) -> QuestionTest:
        given = [name for name in OPERATORS if self._operand(name) is not None]
        if len(given) != 1:
            raise ValueError(f"precies één van {', '.join(OPERATORS)} is nodig, niet {given}")
        if (self.rows is not None) != (given == ["any_in"]):
            raise ValueError("rows en any_in horen bij elkaar")
        return self

    def _operand(self, name: Operator) -> Any:
        return self.in_ if name == "in" else getattr(self, name)

    @cached_property
    def operator(self) -> Operator:
        return next(name for name in OPERATORS if self._operand(name) is not None)

    @cached_property
    def operand(self) -> Any:
        return self._operand(self.operator)


class ActivityFilter(Content):
    """Which running activities are meant; what is left out does not matter."""

    theme: Id | None = None
    settings: Many[Id] | None = None
    form: Id | None = None


class NoActivity(Content):
    """No running activity fits. An overview is only extra positive proof, so it is never None."""

    no_activity: ActivityFilter


class SomeActivity(Content):
    """At least one running activity fits."""

    some_activity: ActivityFilter


class FindingTest(Content):
    """The inventory shows this finding; None until the overview is declared complete for now."""

    finding: Id


class GapTest(Content):
    """The other rule holds in its basic form."""

    gap: Id


class UnknownShare(Content):
    """More than this share of the questions is open or answered with "weet ik niet"."""

    unknown_share_above: Annotated[float, Field(ge=0, le=1)]


_SHAPES: dict[str, type[Content]] = {
    "all": AllOf,
    "any": AnyOf,
    "not": NotOf,
    "question": QuestionTest,
    "no_activity": NoActivity,
    "some_activity": SomeActivity,
    "finding": FindingTest,
    "gap": GapTest,
    "unknown_share_above": UnknownShare,
}


def _kind(raw: Any) -> str | None:
    """Choose the one shape that is meant, so that one typing error gives one complaint."""
    if isinstance(raw, dict):
        return next((key for key in raw if key in _SHAPES), None)
    return next((key for key, shape in _SHAPES.items() if isinstance(raw, shape)), None)


Condition = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[NotOf, Tag("not")]
    | Annotated[QuestionTest, Tag("question")]
    | Annotated[NoActivity, Tag("no_activity")]
    | Annotated[SomeActivity, Tag("some_activity")]
    | Annotated[FindingTest, Tag("finding")]
    | Annotated[GapTest, Tag("gap")]
    | Annotated[UnknownShare, Tag("unknown_share_above")],
    Discriminator(_kind),
]

for _model in (AllOf, AnyOf, NotOf):
    _model.model_rebuild()


def walk(condition: Condition) -> Iterable[Condition]:
    """The condition and everything inside it, in the order of the file."""
    yield condition
    match condition:
        case AllOf():
            for part in condition.all:
                yield from walk(part)
        case AnyOf():
            for part in condition.any:
                yield from walk(part)
        case NotOf():
            yield from walk(condition.not_)


def questions_in(condition: Condition | None) -> list[str]:
    """The questions that the condition looks at."""
    if condition is None:
        return []
    return [part.question for part in walk(condition) if isinstance(part, QuestionTest)]
