"""Own advice at the municipality: all of it, what it writes itself, and a PDF with it."""

from __future__ import annotations

import dataclasses

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessment.core.identity import SHARING
from assessment.services import advising, assessments, reporting
from assessment.storage.records import AssessmentRecord
from assessment.web import advice_form
from assessment.web.access import needs, signed_in
from assessment.web.advice_form import Desk
from assessment.web.current import connection, library, now, person
from assessment.web.shared_report import pdf_of, view_of

blueprint = Blueprint("advice", __name__, url_prefix="/invullen/<assessment_id>")


@blueprint.get("/advies/")
@signed_in
def index(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    found = advising.of_scan(connection(), assessment_id)
    return render_template(
        "advice/index.html",
        record=record,
        desk=_desk(record),
        given=[item for item in found if not item.removed],
        removed=[item for item in found if item.removed],
    )


@blueprint.get("/advies/over/<about>")
@needs("report.advise")
def ask(assessment_id: str, about: str) -> ResponseReturnValue:
    desk = _desk(assessments.get(connection(), assessment_id))
    return advice_form.ask(desk, about, _title(desk, about))


@blueprint.post("/advies/over/<about>")
@needs("report.advise")
def save(assessment_id: str, about: str) -> ResponseReturnValue:
    desk = _desk(assessments.get(connection(), assessment_id))
    return advice_form.take(desk, about, _title(desk, about))


@blueprint.post("/advies/<advice_id>/weghalen")
@needs("report.advise")
def take_away(assessment_id: str, advice_id: str) -> ResponseReturnValue:
    said = "Het advies is weggehaald. U kunt het hieronder terugzetten."
    return _set_removed(assessment_id, advice_id, True, said)


@blueprint.post("/advies/<advice_id>/terugzetten")
@needs("report.advise")
def put_back(assessment_id: str, advice_id: str) -> ResponseReturnValue:
    return _set_removed(assessment_id, advice_id, False, "Het advies staat er weer bij.")


@blueprint.get("/rapporten/<report_number>/met-advies.pdf")
@signed_in
def pdf(assessment_id: str, report_number: str) -> ResponseReturnValue:
    """Another file than the frozen one, which stays as it is and whose number it says."""
    found, _ = reporting.download(connection(), assessment_id, report_number, "pdf")
    # Without gaps there would be no place for advice; it is their own report.
    level = max(found.sharing, "gaps", key=SHARING.index)
    view = view_of(report_number, level)
    report = advising.beside_shared(connection(), assessment_id, view.report)
    if not report.layer.given:
        flash("Er is nu geen eigen advies. Daarom is er ook geen PDF met advies.")
        return redirect(url_for(".index", assessment_id=assessment_id))
    return pdf_of(
        dataclasses.replace(view, report=report),
        by_itself=url_for(".pdf", assessment_id=assessment_id, report_number=report_number),
        back=url_for(
            "finished_report.page", assessment_id=assessment_id, report_number=report_number
        ),
    )


def _set_removed(
    assessment_id: str, advice_id: str, removed: bool, said: str
) -> ResponseReturnValue:
    advising.set_removed(connection(), assessment_id, advice_id, removed, by=person(), now=now())
    flash(said)
    return redirect(url_for(".index", assessment_id=assessment_id))


def _desk(record: AssessmentRecord) -> Desk:
    report = reporting.report_for(connection(), record.id, library())
    return Desk(
        record.id,
        advising.subjects(report),
        f"gemeente {record.municipality_name}",
        True,
        url_for("advice.index", assessment_id=record.id),
        "Eigen advies",
    )


def _title(desk: Desk, about: str) -> str:
    """Also of what was advised before, about a gap that is gone."""
    stored = advising.about(connection(), desk.assessment_id, about, person())
    return desk.subjects.get(about) or (stored.title if stored else abort(404))
