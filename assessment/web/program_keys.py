"""Keys with which another program reads along: making, listing and withdrawing them."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from assessment.core.identity import SHARING_WORDS, Sharing
from assessment.services import api_tokens, networks
from assessment.services.api_tokens import MOST_OPEN, USUAL_DAYS, TooMany
from assessment.storage.columns import NAME_MAX
from assessment.web.access import needs
from assessment.web.current import connection, library, now, person
from assessment.web.inputs import line_field
from assessment.web.level_and_days import days_field, level_field, read_days, read_level

# A network, or a municipality.
PLACE = "place"

blueprint = Blueprint("program_keys", __name__, url_prefix="/sleutels/<place>")


class Chosen(NamedTuple):
    """What was filled in, checked."""

    name: str
    level: Sharing
    days: int


class KeyForm(Form):
    """What a key is for, how much it sees and for how long."""

    naam = line_field("Waarvoor is de sleutel?")
    niveau = level_field("Hoeveel ziet het programma?")
    dagen = days_field("Hoeveel dagen werkt de sleutel?", USUAL_DAYS)

    def read(self) -> Chosen | None:
        """None when something is missing, with the message at its field."""
        name = self.naam.data or ""
        if not name:
            self.naam.errors = ["Vul in waarvoor de sleutel is, zoals “Dashboard van de regio”."]
        if len(name) > NAME_MAX:
            self.naam.errors = [f"Gebruik hooguit {NAME_MAX} tekens."]
        level = read_level(self.niveau, "Kies hoeveel het programma ziet.")
        days = read_days(self, "dagen")
        wrong = self.naam.errors or level is None or not days
        return None if wrong or level is None else Chosen(name, level, days)


@blueprint.get("/")
@needs("keys.manage", at=PLACE)
def show(place: str) -> ResponseReturnValue:
    return _show(place, KeyForm())


@blueprint.post("/")
@needs("keys.manage", at=PLACE)
def make(place: str) -> ResponseReturnValue:
    form = KeyForm(request.form)
    chosen = form.read()
    if chosen is None:
        return _show(place, form), 422
    name, level, days = chosen
    try:
        token = api_tokens.make(connection(), place, name, level, days, by=person(), now=now())
    except TooMany:
        form.naam.errors = [f"Er zijn al {MOST_OPEN} sleutels. Trek er eerst een in."]
        return _show(place, form), 422
    # Not after a redirect: what is shown once must not be in an address or a cookie.
    return render_template(
        "program_keys/made.html", place=place, token=token, level=SHARING_WORDS[level], days=days
    )


@blueprint.post("/<token_id>/intrekken")
@needs("keys.manage", at=PLACE)
def withdraw(place: str, token_id: str) -> ResponseReturnValue:
    ended = api_tokens.withdraw(connection(), place, token_id, by=person(), now=now())
    flash(f"De sleutel “{ended.name}” is ingetrokken. Hij werkt niet meer.")
    return redirect(url_for(".show", place=place))


def _show(place: str, form: KeyForm) -> str:
    network = next(iter(networks.named(connection(), [place])), None)
    known = library().everyone.get(place)
    return render_template(
        "program_keys/index.html",
        place=place,
        network=network,
        whose=f"netwerk {network.name}"
        if network
        else f"gemeente {known.name if known else place}",
        keys=api_tokens.of_place(connection(), place, now()),
        form=form,
    )
