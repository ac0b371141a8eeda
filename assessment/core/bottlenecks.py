"""Knelpunten: something that runs and may get stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assessment.core.activities import Activity
from assessment.core.calendar import add_months
from assessment.core.inventory import EVALUATED, OCCASIONAL, Inventory
from assessment.core.seen import PERPETRATORS, TRAINING, Seen, running_by_theme

ONE_PROVIDER_THEMES = {"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T9", "T10"}
PUBLIC_FORMS = {"campagne", "les", "gastles", "voorlichting"}
STORY_FORMS = {"campagne", "les", "gastles", "theater-film"}


def one_provider(inventory: Inventory, helplines: frozenset[str]) -> Iterator[Seen]:
    for theme, running in running_by_theme(inventory):
        local = tuple(item for item in running if not set(item.providers) <= helplines)
        providers = {provider for item in local for provider in item.providers}
        enough = len(local) >= 2 or (local and theme.ref in (TRAINING, PERPETRATORS))
        if theme.ref in ONE_PROVIDER_THEMES and enough and len(providers) == 1:
            yield Seen(theme=theme, activities=local, provider=min(providers))


def one_off(inventory: Inventory) -> Iterator[Seen]:
    today = inventory.assessment.reference_date
    for theme, running in running_by_theme(inventory):
        if running and all(_is_one_off(item, today) for item in running):
            yield Seen(theme=theme, activities=running)


def _is_one_off(item: Activity, today: date) -> bool:
    if item.frequency in OCCASIONAL:
        return True
    faded = item.last is not None and item.last < add_months(today, -24)
    return faded and item.next is None


def money_stops(inventory: Inventory) -> Iterator[Seen]:
    limit = add_months(inventory.assessment.reference_date, 12)
    for item in inventory.running:
        until = item.funding_until
        if item.funding == "geen" or (
            item.funding == "tijdelijk" and until is not None and until <= limit
        ):
            yield Seen(activities=(item,), date=until)


def not_evaluated(inventory: Inventory) -> Iterator[Seen]:
    today = inventory.assessment.reference_date
    for item in inventory.running:
        long = item.start is not None and item.start <= add_months(today, -12)
        old = (
            item.evaluation in EVALUATED
            and item.evaluation_year is not None
            and item.evaluation_year < today.year - 3
        )
        if (long and item.evaluation == "nee") or old:
            yield Seen(activities=(item,))


def reach_unknown(inventory: Inventory) -> Iterator[Seen]:
    today = inventory.assessment.reference_date
    for item in inventory.running:
        recent = item.reach_year is not None and item.reach_year >= today.year - 2
        if item.reach is None or not recent:
            yield Seen(activities=(item,))


def wrong_message(inventory: Inventory) -> Iterator[Seen]:
    for item in inventory.running:
        warns = item.message == "waarschuwen" and item.form in PUBLIC_FORMS
        if item.message == "niet-doen" or warns:
            yield Seen(activities=(item,))


def without_help(inventory: Inventory) -> Iterator[Seen]:
    for item in inventory.running:
        if item.form in STORY_FORMS and item.names_help == "nee":
            yield Seen(activities=(item,))
