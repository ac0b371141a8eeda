"""Gaps, chances and tools of the whole network: how many of how many, and what to do together.

Who did not share, could not be judged or was asked something else is not in the `of`. Nobody is
named as having a gap; who has none is named only if that municipality agreed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assessment.core.fitting_tools import fitting
from assessment.core.network_basis import Basis
from assessment.core.network_comparison import FittingTool, SharedChance, SharedGap
from assessment.core.network_entries import Entry
from assessment.core.report import first_sentence
from assessment.core.report_result import FindingResult
from assessment.core.rules import Rule
from assessment.core.tools import Catalogue
from assessment.core.values import SEVERITIES

MOST_TOOLS = 10

NameOf = Callable[[Entry], str]
IsOwn = Callable[[Entry], bool]


def shared_gaps(
    entries: Sequence[Entry], basis: Basis, name_of: NameOf, is_own: IsOwn
) -> tuple[SharedGap, ...]:
    """What most of them share first; then what weighs most."""
    labels = {step.id: step.label for step in basis.content.steps}
    labels["aan-de-slag"] = basis.content.inventory.title
    found = []
    for rule in basis.content.rules:
        if rule.kind not in ("gat", "inventaris"):
            continue
        gap = _gap(rule, entries, basis, name_of, is_own, labels[rule.step])
        if gap.count or gap.open:
            found.append(gap)
    return tuple(sorted(found, key=lambda gap: (-gap.count, SEVERITIES.index(gap.severity))))


def _gap(
    rule: Rule,
    entries: Sequence[Entry],
    basis: Basis,
    name_of: NameOf,
    is_own: IsOwn,
    step_label: str,
) -> SharedGap:
    said = [(entry, basis.said(entry, rule)) for entry in entries]
    words = [word for _, word in said]
    count, without = words.count("gat"), words.count("geen gat")
    return SharedGap(
        id=rule.id,
        ref=rule.ref,
        name=rule.name,
        step=rule.step,
        step_label=step_label,
        severity=rule.severity,
        why=rule.why,
        count=count,
        of=count + without,
        without=without,
        already=tuple(
            name_of(entry) for entry, word in said if word == "geen gat" and entry.agreed
        ),
        open=words.count("uitzoeken"),
        covered=words.count("onder een ander gat"),
        not_applicable=words.count("niet van toepassing"),
        not_shared=words.count("niet gedeeld"),
        not_same=words.count("niet te vergelijken"),
        own=next((word for entry, word in said if is_own(entry)), None),
        next_step=first_sentence(rule.advice),
    )


def shared_chances(
    entries: Sequence[Entry], basis: Basis, name_of: NameOf, is_own: IsOwn
) -> tuple[SharedChance, ...]:
    """Only what at least two of them have: one by itself is not something to do together."""
    chances = [*_by_rule(entries, basis), *_by_overview(entries, basis)]
    made = [
        SharedChance(
            id=name_id,
            name=name,
            place=place,
            theme=theme,
            count=len(having),
            of=of,
            named=tuple(name_of(entry) for entry in having if entry.agreed),
            own=any(map(is_own, having)),
            next_step=advice,
        )
        for name_id, name, place, theme, having, of, advice in chances
        if len(having) > 1
    ]
    return tuple(sorted(made, key=lambda item: -item.count))


_Chance = tuple[str, str, str, str, list[Entry], int, str]


def _by_rule(entries: Sequence[Entry], basis: Basis) -> Iterator[_Chance]:
    for rule in basis.content.rules:
        if rule.kind != "kans":
            continue
        # A chance is never a gap; what is not open, out of reach or withheld was judged.
        judged = [entry for entry in entries if basis.said(entry, rule) == "geen gat"]
        having = [entry for entry in judged if rule.id in entry.side.held]
        yield rule.id, rule.name, "", "", having, len(judged), first_sentence(rule.advice)


def _by_overview(entries: Sequence[Entry], basis: Basis) -> Iterator[_Chance]:
    """What the overviews show per place and theme; what has neither is on the card of a rule."""
    inventory = basis.content.inventory
    texts = {text.id: text for text in inventory.findings if text.group == "kans"}
    judged = [entry for entry in entries if entry.overview_known]
    having: dict[FindingResult, list[Entry]] = {}
    for entry in judged:
        for found in dict.fromkeys(entry.side.result.chances or ()):
            if found.id in texts and (found.setting or found.theme):
                having.setdefault(found, []).append(entry)
    for found, some in having.items():
        place = basis.content.setting.get(found.setting or "")
        theme = basis.content.theme.get(found.theme or "")
        yield (
            found.id,
            texts[found.id].name,
            place.name if place else "",
            theme.name if theme else "",
            some,
            len(judged),
            "",
        )


def fitting_tools(
    entries: Sequence[Entry], gaps: Sequence[SharedGap], basis: Basis, catalogue: Catalogue
) -> tuple[FittingTool, ...]:
    """The tools that fit most of the gaps that are shared, where one may send a reader to."""
    fits: dict[str, list[str]] = {}
    places: dict[str, set[str]] = {}
    for gap in gaps:
        if not gap.is_shared:
            continue
        rule = basis.content.rule[gap.id]
        having = [entry for entry in entries if basis.said(entry, rule) == "gat"]
        for tool in fitting(rule, catalogue):
            served = {
                entry.municipality.code
                for entry in having
                if tool.usable
                and tool.id not in entry.in_use
                and tool.recommendable(entry.municipality)
            }
            if len(served) > 1:
                fits.setdefault(tool.id, []).append(gap.name)
                places.setdefault(tool.id, set()).update(served)
    # What fits one gap stands in the report of whoever has that gap.
    several = [name for name, some in fits.items() if len(some) > 1]
    best = sorted(several, key=lambda name: (-len(fits[name]), -len(places[name]), name))
    return tuple(
        FittingTool(
            id=name,
            title=catalogue.by_id[name].title,
            organisation=catalogue.by_id[name].organisation or "",
            address=catalogue.by_id[name].address or "",
            gaps=tuple(fits[name]),
            municipalities=len(places[name]),
        )
        for name in best[:MOST_TOOLS]
    )
