"""Who takes part for a municipality: looking, inviting, changing a role and taking it away."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.access import MUNICIPAL, Role, Tie, places
from assessment.services import inviting, taking_part
from assessment.services.inviting import TooMany
from assessment.services.taking_part import Holder, LastOneInCharge
from assessment.web import invited
from assessment.web.access import MUNICIPALITY, needs, signed_in
from assessment.web.current import connection, now, person, visitor
from assessment.web.invite_form import InviteForm
from assessment.web.role_words import ROLE_WORDS, place_name

LAST = (
    "Dit is de enige eindverantwoordelijke van uw gemeente. Er moet er altijd één zijn. "
    "Maak eerst iemand anders eindverantwoordelijke."
)
TOO_MANY = "Er staan al heel veel uitnodigingen open. Trek er eerst enkele in."

blueprint = Blueprint("people", __name__)
HERE = "/gemeente/<municipality_code>/mensen"


@blueprint.get("/mensen")
@signed_in
def choose() -> ResponseReturnValue:
    """The way in from the menu: the page itself when there is only one."""
    codes = sorted(places(visitor().ties, "people.see"), key=place_name)
    if len(codes) == 1:
        return redirect(url_for(".show", municipality_code=codes[0]))
    return render_template("people/choose.html", places=[(c, place_name(c)) for c in codes])


@blueprint.get(HERE)
@needs("people.see", at=MUNICIPALITY)
def show(municipality_code: str) -> ResponseReturnValue:
    return _show(municipality_code, InviteForm())


@blueprint.post(f"{HERE}/uitnodigen")
@needs("people.manage", at=MUNICIPALITY)
def invite(municipality_code: str) -> ResponseReturnValue:
    form = InviteForm(request.form)
    role = form.read_role()
    if role is None:
        return _show(municipality_code, form), 422
    try:
        made = inviting.invite(
            connection(),
            Tie(role, municipality_code),
            form.email.data or "",
            by=person(),
            now=now(),
        )
    except TooMany:
        form.role.errors = [TOO_MANY]
        return _show(municipality_code, form), 422
    return invited.show(made, url_for(".show", municipality_code=municipality_code))


@blueprint.post(f"{HERE}/uitnodigingen/<invitation_id>/intrekken")
@needs("people.manage", at=MUNICIPALITY)
def withdraw_invitation(municipality_code: str, invitation_id: str) -> ResponseReturnValue:
    found = inviting.open_at(connection(), municipality_code, now())
    wanted = next((item for item in found if item.id == invitation_id), None)
    if wanted is None:
        abort(404)
    inviting.withdraw(connection(), wanted, by=person(), now=now())
    flash("De uitnodiging is ingetrokken. De link werkt niet meer.")
    return redirect(url_for(".show", municipality_code=municipality_code))


@blueprint.post(f"{HERE}/<person_id>/rol")
@needs("people.manage", at=MUNICIPALITY)
def change_role(municipality_code: str, person_id: str) -> ResponseReturnValue:
    holder, role = _holder(municipality_code, person_id), _role(request.form.get("role"))
    if role is None:
        abort(404)
    try:
        taking_part.change_role(
            connection(), person_id, municipality_code, role, by=person(), now=now()
        )
    except LastOneInCharge:
        return _show(municipality_code, InviteForm(), LAST), 409
    flash(f"{holder.person.function} is nu {ROLE_WORDS[role].name}.")
    return _back(municipality_code, person_id, stays=role == "eindverantwoordelijke")


@blueprint.get(f"{HERE}/<person_id>/weghalen")
@needs("people.manage", at=MUNICIPALITY)
def ask_withdraw(municipality_code: str, person_id: str) -> ResponseReturnValue:
    return render_template(
        "people/withdraw.html",
        code=municipality_code,
        place=place_name(municipality_code),
        holder=_holder(municipality_code, person_id),
        role_words=ROLE_WORDS,
        own=person_id == person().id,
    )


@blueprint.post(f"{HERE}/<person_id>/weghalen")
@needs("people.manage", at=MUNICIPALITY)
def withdraw(municipality_code: str, person_id: str) -> ResponseReturnValue:
    holder = _holder(municipality_code, person_id)
    try:
        taking_part.withdraw(
            connection(),
            person_id,
            Tie(holder.role, municipality_code),
            by=person(),
            now=now(),
        )
    except LastOneInCharge:
        return _show(municipality_code, InviteForm(), LAST), 409
    flash(f"{holder.person.function} doet niet meer mee aan {place_name(municipality_code)}.")
    return _back(municipality_code, person_id, stays=False)


def _back(municipality_code: str, person_id: str, *, stays: bool) -> ResponseReturnValue:
    """Whoever gave up the own role cannot see the page any more."""
    if person_id == person().id and not stays:
        return redirect(url_for("start.index"))
    return redirect(url_for(".show", municipality_code=municipality_code))


def _role(given: str | None) -> Role | None:
    return next((role for role in MUNICIPAL if role == given), None)


def _holder(municipality_code: str, person_id: str) -> Holder:
    """Someone who takes part here; everyone else does not exist for this page."""
    found = taking_part.everyone_at(connection(), municipality_code)
    wanted = next((item for item in found if item.person.id == person_id), None)
    if wanted is None:
        abort(404)
    return wanted


def _show(municipality_code: str, form: InviteForm, why_not: str = "") -> str:
    return render_template(
        "people/index.html",
        code=municipality_code,
        place=place_name(municipality_code),
        holders=taking_part.everyone_at(connection(), municipality_code),
        invitations=inviting.open_at(connection(), municipality_code, now()),
        invitation_url=partial(
            url_for, ".withdraw_invitation", municipality_code=municipality_code
        ),
        role_words=ROLE_WORDS,
        form=form,
        why_not=why_not,
    )
