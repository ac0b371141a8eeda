"""The fields of an activity: their questions and choices, and filling them from what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice

from assessment.core.activities import CHOICES, Activity
from assessment.core.inventory_model import InventoryModel
from assessment.web.inputs import clean, date_fields, fill_date, line_field

DATES = {
    "start": "Sinds wanneer loopt dit?",
    "end": "Wanneer stopt het?",
    "last": "Wanneer was de laatste keer?",
    "next": "Wanneer is de volgende keer?",
    "funding_until": "Tot wanneer is er geld?",
}
YEARS = {
    "reach_year": "Over welk jaar gaat dit aantal?",
    "recognition_year": "In welk jaar kwam de erkenning?",
    "evaluation_year": "In welk jaar is dat bekeken?",
}
COUNTS = {
    "reach": "Hoeveel mensen deden mee?",
    "reach_total": "Voor hoeveel mensen is het bedoeld?",
}
LINES = {
    "contact_role": "Welke functie is het aanspreekpunt?",
    "link": "Adres van een webpagina",
    "source": "Hoe weet u dit?",
}
# Choices with a place for "weet ik niet", and choices that may stay empty.
KNOWN_CHOICES = {
    "frequency": "Hoe vaak gebeurt het?",
    "funding": "Is er geld?",
    "recognition": "Is de aanpak erkend?",
    "evaluation": "Is bekeken of het werkt?",
    "names_help": "Wordt verteld waar je hulp vindt?",
}
EMPTY_CHOICES = {
    "client": "Wie gaf de opdracht?",
    "area": "In welk gebied?",
    "evaluation_result": "Wat kwam daaruit?",
    "message": "Wat is de boodschap?",
}
LISTS = {
    "settings": "Op welke plekken gebeurt het?",
    "themes": "Over welke thema’s gaat het?",
    "audiences": "Voor wie is het?",
}
TEXTS = {
    "name": "Hoe heet de activiteit?",
    "providers": "Wie voert het uit?",
    "description": "Korte omschrijving",
}
STATUS = "Loopt het al?"
FORM = "Welke vorm heeft het?"
REGIONAL = "Dit is regionaal geregeld"
# Every field with its question, in the order of the form.
LABELS = {
    **TEXTS,
    **LISTS,
    "status": STATUS,
    "form": FORM,
    "regional": REGIONAL,
    **KNOWN_CHOICES,
    **EMPTY_CHOICES,
    **DATES,
    **YEARS,
    **COUNTS,
    **LINES,
}
NEW: Mapping[str, Any] = {"status": "loopt", **dict.fromkeys(KNOWN_CHOICES, "weet-niet")}


def make_fields(model: InventoryModel) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "version": HiddenField(),
        "seen": HiddenField(),
        "keep": HiddenField(),
        "updated_on": HiddenField(),
        "name": line_field(TEXTS["name"]),
        "providers": StringField(TEXTS["providers"], filters=[clean]),
        "settings": _many("settings", ((item.id, item.name) for item in model.settings)),
        "themes": _many("themes", ((item.id, item.name) for item in model.themes)),
        "status": RadioField(
            STATUS, choices=_choices(CHOICES["status"].items()), validate_choice=False
        ),
        "description": StringField(TEXTS["description"], filters=[clean]),
        "audiences": _many("audiences", ((item.id, item.text) for item in model.audiences)),
        "form": _one(FORM, ((item.id, item.text) for item in model.forms), empty=True),
        "regional": BooleanField(REGIONAL),
    }
    fields |= {name: _one(text, CHOICES[name].items()) for name, text in KNOWN_CHOICES.items()}
    fields |= {
        name: _one(text, CHOICES[name].items(), empty=True) for name, text in EMPTY_CHOICES.items()
    }
    for name in DATES:
        fields |= date_fields(f"{name}_")
    return fields | {name: line_field(text) for name, text in {**YEARS, **COUNTS, **LINES}.items()}


def filled(activity: Activity, version: int) -> dict[str, Any]:
    """What the form shows of a stored activity."""
    plain = {
        name: getattr(activity, name)
        for name in ("name", "description", "status", "form", "regional", *KNOWN_CHOICES)
    }
    plain |= {name: getattr(activity, name) for name in (*EMPTY_CHOICES, *LINES)}
    plain |= {name: list(getattr(activity, name)) for name in LISTS}
    for name in (*YEARS, *COUNTS):
        number = getattr(activity, name)
        plain[name] = "" if number is None else str(number)
    for name in DATES:
        plain |= fill_date(getattr(activity, name), f"{name}_", day_optional=True)
    updated = activity.updated_on.isoformat() if activity.updated_on else ""
    providers = "\n".join(activity.providers)
    return {**plain, "providers": providers, "version": str(version), "updated_on": updated}


def _choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, text) for value, text in pairs]


def _many(name: str, pairs: Iterable[tuple[str, str]]) -> SelectMultipleField:
    return SelectMultipleField(LISTS[name], choices=_choices(pairs), validate_choice=False)


def _one(label: str, pairs: Iterable[tuple[str, str]], *, empty: bool = False) -> SelectField:
    nothing = [SelectChoice("", "Niet ingevuld")] if empty else []
    return SelectField(label, choices=nothing + _choices(pairs), validate_choice=False)
