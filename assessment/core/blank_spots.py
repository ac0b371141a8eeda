"""Lacunes: sensible places and themes where nothing is known to happen."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.core.inventory import Inventory
from assessment.core.seen import Seen, running_by_theme


def blank_cells(inventory: Inventory) -> Iterator[Seen]:
    for setting in inventory.model.settings:
        for theme in inventory.model.themes:
            if inventory.cell(setting, theme) == "leeg":
                yield Seen(setting, theme, weight=setting.weight * theme.weight)


def blank_themes(inventory: Inventory) -> Iterator[Seen]:
    for theme, running in running_by_theme(inventory):
        if not running:
            yield Seen(theme=theme, weight=theme.weight)
