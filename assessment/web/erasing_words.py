"""Erasing the words of one field for good, for when a person stands in them."""

from __future__ import annotations

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

from assessment.services import answering, erasing_words
from assessment.storage.erasing import Field
from assessment.web.access import needs
from assessment.web.answer_history import find
from assessment.web.current import connection, now, parts, person
from assessment.web.inputs import version_of
from assessment.web.visiting import visit

blueprint = Blueprint(
    "erasing_words",
    __name__,
    url_prefix="/invullen/<assessment_id>/vraag/<question_id>/geschiedenis/wissen/<field>",
)


@blueprint.get("")
@needs("assessment.remove")
def ask(assessment_id: str, question_id: str, field: str) -> ResponseReturnValue:
    return _show(assessment_id, question_id, _field(field), changed=False)


@blueprint.post("")
@needs("assessment.remove")
def erase(assessment_id: str, question_id: str, field: str) -> ResponseReturnValue:
    chosen = _field(field)
    here = visit(assessment_id)
    find(here, question_id)
    stored = answering.history(connection(), assessment_id, question_id)
    newest = stored[0].answer.version if stored else 0
    # What somebody typed since this page was opened was not in view, so it does not go unseen.
    if version_of(request.form.get("version")) != newest:
        return _show(assessment_id, question_id, chosen, changed=True), 409
    erasing_words.erase(connection(), assessment_id, question_id, chosen, by=person(), now=now())
    after_this_request(_leave_no_traces)
    flash("De tekst is voorgoed gewist.")
    return redirect(
        url_for("answer_history.show", assessment_id=assessment_id, question_id=question_id)
    )


def _leave_no_traces(response: Response) -> Response:
    """After the commit: drafts may hold the words, and so may the log of the database."""
    parts().drafts.clear()
    parts().database.empty_the_log()
    return response


def _field(name: str) -> Field:
    return next((f for f, dutch in erasing_words.FIELDS.items() if dutch == name), None) or abort(
        404
    )


def _show(assessment_id: str, question_id: str, field: Field, *, changed: bool) -> str:
    here = visit(assessment_id)
    question, place = find(here, question_id)
    found = erasing_words.look(connection(), assessment_id, question_id, field)
    return render_template(
        "filling_in/erase_words.html",
        record=here.record,
        question=question,
        step=place.step,
        field=erasing_words.FIELDS[field],
        found=found,
        changed=changed,
        back=url_for("answer_history.show", assessment_id=assessment_id, question_id=question_id),
    )
