"""From visits to what a person reviews: a report, and the lines of the catalogue to change."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assessment.core.calendar import in_words
from assessment.core.link_health import OUTCOME_WORDS, Outcome, Visit, state_after
from assessment.core.tools import AddressState, Catalogue, Tool
from assessment.library.checking import is_released
from assessment.library.content import Library
from assessment.library.tools_file import Edit, edited

TOOLS = "tools.yaml"
# What someone has to look at comes first.
ORDER: tuple[Outcome, ...] = ("gone", "certificate", "silent", "moved", "skipped", "ok")
STATE_WORDS: dict[AddressState, str] = {"dead": "werkt niet meer", "doubtful": "twijfel"}


@dataclass(frozen=True)
class Checked:
    """One tool with what came of the visit; `state` is None when nothing changes."""

    tool: Tool
    visit: Visit
    state: AddressState | None


@dataclass(frozen=True)
class Texts:
    """The catalogue as it is, with the new states, and with the suggested addresses as well."""

    now: str
    states: str
    suggested: str


def with_address(catalogue: Catalogue, only: Iterable[str] = ()) -> tuple[Tool, ...]:
    wanted = set(only)
    return tuple(
        tool for tool in catalogue.tools if tool.address and (not wanted or tool.id in wanted)
    )


def weigh(tools: Iterable[Tool], visits: Mapping[str, Visit], today: date) -> tuple[Checked, ...]:
    found = []
    for tool in tools:
        visit = visits.get(tool.address or "")
        if visit:
            found.append(Checked(tool, visit, state_after(tool, visit, today)))
    return tuple(sorted(found, key=lambda item: ORDER.index(item.visit.outcome)))


def nobody_answered(checked: Iterable[Checked]) -> bool:
    """Then it is our own connection: not the whole world is gone."""
    return not any(item.visit.outcome in ("ok", "moved", "gone") for item in checked)


def texts_of(root: Path, checked: Iterable[Checked], today: date) -> Texts:
    """Raises `CannotEdit`. The file is read again: visiting took minutes, and someone may edit."""
    states: list[Edit] = []
    addresses: list[Edit] = []
    for item in checked:
        name, visited = item.tool.id, item.visit.address
        if item.state:
            states.append(Edit(name, "address_state", item.state, visited))
            states.append(Edit(name, "checked_on", today, visited))
        if item.visit.suggestion:
            addresses.append(Edit(name, "address", item.visit.suggestion, visited))
    now, with_states = edited(root / TOOLS, states)
    _, suggested = edited(root / TOOLS, [*states, *addresses])
    return Texts(now, with_states, suggested)


def patch(root: Path, before: str, after: str) -> str:
    """For `git apply`, or for a person to read."""
    name = f"{root.name}/{TOOLS}"
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(lines)


def left_without(library: Library, checked: Iterable[Checked]) -> list[str]:
    """The rules that had a tool with a working address, and would have none."""
    states = {item.tool.id: item.state for item in checked if item.state}
    tools = tuple(
        tool.model_copy(update={"address_state": states.get(tool.id, tool.address_state)})
        for tool in library.catalogue.tools
    )
    after = Catalogue(tools)
    return [
        f"{rule.ref} {rule.name}"
        for rule in library.newest.rules
        if any(library.catalogue.by_id[name].usable for name in rule.tools)
        and not any(after.by_id[name].usable for name in rule.tools)
    ]


def counts(checked: tuple[Checked, ...], without: int) -> list[str]:
    """The summary, one line per outcome."""
    every = [item.visit.outcome for item in checked]
    lines = [
        f"{OUTCOME_WORDS[outcome]:<24}{every.count(outcome):>4}" for outcome in reversed(ORDER)
    ]
    return [*lines, f"{'geen adres bekend':<24}{without:>4}"]


def what_to_do(library: Library) -> list[str]:
    """About a rule that has no tool left; where one may still write depends on its version."""
    key = library.newest.key
    lines = [
        "* Heeft de organisatie een nieuw adres? Zet dat in `tools.yaml`. Dat bestand hoort bij "
        "geen versie van de vragen, dus dat mag altijd."
    ]
    if is_released(library.sets[key]):
        return [
            *lines,
            f"* Is het hulpmiddel weg? {key} is uitgebracht: die regels veranderen niet meer. "
            "Noem een ander hulpmiddel in een nieuwe versie. Geef die een eigen `rules.yaml`, "
            f'en in `set.yaml` de regel `earlier: "{library.newest.version}"`.',
            "* Dat heeft geen haast. Wat volgens `tools.yaml` weg is, noemt geen nieuw rapport.",
        ]
    return [
        *lines,
        f"* Is het hulpmiddel weg? Noem dan een ander in `{key}/rules.yaml`. "
        "Is dat bestand er niet? Kopieer het eerst uit de versie ervoor.",
    ]


def report(
    checked: tuple[Checked, ...], without: int, rules: list[str], todo: list[str], today: date
) -> str:
    """The whole report as Markdown, the things to look at first."""
    lines = [f"# Adressen van hulpmiddelen, gecontroleerd op {in_words(today)}", ""]
    lines += [f"* {' '.join(line.split())}" for line in counts(checked, without)]
    if rules:
        lines += ["", "## Regels zonder hulpmiddel met een adres dat werkt", ""]
        lines += [f"* {rule}" for rule in rules]
        lines += ["", "Wat u dan kunt doen:", "", *todo]
    for outcome in ORDER:
        of_this = [item for item in checked if item.visit.outcome == outcome]
        if of_this:
            lines += ["", f"## {OUTCOME_WORDS[outcome].capitalize()}", ""]
            lines += [_line(item) for item in of_this]
    return "\n".join(lines) + "\n"


def _line(item: Checked) -> str:
    said = f"* {item.tool.title} (`{item.tool.id}`): <{item.visit.address}>"
    if item.visit.detail:
        said += f", {item.visit.detail}"
    if item.visit.leads_to:
        said += f". Leidt naar: <{item.visit.leads_to}>"
    if item.state in STATE_WORDS:
        said += f". Wordt: {STATE_WORDS[item.state]}"
    return said + "."
