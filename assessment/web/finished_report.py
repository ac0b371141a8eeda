"""One finished report: the page and the files, byte for byte as they were stored."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from assessment.services import advising, assessments, reporting
from assessment.web.access import signed_in
from assessment.web.current import connection
from assessment.web.report import file_name

blueprint = Blueprint(
    "finished_report",
    __name__,
    url_prefix="/invullen/<assessment_id>/rapporten/<report_number>",
)


@blueprint.get("/")
@signed_in
def page(assessment_id: str, report_number: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    report, body, files = reporting.finished_page(connection(), assessment_id, report_number)
    # Our own template made it, with every typed text escaped; since then nothing can change it.
    safe = Markup(body)  # noqa: S704
    return render_template(
        "reports/finished.html",
        record=record,
        report=report,
        body=safe,
        files=files,
        advised=advising.from_whom(connection(), assessment_id),
    )


@blueprint.get("/rapport.pdf")
@signed_in
def pdf(assessment_id: str, report_number: str) -> ResponseReturnValue:
    return _file(assessment_id, report_number, "pdf", "application/pdf")


@blueprint.get("/gegevens.json")
@signed_in
def data(assessment_id: str, report_number: str) -> ResponseReturnValue:
    return _file(assessment_id, report_number, "data", "application/json")


@blueprint.get("/rapport.html")
@signed_in
def html(assessment_id: str, report_number: str) -> ResponseReturnValue:
    report, text = reporting.finished_html(connection(), assessment_id, report_number)
    response = Response(text, mimetype="text/html")
    number = report.number.lower()
    name = file_name(report.municipality_name, report.reference_date, number, "html")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.get("/stijl.css")
@signed_in
def style(assessment_id: str, report_number: str) -> ResponseReturnValue:
    return _file(assessment_id, report_number, "style", "text/css")


def _file(assessment_id: str, number: str, kind: str, mimetype: str) -> Response:
    """At most three queries: who asks, what is known of the file, and the file itself."""
    report, known = reporting.download(connection(), assessment_id, number, kind)
    response = Response(mimetype=mimetype)
    response.set_etag(known.digest)
    if kind == "style":
        # The only file without a word of anyone, so the only one that a browser may keep.
        response.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(known.digest):
        response.status_code = 304
        return response
    response.set_data(reporting.body(connection(), number, kind))
    if kind != "style":
        name = file_name(
            report.municipality_name,
            report.reference_date,
            report.number.lower(),
            {"data": "json"}.get(kind, kind),
        )
        shown = "attachment" if kind == "data" else "inline"
        response.headers.set("Content-Disposition", shown, filename=name)
    return response
