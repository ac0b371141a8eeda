"""One's own account: function, address, password, and where one is signed in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, PasswordField

from assessment.core.email import email_key
from assessment.services import account, passwords, second_factor, signing_in, slowing
from assessment.web.access import signed_in, signed_in_early
from assessment.web.cookies import session_token
from assessment.web.current import (
    connection,
    end_transaction,
    library,
    limits,
    now,
    parts,
    person,
    visitor,
)
from assessment.web.inputs import line_field
from assessment.web.password_sign_in import TOO_SOON
from assessment.web.waiting import in_words

blueprint = Blueprint("account", __name__, url_prefix="/account")


NO_ADDRESS = "Vul een e-mailadres in, zoals naam@gemeente.nl."


class EmailForm(Form):
    email = line_field("E-mailadres")
    current = PasswordField("Uw wachtwoord")


class ConfirmForm(Form):
    current = PasswordField("Uw wachtwoord")


class PasswordForm(Form):
    email = line_field("E-mailadres")
    current = PasswordField("Uw huidige wachtwoord")
    password = PasswordField("Nieuw wachtwoord")
    again = PasswordField("Nieuw wachtwoord, nog een keer")


class Wrong(Exception):
    """What was filled in cannot be used; the message stands at its field."""


@blueprint.get("")
@signed_in
def show() -> ResponseReturnValue:
    return _show(ConfirmForm())


@blueprint.post("/overal-uitloggen")
@signed_in_early
def end_others() -> ResponseReturnValue:
    form = ConfirmForm(request.form)
    try:
        require_password(form.current)
    except Wrong:
        return _show(form), 422
    signing_in.end_others(connection(), person(), session_token() or "", now())
    flash("U bent overal elders uitgelogd. Hier blijft u ingelogd.")
    return redirect(url_for(".show"))


@blueprint.get("/e-mail")
@signed_in
def ask_email() -> ResponseReturnValue:
    return _ask_email(EmailForm(data={"email": account.of(connection(), person()).email}))


@blueprint.post("/e-mail")
@signed_in
def change_email() -> ResponseReturnValue:
    form = EmailForm(request.form)
    try:
        email = _new_email(form)
        require_password(form.current)
        _store_email(form, email)
    except Wrong:
        return _ask_email(form), 422
    flash("Uw e-mailadres is opgeslagen.")
    return redirect(url_for(".show"))


@blueprint.get("/wachtwoord")
@signed_in
def ask_password() -> ResponseReturnValue:
    return _ask_password(PasswordForm())


@blueprint.post("/wachtwoord")
@signed_in
def change_password() -> ResponseReturnValue:
    form, own = PasswordForm(request.form), account.of(connection(), person())
    try:
        email = own.email or _new_email(form)
        towns = library().everyone
        names = [towns[tie.place].name for tie in visitor().ties if tie.place in towns]
        chosen = new_password(form, (email, person().function, *names))
        require_password(form.current)
        end_transaction()  # Hashing takes long, and nobody has to wait for it to save.
        hashed = passwords.hashed(chosen)
        if own.email is None:
            _store_email(form, email)
    except Wrong:
        return _ask_password(form), 422
    account.set_password(connection(), person(), hashed, now(), session_token() or "")
    flash("Uw wachtwoord is opgeslagen. Op andere apparaten bent u uitgelogd.")
    return redirect(url_for(".show"))


def new_password(form: Form, own_words: tuple[str, ...]) -> str:
    """The password that was typed twice and may be one. Raises `Wrong`."""
    given = form["password"].data or ""
    fault = passwords.fault(given, own_words)
    if fault:
        form["password"].errors = [fault]
        raise Wrong
    if (form["again"].data or "") != given:
        form["again"].errors = ["Dit is niet hetzelfde. Vul twee keer hetzelfde wachtwoord in."]
        raise Wrong
    return given


def require_password(field: PasswordField) -> None:
    """Who is at this computer knows the password, when there is one. Raises `Wrong`."""
    stored = account.of(connection(), person()).password_hash
    if stored is None:
        return
    made = slowing.at_own_password(parts().settings.secret_key, person().id)
    try:
        counted = slowing.count_as_failed(connection(), made, now())
    except slowing.TooSoon as fault:
        field.errors = [TOO_SOON.format(wait=in_words(fault.seconds))]
        raise Wrong from None
    end_transaction()
    if not passwords.fits((field.data or "")[: passwords.MOST + 1], stored):
        field.errors = ["Dit is niet uw wachtwoord van nu."]
        raise Wrong
    slowing.take_back(connection(), counted)


def _new_email(form: Form) -> str:
    given: str = form["email"].data or ""
    if not email_key(given):
        form["email"].errors = [NO_ADDRESS]
        raise Wrong
    return given


def _store_email(form: Form, email: str) -> None:
    try:
        account.set_email(connection(), person(), email, now())
    except account.Taken:
        # Only someone who is inside reads this; the pages to come in never say it.
        form["email"].errors = ["Dit adres hoort al bij een ander account. Vraag uw beheerder."]
        raise Wrong from None


def _show(form: ConfirmForm) -> str:
    conn, me = connection(), person()
    own = account.of(conn, me)
    return render_template(
        "account/show.html",
        form=form,
        account=own,
        second_factor=second_factor.has(own),
        codes_left=second_factor.codes_left(conn, me.id),
        sessions=signing_in.own_sessions(conn, me.id, session_token() or "", now(), limits()),
    )


def _ask_email(form: EmailForm) -> str:
    own = account.of(connection(), person())
    return render_template("account/email.html", form=form, has_password=bool(own.password_hash))


def _ask_password(form: PasswordForm) -> str:
    own = account.of(connection(), person())
    return render_template(
        "account/password.html",
        form=form,
        email=own.email,
        has_password=bool(own.password_hash),
        least=passwords.LEAST,
    )
