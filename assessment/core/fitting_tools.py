"""Which tools fit a gap: for these people, about this, offered here, and not in use already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.core.assessment import Municipality
from assessment.core.conditions import NoActivity
from assessment.core.evaluation import Facts, evaluate
from assessment.core.rules import Rule, ToolsFor
from assessment.core.tools import Catalogue, Tool

MOST_TOOLS = 3


def fits(tool: Tool, needs: Iterable[ToolsFor]) -> bool:
    """For someone whom one of these needs is about, and on a theme of that same need."""
    return any(
        not set(tool.audiences).isdisjoint(need.audiences)
        and not set(tool.themes).isdisjoint(need.themes)
        for need in needs
    )


def fitting(rule: Rule, catalogue: Catalogue, facts: Facts | None = None) -> tuple[Tool, ...]:
    """What the rule names that fits what these answers miss, in the order of the rule.

    Where the answers are not known, only what the rule asks whatever they are.
    """
    needs = tuple(_needs(rule, facts))
    named = (catalogue.by_id[tool_id] for tool_id in rule.tools)
    return tuple(tool for tool in named if fits(tool, needs))


def empty_themes(tool: Tool, rule: Rule, facts: Facts) -> tuple[str, ...]:
    """The themes of the overview that nobody works on, and that this tool is advised for."""
    return tuple(
        need.when.no_activity.theme
        for need in _needs(rule, facts)
        if isinstance(need.when, NoActivity) and need.when.no_activity.theme and fits(tool, [need])
    )


def _needs(rule: Rule, facts: Facts | None) -> Iterator[ToolsFor]:
    for need in rule.tools_for:
        if need.when is None or (facts is not None and evaluate(need.when, facts).value):
            yield need


def advised(
    tools: Iterable[Tool], municipality: Municipality, in_use: frozenset[str] = frozenset()
) -> tuple[Tool, ...]:
    """At most three that are offered here, those with an address first.

    What the municipality uses already is no advice any more.
    """
    here = [tool for tool in tools if tool.id not in in_use and tool.recommendable(municipality)]
    here.sort(key=lambda tool: not tool.usable)
    return tuple(here[:MOST_TOOLS])
