"""All reports that are shared with a network in one ZIP, and the page that says how far it is."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.plain_names import plain
from assessment.services import networks
from assessment.services.bundles import Bundles
from assessment.web.access import NETWORK, needs
from assessment.web.being_made import looks_again
from assessment.web.current import connection, end_transaction, parts, person, today

PATIENCE = 2.0  # seconds that a reader waits for the first page; often all of it is there by then

blueprint = Blueprint("bundle", __name__, url_prefix="/netwerk/<network_id>/alle-rapporten")


@blueprint.get("/")
@needs("shared.see", at=NETWORK)
def page(network_id: str) -> ResponseReturnValue:
    """Sees to it that what is not there is being made, and says how far it is."""
    made = _bundles()
    network = networks.get(connection(), network_id)
    if request.args.get("opnieuw") == "ja":
        made.try_again(connection(), network_id)
    progress = made.progress(connection(), network_id)
    if not progress.is_ready:
        end_transaction()
        made.go_on(network_id, PATIENCE)
        progress = made.progress(connection(), network_id)
    template = "network/bundle.html"
    if progress.is_ready:
        return render_template(template, network=network, progress=progress)
    here = url_for(".page", network_id=network_id)
    return looks_again(template, here, network=network, progress=progress)


@blueprint.get("/rapporten.zip")
@needs("shared.see", at=NETWORK)
def download(network_id: str) -> ResponseReturnValue:
    """Goes out while it is put together; only what is ready first makes someone wait for it."""
    made = _bundles()
    network = networks.get(connection(), network_id)
    progress = made.progress(connection(), network_id)
    if not progress.is_ready or not progress.made:
        return redirect(url_for(".page", network_id=network_id))
    end_transaction()
    body = made.stream(network_id, person(), parts().clock)
    response = Response(body, mimetype="application/zip")
    words = plain(network.name).replace(" ", "-")
    name = f"preventiespiegel-{words}-{today().isoformat()}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _bundles() -> Bundles:
    have = parts()
    return Bundles(have.database, have.library, have.drafts, have.keys)
