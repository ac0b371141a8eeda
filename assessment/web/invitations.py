"""Taking up an invitation: for someone new, or with the account that one has already."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.privacy import remarks
from assessment.services import inviting
from assessment.services.inviting import Gone, InvitationRecord, Refused
from assessment.storage.records import PersonRecord
from assessment.web.access import holder_of, public
from assessment.web.cookies import give_session, session_token
from assessment.web.current import connection, now, parts
from assessment.web.invite_form import JoinForm
from assessment.web.role_words import ROLE_WORDS, place_name

WHY_NOT = {
    "closed": "Dit account is gesloten. Vraag uw beheerder om het weer te openen.",
    "own": "Deze uitnodiging heeft u zelf gemaakt. Geef de link aan degene die u uitnodigt.",
    "address": "Deze uitnodiging is voor een ander e-mailadres dan dat van uw account.",
    "has account": "Er is al een account met dit e-mailadres. Log daarmee in en open deze link.",
}

blueprint = Blueprint("invitations", __name__, url_prefix="/uitnodiging/<token>")


@blueprint.errorhandler(Gone)
def _gone(fault: Gone | None = None) -> ResponseReturnValue:
    return render_template("invitations/gone.html"), 410


@blueprint.get("")
@public
def look(token: str) -> ResponseReturnValue:
    """Only shows a button: programs that scan mail open every link in it."""
    record = inviting.look(connection(), token, now())
    _greet()
    return _show(token, record, JoinForm()) if record else _gone()


@blueprint.post("/nieuw")
@public
def join(token: str) -> ResponseReturnValue:
    record, form = _offered(token), JoinForm(request.form)
    if record is None:
        return _gone()
    if _greet():
        # Signed in meanwhile, in another tab: the page says what to do now.
        return _show(token, record, form), 409
    if not form.validate() or not form.functie.data:
        form.functie.errors = form.functie.errors or ["Vul uw functie in."]
        return _show(token, record, form), 422
    try:
        session = inviting.accept_anew(
            connection(),
            record,
            form.functie.data,
            form.email.data or "",
            now(),
            instead_of=session_token(),
        )
    except Refused as refused:
        return _show(token, record, form, WHY_NOT[refused.reason]), 422
    if session is None:
        return _gone()
    response = redirect(_onward(record, form.functie.data))
    flash("Kies bij “Uw account” een wachtwoord. Daarmee komt u later weer binnen.")
    give_session(response, session)
    return response


@blueprint.post("/meedoen")
@public
def accept(token: str) -> ResponseReturnValue:
    record, person = _offered(token), _greet()
    if record is None:
        return _gone()
    if person is None:
        abort(401)
    try:
        inviting.accept(connection(), record, person, now())
    except Refused as refused:
        return _show(token, record, JoinForm(), WHY_NOT[refused.reason]), 422
    return redirect(_onward(record, person.function))


def _offered(token: str) -> InvitationRecord | None:
    """No turn to write for a wrong link: a stranger must not make those who save wait."""
    with parts().database.read() as conn:
        return inviting.look(conn, token, now())


def _greet() -> PersonRecord | None:
    """Who reads the page, for it is open to everyone."""
    token = session_token()
    g.person = holder_of(token) if token else None
    found: PersonRecord | None = g.person
    return found


def _onward(record: InvitationRecord, function: str) -> str:
    words = ROLE_WORDS[record.tie.role].name
    flash(f"U doet nu mee aan {place_name(record.tie.place)}, als {words}.")
    if remarks(function, "uw functie"):
        return url_for("own_function.show")
    return url_for("start.index")


def _show(token: str, record: InvitationRecord, form: JoinForm, why_not: str = "") -> str:
    return render_template(
        "invitations/show.html",
        token=token,
        record=record,
        form=form,
        role=ROLE_WORDS[record.tie.role],
        place=place_name(record.tie.place),
        address=_address(),
        why_not=why_not,
    )


def _address() -> str | None:
    """Of the account with which the reader would take part."""
    return inviting.address_of(connection(), g.person) if g.person else None
