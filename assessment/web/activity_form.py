"""The form of one activity, read back through the core."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError
from wtforms import Form

from assessment.core.activities import NEEDED, Activity
from assessment.core.inventory_model import InventoryModel
from assessment.web.activity_fields import (
    COUNTS,
    DATES,
    EMPTY_CHOICES,
    KNOWN_CHOICES,
    LINES,
    LISTS,
    NEW,
    YEARS,
    make_fields,
)
from assessment.web.inputs import Mistake, read_date, read_number, version_of

MOST = 10_000_000
# What is wrong, in the words of the field; everything else gets the last line.
MESSAGES = {
    ("name", "string_too_short"): "Vul een naam in.",
    ("name", "string_too_long"): "Maak de naam korter: hooguit 120 tekens.",
    ("description", "string_too_long"): "Maak de omschrijving korter: hooguit 400 tekens.",
    ("providers", "too_short"): "Vul minstens één uitvoerder in.",
    ("providers", "too_long"): "Vul hooguit 20 uitvoerders in.",
    ("providers", "string_too_long"): "Maak elke naam korter: hooguit 120 tekens.",
    ("settings", "too_short"): "Kies minstens één plek.",
    ("themes", "too_short"): "Kies minstens één thema.",
    ("link", "string_pattern_mismatch"): "Vul een adres in dat begint met https://.",
    ("link", "string_too_long"): "Dit adres is te lang: hooguit 300 tekens.",
    ("contact_role", "string_too_long"): "Maak dit korter: hooguit 120 tekens.",
    ("source", "string_too_long"): "Maak dit korter: hooguit 120 tekens.",
}
OTHERWISE = "Dit kan hier niet. Kies of typ iets anders."


class ActivityForm(Form):
    """What every form of an activity can do; `make_form` adds the fields."""

    @property
    def base_version(self) -> int:
        """The version that was in view. To keep one's own is to have seen the other one."""
        return version_of(self["seen" if self["keep"].data == "mine" else "version"].data)

    def read(self) -> Activity | None:
        """The activity; None when something is not right, with the errors at the fields."""
        data = {name: self[name].data for name in ("name", "description", "status", *LINES)}
        data |= {name: self[name].data for name in KNOWN_CHOICES}
        data |= {name: self[name].data or None for name in (*EMPTY_CHOICES, "form")}
        data |= {name: self[name].data or [] for name in LISTS}
        lines = map(str.strip, self["providers"].data.split("\n"))
        data["providers"] = [line for line in lines if line]
        data["regional"] = bool(self["regional"].data)
        data["updated_on"] = self["updated_on"].data or None
        for name in DATES:
            found = self._try(name, read_date, f"{name}_", day_optional=True)
            data[name] = found.isoformat() if found else None
        for name in YEARS:
            data[name] = self._try(name, read_number, name, 1990, 2100, "jaartal")
        for name in COUNTS:
            data[name] = self._try(name, read_number, name, 0, MOST, "getal")
        for name in (*LISTS, "form"):
            self._only_known(name)
        for name in NEEDED:
            if not data[name]:
                self[name].errors = [*self[name].errors, MESSAGES[name, "too_short"]]
        try:
            activity = Activity.model_validate_json(json.dumps(data))
        except ValidationError as fault:
            self._explain(fault)
            return None
        return None if any(field.errors for field in self) else activity

    def _try(self, name: str, read: Any, *arguments: Any, **more: Any) -> Any:
        try:
            return read(self, *arguments, **more)
        except Mistake as mistake:
            self[mistake.field].errors = [mistake.message]
            return None

    def _only_known(self, name: str) -> None:
        """The core takes any id here; which ones exist is up to the question set."""
        given = self[name].data or []
        known = {choice.value for choice in self[name].choices}
        if not set([given] if isinstance(given, str) else given) <= known:
            self[name].errors = [OTHERWISE]

    def _explain(self, fault: ValidationError) -> None:
        for error in fault.errors():
            name = str(error["loc"][0])
            field = self[f"{name}_day" if name in DATES else name]
            message = MESSAGES.get((name, error["type"]), OTHERWISE)
            if message not in field.errors:
                field.errors = [*field.errors, message]


def make_form(
    model: InventoryModel, sent: Any = None, data: Mapping[str, Any] | None = None
) -> ActivityForm:
    form_class = type("OneActivity", (ActivityForm,), make_fields(model))
    form: ActivityForm = form_class(sent) if sent is not None else form_class(data=data or NEW)
    return form


def with_date(activity: Activity, stored: Activity, counts_from: date, day: date) -> Activity:
    """What was changed counts as looked at today, and so does what was old and still is right."""
    if activity == stored and not stored.is_stale(counts_from):
        return activity
    return activity.model_copy(update={"updated_on": day})
