"""A step as a whole: saying that it is done, and giving it to a colleague or a partner."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.privacy import remarks
from assessment.core.questions import Step
from assessment.core.step_marks import NO_MARK
from assessment.services import steps
from assessment.services.steps import StepConflict
from assessment.web.access import signed_in
from assessment.web.current import connection, now, parts, person
from assessment.web.filling_in import show_check
from assessment.web.inputs import version_of
from assessment.web.step_forms import DoneForm, HandOutForm
from assessment.web.visiting import Visit, address, visit

blueprint = Blueprint("steps", __name__, url_prefix="/invullen/<assessment_id>/stap/<step_id>")


@blueprint.post("/af")
@signed_in
def say_done(assessment_id: str, step_id: str) -> ResponseReturnValue:
    here = visit(assessment_id)
    step = here.step(step_id)
    form = DoneForm(request.form)
    state = form.read()
    if state is None:
        return show_check(here, step, form), 422
    found = steps.set_state(
        connection(),
        assessment_id,
        step,
        state,
        changes_seen=version_of(form.seen.data),
        base_version=version_of(form.version.data),
        by=person(),
        now=now(),
    )
    if isinstance(found, StepConflict):
        # Sending it once more is to have seen what the other said.
        form.version.data = str(found.theirs.version)
        return show_check(here, step, form, found), 409
    if state == "later":
        flash(f"U komt hier later op terug: {step.label}.")
    else:
        empty = here.journey.progress(step).empty
        flash(f"Dit onderdeel is af: {step.label}.")
        if empty:
            flash("Er is nog iets leeg. Dat kunt u later aanvullen.")
    return redirect(url_for("filling_in.tasks", assessment_id=assessment_id))


@blueprint.get("/bij")
@signed_in
def ask_hand_out(assessment_id: str, step_id: str) -> ResponseReturnValue:
    here = visit(assessment_id)
    step = here.step(step_id)
    mark = steps.marks(connection(), assessment_id).get(step_id, NO_MARK)
    form = HandOutForm(data={"version": str(mark.version), "bij": mark.handed_to})
    return _show(here, step, form, handed_to=mark.handed_to)


@blueprint.post("/bij")
@signed_in
def hand_out(assessment_id: str, step_id: str) -> ResponseReturnValue:
    here = visit(assessment_id)
    step = here.step(step_id)
    form = HandOutForm(request.form)
    if not form.validate():
        return _show(here, step, form), 422
    found = steps.hand_out(
        connection(),
        assessment_id,
        step,
        form.bij.data,
        base_version=version_of(form.version.data),
        by=person(),
        now=now(),
    )
    if isinstance(found, StepConflict):
        form.version.data = str(found.theirs.version)
        return _show(here, step, form, found), 409
    if not found.handed_to:
        flash(f"Dit ligt nu bij niemand in het bijzonder: {step.label}.")
        return redirect(url_for("filling_in.tasks", assessment_id=assessment_id))
    flash("Opgeslagen. Stuur nu het adres van deze stap.")
    return redirect(url_for(".ask_hand_out", assessment_id=assessment_id, step_id=step_id))


def _show(
    here: Visit,
    step: Step,
    form: HandOutForm,
    conflict: StepConflict | None = None,
    handed_to: str = "",
) -> str:
    scheme = "https" if parts().settings.secure_cookies else None
    first = here.journey.after(step, 0)
    return render_template(
        "filling_in/hand_out.html",
        record=here.record,
        step=step,
        form=form,
        conflict=conflict,
        handed_to=handed_to,
        remarks=remarks(handed_to, "uw tekst"),
        step_address=address(here.record.id, first, _external=True, _scheme=scheme),
    )
