"""All networks of the installation, and making one. What municipalities share is not shown here."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.access import Tie
from assessment.services import inviting, networks
from assessment.services.inviting import MayNotGive, TooMany
from assessment.web import invited
from assessment.web.access import INSTALLATION, needs
from assessment.web.current import connection, library, now, person
from assessment.web.network_form import NetworkForm
from assessment.web.people import TOO_MANY

blueprint = Blueprint("networks", __name__, url_prefix="/netwerken")


@blueprint.get("/")
@needs("network.make", at=INSTALLATION)
def index() -> ResponseReturnValue:
    return _show(NetworkForm())


@blueprint.post("/")
@needs("network.make", at=INSTALLATION)
def make() -> ResponseReturnValue:
    form = NetworkForm(request.form)
    chosen = form.read(library())
    if chosen is None:
        return _show(form), 422
    networks.make(connection(), chosen.name, chosen.codes, by=person(), now=now())
    flash(f"Het netwerk “{chosen.name}” is gemaakt. Nodig nu een coördinator uit.")
    return redirect(url_for(".index"))


@blueprint.post("/uitnodigen")
@needs("network.make", at=INSTALLATION)
def invite() -> ResponseReturnValue:
    """The first coordinator; that one invites the others."""
    network = networks.get(connection(), request.form.get("network", ""))
    wanted = Tie("coordinator", network.id)
    try:
        made = inviting.invite(connection(), wanted, "", by=person(), now=now())
    except MayNotGive:
        flash(f"{network.name} heeft al een coördinator. Die nodigt zelf anderen uit.")
        return redirect(url_for(".index"))
    except TooMany:
        flash(TOO_MANY)
        return redirect(url_for(".index"))
    return invited.show(made, url_for(".index"))


def _show(form: NetworkForm) -> str:
    form.offer(library())
    return render_template(
        "network/all.html", networks=networks.with_coordinator(connection()), form=form
    )
