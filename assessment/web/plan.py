"""The improvement plan: the list, and a form for each action."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.plan import PLAN_STATUSES, PlanAction, PlanRow, term_in_words
from assessment.core.plan_making import plan_rows, plannable, rules_by_ref
from assessment.core.privacy import remarks
from assessment.core.report import Report
from assessment.services import assessments, plans, reporting
from assessment.services.plans import PlanConflict
from assessment.storage.records import AssessmentRecord
from assessment.web.access import signed_in
from assessment.web.current import connection, library, now, person, today
from assessment.web.plan_form import ActionForm

blueprint = Blueprint("plan", __name__, url_prefix="/invullen/<assessment_id>/verbeterplan")

# What a reader compares when two people planned something different.
_COMPARED = (
    ("Wat", "title"),
    ("Wie", "owner"),
    ("Wanneer", "term"),
    ("Hoe het ervoor staat", "status"),
    ("Waarom niet", "reason"),
    ("Toelichting", "note"),
)


NEW = PlanAction("own", None, "")


@dataclass(frozen=True)
class Group:
    """Rows of one kind under one heading; what nobody planned yet can be folded away."""

    title: str
    about: str
    rows: tuple[PlanRow, ...]
    folded: tuple[PlanRow, ...] = ()


@blueprint.get("/")
@signed_in
def index(assessment_id: str) -> ResponseReturnValue:
    record, report = _open(assessment_id)
    rows = plans.rows_for(connection(), assessment_id, report)
    asked = request.args.get("status", "")
    status = next((item for item in PLAN_STATUSES if item == asked), None)
    shown = [row for row in rows if status in (None, row.status)]
    rules = rules_by_ref(report)
    return render_template(
        "plan/index.html",
        record=record,
        groups=_groups(shown),
        shown=len(shown),
        total=len(rows),
        counts=[(item, sum(row.status == item for row in rows)) for item in PLAN_STATUSES],
        status=status,
        addresses={row: _address(assessment_id, row, rules) for row in shown},
        remarks={row: _remarks(row.title, row.owner, row.note) for row in shown if row.id},
    )


@blueprint.get("/punt/<rule_id>")
@signed_in
def ask(assessment_id: str, rule_id: str) -> ResponseReturnValue:
    record, report = _open(assessment_id)
    known = plans.about(connection(), assessment_id, rule_id)
    if known is not None:
        return redirect(url_for(".show", assessment_id=assessment_id, action_id=known.id))
    action = plannable(report).get(rule_id) or abort(404)
    return _show(record, action, ActionForm.of(action, today()), report)


@blueprint.post("/punt/<rule_id>")
@signed_in
def add(assessment_id: str, rule_id: str) -> ResponseReturnValue:
    record, report = _open(assessment_id)
    known = plans.about(connection(), assessment_id, rule_id)
    action = known or plannable(report).get(rule_id) or abort(404)
    return _save(record, action, report)


@blueprint.get("/nieuw")
@signed_in
def ask_own(assessment_id: str) -> ResponseReturnValue:
    record, report = _open(assessment_id)
    return _show(record, NEW, ActionForm.of(NEW, today()), report)


@blueprint.post("/nieuw")
@signed_in
def add_own(assessment_id: str) -> ResponseReturnValue:
    record, report = _open(assessment_id)
    return _save(record, NEW, report)


@blueprint.get("/actie/<action_id>")
@signed_in
def show(assessment_id: str, action_id: str) -> ResponseReturnValue:
    record, report = _open(assessment_id)
    action = plans.get(connection(), assessment_id, action_id)
    return _show(record, action, ActionForm.of(action, today()), report)


@blueprint.post("/actie/<action_id>")
@signed_in
def change(assessment_id: str, action_id: str) -> ResponseReturnValue:
    record, report = _open(assessment_id)
    return _save(record, plans.get(connection(), assessment_id, action_id), report)


def _open(assessment_id: str) -> tuple[AssessmentRecord, Report]:
    record = assessments.get(connection(), assessment_id)
    return record, reporting.report_for(connection(), assessment_id, library())


def _save(record: AssessmentRecord, stored: PlanAction, report: Report) -> ResponseReturnValue:
    form = ActionForm(request.form)
    if form.keep.data == "theirs":
        flash("De andere versie is gebleven.")
        return redirect(url_for(".index", assessment_id=record.id))
    action = form.read(stored, today())
    if action is None:
        return _show(record, stored, form, report), 422
    if "chosen" in request.form and form.keep.data != "mine":
        # Without a choice neither version may win.
        return _show_conflict(record, PlanConflict(action, stored), chosen=False), 422
    found = plans.save(connection(), record.id, action, form.base_version, by=person(), now=now())
    if isinstance(found, PlanConflict):
        return _show_conflict(record, found), 409
    flash("De actie staat in het verbeterplan.")
    return redirect(url_for(".index", assessment_id=record.id))


def _show(record: AssessmentRecord, action: PlanAction, form: ActionForm, report: Report) -> str:
    rules = rules_by_ref(report)
    rows = plan_rows([action] if action.id else [], report)
    about = next(
        (
            row
            for row in rows
            if (row.id and row.id == action.id) or (row.ref and rules[row.ref] == action.about)
        ),
        None,
    )
    earlier = plans.history(connection(), record.id, action.id)[1:] if action.id else []
    return render_template(
        "plan/action.html",
        record=record,
        action=action,
        form=form,
        about=about,
        earlier=earlier,
        remarks=_remarks(action.title, action.owner, action.note) if action.id else (),
    )


def _show_conflict(record: AssessmentRecord, conflict: PlanConflict, *, chosen: bool = True) -> str:
    mine, theirs = conflict.mine, conflict.theirs
    told = [
        (label, _told(mine, name), _told(theirs, name))
        for label, name in _COMPARED
        if getattr(mine, name) != getattr(theirs, name)
    ]
    kept = [
        (name, value)
        for name, value in request.form.items()
        if name not in ("csrf_token", "version", "keep", "chosen")
    ]
    return render_template(
        "plan/conflict.html",
        record=record,
        conflict=conflict,
        differences=told,
        kept=kept,
        chosen=chosen,
    )


def _told(action: PlanAction, name: str) -> str:
    text: str = getattr(action, name)
    return (term_in_words(text) if name == "term" else text) or "Niets ingevuld"


def _address(assessment_id: str, row: PlanRow, rules: dict[str, str]) -> str:
    if row.id:
        return url_for(".show", assessment_id=assessment_id, action_id=row.id)
    return url_for(".ask", assessment_id=assessment_id, rule_id=rules[row.ref])


def _groups(rows: list[PlanRow]) -> list[Group]:
    """What nobody planned yet of what has to be found out is long, so that is folded away."""
    gaps = [row for row in rows if row.kind == "gap" and not row.gone]
    points = [row for row in rows if row.kind == "open" and not row.gone]
    groups = [
        Group("Gaten", "Het dringendste staat bovenaan.", tuple(gaps)),
        Group(
            "Nog uitzoeken",
            "Dit zijn geen gaten. Hier is nog een antwoord nodig.",
            tuple(row for row in points if row.id),
            tuple(row for row in points if not row.id),
        ),
        Group("Eigen acties", "", tuple(row for row in rows if row.kind == "own")),
        Group(
            "Niet meer nodig",
            "Deze acties hoorden bij iets dat er niet meer is.",
            tuple(row for row in rows if row.gone),
        ),
    ]
    return [group for group in groups if group.rows or group.folded]


def _remarks(title: str, owner: str, note: str) -> tuple[str, ...]:
    """What may point at a person; it explains and never blocks."""
    return (
        *remarks(title, "uw actie"),
        *remarks(owner, "wie dit oppakt"),
        *remarks(note, "uw toelichting"),
    )
