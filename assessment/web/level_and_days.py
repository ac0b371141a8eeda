"""The fields of whatever lets others read along: how much they see, and for how long."""

from __future__ import annotations

from wtforms import Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice

from assessment.core.identity import SHARING, SHARING_WORDS, Sharing
from assessment.services.tokens import MOST_DAYS
from assessment.web.inputs import Mistake, line_field, read_number


def level_field(label: str) -> RadioField:
    """Nothing is chosen beforehand."""
    choices = [SelectChoice(level, SHARING_WORDS[level].name) for level in SHARING]
    return RadioField(label, choices=choices, validate_choice=False)


def read_level(field: RadioField, missing: str) -> Sharing | None:
    """None when nothing was chosen, with the message at the field."""
    found = next((level for level in SHARING if level == field.data), None)
    if found is None:
        field.errors = [missing]
    return found


def days_field(label: str, usual: int) -> StringField:
    return line_field(label, default=str(usual))


def read_days(form: Form, name: str) -> int:
    """Nothing when it is no number of days, with the message at the field."""
    try:
        days = read_number(form, name, 1, MOST_DAYS, "getal") or 0
        if not days:
            raise Mistake(name, f"Vul een getal in van 1 tot en met {MOST_DAYS}.")
    except Mistake as fault:
        form[name].errors = [fault.message]
        return 0
    return days
