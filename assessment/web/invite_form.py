"""What is asked of who invites, and of who takes an invitation up."""

from __future__ import annotations

from wtforms import Form, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from assessment.core.access import MUNICIPAL, Role
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


def _role_field(roles: tuple[Role, ...]) -> RadioField:
    return RadioField(
        "Wat gaat deze persoon doen?",
        choices=[SelectChoice(role, ROLE_WORDS[role].name.capitalize()) for role in roles],
        default=roles[0],
        validate_choice=False,
    )


class InviteForm(Form):
    """Somebody for one's own municipality."""

    roles: tuple[Role, ...] = (*MUNICIPAL, "adviser")
    role = _role_field(roles)
    email = _address_field("E-mailadres (mag leeg blijven)")

    def read_role(self) -> Role | None:
        """None when something is not right, with the message at its field."""
        good = self.validate()
        found = next((role for role in self.roles if role == self.role.data), None)
        self.role.errors = [] if found else ["Kies wat deze persoon gaat doen."]
        return found if good else None


class NetworkInviteForm(InviteForm):
    """Somebody for a network."""

    roles: tuple[Role, ...] = ("adviser", "coordinator")
    role = _role_field(roles)


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
