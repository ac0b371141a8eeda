"""A report beside an earlier one: of this municipality, or out of a file that someone sends."""

from __future__ import annotations

import dataclasses

from sqlalchemy import Connection

from assessment.core.gaps import Judgement
from assessment.core.report import Report
from assessment.core.report_changes import NotComparable, changes_since
from assessment.core.report_file import ReportFile, read_report_file, write_report_file
from assessment.core.strict_json import BadFile
from assessment.library.content import Library
from assessment.services import reporting
from assessment.services.checking import NotAReport, TooBusy, open_report
from assessment.services.reporting import Prepared
from assessment.storage import finished_reports
from assessment.storage.records import AssessmentRecord, FinishedReport, UnknownReport

__all__ = [
    "NotComparable",
    "beside",
    "beside_file",
    "by_itself",
    "default",
    "earlier_reports",
    "prepare",
    "read_sent",
    "results_of",
    "words_of",
]

GONE = "Dat eerdere rapport is er niet."
UNREADABLE = "Dat eerdere rapport kunnen wij niet meer lezen."
CHANGED = (
    "Dit bestand is veranderd nadat het was gemaakt. "
    "Vraag het rapport nog eens op bij wie het maakte."
)


def earlier_reports(conn: Connection, record: AssessmentRecord) -> list[FinishedReport]:
    """What this report can be put beside: finished reports of the municipality, newest first."""
    found = finished_reports.of_municipality(conn, record.municipality_code)
    return [report for report in found if report.reference_date <= record.reference_date]


def default(found: list[FinishedReport], record: AssessmentRecord) -> FinishedReport | None:
    """The newest of an earlier date: a second version of the same day is seldom what is meant."""
    earlier = (report for report in found if report.reference_date < record.reference_date)
    return next(earlier, None)


def by_itself(conn: Connection, record: AssessmentRecord) -> str:
    """The report that a new round stands beside without anyone asking; empty for another scan."""
    if record.begun_from is None:
        return ""
    found = default(earlier_reports(conn, record), record)
    return found.number if found else ""


def prepare(conn: Connection, assessment_id: str, library: Library, number: str) -> Prepared:
    """As `reporting.prepare`, beside the report with this number. Raises `NotComparable`."""
    return beside(conn, reporting.prepare(conn, assessment_id, library), library, number)


def beside(conn: Connection, prepared: Prepared, library: Library, number: str) -> Prepared:
    """The same report, beside the finished one with this number; without a number as it was."""
    if not number:
        return prepared
    found = {report.number for report in earlier_reports(conn, prepared.record)}
    if number not in found:
        raise NotComparable(GONE)
    try:
        # Everything that was concluded then, also when less of it was shared: it is their own.
        file = read_report_file(finished_reports.body_of(conn, number, "full")).report
    except UnknownReport:
        raise NotComparable(GONE) from None
    except BadFile:
        raise NotComparable(UNREADABLE) from None
    return _with(prepared, file, library)


def read_sent(raw: bytes) -> ReportFile:
    """A report out of a file that someone sends. Raises `BadFile` or `NotComparable`."""
    try:
        sealed = open_report(raw)
    except (NotAReport, TooBusy) as fault:
        raise NotComparable(str(fault)) from None
    if not sealed.whole:
        raise NotComparable(CHANGED)
    return sealed.report


def beside_file(prepared: Prepared, library: Library, file: ReportFile) -> Prepared:
    """Beside a report out of a file. Raises `NotComparable`; nothing is stored."""
    return _with(prepared, file, library)


def words_of(fault: BadFile | NotComparable) -> list[str]:
    """Why a file is refused, in sentences."""
    if isinstance(fault, BadFile):
        return [f"{item.place.capitalize()}: {item.message}." for item in fault.faults[:5]]
    return [str(fault)]


def results_of(file: ReportFile) -> bytes:
    """As much of it as a comparison looks at, for a page to carry along: never an answer.

    It is such a file itself, so what comes back is read and judged as any file that is sent.
    """
    kept = {name: value for name, value in file if name not in ("answers", "given_by")}
    kept["sharing"] = "levels" if file.sharing == "levels" else "gaps"
    return write_report_file(ReportFile(**kept))


def _with(prepared: Prepared, file: ReportFile, library: Library) -> Prepared:
    judgement = Judgement(prepared.assessment, library.catalogue.national_helplines)
    comparison = changes_since(
        file, prepared.report, prepared.assessment, judgement, library.question_sets
    )
    report: Report = dataclasses.replace(prepared.report, comparison=comparison)
    return dataclasses.replace(prepared, report=report)
