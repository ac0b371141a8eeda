"""The activities as a spreadsheet, and a list that a municipality has already: look, take over."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import ValidationError

from assessment.core.inventory_model import InventoryModel
from assessment.core.strict_json import BadFile, Fault
from assessment.services import activities, assessments, importing
from assessment.services.importing import Keep, TooMany, Weighed
from assessment.services.spreadsheet import activities_in, activities_out
from assessment.services.spreadsheet.activities_in import ListRow, ReadList
from assessment.storage.records import AssessmentRecord
from assessment.web.access import signed_in
from assessment.web.activity_words import MISSING, differences, in_short, recognisable
from assessment.web.current import connection, end_transaction, library, now, person, today
from assessment.web.files import sent_file, take_files, workbook_of
from assessment.web.inputs import version_of

blueprint = Blueprint(
    "activity_spreadsheet", __name__, url_prefix="/invullen/<assessment_id>/aan-de-slag/excel"
)
take_files(blueprint)


@blueprint.get("/")
@signed_in
def index(assessment_id: str) -> ResponseReturnValue:
    return _index(assessments.get(connection(), assessment_id))


@blueprint.get("/aan-de-slag.xlsx")
@signed_in
def download(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    known = activities.list_all(connection(), assessment_id)
    content = assessments.content_of(record, library())
    return workbook_of(
        activities_out.write_activities(record, content, known), record, "aan-de-slag"
    )


@blueprint.get("/leeg.xlsx")
@signed_in
def blank(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    content = assessments.content_of(record, library())
    return workbook_of(
        activities_out.write_activities(record, content, ()), record, "aan-de-slag-leeg"
    )


@blueprint.post("/bekijken")
@signed_in
def preview(assessment_id: str) -> ResponseReturnValue:
    """What would change. Nothing of the file is kept here: the page carries it along."""
    record = assessments.get(connection(), assessment_id)
    # Unpacking takes a moment, and others should not have to wait for that to save.
    end_transaction()
    try:
        book = activities_in.open_list(sent_file())
        record = assessments.get(connection(), assessment_id)
        content = assessments.content_of(record, library())
        known = importing.all_known(connection(), assessment_id)
        found = activities_in.read_list(book, record, content, known)
        rows = importing.with_new_ids(found.rows)
        weighed = importing.weigh(rows, known)
    except BadFile as bad:
        return _index(record, list(bad.faults))
    except TooMany as many:
        text = f"is te lang. Er zouden {many.number} activiteiten zijn, en {many.most} mag"
        return _index(record, [Fault("Het bestand", text)])
    return _preview(record, content.inventory, weighed, found)


@blueprint.post("/overnemen")
@signed_in
def take_over(assessment_id: str) -> ResponseReturnValue:
    """What someone else changed meanwhile is a clash, not a loss; a second press adds nothing."""
    record = assessments.get(connection(), assessment_id)
    rows = _unsigned(assessment_id)
    try:
        done = importing.take_over(
            connection(), assessment_id, rows, _chosen(rows), by=person(), now=now(), today=today()
        )
    except TooMany as many:
        text = f"is te lang. Er zouden {many.number} activiteiten zijn, en {many.most} mag"
        return _index(record, [Fault("Het bestand", text)])
    if done.added or done.changed:
        parts = (f"{done.added} toegevoegd", f"{done.changed} aangepast")
        told = " en ".join(part for part in parts if not part.startswith("0 "))
        flash(f"Uit uw bestand: {told}.")
    if not done.left:
        if not (done.added or done.changed):
            flash("Er is niets veranderd.")
        return redirect(url_for("inventory.index", assessment_id=assessment_id))
    model = assessments.content_of(record, library()).inventory
    weighed = importing.weigh(done.left, importing.all_known(connection(), assessment_id))
    return _preview(record, model, weighed, None), 409


def _index(record: AssessmentRecord, faults: list[Fault] | None = None) -> ResponseReturnValue:
    page = render_template("inventory/list.html", record=record, faults=faults or [])
    return page, 422 if faults else 200


def _preview(
    record: AssessmentRecord, model: InventoryModel, weighed: Weighed, found: ReadList | None
) -> str:
    """`found` is what the file holds, or None when some of it was taken over already."""
    return render_template(
        "inventory/list_preview.html",
        record=record,
        weighed=weighed,
        found=found,
        missing_words=MISSING,
        new=[(row, in_short(row.activity, model)) for row in weighed.new],
        changed=[
            (row, theirs, differences(row.activity, theirs.activity, model))
            for row, theirs in weighed.changed
        ],
        clashes=[
            (clash, differences(clash.row.activity, clash.theirs.activity, model))
            for clash in weighed.clashes
        ],
        remarks={row.number: recognisable(row.activity) for row in weighed.open},
        token=_signer().dumps([record.id, importing.as_data(weighed.open)]),
    )


def _chosen(rows: list[ListRow]) -> dict[int, tuple[Keep, int]]:
    found: dict[int, tuple[Keep, int]] = {}
    for row in rows:
        seen = version_of(request.form.get(f"seen-{row.number}"))
        match request.form.get(f"keep-{row.number}"):
            case "mine":
                found[row.number] = ("mine", seen)
            case "theirs":
                found[row.number] = ("theirs", seen)
    return found


def _signer() -> URLSafeSerializer:
    """What comes back is what was shown: nobody can put other activities in it."""
    return URLSafeSerializer(current_app.secret_key or "", salt="activities")


def _unsigned(assessment_id: str) -> list[ListRow]:
    try:
        data: Any = _signer().loads(request.form.get("inhoud", ""))
        scan, rows = data
        if scan != assessment_id:
            abort(400)
        return importing.from_data(rows)
    except (BadSignature, ValidationError):
        abort(400)
