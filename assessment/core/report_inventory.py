"""The inventory as the report shows it: the matrix, the blank places and all activities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.core.activities import CHOICES, Activity
from assessment.core.findings import Finding
from assessment.core.inventory import KNOWN_ANYWAY, Inventory
from assessment.core.inventory_model import InventoryModel, Setting, Theme


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
    """A place with the themes of which nothing is known there, but is somewhere else."""

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
    rows = tuple(_row(inventory, setting) for setting in model.settings)
    states = list(model.cell_states)
    if any(KNOWN_ANYWAY.id in row.states for row in rows):
        states.append(KNOWN_ANYWAY)
    today = assessment.reference_date
    return InventoryReport(
        complete=assessment.inventory_complete,
        activities=tuple(item.name for item in assessment.activities),
        themes=tuple(theme.name for theme in model.themes),
        rows=rows,
        stale=tuple(item.name for item in assessment.activities if item.is_stale(today)),
        blank_themes=tuple(theme.name for theme in blank_themes(model, blanks)),
        blank_places=tuple(
            BlankPlace(setting.id, setting.name, tuple(theme.name for theme in themes))
            for setting, themes in blank_places(model, blanks)
        ),
        listed=tuple(listed(item, model) for item in assessment.activities),
        states=tuple((state.id, state.text, state.explanation) for state in states),
    )


def _row(inventory: Inventory, setting: Setting) -> MatrixRow:
    states = [inventory.state(setting, theme) for theme in inventory.model.themes]
    return MatrixRow(
        setting.id,
        setting.name,
        inventory.places[setting.id],
        tuple(state.text for state in states),
        tuple(state.id for state in states),
    )


def blank_themes(model: InventoryModel, blanks: Sequence[Finding]) -> list[Theme]:
    """The themes of which nothing is known in any place."""
    found = {blank.theme for blank in blanks if not blank.setting}
    return [theme for theme in model.themes if theme.id in found]


def blank_places(
    model: InventoryModel, blanks: Sequence[Finding]
) -> Iterator[tuple[Setting, list[Theme]]]:
    """Sixty blank cells drown a reader, one line per place does not. The heaviest place comes
    first; a theme that is known nowhere is said once, and not again at every place."""
    nowhere = {theme.id for theme in blank_themes(model, blanks)}
    for setting in sorted(model.settings, key=lambda item: -item.weight):
        here = {blank.theme for blank in blanks if blank.setting == setting.id} - nowhere
        themes = [theme for theme in model.themes if theme.id in here]
        if themes:
            yield setting, sorted(themes, key=lambda item: -item.weight)


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
