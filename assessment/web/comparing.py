"""Choosing an earlier report to put this one beside: from the list, or out of a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from assessment.core.strict_json import BadFile
from assessment.pdf.rendering import PdfFailed
from assessment.services import assessments, comparing, reporting
from assessment.services.comparing import NotComparable
from assessment.services.reporting import Prepared
from assessment.storage.records import AssessmentRecord
from assessment.web.access import signed_in
from assessment.web.current import connection, end_transaction, library, parts, today
from assessment.web.report import CARRIED, as_pdf, show

MEGABYTE = 1_000_000
MOST_BYTES = 8 * MEGABYTE
# Somewhat more may be sent: then the page itself can say what is wrong.
MOST_SENT = 9 * MEGABYTE
NO_FILE = "Kies eerst een bestand op uw computer."
TOO_LARGE = f"Dit bestand is te groot. Het mag hooguit {MOST_BYTES // MEGABYTE} MB zijn."

blueprint = Blueprint(
    "comparing", __name__, url_prefix="/invullen/<assessment_id>/rapport/vergelijken"
)


@blueprint.url_value_preprocessor
def _allow_a_file(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Runs before the form is read, which is when the limit counts."""
    request.max_content_length = MOST_SENT


@blueprint.errorhandler(413)
def _too_large(fault: Exception) -> ResponseReturnValue:
    assessment_id = (request.view_args or {}).get("assessment_id", "")
    most = MOST_BYTES // MEGABYTE
    page = render_template("reports/earlier_too_large.html", assessment_id=assessment_id, most=most)
    return page, 413


@blueprint.get("/")
@signed_in
def index(assessment_id: str) -> ResponseReturnValue:
    return _index(connection(), assessments.get(connection(), assessment_id), [])


@blueprint.post("/")
@signed_in
def from_file(assessment_id: str) -> ResponseReturnValue:
    """Nothing of the file is kept: the page takes along what a comparison looks at."""
    record, prepared = _prepared(assessment_id)
    try:
        file = comparing.read_sent(_sent())
        beside = comparing.beside_file(prepared, library(), file)
    except (BadFile, NotComparable) as fault:
        return _refused(record, fault)
    return show(record, beside.report, carried=comparing.results_of(file).decode())


@blueprint.post("/pdf")
@signed_in
def pdf(assessment_id: str) -> ResponseReturnValue:
    """The same comparison as PDF, of what its page took along."""
    record, prepared = _prepared(assessment_id)
    carried = request.form.get(CARRIED, "")
    try:
        beside = comparing.beside_file(prepared, library(), comparing.read_sent(carried.encode()))
    except (BadFile, NotComparable) as fault:
        return _refused(record, fault)
    try:
        made = reporting.draft_pdf_now(parts().drafts, beside, today(), parts().keys.sign)
    except PdfFailed as fault:
        return show(record, beside.report, carried=carried, problem=str(fault)), 503
    return as_pdf(made, beside.report)


def _prepared(assessment_id: str) -> tuple[AssessmentRecord, Prepared]:
    """Opening and making a PDF take a moment, and others should not have to wait for that."""
    record = assessments.get(connection(), assessment_id)
    end_transaction()
    with parts().database.read() as conn:
        return record, reporting.prepare(conn, assessment_id, library())


def _refused(record: AssessmentRecord, fault: BadFile | NotComparable) -> ResponseReturnValue:
    with parts().database.read() as conn:
        return _index(conn, record, comparing.words_of(fault)), 422


def _sent() -> bytes:
    sent = request.files.get("bestand")
    if sent is None or not sent.filename:
        raise NotComparable(NO_FILE)
    raw = sent.stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise NotComparable(TOO_LARGE)
    return raw


def _index(conn: Connection, record: AssessmentRecord, faults: list[str]) -> str:
    found = comparing.earlier_reports(conn, record)
    first = comparing.default(found, record) or (found[0] if found else None)
    return render_template(
        "reports/compare.html",
        record=record,
        reports=found,
        chosen=first.number if first else "",
        faults=faults,
        most=MOST_BYTES // MEGABYTE,
    )
