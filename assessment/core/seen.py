"""What a rule of the inventory sees, before it is put into words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessment.core.activities import Activity
from assessment.core.inventory import Inventory
from assessment.core.inventory_model import Setting, Theme

# Themes by their code in the source, because the rules speak of them one by one.
NORM, POSITIVE, TRAINING, VICTIMS, PERPETRATORS, POLICY = "T1", "T2", "T7", "T8", "T9", "T12"


@dataclass(frozen=True)
class Seen:
    """A finding before it is worded."""

    setting: Setting | None = None
    theme: Theme | None = None
    activities: tuple[Activity, ...] = ()
    weight: int = 0
    provider: str = ""
    date: date | None = None


def running_by_theme(inventory: Inventory) -> Iterator[tuple[Theme, tuple[Activity, ...]]]:
    for theme in inventory.model.themes:
        yield theme, tuple(item for item in inventory.running if theme.id in item.themes)
