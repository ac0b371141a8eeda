"""One network: its list, what municipalities shared with it, and changing the list."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.services import networks
from assessment.web.access import NETWORK, needs
from assessment.web.current import connection, library, now, person
from assessment.web.network_form import NetworkForm

blueprint = Blueprint("network", __name__, url_prefix="/netwerk/<network_id>")


@blueprint.get("/")
@needs("network.see", at=NETWORK)
def index(network_id: str) -> ResponseReturnValue:
    return render_template(
        "network/index.html",
        network=networks.get(connection(), network_id),
        members=networks.members(connection(), network_id, library()),
    )


@blueprint.get("/gemeenten")
@needs("network.edit", at=NETWORK)
def ask(network_id: str) -> ResponseReturnValue:
    network = networks.get(connection(), network_id)
    listed = networks.municipalities(connection(), network_id, library())
    names = "\n".join(item.name for item in listed)
    form = NetworkForm(data={"name": network.name, "municipalities": names})
    return _show(network, form)


@blueprint.post("/gemeenten")
@needs("network.edit", at=NETWORK)
def change(network_id: str) -> ResponseReturnValue:
    network = networks.get(connection(), network_id)
    form = NetworkForm(request.form)
    chosen = form.read(library())
    if chosen is None:
        return _show(network, form), 422
    networks.change(connection(), network_id, chosen.name, chosen.codes, by=person(), now=now())
    flash("Het netwerk is aangepast.")
    return redirect(url_for(".index", network_id=network_id))


def _show(network: networks.Network, form: NetworkForm) -> str:
    form.offer(library())
    return render_template("network/change.html", network=network, form=form)
