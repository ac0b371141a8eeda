"""A new round, and saying of an answer of the last one that it still holds."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Form

from assessment.services import assessments, plans, rounds, steps
from assessment.storage.records import AssessmentRecord
from assessment.web.access import needs, signed_in
from assessment.web.current import connection, library, now, person, today
from assessment.web.inputs import Mistake, date_fields, fill_date, read_date, version_of
from assessment.web.journey import Place
from assessment.web.visiting import address, visit

blueprint = Blueprint("rounds", __name__, url_prefix="/invullen/<assessment_id>")


class RoundForm(Form):
    """Only the date is new; the rest comes from the last round."""

    plan = BooleanField()
    day, month, year = date_fields().values()


@blueprint.get("/nieuwe-ronde")
@needs("assessment.begin")
def ask(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    return _ask(record, RoundForm(data={"plan": True, **fill_date(today())}))


@blueprint.post("/nieuwe-ronde")
@needs("assessment.begin")
def begin(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    form = RoundForm(request.form)
    try:
        chosen = read_date(form)
    except Mistake as mistake:
        form[mistake.field].errors = [mistake.message]
        return _ask(record, form), 422
    if chosen is None or chosen <= record.reference_date:
        form.day.errors = [
            "Kies een peildatum die later is dan die van de vorige ronde."
            if chosen
            else "Vul een peildatum in."
        ]
        return _ask(record, form), 422
    made = rounds.begin(
        connection(),
        record.id,
        library(),
        reference_date=chosen,
        with_plan=form.plan.data,
        by=person(),
        now=now(),
    )
    flash("De nieuwe ronde is begonnen. Loop de antwoorden van de vorige ronde na.")
    return redirect(url_for("filling_in.tasks", assessment_id=made.id))


@blueprint.post("/stap/<step_id>/bevestigen")
@signed_in
def confirm(assessment_id: str, step_id: str) -> ResponseReturnValue:
    """One answer, or all that stood on the page; each in the version that was in view."""
    here = visit(assessment_id)
    step = here.step(step_id)
    asked = {q.id for page in here.journey.pages(step) for q in here.journey.asked_on(step, page)}
    pairs = (item.rpartition(":") for item in request.form.getlist("bevestig"))
    seen = {name: version_of(version) for name, _, version in pairs if name}
    saved = rounds.confirm(connection(), assessment_id, seen, asked, by=person(), now=now())
    number = len(saved.saved)
    if saved.kept_theirs or saved.conflicts:
        flash("Iemand anders paste net een antwoord aan. Dat nieuwe antwoord geldt.")
    elif number:
        flash(
            "Het antwoord is bevestigd." if number == 1 else f"{number} antwoorden zijn bevestigd."
        )
    only = f"vraag-{next(iter(seen))}" if len(seen) == 1 else None
    return redirect(address(assessment_id, Place(step, None), _anchor=only))


def _ask(record: AssessmentRecord, form: RoundForm) -> str:
    return render_template(
        "rounds/begin.html",
        record=record,
        form=form,
        newest=library().newest,
        undone=len(plans.undone(connection(), record.id)),
        handed_out=any(mark.handed_to for mark in steps.marks(connection(), record.id).values()),
    )
