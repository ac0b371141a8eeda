"""The particulars of one assessment: changing them, removing it, and undoing that."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.services import assessments, taking_part
from assessment.storage.records import AssessmentRecord
from assessment.web.access import can, needs, signed_in
from assessment.web.current import connection, library, now, person, visitor
from assessment.web.details_form import DetailsForm, sizes
from assessment.web.inputs import fill_date

blueprint = Blueprint("details", __name__, url_prefix="/invullen/<assessment_id>")


@blueprint.get("/gegevens")
@signed_in
def show(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    form = DetailsForm(
        data={
            "municipality": record.municipality_name,
            "depth": record.depth,
            **fill_date(record.reference_date),
        }
    )
    return _ask(record, form)


@blueprint.post("/gegevens")
@signed_in
def change(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    form = DetailsForm(request.form)
    chosen = form.read(library().municipalities)
    if chosen is None:
        return _ask(record, form), 422
    moves = chosen.municipality.code != record.municipality_code
    # For its own municipality a scan that moves away is as good as removed.
    if moves and not (
        can("assessment.remove")
        and taking_part.may_begin(connection(), visitor().ties, chosen.municipality.code)
    ):
        form.refuse_municipality()
        return _ask(record, form), 422
    assessments.change(
        connection(),
        assessment_id,
        depth=chosen.depth,
        reference_date=chosen.reference_date,
        municipality=chosen.municipality,
        by=person(),
        now=now(),
    )
    flash("De gegevens zijn opgeslagen.")
    if request.args.get("terug") == "alles":
        return redirect(url_for("overview.show", assessment_id=assessment_id))
    return redirect(url_for("filling_in.tasks", assessment_id=assessment_id))


def _ask(record: AssessmentRecord, form: DetailsForm) -> str:
    # A set that is not here is a fault of the other pages; these questions stay open.
    content = library().question_sets.get(record.question_set, library().newest)
    return render_template("details/change.html", record=record, form=form, sizes=sizes(content))


@blueprint.get("/verwijderen")
@needs("assessment.remove")
def ask_remove(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    return render_template("details/remove.html", record=record)


@blueprint.post("/verwijderen")
@needs("assessment.remove")
def remove(assessment_id: str) -> ResponseReturnValue:
    assessments.get(connection(), assessment_id)
    assessments.remove(connection(), assessment_id, by=person(), now=now())
    return redirect(url_for("start.index", verwijderd=assessment_id))


@blueprint.post("/terugzetten")
@needs("assessment.remove")
def restore(assessment_id: str) -> ResponseReturnValue:
    assessments.restore(connection(), assessment_id, by=person(), now=now())
    flash("De scan staat er weer.")
    return redirect(url_for("filling_in.tasks", assessment_id=assessment_id))
