"""What became of each question from one version of the questions to the next, as written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from assessment.core.values import Content, Id, Many, Text

Kind = Literal["same", "reworded", "split", "merged", "new", "gone"]
# From an answer to the old question to one to the new; null: that answer does not fit any more.
Mapped = dict[Id, Id | None]


@dataclass(frozen=True)
class Line:
    """One line of a bridge, whatever its kind: from these questions to those."""

    kind: Kind
    was: tuple[str, ...]
    now: tuple[str, ...]
    why: str = ""
    options: Mapping[str, str | None] = field(default_factory=dict)


class Reworded(Content):
    """The same question in other words; a choice may have another name."""

    was: Id
    now: Id
    why: Text
    options: Annotated[dict[Id, Id], Field(default_factory=dict)]


class Split(Content):
    """One question that asked more than one thing."""

    was: Id
    now: Annotated[Many[Id], Field(min_length=2)]
    why: Text
    options: Annotated[Mapped, Field(default_factory=dict)]


class Merged(Content):
    """Questions that asked the same."""

    was: Annotated[Many[Id], Field(min_length=2)]
    now: Id
    why: Text
    options: Annotated[Mapped, Field(default_factory=dict)]


class New(Content):
    """A question that was not asked before."""

    now: Id
    why: Text


class Gone(Content):
    """A question that is not asked any more; what was answered to it is kept."""

    was: Id
    why: Text


class Bridge(Content):
    """bridge.yaml: every question of both versions, once."""

    same: Many[Id]
    reworded: Many[Reworded] = ()
    split: Many[Split] = ()
    merged: Many[Merged] = ()
    new: Many[New] = ()
    gone: Many[Gone] = ()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line in one shape, in the order of the file."""
        return (
            *(Line("same", (name,), (name,)) for name in self.same),
            *(Line("reworded", (i.was,), (i.now,), i.why, dict(i.options)) for i in self.reworded),
            *(Line("split", (i.was,), i.now, i.why, i.options) for i in self.split),
            *(Line("merged", i.was, (i.now,), i.why, i.options) for i in self.merged),
            *(Line("new", (), (i.now,), i.why) for i in self.new),
            *(Line("gone", (i.was,), (), i.why) for i in self.gone),
        )
