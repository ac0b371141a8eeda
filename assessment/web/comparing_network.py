"""Comparing what municipalities share with a network: page, and files to keep.

Who looks is noted first, in the logbook of each municipality: without the note nobody sees it.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.network_comparison import NetworkComparison
from assessment.core.network_order import in_order
from assessment.pdf.document import comparison_html
from assessment.pdf.rendering import PdfFailed
from assessment.services import networks, sharing
from assessment.services.network_reports import compare_shared
from assessment.services.networks import Network
from assessment.services.pdf_drafts import Document, Making
from assessment.web.access import NETWORK, needs
from assessment.web.being_made import being_made
from assessment.web.comparison_page import KINDS, as_file, file_of, show
from assessment.web.current import connection, end_transaction, library, now, parts, person, today

blueprint = Blueprint("comparing_network", __name__, url_prefix="/netwerk/<network_id>/vergelijken")


@blueprint.get("/")
@needs("shared.compare", at=NETWORK)
def page(network_id: str) -> ResponseReturnValue:
    network = networks.get(connection(), network_id)
    comparison = _compared(network)
    if comparison is None:
        return render_template("comparison/nothing_shared.html", network=network)
    return show("comparison/network.html", comparison, network=network)


@blueprint.get("/vergelijking.<kind>")
@needs("shared.compare", at=NETWORK)
def file(network_id: str, kind: str) -> ResponseReturnValue:
    if kind not in KINDS:
        abort(404)
    comparison = _compared(networks.get(connection(), network_id))
    if comparison is None:
        abort(404)
    # What follows takes seconds, and nothing of the database is needed for it.
    end_transaction()
    return _pdf(network_id, comparison) if kind == "pdf" else file_of(comparison, kind)


def _compared(network: Network) -> NetworkComparison | None:
    found = compare_shared(connection(), network, library(), today())
    if found.comparison is None:
        return None
    with parts().database.write() as conn:
        sharing.note_seen(conn, "report.compared", found.shares, by=person(), now=now())
    return in_order(found.comparison, request.args.get("volgorde", ""))


def _pdf(network_id: str, comparison: NetworkComparison) -> ResponseReturnValue:
    back = url_for(".page", network_id=network_id)

    def address(**more: str) -> str:
        asked: dict[str, Any] = {"kind": "pdf", "volgorde": comparison.order, **more}
        return url_for(".file", network_id=network_id, **asked)

    document = Document(comparison_html(comparison), "comparison")
    try:
        made = parts().drafts.ask(document, again=request.args.get("opnieuw") == "ja")
    except PdfFailed as fault:
        again = address(opnieuw="ja")
        return render_template("reports/no_pdf.html", why=fault, again=again, back=back), 503
    if isinstance(made, Making):
        return being_made(made, by_itself=address(), by_reader=address(zelf="ja"), back=back)
    return as_file(made, "pdf", comparison)
