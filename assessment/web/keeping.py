"""What a beheerder has: accounts, the first of a municipality, the version. No answers."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.access import EVERYWHERE, Tie
from assessment.services import inviting, keeping, versions
from assessment.services.inviting import MayNotGive, TooMany
from assessment.services.keeping import AccountLine, OwnAccount
from assessment.services.taking_part import KEEPER, LastOneInCharge
from assessment.web import invited
from assessment.web.access import INSTALLATION, needs
from assessment.web.current import connection, library, now, person
from assessment.web.invite_form import FirstForm
from assessment.web.people import TOO_MANY
from assessment.web.role_words import ROLE_WORDS, place_name

LAST = (
    "Dit is de enige beheerder. Er moet er altijd één zijn. Nodig eerst een andere beheerder uit."
)
OWN = "Dit is uw eigen account. Dat kunt u niet zelf sluiten."
NOT_FIRST = "Voor deze gemeente is al iemand eindverantwoordelijk. Die nodigt zelf mensen uit."

blueprint = Blueprint("keeping", __name__, url_prefix="/beheer")


@blueprint.get("")
@needs("accounts.manage", at=INSTALLATION)
def show() -> ResponseReturnValue:
    return _show(FirstForm())


@blueprint.post("/uitnodigen")
@needs("accounts.manage", at=INSTALLATION)
def invite() -> ResponseReturnValue:
    form = FirstForm(request.form)
    good, wanted = form.validate(), _wanted(form)
    if not good or wanted is None:
        return _show(form), 422
    try:
        made = inviting.invite(connection(), wanted, form.email.data or "", by=person(), now=now())
    except MayNotGive:
        form.municipality.errors = [NOT_FIRST]
        return _show(form), 422
    except TooMany:
        form.kind.errors = [TOO_MANY]
        return _show(form), 422
    return invited.show(made, url_for(".show"))


@blueprint.post("/uitnodigingen/<invitation_id>/intrekken")
@needs("accounts.manage", at=INSTALLATION)
def withdraw_invitation(invitation_id: str) -> ResponseReturnValue:
    found = inviting.open_to_first(connection(), now())
    wanted = next((item for item in found if item.id == invitation_id), None)
    if wanted is None:
        abort(404)
    inviting.withdraw(connection(), wanted, by=person(), now=now())
    flash("De uitnodiging is ingetrokken. De link werkt niet meer.")
    return redirect(url_for(".show"))


@blueprint.get("/accounts/<person_id>")
@needs("accounts.manage", at=INSTALLATION)
def account(person_id: str) -> ResponseReturnValue:
    return _account(keeping.one(connection(), person_id))


@blueprint.post("/accounts/<person_id>/sluiten")
@needs("accounts.manage", at=INSTALLATION)
def close(person_id: str) -> ResponseReturnValue:
    try:
        keeping.close(connection(), person_id, by=person(), now=now())
    except (OwnAccount, LastOneInCharge) as fault:
        why = OWN if isinstance(fault, OwnAccount) else LAST
        return _account(keeping.one(connection(), person_id), why), 409
    flash("Het account is gesloten. Deze persoon komt niet meer binnen.")
    return _back(person_id)


@blueprint.post("/accounts/<person_id>/openen")
@needs("accounts.manage", at=INSTALLATION)
def reopen(person_id: str) -> ResponseReturnValue:
    keeping.reopen(connection(), person_id, by=person(), now=now())
    flash("Het account is weer open.")
    return _back(person_id)


@blueprint.post("/accounts/<person_id>/uitloggen")
@needs("accounts.manage", at=INSTALLATION)
def end_sessions(person_id: str) -> ResponseReturnValue:
    keeping.end_sessions(connection(), person_id, by=person(), now=now())
    flash("Deze persoon is overal uitgelogd.")
    return _back(person_id)


@blueprint.post("/accounts/<person_id>/geen-beheerder")
@needs("accounts.manage", at=INSTALLATION)
def withdraw(person_id: str) -> ResponseReturnValue:
    line = keeping.one(connection(), person_id)
    try:
        keeping.withdraw_keeping(connection(), person_id, by=person(), now=now())
    except LastOneInCharge:
        return _account(line, LAST), 409
    flash("Deze persoon is geen beheerder meer.")
    return redirect(url_for("start.index")) if person_id == person().id else _back(person_id)


def _back(person_id: str) -> ResponseReturnValue:
    return redirect(url_for(".account", person_id=person_id))


def _wanted(form: FirstForm) -> Tie | None:
    if form.kind.data == "beheerder":
        return KEEPER
    if form.kind.data != "eindverantwoordelijke":
        form.kind.errors = ["Kies wie u uitnodigt."]
        return None
    found = form.read_municipality(library().municipalities)
    return Tie("eindverantwoordelijke", found.code) if found else None


def _show(form: FirstForm) -> str:
    return render_template(
        "keeping/index.html",
        lines=keeping.listed(connection()),
        invitations=inviting.open_to_first(connection(), now()),
        invitation_url=partial(url_for, ".withdraw_invitation"),
        form=form,
        content=library().newest,
        product=versions.PRODUCT,
        **_words(),
    )


def _account(line: AccountLine, why_not: str = "") -> str:
    return render_template(
        "keeping/account.html",
        line=line,
        keeps=KEEPER in line.ties,
        own=line.person.id == person().id,
        why_not=why_not,
        **_words(),
    )


def _words() -> dict[str, object]:
    return {"role_words": ROLE_WORDS, "place_name": place_name, "everywhere": EVERYWHERE}
