"""The data file that goes into a report, as far as the municipality shares it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

from assessment.core.assessment import Assessment
from assessment.core.identity import Sharing, Status
from assessment.core.report import Report
from assessment.core.report_file import (
    Place,
    ReportFile,
    Signature,
    shared_parts,
    write_report_file,
)
from assessment.core.report_result import only_levels, result_of
from assessment.pdf.archiving import ATTACHMENT, Attachment

__all__ = ["ATTACHMENT", "attachment", "data_file"]


def data_file(
    report: Report,
    assessment: Assessment,
    *,
    number: str,
    status: Status,
    made_on: date,
    sharing: Sharing,
    sign: Callable[[bytes], Signature] | None = None,
) -> bytes:
    """The bytes to attach; raises `TooMuch`. Their SHA-256 is what the report prints."""
    result = result_of(report, assessment)
    public = frozenset(
        name for tool in report.help_lines for name in (tool.title, tool.organisation) if name
    )
    return write_report_file(
        ReportFile(
            number=number,
            status=status,
            made_on=made_on,
            sharing=sharing,
            question_set=report.question_set,
            municipality=Place(code=report.municipality.code, name=report.municipality.name),
            reference_date=report.reference_date,
            depth=report.depth,
            result=only_levels(result) if sharing == "levels" else result,
            **shared_parts(assessment, sharing, public),
        ),
        sign,
    )


def attachment(data: bytes, made_on: date) -> Attachment:
    """As it travels in the PDF. Its time is the day of the report, never that of the printing."""
    return Attachment(
        name=ATTACHMENT,
        body=data,
        description="De gegevens van dit rapport, om later mee te rekenen",
        modified=datetime.combine(made_on, time(), UTC),
    )
