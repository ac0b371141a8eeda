"""What is asked of who invites, and of who takes an invitation up."""

from __future__ import annotations

from wtforms import Form, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from assessment.core.access import MUNICIPAL
from assessment.core.email import email_key
from assessment.web.inputs import line_field
from assessment.web.municipality_form import MunicipalityForm
from assessment.web.own_function import FunctionForm
from assessment.web.role_words import ROLE_WORDS


def _is_address(form: Form, field: StringField) -> None:
    if field.data and not email_key(field.data):
        raise ValidationError("Dit is geen e-mailadres. Vul één adres in, met een @.")


def _address_field(label: str) -> StringField:
    return line_field(label, validators=[_is_address])


class InviteForm(Form):
    """Somebody for one's own municipality."""

    role = RadioField(
        "Wat gaat deze persoon doen?",
        choices=[SelectChoice(role, ROLE_WORDS[role].name.capitalize()) for role in MUNICIPAL],
        default="invuller",
        validate_choice=False,
    )
    email = _address_field("E-mailadres (mag leeg blijven)")


class FirstForm(MunicipalityForm):
    """The first of a municipality, or another beheerder."""

    kind = RadioField(
        "Wie nodigt u uit?",
        choices=[
            SelectChoice("eindverantwoordelijke", "De eerste van een gemeente"),
            SelectChoice("beheerder", "Nog een beheerder"),
        ],
        default="eindverantwoordelijke",
        validate_choice=False,
    )
    email = _address_field("E-mailadres (mag leeg blijven)")


class JoinForm(FunctionForm):
    """Someone new says how they are called here; an address only when the invitation has none."""

    email = _address_field("E-mailadres (mag leeg blijven)")
