"""Kansen: something that works and could grow, or that could be done together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from assessment.core.activities import Activity
from assessment.core.inventory import Inventory
from assessment.core.inventory_model import Setting, Theme
from assessment.core.seen import NORM, POLICY, POSITIVE, TRAINING, VICTIMS, Seen, running_by_theme

RECOGNISED = {"goed-beschreven", "goed-onderbouwd", "bewezen-werkzaam"}
PROOF_YEARS = 5


def scale_up(inventory: Inventory) -> Iterator[Seen]:
    today = inventory.assessment.reference_date
    for item in inventory.running:
        # What runs in the whole region reaches this municipality too.
        small = item.area in ("wijken-of-kernen", "enkele-scholen")
        if item.reach is not None and item.reach_total:
            small = small or item.reach / item.reach_total < 0.5
        if small and _proven(item, today):
            yield Seen(activities=(item,))


def _proven(item: Activity, today: date) -> bool:
    oldest = today.year - PROOF_YEARS
    recognised = item.recognition in RECOGNISED and (item.recognition_year or 0) > oldest
    good = item.evaluation_result == "positief" and (item.evaluation_year or 0) > oldest
    return recognised or good


def overlap(inventory: Inventory) -> Iterator[Seen]:
    groups: dict[tuple[str, ...], list[tuple[Setting, Theme]]] = defaultdict(list)
    by_id = {item.id or item.name: item for item in inventory.running}
    for setting in inventory.model.settings:
        for theme in inventory.model.themes:
            if theme.ref in (TRAINING, POLICY):
                continue
            here = [i for i in inventory.in_cell(setting, theme) if i.runs]
            same = {
                key
                for one, two in combinations(here, 2)
                if _do_the_same(one, two)
                for key in (one.id or one.name, two.id or two.name)
            }
            if same:
                groups[tuple(sorted(same))].append((setting, theme))
    for keys, cells in groups.items():
        setting, theme = cells[0]
        yield Seen(setting, theme, tuple(by_id[key] for key in keys))


def link_help(inventory: Inventory) -> Iterator[Seen]:
    themes = {theme.ref: theme for theme in inventory.model.themes}
    victims = themes[VICTIMS]
    for setting in inventory.model.settings:
        if victims.id not in setting.themes:
            continue
        here = [item for item in inventory.running if setting.id in item.settings]
        wanted = {themes[NORM].id, themes[POSITIVE].id}
        lessons = tuple(item for item in here if wanted & set(item.themes))
        if lessons and not any(victims.id in item.themes for item in here):
            yield Seen(setting, victims, lessons)


def train_together(inventory: Inventory) -> Iterator[Seen]:
    for theme, running in running_by_theme(inventory):
        if theme.ref != TRAINING:
            continue
        providers = {provider for item in running for provider in item.providers}
        shared = any(len(item.providers) > 1 for item in running)
        if len(providers) >= 3 and not shared:
            yield Seen(theme=theme, activities=running)


def _do_the_same(one: Activity, two: Activity) -> bool:
    """Same people, other providers, and nobody who ordered both: worth a talk, not a fault."""
    return (
        bool(set(one.audiences) & set(two.audiences))
        and bool(one.providers and two.providers)
        and not set(one.providers) & set(two.providers)
        and (one.client is None or one.client != two.client)
    )
