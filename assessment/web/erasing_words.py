"""Erasing the words of one field for good, for when a person stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    after_this_request,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from assessment.services import activities, advising, erasing_words, plans
from assessment.services.erasing_words import KINDS
from assessment.storage.columns import ID_MAX
from assessment.storage.erasing_words import Thing
from assessment.web.access import needs
from assessment.web.answer_history import find
from assessment.web.current import connection, now, parts, person
from assessment.web.inputs import version_of
from assessment.web.visiting import visit

blueprint = Blueprint(
    "erasing_words", __name__, url_prefix="/invullen/<assessment_id>/wissen/<thing>/<thing_id>"
)


@dataclass(frozen=True)
class Place:
    """The thing that an address is about, and the page where it stands."""

    kind: Thing
    above: str
    title: str
    back: str
    back_to: str


@blueprint.get("")
@needs("assessment.remove")
def choose(assessment_id: str, thing: str, thing_id: str) -> ResponseReturnValue:
    place = _place(assessment_id, thing, thing_id)
    return render_template(
        "filling_in/erase_choose.html",
        place=place,
        fields=erasing_words.with_words(connection(), place.kind, assessment_id, thing_id),
        at={"assessment_id": assessment_id, "thing": thing, "thing_id": thing_id},
    )


@blueprint.get("/<field>")
@needs("assessment.remove")
def ask(assessment_id: str, thing: str, thing_id: str, field: str) -> ResponseReturnValue:
    return _show(assessment_id, thing, thing_id, field, changed=False)


@blueprint.post("/<field>")
@needs("assessment.remove")
def erase(assessment_id: str, thing: str, thing_id: str, field: str) -> ResponseReturnValue:
    place = _place(assessment_id, thing, thing_id)
    column = _column(place.kind, field)
    found = erasing_words.look(connection(), place.kind, assessment_id, thing_id, column)
    # What somebody typed since this page was opened was not in view, so it does not go unseen.
    if version_of(request.form.get("version")) != found.version:
        return _show(assessment_id, thing, thing_id, field, changed=True), 409
    erasing_words.erase(
        connection(), place.kind, assessment_id, thing_id, column, by=person(), now=now()
    )
    after_this_request(_leave_no_traces)
    flash("De tekst is voorgoed gewist.")
    return redirect(place.back)


def _leave_no_traces(response: Response) -> Response:
    """After the commit: drafts may hold the words, and so may the log of the database."""
    parts().drafts.clear()
    parts().database.empty_the_log()
    return response


def _column(kind: Thing, name: str) -> str:
    fields = KINDS[kind].fields
    return next((column for column, dutch in fields.items() if dutch == name), "") or abort(404)


def _place(assessment_id: str, thing: str, thing_id: str) -> Place:
    """Something of this scan, also when it was removed; anything else is not there."""
    kind = next((kind for kind, known in KINDS.items() if known.name == thing), None) or abort(404)
    conn = connection()
    match kind:
        case "answer":
            question, at = find(visit(assessment_id), thing_id)
            back = _back("answer_history.show", assessment_id, question_id=question.id)
            return Place(kind, at.step.label, question.text, back, "eerdere antwoorden")
        case "activity":
            ever = (item.activity for item in activities.list_ever(conn, assessment_id))
            activity = next((item for item in ever if item.id == thing_id), None) or abort(404)
            back = _back("inventory.index", assessment_id)
            return Place(kind, "Activiteit", activity.name, back, "het overzicht")
        case "action":
            # An id that no action can have would be refused by the database as a fault of ours.
            action = plans.get(conn, assessment_id, thing_id[:ID_MAX])
            back = _back("plan.show", assessment_id, action_id=action.id)
            return Place(kind, "Verbeterplan", action.title, back, "de actie")
        case "advice":
            given = advising.of_scan(conn, assessment_id)
            advice = next((item for item in given if item.id == thing_id), None) or abort(404)
            title = f"{advice.title}, van {advice.function}"
            back = _back("advice.index", assessment_id)
            return Place(kind, "Eigen advies", title, back, "eigen advies")
    step = visit(assessment_id).step(thing_id)
    back = _back("steps.ask_hand_out", assessment_id, step_id=step.id)
    return Place("step", step.label, "Bij wie dit onderdeel ligt", back, "het onderdeel")


def _back(endpoint: str, assessment_id: str, **more: Any) -> str:
    return url_for(endpoint, assessment_id=assessment_id, **more)


def _show(assessment_id: str, thing: str, thing_id: str, field: str, *, changed: bool) -> str:
    place = _place(assessment_id, thing, thing_id)
    column = _column(place.kind, field)
    return render_template(
        "filling_in/erase_words.html",
        place=place,
        field=field,
        found=erasing_words.look(connection(), place.kind, assessment_id, thing_id, column),
        changed=changed,
        at={"assessment_id": assessment_id, "thing": thing, "thing_id": thing_id, "field": field},
    )
