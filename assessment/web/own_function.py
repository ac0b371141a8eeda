"""How someone is called beside their answers: a function, never a name."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form
from wtforms.validators import InputRequired, Length

from assessment.core.privacy import remarks
from assessment.services import signing_in
from assessment.web.access import signed_in
from assessment.web.current import connection, now, person
from assessment.web.inputs import line_field

blueprint = Blueprint("own_function", __name__, url_prefix="/ik")

FUNCTION_MAX = 80


class FunctionForm(Form):
    functie = line_field(
        "Wat is uw functie?",
        validators=[
            InputRequired("Vul uw functie in."),
            Length(max=FUNCTION_MAX, message=f"Maak dit korter: hooguit {FUNCTION_MAX} tekens."),
        ],
    )


@blueprint.get("")
@signed_in
def show() -> ResponseReturnValue:
    given = person().function
    known = "" if given == signing_in.LOCAL_FUNCTION else given
    return _show(FunctionForm(data={"functie": known}), known)


@blueprint.post("")
@signed_in
def change() -> ResponseReturnValue:
    form = FunctionForm(request.form)
    # Spaces alone pass the first check, for that looks at what was sent and not at what is left.
    if not form.validate() or not form.functie.data:
        form.functie.errors = form.functie.errors or ["Vul uw functie in."]
        return _show(form, ""), 422
    signing_in.change_function(connection(), person(), form.functie.data, now())
    flash("Uw functie is opgeslagen. Zij staat voortaan bij uw antwoorden.")
    if remarks(form.functie.data, "uw functie"):
        return redirect(url_for(".show"))
    return redirect(url_for("start.index"))


def _show(form: FunctionForm, known: str) -> str:
    return render_template(
        "own_function/change.html", form=form, remarks=remarks(known, "uw functie")
    )
