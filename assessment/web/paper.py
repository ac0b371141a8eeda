"""The questionnaire to print, blank or with the answers of now: as a page and as PDF."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from assessment.core.paper import Paper
from assessment.core.paper_making import blank_paper, filled_paper
from assessment.services import assessments, paper
from assessment.web.access import signed_in
from assessment.web.current import connection, end_transaction, library
from assessment.web.report import file_name

blueprint = Blueprint("paper", __name__)


@blueprint.get("/vragenlijst")
@signed_in
def blank() -> ResponseReturnValue:
    made = blank_paper(library().newest)
    return render_template("paper/page.html", paper=made, record=None)


@blueprint.get("/vragenlijst.pdf")
@signed_in
def blank_pdf() -> ResponseReturnValue:
    # Rendering takes seconds, and nothing of the database is needed for it.
    end_transaction()
    return _pdf(blank_paper(library().newest), "preventiespiegel-vragenlijst.pdf")


@blueprint.get("/invullen/<assessment_id>/op-papier")
@signed_in
def filled(assessment_id: str) -> ResponseReturnValue:
    record, assessment = assessments.load(connection(), assessment_id, library())
    made = filled_paper(assessment)
    return render_template("paper/page.html", paper=made, record=record)


@blueprint.get("/invullen/<assessment_id>/op-papier.pdf")
@signed_in
def filled_pdf(assessment_id: str) -> ResponseReturnValue:
    record, assessment = assessments.load(connection(), assessment_id, library())
    end_transaction()
    name = file_name(record.municipality_name, record.reference_date, "vragenlijst")
    return _pdf(filled_paper(assessment), name)


def _pdf(made: Paper, name: str) -> Response:
    response = Response(paper.pdf_of(made), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
