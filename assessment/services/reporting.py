"""From what is stored to a report, and from a report to a file."""

from __future__ import annotations

from sqlalchemy import Connection

from assessment.core.report import Report
from assessment.core.report_making import make_report
from assessment.core.report_parts import FULL, Parts
from assessment.library.content import Library
from assessment.pdf.document import report_html, standalone_html
from assessment.pdf.rendering import render_pdf
from assessment.services import assessments


def report_for(conn: Connection, assessment_id: str, library: Library) -> Report:
    """Raises `UnknownAssessment`."""
    _, assessment = assessments.load(conn, assessment_id, library)
    return make_report(assessment, library.catalogue)


def html_of(report: Report) -> str:
    """One file that opens anywhere."""
    return standalone_html(report)


def pdf_of(report: Report, parts: Parts = FULL) -> bytes:
    """Raises `PdfFailed`. Takes a second or two; the caller holds no transaction meanwhile."""
    return render_pdf(report_html(report, parts=parts))
