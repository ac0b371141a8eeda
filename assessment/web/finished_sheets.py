"""One finished report as a spreadsheet, and its answers alone: for who goes on with them."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from assessment.core.report_file import canonical
from assessment.services import reporting, shared_reports
from assessment.services.report_sheets import report_book
from assessment.services.shared_reports import file_at
from assessment.services.sheets import Book
from assessment.services.sheets_ods import write_ods_book
from assessment.services.sheets_xlsx import write_xlsx_book
from assessment.storage.records import FinishedReport
from assessment.web.access import signed_in
from assessment.web.current import connection, library
from assessment.web.plan_sheets import ODS, XLSX
from assessment.web.report import file_name

blueprint = Blueprint(
    "finished_sheets",
    __name__,
    url_prefix="/invullen/<assessment_id>/rapporten/<report_number>",
)


@blueprint.get("/rapport.xlsx")
@signed_in
def workbook(assessment_id: str, report_number: str) -> ResponseReturnValue:
    report, book = _book(assessment_id, report_number)
    return _file(report, write_xlsx_book(book), XLSX, "xlsx")


@blueprint.get("/rapport.ods")
@signed_in
def open_sheet(assessment_id: str, report_number: str) -> ResponseReturnValue:
    report, book = _book(assessment_id, report_number)
    return _file(report, write_ods_book(book), ODS, "ods")


@blueprint.get("/antwoorden.json")
@signed_in
def answers(assessment_id: str, report_number: str) -> ResponseReturnValue:
    """As another installation reads them; with notes, for they are of this municipality."""
    report, _ = reporting.download(connection(), assessment_id, report_number, "full")
    whole = reporting.body(connection(), report_number, "full")
    file = file_at(whole, "notes", library())
    return _file(report, canonical(file.answers), "application/json", "json", "-antwoorden")


def _book(assessment_id: str, number: str) -> tuple[FinishedReport, Book]:
    """Of everything that was stored; who may see this scan may see all of it."""
    report, _ = reporting.download(connection(), assessment_id, number, "full")
    view = shared_reports.view(connection(), number, "notes", library())
    return report, report_book(view.report, view.identity)


def _file(report: FinishedReport, made: bytes, kind: str, ending: str, what: str = "") -> Response:
    response = Response(made, mimetype=kind)
    number = f"{report.number.lower()}{what}"
    name = file_name(report.municipality_name, report.reference_date, number, ending)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
