"""A shared report as a spreadsheet, with no more than its level; noted first, as its page is."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from assessment.services import sharing
from assessment.services.report_sheets import report_book
from assessment.services.shared_reports import SharedView
from assessment.services.sheets import Book
from assessment.services.sheets_ods import write_ods_book
from assessment.services.sheets_xlsx import write_xlsx_book
from assessment.web.access import needs
from assessment.web.plan_sheets import ODS, XLSX
from assessment.web.shared_report import as_file, opened

blueprint = Blueprint("shared_sheets", __name__, url_prefix="/gedeeld/<share_id>")


@blueprint.get("/rapport.xlsx")
@needs("shared.see", at=sharing.place_of_share)
def workbook(share_id: str) -> ResponseReturnValue:
    _, view = opened(share_id, "report.downloaded")
    return as_file(view, write_xlsx_book(_book(view)), XLSX, "xlsx")


@blueprint.get("/rapport.ods")
@needs("shared.see", at=sharing.place_of_share)
def open_sheet(share_id: str) -> ResponseReturnValue:
    _, view = opened(share_id, "report.downloaded")
    return as_file(view, write_ods_book(_book(view)), ODS, "ods")


def _book(view: SharedView) -> Book:
    return report_book(view.report, view.identity)
