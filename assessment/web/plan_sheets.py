"""The improvement plan as a spreadsheet, for Excel and for LibreOffice."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from assessment.services import plan_sheets, plans, reporting
from assessment.services.plan_ods import write_ods
from assessment.services.plan_xlsx import write_xlsx
from assessment.web.access import signed_in
from assessment.web.current import connection, library, today
from assessment.web.report import file_name

blueprint = Blueprint("plan_sheets", __name__, url_prefix="/invullen/<assessment_id>")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


@blueprint.get("/verbeterplan.xlsx")
@signed_in
def workbook(assessment_id: str) -> ResponseReturnValue:
    sheet = _sheet(assessment_id)
    return _file(write_xlsx(sheet), XLSX, sheet, "xlsx")


@blueprint.get("/verbeterplan.ods")
@signed_in
def open_sheet(assessment_id: str) -> ResponseReturnValue:
    sheet = _sheet(assessment_id)
    return _file(write_ods(sheet), ODS, sheet, "ods")


def _sheet(assessment_id: str) -> plan_sheets.PlanSheet:
    report = reporting.report_for(connection(), assessment_id, library())
    rows = plans.rows_for(connection(), assessment_id, report)
    return plan_sheets.plan_sheet(report, rows, today())


def _file(made: bytes, kind: str, sheet: plan_sheets.PlanSheet, ending: str) -> Response:
    response = Response(made, mimetype=kind)
    name = file_name(sheet.municipality, sheet.reference_date, "verbeterplan", ending)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
