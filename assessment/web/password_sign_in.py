"""Coming in with an address and a password, and a code when there is a second factor."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, PasswordField
from wtforms.validators import InputRequired

from assessment.services import password_sign_in, slowing
from assessment.services.password_sign_in import Refused
from assessment.web.access import holder_of, public
from assessment.web.cookies import give_session, session_token
from assessment.web.current import connection, now, parts
from assessment.web.inputs import line_field
from assessment.web.waiting import in_words, too_soon

blueprint = Blueprint("password_sign_in", __name__, url_prefix="/inloggen")

HALF = "half"
WRONG = "Dit e-mailadres en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw."
TOO_SOON = "Er zijn te veel pogingen gedaan. Wacht {wait} en probeer het dan opnieuw."


class SignInForm(Form):
    email = line_field("E-mailadres", validators=[InputRequired("Vul uw e-mailadres in.")])
    password = PasswordField("Wachtwoord", validators=[InputRequired("Vul uw wachtwoord in.")])


class CodeForm(Form):
    code = line_field("Code", validators=[InputRequired("Vul de code in.")])


@blueprint.get("")
@public
def ask() -> ResponseReturnValue:
    token = session_token()
    if token and holder_of(token):
        return redirect(url_for("start.index"))
    return _ask(SignInForm())


@blueprint.post("")
@public
def enter() -> ResponseReturnValue:
    form = SignInForm(request.form)
    if not form.validate():
        return _ask(form), 422
    given = (form.email.data or "", form.password.data or "", request.remote_addr or "")
    settings = parts().settings
    try:
        passed = password_sign_in.check_password(
            parts().database, settings.secret_key, *given, now()
        )
        if passed.needs_code:
            return go_halfway(password_sign_in.go_halfway(connection(), passed, now()))
        token = password_sign_in.come_in(connection(), passed, now(), session_token())
    except slowing.TooSoon as fault:
        return too_soon(_ask(form, TOO_SOON.format(wait=in_words(fault.seconds))), fault)
    except Refused:
        token = None
    return inside(token) if token else (_ask(form, WRONG), 422)


@blueprint.get("/code")
@public
def ask_code() -> ResponseReturnValue:
    if not password_sign_in.is_halfway(connection(), session.get(HALF, ""), now()):
        return redirect(url_for(".ask"))
    return _ask_code(CodeForm())


@blueprint.post("/code")
@public
def enter_code() -> ResponseReturnValue:
    form, half = CodeForm(request.form), session.get(HALF, "")
    # A stranger must not be able to make those who save wait: no turn to write without a password.
    with parts().database.read() as conn:
        halfway = password_sign_in.is_halfway(conn, half, now())
    if not halfway:
        return _start_again()
    if not form.validate():
        return _ask_code(form), 422
    code, key = form.code.data or "", parts().settings.secret_key
    try:
        token = password_sign_in.finish(connection(), key, half, code, now(), session_token())
    except slowing.TooSoon as fault:
        return too_soon(_ask_code(form, TOO_SOON.format(wait=in_words(fault.seconds))), fault)
    except Refused:
        return _start_again()
    if token is None:
        return _ask_code(form, "Deze code klopt niet, of is al gebruikt."), 422
    session.pop(HALF, None)
    return inside(token)


def go_halfway(half: str) -> ResponseReturnValue:
    """On to the code. The token opens nothing, and the server can end it."""
    session[HALF] = half
    return redirect(url_for("password_sign_in.ask_code"))


def inside(token: str) -> ResponseReturnValue:
    """On to the first page, with the session that just began."""
    # The CSRF secret stays: someone whose session ended while filling in can come in again in
    # another tab and then still send the form that lies open.
    response = redirect(url_for("start.index"))
    give_session(response, token)
    return response


def _start_again() -> ResponseReturnValue:
    session.pop(HALF, None)
    return _ask(SignInForm(), "Dit duurde te lang, of ging te vaak mis. Begin opnieuw."), 422


def _ask(form: SignInForm, wrong: str = "") -> str:
    return render_template("signing_in/password.html", form=form, wrong=wrong)


def _ask_code(form: CodeForm, wrong: str = "") -> str:
    return render_template("signing_in/code.html", form=form, wrong=wrong)
