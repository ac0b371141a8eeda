"""The letter to the council: to look at, and as a file to edit further."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from assessment.core.letter import make_letter
from assessment.services import assessments, reporting
from assessment.services.letter_document import letter_document
from assessment.web.access import signed_in
from assessment.web.current import connection, library, today
from assessment.web.report import file_name

blueprint = Blueprint("letter", __name__, url_prefix="/invullen/<assessment_id>")


@blueprint.get("/raadsbrief")
@signed_in
def page(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    report = reporting.report_for(connection(), assessment_id, library())
    letter = make_letter(report, today())
    return render_template("letter/page.html", letter=letter, record=record)


@blueprint.get("/raadsbrief.odt")
@signed_in
def document(assessment_id: str) -> ResponseReturnValue:
    report = reporting.report_for(connection(), assessment_id, library())
    made = letter_document(make_letter(report, today()))
    response = Response(made, mimetype="application/vnd.oasis.opendocument.text")
    name = file_name(report.municipality.name, report.reference_date, "raadsbrief", "odt")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
