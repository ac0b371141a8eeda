"""The report, on screen and as PDF."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.plain_names import plain
from assessment.core.report import Report
from assessment.core.report_changes import NotComparable
from assessment.core.report_parts import FULL, Parts, UnknownPart, chapters_of, choose
from assessment.pdf.rendering import PdfFailed
from assessment.services import assessments, comparing, reporting
from assessment.storage.records import AssessmentRecord
from assessment.web.access import signed_in
from assessment.web.being_made import being_made
from assessment.web.current import connection, end_transaction, library, parts, today

CARRIED = "gegevens"  # the field in which a page takes along what it compares with
NO_OTHER = "geen"  # in an address: beside no earlier report

blueprint = Blueprint("report", __name__, url_prefix="/invullen/<assessment_id>")


@blueprint.get("/rapport")
@signed_in
def page(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    report, earlier, problem = None, request.args.get("eerder"), ""
    if earlier is None:
        earlier = comparing.by_itself(connection(), record)
    if earlier and earlier != NO_OTHER:
        try:
            beside = comparing.prepare(connection(), assessment_id, library(), earlier)
            report = beside.report
        except NotComparable as fault:
            earlier, problem = "", str(fault)
    report = report or reporting.report_for(connection(), assessment_id, library())
    try:
        chosen = asked_for(report)
    except UnknownPart as fault:
        chosen, problem = FULL, str(fault)
    beside_none = earlier == NO_OTHER
    return show(record, report, chosen, earlier="" if beside_none else earlier, problem=problem)


def show(
    record: AssessmentRecord,
    report: Report,
    chosen: Parts = FULL,
    *,
    earlier: str = "",
    problem: str = "",
    carried: str = "",
) -> str:
    """The page; `earlier` is the number of the report that it stands beside, if that is kept.

    `carried` is what the page takes along of a report that is not.
    """
    # What stands beside a file is on this page only, so no link leads to that chapter.
    chapters = (item for item in chapters_of(report) if earlier or item[0] != "was-wordt")
    return render_template(
        "report/page.html",
        report=report,
        record=record,
        identity=None,
        parts=chosen,
        chapters=tuple(chapters),
        problem=problem,
        earlier=earlier,
        carried=carried,
    )


@blueprint.get("/rapport.pdf")
@signed_in
def pdf(assessment_id: str) -> ResponseReturnValue:
    prepared = reporting.prepare(connection(), assessment_id, library())
    try:
        earlier = request.args.get("eerder", "")
        prepared = comparing.beside(connection(), prepared, library(), earlier)
    except NotComparable:
        abort(404)
    # Rendering takes seconds, and nothing of the database is needed for it.
    end_transaction()
    anew = request.args.get("opnieuw") == "ja"
    back = url_for(".page", assessment_id=assessment_id)
    try:
        chosen = asked_for(prepared.report)
        made = reporting.draft_pdf(
            parts().drafts, prepared, chosen, today(), again=anew, sign=parts().keys.sign
        )
    except UnknownPart:
        abort(404)
    except PdfFailed as fault:
        again = same_pdf(assessment_id, opnieuw="ja")
        return render_template("reports/no_pdf.html", why=fault, again=again, back=back), 503
    if isinstance(made, reporting.Making):
        return being_made(
            made,
            by_itself=same_pdf(assessment_id),
            by_reader=same_pdf(assessment_id, zelf="ja"),
            back=back,
        )
    return as_pdf(made, prepared.report, "" if chosen.is_full else chosen.length)


def as_pdf(made: bytes, report: Report, what: str = "") -> Response:
    """A PDF that opens in the browser, under a name that says what it is."""
    response = Response(made, mimetype="application/pdf")
    name = file_name(report.municipality.name, report.reference_date, what)
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def same_pdf(assessment_id: str, **more: str) -> str:
    """The address of what was asked for, with all that was chosen in it."""
    asked = request.args.to_dict(flat=False)
    chosen = {name: asked[name] for name in asked if name not in ("zelf", "opnieuw")}
    return url_for(".pdf", assessment_id=assessment_id, **{**chosen, **more})  # type: ignore[arg-type]


def asked_for(report: Report) -> Parts:
    """The length or the chapters that the address names: `?lengte=kort`, `?deel=stap-1`."""
    return choose(report, request.args.get("lengte", ""), request.args.getlist("deel"))


def file_name(municipality: str, reference_date: date, what: str = "", kind: str = "pdf") -> str:
    """Letters, digits and hyphens only: every system can save it, also 's-Hertogenbosch."""
    words = plain(municipality).replace(" ", "-")
    parts = ["preventiespiegel", what, words, reference_date.isoformat()]
    return f"{'-'.join(part for part in parts if part)}.{kind}"
