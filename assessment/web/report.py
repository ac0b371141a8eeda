"""The report, on screen and as PDF."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

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
    return render_template("report/page.html", report=report, record=record)


@blueprint.get("/rapport.pdf")
@signed_in
def pdf(assessment_id: str) -> ResponseReturnValue:
    report = reporting.report_for(connection(), assessment_id, library())
    # Rendering takes seconds, and nothing of the database is needed for it.
    end_transaction()
    response = Response(reporting.pdf_of(report), mimetype="application/pdf")
    name = file_name(report.municipality.name, report.reference_date)
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def file_name(municipality: str, reference_date: date, what: str = "", kind: str = "pdf") -> str:
    """Letters, digits and hyphens only: every system can save it, also 's-Hertogenbosch."""
    words = plain(municipality).replace(" ", "-")
    parts = ["preventiespiegel", what, words, reference_date.isoformat()]
    return f"{'-'.join(part for part in parts if part)}.{kind}"
