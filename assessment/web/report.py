"""The report, on screen and as PDF."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from assessment.core.report import Report
from assessment.core.report_parts import FULL, Parts, UnknownPart, chapters_of, choose
from assessment.library.municipalities import plain
from assessment.services import assessments, reporting
from assessment.web.access import signed_in
from assessment.web.current import connection, end_transaction, library

blueprint = Blueprint("report", __name__, url_prefix="/invullen/<assessment_id>")


@blueprint.get("/rapport")
@signed_in
def page(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    report = reporting.report_for(connection(), assessment_id, library())
    problem = ""
    try:
        parts = asked_for(report)
    except UnknownPart as fault:
        parts, problem = FULL, str(fault)
    return render_template(
        "report/page.html",
        report=report,
        record=record,
        identity=None,
        parts=parts,
        chapters=chapters_of(report),
        problem=problem,
    )


@blueprint.get("/rapport.pdf")
@signed_in
def pdf(assessment_id: str) -> ResponseReturnValue:
    report = reporting.report_for(connection(), assessment_id, library())
    try:
        parts = asked_for(report)
    except UnknownPart:
        abort(404)
    # Rendering takes seconds, and nothing of the database is needed for it.
    end_transaction()
    response = Response(reporting.pdf_of(report, parts), mimetype="application/pdf")
    what = "" if parts.is_full else parts.length
    name = file_name(report.municipality.name, report.reference_date, what)
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def asked_for(report: Report) -> Parts:
    """The length or the chapters that the address names: `?lengte=kort`, `?deel=stap-1`."""
    return choose(report, request.args.get("lengte", ""), request.args.getlist("deel"))


def file_name(municipality: str, reference_date: date, what: str = "", kind: str = "pdf") -> str:
    """Letters, digits and hyphens only: every system can save it, also 's-Hertogenbosch."""
    words = plain(municipality).replace(" ", "-")
    parts = ["preventiespiegel", what, words, reference_date.isoformat()]
    return f"{'-'.join(part for part in parts if part)}.{kind}"
