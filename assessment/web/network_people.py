"""Who takes part in a network: looking, inviting and taking a role away."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.access import Tie
from assessment.services import inviting, networks, taking_part
from assessment.services.inviting import TooMany
from assessment.services.taking_part import LastOneInCharge
from assessment.web import invited
from assessment.web.access import NETWORK, needs
from assessment.web.current import connection, now, person
from assessment.web.invite_form import NetworkInviteForm
from assessment.web.people import TOO_MANY
from assessment.web.role_words import ROLE_WORDS

LAST = "Dit is de enige coördinator. Er moet er altijd één zijn. Nodig eerst een andere uit."

blueprint = Blueprint("network_people", __name__, url_prefix="/netwerk/<network_id>/mensen")


@blueprint.get("/")
@needs("network.edit", at=NETWORK)
def show(network_id: str) -> ResponseReturnValue:
    return _show(network_id, NetworkInviteForm())


@blueprint.post("/uitnodigen")
@needs("network.edit", at=NETWORK)
def invite(network_id: str) -> ResponseReturnValue:
    networks.get(connection(), network_id)
    form = NetworkInviteForm(request.form)
    role = form.read_role()
    if role is None:
        return _show(network_id, form), 422
    wanted, email = Tie(role, network_id), form.email.data or ""
    try:
        made = inviting.invite(connection(), wanted, email, by=person(), now=now())
    except TooMany:
        form.role.errors = [TOO_MANY]
        return _show(network_id, form), 422
    return invited.show(made, url_for(".show", network_id=network_id))


@blueprint.post("/uitnodigingen/<invitation_id>/intrekken")
@needs("network.edit", at=NETWORK)
def withdraw_invitation(network_id: str, invitation_id: str) -> ResponseReturnValue:
    found = inviting.open_at(connection(), network_id, now())
    wanted = next((item for item in found if item.id == invitation_id), None) or abort(404)
    inviting.withdraw(connection(), wanted, by=person(), now=now())
    flash("De uitnodiging is ingetrokken. De link werkt niet meer.")
    return redirect(url_for(".show", network_id=network_id))


@blueprint.post("/<person_id>/weghalen")
@needs("network.edit", at=NETWORK)
def withdraw(network_id: str, person_id: str) -> ResponseReturnValue:
    role = request.form.get("role")
    found = taking_part.everyone_at(connection(), network_id)
    held = {(item.person.id, str(item.role)): item for item in found}
    holder = held.get((person_id, str(role))) or abort(404)
    tie = Tie(holder.role, network_id)
    try:
        taking_part.withdraw(connection(), person_id, tie, by=person(), now=now())
    except LastOneInCharge:
        return _show(network_id, NetworkInviteForm(), LAST), 409
    flash(f"{holder.person.function} is geen {ROLE_WORDS[holder.role].name} meer van dit netwerk.")
    if person_id == person().id:
        return redirect(url_for("start.index"))
    return redirect(url_for(".show", network_id=network_id))


def _show(network_id: str, form: NetworkInviteForm, why_not: str = "") -> str:
    return render_template(
        "network/people.html",
        network=networks.get(connection(), network_id),
        holders=taking_part.everyone_at(connection(), network_id),
        invitations=inviting.open_at(connection(), network_id, now()),
        invitation_url=partial(url_for, ".withdraw_invitation", network_id=network_id),
        role_words=ROLE_WORDS,
        form=form,
        why_not=why_not,
    )
