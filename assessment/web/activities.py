"""One activity: adding, changing, copying and removing it, with a way back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.inventory_model import InventoryModel
from assessment.services import activities, assessments
from assessment.services.activities import ActivityConflict
from assessment.storage.records import ActivityRecord, AssessmentRecord, UnknownActivity
from assessment.web.access import signed_in
from assessment.web.activity_fields import NEW, filled
from assessment.web.activity_form import ActivityForm, make_form, with_date
from assessment.web.activity_search import search
from assessment.web.activity_words import differences
from assessment.web.current import connection, library, now, person, today
from assessment.web.inputs import version_of

blueprint = Blueprint("activities", __name__, url_prefix="/invullen/<assessment_id>/aan-de-slag")


@blueprint.get("/nieuw")
@signed_in
def new(assessment_id: str) -> ResponseReturnValue:
    record, model = _open(assessment_id)
    return _show(record, make_form(model, data=_from_cell(model)))


def _from_cell(model: InventoryModel) -> dict[str, Any]:
    """Whoever comes from a cell of the matrix finds that place and theme chosen."""
    setting, theme = request.args.get("plek"), request.args.get("thema")
    return {
        **NEW,
        "settings": [item.id for item in model.settings if item.id == setting],
        "themes": [item.id for item in model.themes if item.id == theme],
    }


@blueprint.post("/nieuw")
@signed_in
def add(assessment_id: str) -> ResponseReturnValue:
    record, model = _open(assessment_id)
    form = make_form(model, request.form)
    activity = form.read()
    if activity is None:
        return _show(record, form), 422
    activity = activity.model_copy(update={"updated_on": today()})
    activities.add(connection(), assessment_id, activity, by=person(), now=now())
    flash(f"“{activity.name}” staat in het overzicht.")
    return _back(assessment_id)


@blueprint.post("/bekend")
@signed_in
def add_known(assessment_id: str) -> ResponseReturnValue:
    """Several of the starting list at once; nothing of it counts before someone says so."""
    _, model = _open(assessment_id)
    ticked = set(request.form.getlist("bekend"))
    found = [
        item.activity.model_copy(update={"updated_on": today()})
        for item in model.starters
        if item.id in ticked
    ]
    added = activities.add_known(connection(), assessment_id, found, by=person(), now=now())
    if not added:
        flash("Er is niets toegevoegd. Vink eerst aan wat bij u loopt.")
    elif len(added) == 1:
        flash(f"“{added[0].activity.name}” staat in het overzicht. Kijk of alles klopt.")
    else:
        flash(f"{len(added)} activiteiten staan in het overzicht. Kijk of alles klopt.")
    return _back(assessment_id)


@blueprint.get("/<activity_id>")
@signed_in
def show(assessment_id: str, activity_id: str) -> ResponseReturnValue:
    record, model = _open(assessment_id)
    stored = _find(assessment_id, activity_id)
    return _show(record, make_form(model, data=filled(stored.activity, stored.version)), stored)


@blueprint.post("/<activity_id>")
@signed_in
def change(assessment_id: str, activity_id: str) -> ResponseReturnValue:
    record, model = _open(assessment_id)
    stored = _find(assessment_id, activity_id, removed=True)
    if stored.removed_at:
        return _show_removed(record, stored), 409
    form = make_form(model, request.form)
    if form["keep"].data == "theirs":
        flash("De andere versie is gebleven.")
        return _back(assessment_id)
    activity = form.read()
    if activity is None:
        return _show(record, form, stored), 422
    base = form.base_version
    activity = activity.model_copy(update={"id": activity_id})
    if base == stored.version:
        activity = with_date(activity, stored.activity, record.reference_date, today())
    found = activities.change(
        connection(), assessment_id, activity_id, activity, base, by=person(), now=now()
    )
    if isinstance(found, ActivityConflict):
        chosen = "chosen" not in request.form or form["keep"].data == "mine"
        return _show_conflict(record, model, found, chosen=chosen), 409
    flash(f"“{activity.name}” is opgeslagen.")
    return _back(assessment_id)


@blueprint.post("/<activity_id>/kopie")
@signed_in
def copy(assessment_id: str, activity_id: str) -> ResponseReturnValue:
    _find(assessment_id, activity_id)
    twin = activities.copy(connection(), assessment_id, activity_id, by=person(), now=now())
    flash("De kopie staat in het overzicht. Pas hier aan wat anders is.")
    address = {**search(), "assessment_id": assessment_id, "activity_id": twin.activity.id}
    return redirect(url_for(".show", **address))


@blueprint.get("/<activity_id>/verwijderen")
@signed_in
def ask_remove(assessment_id: str, activity_id: str) -> ResponseReturnValue:
    record, _ = _open(assessment_id)
    return _show_remove(record, _find(assessment_id, activity_id), changed=False)


@blueprint.post("/<activity_id>/verwijderen")
@signed_in
def remove(assessment_id: str, activity_id: str) -> ResponseReturnValue:
    record, _ = _open(assessment_id)
    version = version_of(request.form.get("version"))
    found = activities.remove(
        connection(), assessment_id, activity_id, version, by=person(), now=now()
    )
    if isinstance(found, ActivityConflict):
        return _show_remove(record, found.theirs, changed=True), 409
    return _back(assessment_id, verwijderd=activity_id)


@blueprint.post("/<activity_id>/terugzetten")
@signed_in
def restore(assessment_id: str, activity_id: str) -> ResponseReturnValue:
    back = activities.restore(connection(), assessment_id, activity_id, by=person(), now=now())
    flash(f"“{back.activity.name}” staat weer in het overzicht.")
    return _back(assessment_id)


def _open(assessment_id: str) -> tuple[AssessmentRecord, InventoryModel]:
    record = assessments.get(connection(), assessment_id)
    return record, assessments.content_of(record, library()).inventory


def _find(assessment_id: str, activity_id: str, *, removed: bool = False) -> ActivityRecord:
    everything = activities.list_ever if removed else activities.list_all
    for record in everything(connection(), assessment_id):
        if record.activity.id == activity_id:
            return record
    raise UnknownActivity(activity_id)


def _back(assessment_id: str, **more: Any) -> ResponseReturnValue:
    """To the overview, where the same activities are looked for as before."""
    return redirect(url_for("inventory.index", assessment_id=assessment_id, **search(), **more))


def _show(
    record: AssessmentRecord, form: ActivityForm, stored: ActivityRecord | None = None
) -> str:
    return render_template(
        "inventory/form.html", record=record, form=form, stored=stored, search=search()
    )


def _show_remove(record: AssessmentRecord, stored: ActivityRecord, *, changed: bool) -> str:
    return render_template(
        "inventory/remove.html", record=record, stored=stored, changed=changed, search=search()
    )


def _show_removed(record: AssessmentRecord, stored: ActivityRecord) -> str:
    """Somebody removed what was being changed: the input is kept, to be added anew."""
    return render_template(
        "inventory/removed.html", record=record, stored=stored, kept=_kept(), search=search()
    )


def _show_conflict(
    record: AssessmentRecord,
    model: InventoryModel,
    conflict: ActivityConflict,
    *,
    chosen: bool,
) -> str:
    return render_template(
        "inventory/conflict.html",
        record=record,
        conflict=conflict,
        differences=differences(conflict.mine, conflict.theirs.activity, model),
        kept=_kept(),
        chosen=chosen,
        search=search(),
    )


def _kept() -> list[tuple[str, str]]:
    """What was filled in, to be carried along until someone chose."""
    sent = request.form.items(multi=True)
    left = ("csrf_token", "seen", "keep", "chosen")
    return [(name, value) for name, value in sent if name not in left]
