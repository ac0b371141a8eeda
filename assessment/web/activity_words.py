"""An activity in words, to lay two versions of it side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessment.core.activities import CHOICES, Activity
from assessment.core.calendar import in_words
from assessment.core.inventory_model import InventoryModel
from assessment.core.privacy import remarks
from assessment.web.activity_fields import LABELS, LISTS

# What an activity from a list may still lack.
MISSING = {"providers": "wie het uitvoert", "settings": "plekken", "themes": "thema’s"}


def differences(
    mine: Activity, theirs: Activity, model: InventoryModel
) -> list[tuple[str, str, str]]:
    """The question of every field that is not the same, with what each of the two says."""
    return [
        (label, _say(name, getattr(mine, name), model), _say(name, getattr(theirs, name), model))
        for name, label in LABELS.items()
        if getattr(mine, name) != getattr(theirs, name)
    ]


def in_short(activity: Activity, model: InventoryModel) -> list[tuple[str, str]]:
    """What an activity says, field by field, without what nobody filled in."""
    empty = Activity(name="Niets")
    return [
        (label, _say(name, getattr(activity, name), model))
        for name, label in LABELS.items()
        if name == "status" or (name != "name" and getattr(activity, name) != getattr(empty, name))
    ]


def recognisable(activity: Activity) -> tuple[str, ...]:
    """What in the texts of an activity may point at a person."""
    texts = {
        "de naam": activity.name,
        "de omschrijving": activity.description,
        "de uitvoerders": "; ".join(activity.providers),
        "het aanspreekpunt": activity.contact_role,
        "de bron": activity.source,
    }
    return tuple(remark for where, text in texts.items() for remark in remarks(text, where))


def _say(name: str, value: Any, model: InventoryModel) -> str:
    if value is None or value in ("", ()):
        return "Niet ingevuld"
    if name in LISTS or name == "form":
        names = _names(name, model)
        return "; ".join(names.get(item, item) for item in ([value] if name == "form" else value))
    if name in CHOICES:
        return CHOICES[name][value]
    if isinstance(value, bool):
        return "Ja" if value else "Nee"
    if isinstance(value, date):
        return in_words(value)
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _names(name: str, model: InventoryModel) -> dict[str, str]:
    if name == "settings":
        return {item.id: item.name for item in model.settings}
    if name == "themes":
        return {item.id: item.name for item in model.themes}
    return {item.id: item.text for item in (model.forms if name == "form" else model.audiences)}
