"""The rules, as a content author writes them: when something is missing, and what to do."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assessment.core.conditions import Condition
from assessment.core.values import Content, Id, Many, Severity, Text


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


class ToolsFor(Content):
    """For whom, and about what, a tool has to be. With `when`: only if the answers say so."""

    audiences: Annotated[Many[Id], Field(min_length=1)]
    themes: Annotated[Many[Id], Field(min_length=1)]
    when: Condition | None = None


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
    tools_for: Many[ToolsFor] = ()
    no_tools_because: Text | None = None
    source: Annotated[Many[str], Field(min_length=1)]
    when: Condition
    variants: Many[Variant] = ()
    hides: Many[Id] = ()
    extra_under: Id | None = None


class StandingLine(Content):
    """A line that every report has, also when all is well or nothing is known yet.

    No gap is not the same as all well: only when `good_when` holds does the line say so.
    """

    id: Id
    title: Text
    rules: Annotated[Many[Id], Field(min_length=1)]
    good_when: Condition
    good: Text
    partly: Text
    unknown: Text
