"""The inventory as the report shows it: the matrix, the blank places and all activities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.core.activities import CHOICES, Activity
from assessment.core.findings import Finding
from assessment.core.inventory import Inventory
from assessment.core.inventory_model import InventoryModel, Setting


@dataclass(frozen=True)
class MatrixRow:
    """One place of the inventory with the state of each of its cells, in words and as its id."""

    setting: str
    name: str
    place: str
    cells: tuple[str, ...]
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlankPlace:
    """A place with all themes of which nothing is known there."""

    setting: str
    name: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """One activity of the appendix, in words."""

    name: str
    status: str
    providers: str
    places: str
    themes: str
    frequency: str
    evaluation: str


@dataclass(frozen=True)
class InventoryReport:
    """*Aan de slag*, as far as it is known."""

    complete: bool
    activities: tuple[str, ...]
    themes: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    stale: tuple[str, ...]  # activities that were last looked at more than a year ago
    blank_themes: tuple[str, ...] = ()  # of which nothing is known in any place
    blank_places: tuple[BlankPlace, ...] = ()
    listed: tuple[Listed, ...] = ()
    states: tuple[tuple[str, str, str], ...] = ()  # id, word and explanation of each kind of cell


def inventory_report(inventory: Inventory, blanks: Sequence[Finding]) -> InventoryReport:
    """*Aan de slag* as the report shows it."""
    assessment, model = inventory.assessment, inventory.model
    words = {state.id: state.text for state in model.cell_states}
    today = assessment.reference_date
    return InventoryReport(
        complete=assessment.inventory_complete,
        activities=tuple(item.name for item in assessment.activities),
        themes=tuple(theme.name for theme in model.themes),
        rows=tuple(_row(inventory, setting, words) for setting in model.settings),
        stale=tuple(
            item.name
            for item in assessment.activities
            if item.updated_on and (today - item.updated_on).days > 365
        ),
        blank_themes=tuple(
            theme.name
            for theme in model.themes
            if any(blank.theme == theme.id and not blank.setting for blank in blanks)
        ),
        blank_places=tuple(_blank_places(model, blanks)),
        listed=tuple(listed(item, model) for item in assessment.activities),
        states=tuple((state.id, state.text, state.explanation) for state in model.cell_states),
    )


def _row(inventory: Inventory, setting: Setting, words: Mapping[str, str]) -> MatrixRow:
    states = tuple(inventory.cell(setting, theme) for theme in inventory.model.themes)
    return MatrixRow(
        setting.id,
        setting.name,
        inventory.places[setting.id],
        tuple(words[state] for state in states),
        states,
    )


def _blank_places(model: InventoryModel, blanks: Iterable[Finding]) -> Iterator[BlankPlace]:
    """Sixty blank cells drown a reader; one line per place does not. The heaviest come first."""
    themes: dict[str, list[str]] = {}
    for blank in blanks:
        if blank.setting and blank.theme:
            themes.setdefault(blank.setting, []).append(blank.theme)
    names = {theme.id: theme.name for theme in model.themes}
    for setting in sorted(model.settings, key=lambda item: -item.weight):
        if setting.id in themes:
            here = tuple(names[theme] for theme in themes[setting.id])
            yield BlankPlace(setting.id, setting.name, here)


def listed(item: Activity, model: InventoryModel) -> Listed:
    settings = {setting.id: setting.name for setting in model.settings}
    themes = {theme.id: theme.name for theme in model.themes}
    return Listed(
        item.name,
        CHOICES["status"][item.status],
        ", ".join(item.providers),
        ", ".join(settings[name] for name in item.settings if name in settings),
        ", ".join(themes[name] for name in item.themes if name in themes),
        CHOICES["frequency"][item.frequency],
        CHOICES["evaluation"][item.evaluation],
    )
