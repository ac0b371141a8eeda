"""From what is stored to a report, from a report to a file, and reading back a finished one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from assessment.core.assessment import Assessment
from assessment.core.identity import Identity, Sharing, Status
from assessment.core.numbering import draft_number
from assessment.core.report import Report
from assessment.core.report_file import TooMuch, fingerprint
from assessment.core.report_making import make_report
from assessment.core.report_parts import FULL, Parts
from assessment.library.content import Library
from assessment.pdf.document import kept_html, report_html, standalone_html
from assessment.pdf.rendering import PdfFailed, render_pdf
from assessment.services import advising, assessments, plans, versions
from assessment.services.keys import Sign
from assessment.services.pdf_drafts import Document, Drafts, Making
from assessment.services.report_files import attachment, data_file
from assessment.storage import finished_reports
from assessment.storage.records import (
    AssessmentRecord,
    FinishedReport,
    ReportFile,
    UnknownReport,
)

__all__ = [
    "Document",
    "FinishedReport",
    "Making",
    "Prepared",
    "ReportFile",
    "UnknownReport",
]

# How long someone waits who must have it now. The line may be long; then nothing is stored.
PATIENCE = 60.0
DEFAULT_SHARING: Sharing = "gaps"


@dataclass(frozen=True)
class Prepared:
    """Everything that a report is made of, at one moment."""

    record: AssessmentRecord
    assessment: Assessment
    report: Report
    changes: int  # see `finished_reports.changes_of`
    versions: Mapping[str, str]


def report_for(conn: Connection, assessment_id: str, library: Library) -> Report:
    """Raises `UnknownAssessment`."""
    _, assessment = assessments.load(conn, assessment_id, library)
    return _completed(conn, assessment_id, make_report(assessment, library.catalogue))


def prepare(conn: Connection, assessment_id: str, library: Library) -> Prepared:
    """Raises `UnknownAssessment`."""
    changes = finished_reports.changes_of(conn, assessment_id)
    record, assessment = assessments.load(conn, assessment_id, library)
    report = _completed(conn, assessment_id, make_report(assessment, library.catalogue))
    made_with = versions.of_report(library, record.question_set)
    return Prepared(record, assessment, report, changes, made_with)


def html_of(report: Report) -> str:
    """One file that opens anywhere."""
    return standalone_html(report)


def pdf_of(report: Report, parts: Parts = FULL) -> bytes:
    """Raises `PdfFailed`. Takes a second or two; the caller holds no transaction meanwhile."""
    return render_pdf(report_html(report, parts=parts))


def draft_pdf(
    drafts: Drafts,
    prepared: Prepared,
    parts: Parts,
    today: date,
    *,
    again: bool = False,
    sign: Sign | None = None,
) -> bytes | Making:
    """The draft as PDF: kept from before, made now, or still being made. Raises `PdfFailed`."""
    return drafts.ask(_draft(prepared, parts, today, sign), again=again)


def draft_pdf_now(
    drafts: Drafts, prepared: Prepared, today: date, sign: Sign | None = None
) -> bytes:
    """For a page that cannot be asked for again by its address. Raises `PdfFailed`."""
    return drafts.wait(_draft(prepared, FULL, today, sign), PATIENCE)


def finished(conn: Connection, assessment_id: str) -> list[FinishedReport]:
    """All that were finished, the newest first; their files are not read."""
    return finished_reports.listed(conn, assessment_id)


def changes(conn: Connection, assessment_id: str) -> int:
    """Goes up with every change; the same number means that nothing is different."""
    return finished_reports.changes_of(conn, assessment_id)


def finished_page(
    conn: Connection, assessment_id: str, number: str
) -> tuple[FinishedReport, str, dict[str, ReportFile]]:
    """What the page shows for ever, and what is known of the files beside it."""
    report = finished_reports.get(conn, assessment_id, number)
    body = finished_reports.body_of(conn, number, "page")
    return report, body.decode("utf-8"), finished_reports.files_of(conn, number)


def finished_html(conn: Connection, assessment_id: str, number: str) -> tuple[FinishedReport, str]:
    """The page that is kept for ever, as one file with its style inside."""
    report, page, _ = finished_page(conn, assessment_id, number)
    style = finished_reports.body_of(conn, number, "style").decode("utf-8")
    title = f"Rapport {number} van gemeente {report.municipality_name}"
    return report, kept_html(page, style, title)


def download(
    conn: Connection, assessment_id: str, number: str, kind: str
) -> tuple[FinishedReport, ReportFile]:
    """What is known of a file; `body` reads it. Together two queries."""
    return finished_reports.file_of(conn, assessment_id, number, kind)


def body(conn: Connection, number: str, kind: str) -> bytes:
    """The file, byte for byte as it was stored."""
    return finished_reports.body_of(conn, number, kind)


def _completed(conn: Connection, assessment_id: str, report: Report) -> Report:
    """With what is planned, and with the advice that stands beside it."""
    rows = plans.rows_for(conn, assessment_id, report)
    planned = dataclasses.replace(report, plan=tuple(row for row in rows if row.id))
    return advising.beside(conn, assessment_id, planned)


def _draft(prepared: Prepared, parts: Parts, today: date, sign: Sign | None) -> Document:
    name = _draft_name(prepared)
    identity, data = sealed(prepared, name, "concept", today, DEFAULT_SHARING, sign)
    return document_of(prepared, identity, data, parts)


def document_of(
    prepared: Prepared, identity: Identity, data: bytes, parts: Parts = FULL
) -> Document:
    html = report_html(prepared.report, identity=identity, parts=parts)
    return Document(html, attachment=attachment(data, identity.made_on))


def sealed(
    prepared: Prepared,
    number: str,
    status: Status,
    made_on: date,
    sharing: Sharing,
    sign: Sign | None,
) -> tuple[Identity, bytes]:
    """What every page prints, and the data file that it is about."""
    try:
        data = data_file(
            prepared.report,
            prepared.assessment,
            number=number,
            status=status,
            made_on=made_on,
            sharing=sharing,
            sign=sign,
        )
    except TooMuch as fault:
        raise PdfFailed(str(fault)) from None
    return Identity(number, status, made_on, sharing, fingerprint(data)), data


def _draft_name(prepared: Prepared) -> str:
    """After everything that the report says, so that a change gives another name."""
    return draft_number(report_html(prepared.report).encode("utf-8", "replace"))
