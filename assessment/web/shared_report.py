"""A finished report at the level at which it was shared: page, PDF and data.

Who opens one is noted first, in the logbook of the municipality: without the note nobody sees it.
"""

from __future__ import annotations

import dataclasses
from typing import Literal

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from assessment.core.identity import Sharing
from assessment.pdf.rendering import PdfFailed
from assessment.services import advising, shared_reports, sharing
from assessment.services.pdf_drafts import Making
from assessment.services.shared_reports import SharedView
from assessment.services.sharing import Share
from assessment.web.access import can, needs
from assessment.web.being_made import being_made
from assessment.web.current import connection, end_transaction, library, now, parts, person
from assessment.web.report import file_name

blueprint = Blueprint("shared_report", __name__, url_prefix="/gedeeld/<share_id>")


@blueprint.get("/")
@needs("shared.see", at=sharing.place_of_share)
def page(share_id: str) -> ResponseReturnValue:
    share, view = opened(share_id, "report.shown", advised=can("shared.annotate"))
    back = (
        url_for("advising.index", municipality_code=share.municipality_code)
        if share.for_advisers
        else url_for("network.index", network_id=share.place)
    )
    return render_template(
        "shared_report/page.html",
        view=view,
        body=safe_body(view),
        back=back,
        pdf=url_for(".pdf", share_id=share_id),
        data=url_for(".data", share_id=share_id),
        sheets=(
            (url_for("shared_sheets.workbook", share_id=share_id), "Excel"),
            (url_for("shared_sheets.open_sheet", share_id=share_id), "LibreOffice"),
        ),
        advice=url_for("shared_advice.index", share_id=share_id) if can("shared.annotate") else "",
        with_advice=url_for("shared_advice.pdf", share_id=share_id),
    )


@blueprint.get("/rapport.pdf")
@needs("shared.see", at=sharing.place_of_share)
def pdf(share_id: str) -> ResponseReturnValue:
    _, view = opened(share_id, "report.downloaded")
    return pdf_of(
        view,
        by_itself=url_for(".pdf", share_id=share_id),
        back=url_for(".page", share_id=share_id),
    )


@blueprint.get("/gegevens.json")
@needs("shared.see", at=sharing.place_of_share)
def data(share_id: str) -> ResponseReturnValue:
    _, view = opened(share_id, "report.downloaded")
    return as_file(view, view.data, "application/json", "json")


def as_file(view: SharedView, made: bytes, kind: str, ending: str) -> Response:
    response = Response(made, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name_of(view, ending))
    return response


def view_of(number: str, level: Sharing) -> SharedView:
    return shared_reports.view(connection(), number, level, library(), parts().keys.sign)


def safe_body(view: SharedView) -> Markup:
    # Our own template made it, with every typed text escaped.
    return Markup(view.body)  # noqa: S704


def pdf_of(view: SharedView, *, by_itself: str, back: str) -> ResponseReturnValue:
    """The PDF, or the page that says how far it is. The database is let go in the meantime."""
    end_transaction()
    anew = request.args.get("opnieuw") == "ja"
    try:
        made = parts().drafts.ask(view.document, again=anew)
    except PdfFailed as fault:
        again = f"{by_itself}?opnieuw=ja"
        return render_template("reports/no_pdf.html", why=fault, again=again, back=back), 503
    if isinstance(made, Making):
        by_reader = f"{by_itself}?zelf=ja"
        return being_made(made, by_itself=by_itself, by_reader=by_reader, back=back)
    response = Response(made, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name_of(view, "pdf"))
    return response


def name_of(view: SharedView, kind: str) -> str:
    report, number = view.report, view.identity.number.lower()
    what = f"{number}-met-advies" if report.layer.given else number
    return file_name(report.municipality.name, report.reference_date, what, kind)


def opened(
    share_id: str, act: Literal["report.shown", "report.downloaded"], *, advised: bool = False
) -> tuple[Share, SharedView]:
    """What the reader may see of it, noted first; with `advised` with their own advice."""
    share = sharing.get(connection(), share_id)
    view = view_of(share.number, share.level)
    if advised:
        report = advising.beside_shared(connection(), share.assessment_id, view.report, person())
        view = dataclasses.replace(view, report=report)
    with parts().database.write() as conn:
        sharing.note_seen(conn, act, [share], by=person(), now=now())
    return share, view
