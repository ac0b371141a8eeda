"""A new password with a link that works once. It lets nobody in: signing in comes after it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, PasswordField

from assessment.services import account, passwords
from assessment.web.access import public
from assessment.web.account import Wrong, new_password
from assessment.web.current import connection, now, parts

blueprint = Blueprint("forgotten_password", __name__, url_prefix="/wachtwoord")


class NewPasswordForm(Form):
    password = PasswordField("Nieuw wachtwoord")
    again = PasswordField("Nieuw wachtwoord, nog een keer")


@blueprint.get("/<token>")
@public
def look(token: str) -> ResponseReturnValue:
    """Changes nothing: programs that scan mail open every link in it."""
    if account.look_at_password_link(connection(), token, now()) is None:
        return _expired()
    return _ask(NewPasswordForm(), token)


@blueprint.post("/<token>")
@public
def change(token: str) -> ResponseReturnValue:
    form = NewPasswordForm(request.form)
    # A stranger must not be able to make those who save wait: no turn to write for a wrong link.
    with parts().database.read() as conn:
        owner = account.look_at_password_link(conn, token, now())
        email = account.of(conn, owner).email if owner else None
    if owner is None:
        return _expired()
    try:
        chosen = new_password(form, (email or "", owner.function))
    except Wrong:
        return _ask(form, token), 422
    hashed = passwords.hashed(chosen)
    if not account.use_password_link(connection(), token, hashed, now()):
        return _expired()
    flash("Uw nieuwe wachtwoord is opgeslagen. U kunt nu inloggen.")
    return redirect(url_for("password_sign_in.ask"))


def _ask(form: NewPasswordForm, token: str) -> str:
    return render_template(
        "signing_in/new_password.html", form=form, token=token, least=passwords.LEAST
    )


def _expired() -> ResponseReturnValue:
    return render_template("signing_in/password_link_expired.html"), 410
