"""Files that come in and go out: how large one may be, and what it is called."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from assessment.core.strict_json import BadFile, Fault
from assessment.services.spreadsheet.limits import MOST_BYTES
from assessment.storage.records import AssessmentRecord
from assessment.web.report import file_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Twice what a file may be: what is somewhat too large gets an explanation with the form beside it.
MOST_SENT = 2 * MOST_BYTES
MOST_FORM_PARTS = 2000
NO_FILE = Fault("Het bestand", "ontbreekt. Kies eerst een bestand op uw computer")


def take_files(blueprint: Blueprint) -> None:
    """Lets the forms of this area send a file, and explains when it is far too large."""
    blueprint.url_value_preprocessor(_allow_a_file)
    blueprint.register_error_handler(413, _too_large)


def _allow_a_file(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Runs before the form is read, which is when the limit counts."""
    request.max_content_length = MOST_SENT
    # The page of the preview carries what was read along, which may be more than other forms.
    request.max_form_memory_size = MOST_SENT
    # Of every row someone may have to choose.
    request.max_form_parts = MOST_FORM_PARTS


def _too_large(fault: Exception) -> ResponseReturnValue:
    return render_template("spreadsheet/too_large.html", most=MOST_BYTES // 10**6), 413


def sent_file() -> bytes:
    """The file of the form; `BadFile` when there is none. Never more than one byte too many."""
    sent = request.files.get("bestand")
    if sent is None or not sent.filename:
        raise BadFile([NO_FILE])
    return sent.stream.read(MOST_BYTES + 1)


def workbook_of(raw: bytes, record: AssessmentRecord, what: str) -> Response:
    response = Response(raw, mimetype=XLSX)
    name = file_name(record.municipality_name, record.reference_date, what, "xlsx")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
