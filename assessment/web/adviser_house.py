"""How an adviser presents the organisation on the cover: name, one line and a logo."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, FileField, Form

from assessment.core.advice import COVER_LINE_MAX, LOGO_ALT_MAX, ORGANISATION_MAX, House
from assessment.services import advising
from assessment.services.logos import MOST_BYTES, BadLogo, read_logo
from assessment.web.access import can_somewhere, signed_in
from assessment.web.current import connection, now, person
from assessment.web.inputs import at_most, line_field

MOST_SENT = 2 * MOST_BYTES

blueprint = Blueprint("adviser_house", __name__, url_prefix="/account/voorblad")


class HouseForm(Form):
    organisation = line_field("Naam van uw organisatie", validators=at_most(ORGANISATION_MAX))
    cover_line = line_field("Regel op het voorblad", validators=at_most(COVER_LINE_MAX))
    logo = FileField("Logo")
    logo_alt = line_field("Wat staat er op het logo?", validators=at_most(LOGO_ALT_MAX))
    no_logo = BooleanField("Haal het logo weg", false_values=("",))

    def read(self, stored: House | None) -> House | None:
        """What was filled in; None when something is not right, with the errors."""
        good = self.validate()
        logo = None if self.no_logo.data or stored is None else stored.logo
        sent = request.files.get("logo")
        if sent and sent.filename:
            try:
                with sent.stream:
                    logo = read_logo(sent.stream.read(MOST_BYTES + 1))
            except BadLogo as fault:
                self.logo.errors, good = [str(fault)], False
        if not self.organisation.data:
            self.organisation.errors = ["Vul de naam van uw organisatie in."]
            good = False
        if logo and not self.logo_alt.data:
            self.logo_alt.errors = ["Schrijf op wat er op het logo staat, voor wie het niet ziet."]
            good = False
        if not good:
            return None
        alt = self.logo_alt.data if logo else ""
        return House(self.organisation.data, self.cover_line.data, logo, alt)


@blueprint.url_value_preprocessor
def allow_a_file(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Runs before the form is read, which is when the limit counts."""
    request.max_content_length = MOST_SENT


@blueprint.errorhandler(413)
def too_large(fault: Exception) -> ResponseReturnValue:
    return render_template("advice/logo_too_large.html"), 413


@blueprint.get("/")
@signed_in
def ask() -> ResponseReturnValue:
    stored = _own()
    given = stored or House("")
    form = HouseForm(
        data={
            "organisation": given.organisation,
            "cover_line": given.cover_line,
            "logo_alt": given.logo_alt,
        }
    )
    return render_template("advice/house.html", form=form, stored=stored)


@blueprint.post("/")
@signed_in
def save() -> ResponseReturnValue:
    stored = _own()
    form = HouseForm(request.form)
    house = form.read(stored)
    if house is None:
        return render_template("advice/house.html", form=form, stored=stored), 422
    advising.save_house(connection(), house, by=person(), now=now())
    flash("Uw voorblad is opgeslagen.")
    return redirect(url_for(".ask"))


@blueprint.get("/logo.png")
@signed_in
def logo() -> ResponseReturnValue:
    stored = _own()
    if stored is None or stored.logo is None:
        abort(404)
    return Response(stored.logo, mimetype="image/png")


def _own() -> House | None:
    """Only for who advises somewhere; to others there is no such page."""
    if not can_somewhere("shared.annotate"):
        abort(404)
    return advising.house_of(connection(), person())
