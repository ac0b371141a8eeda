"""A new password with a link that works once. It lets nobody in: signing in comes after it.

The page that asks for such a link says the same of every address and takes the same time: what
there is to do about it is done after the answer.
"""

from __future__ import annotations

import logging
from datetime import datetime
from threading import Thread

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, PasswordField
from wtforms.validators import InputRequired

from assessment.core.email import email_key
from assessment.services import account, mail, passwords
from assessment.services.mail import Mail, MailFailed
from assessment.storage.errors import DatabaseBusy, DiskFull
from assessment.web.access import public
from assessment.web.account import NO_ADDRESS, Wrong, new_password
from assessment.web.current import Parts, connection, now, parts
from assessment.web.inputs import line_field
from assessment.web.sending import base_address

blueprint = Blueprint("forgotten_password", __name__)


LINK = "/wachtwoord/"
# The name of a thread that sends a mail, so that a test can wait for it.
SENDING = "password mail"
SUBJECT = "Een nieuw wachtwoord voor de Preventiespiegel"
TEXT = """Hallo,

U kunt een nieuw wachtwoord kiezen voor de Preventiespiegel. Open daarvoor deze link:

{link}

De link werkt één keer en blijft een uur geldig.
Heeft u hier niet om gevraagd? Dan hoeft u niets te doen. Er is niets veranderd.
"""

log = logging.getLogger(__name__)


class EmailForm(Form):
    email = line_field("E-mailadres", validators=[InputRequired("Vul uw e-mailadres in.")])


class NewPasswordForm(Form):
    password = PasswordField("Nieuw wachtwoord")
    again = PasswordField("Nieuw wachtwoord, nog een keer")


@blueprint.get("/wachtwoord-vergeten")
@public
def ask() -> ResponseReturnValue:
    return render_template("signing_in/forgotten.html", form=EmailForm())


@blueprint.post("/wachtwoord-vergeten")
@public
def send() -> ResponseReturnValue:
    form = EmailForm(request.form)
    if not form.validate() or not email_key(form.email.data):
        form.email.errors = form.email.errors or [NO_ADDRESS]
        return render_template("signing_in/forgotten.html", form=form), 422
    email, base = form.email.data or "", base_address()
    key, place = parts().settings.secret_key, request.remote_addr or ""
    if base is None:
        log.warning("a mail was not sent: there is no setting that says the address of this site")
    elif account.may_ask_for_link(parts().database, key, email, place, now()):
        given = (parts(), email, base + LINK, now())
        Thread(target=_send, args=given, name=SENDING).start()
    has_server = parts().settings.mail_server is not None
    return render_template("signing_in/forgotten_sent.html", has_server=has_server)


def _send(here: Parts, email: str, start: str, moment: datetime) -> None:
    """After the answer: whether this address has an account shows in no answer and in no time."""
    try:
        with here.database.write() as conn:
            found = account.of_email(conn, email)
            if found is None or found.email is None:
                return
            token = account.new_password_link(conn, found.person_id, moment)
        message = Mail(found.email, SUBJECT, TEXT.format(link=start + token))
        mail.send(here.settings.mail_server, here.settings.instance, message, moment)
    except (MailFailed, ValueError, DatabaseBusy, DiskFull) as fault:
        log.warning("a mail was not sent: %s", type(fault).__name__)


@blueprint.get(f"{LINK}<token>")
@public
def look(token: str) -> ResponseReturnValue:
    """Changes nothing: programs that scan mail open every link in it."""
    if account.look_at_password_link(connection(), token, now()) is None:
        return _expired()
    return _ask(NewPasswordForm(), token)


@blueprint.post(f"{LINK}<token>")
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
