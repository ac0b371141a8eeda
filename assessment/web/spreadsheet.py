"""The questions as a spreadsheet: download, send back, see what would change, take it over."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from assessment.core.answers import Answer
from assessment.core.assessment import Assessment
from assessment.core.facts import AnswerFacts
from assessment.core.question_types import BadValue
from assessment.core.questions import Question
from assessment.core.strict_json import BadFile, Fault
from assessment.services import answering, assessments
from assessment.services.answering import Change, Conflict, Weighed
from assessment.services.spreadsheet import question_changes, questions_in, questions_out
from assessment.services.spreadsheet.question_changes import BadToken
from assessment.storage.records import AssessmentRecord
from assessment.web.access import signed_in
from assessment.web.asking import presets
from assessment.web.current import connection, end_transaction, library, now, person
from assessment.web.fields import FIELDS
from assessment.web.files import sent_file, take_files, workbook_of
from assessment.web.inputs import version_of

blueprint = Blueprint("spreadsheet", __name__, url_prefix="/invullen/<assessment_id>/excel")


@dataclass(frozen=True)
class Item:
    """A question of which the file holds another answer than the scan."""

    question: Question
    label: str
    mine: Answer
    theirs: Answer
    presets: dict[str, str]
    hidden: bool  # with these answers, a branch leads past this question


take_files(blueprint)


@blueprint.get("/")
@signed_in
def index(assessment_id: str) -> ResponseReturnValue:
    return _index(assessments.get(connection(), assessment_id))


@blueprint.get("/vragen.xlsx")
@signed_in
def download(assessment_id: str) -> ResponseReturnValue:
    record, assessment = assessments.load(connection(), assessment_id, library())
    return workbook_of(questions_out.write_workbook(record, assessment), record, "vragen")


@blueprint.post("/bekijken")
@signed_in
def preview(assessment_id: str) -> ResponseReturnValue:
    """What would change. Nothing of the file is kept here: the page carries it along."""
    record = assessments.get(connection(), assessment_id)
    # Unpacking takes a moment, and others should not have to wait for that to save.
    end_transaction()
    try:
        book = questions_in.open_file(sent_file())
        record, assessment = assessments.load(connection(), assessment_id, library())
        filled = questions_in.read_changes(book, record, assessment)
    except BadFile as bad:
        return _index(record, list(bad.faults), bad.left)
    weighed = answering.weigh(connection(), assessment_id, filled.changes)
    return _preview(record, assessment, list(filled.changes), weighed, filled.untouched)


@blueprint.post("/overnemen")
@signed_in
def take_over(assessment_id: str) -> ResponseReturnValue:
    """Saves as any form does: what someone else changed meanwhile is a conflict, not a loss."""
    _, assessment = assessments.load(connection(), assessment_id, library())
    changes = _unsigned(assessment_id, assessment)
    wanted = []
    for change in changes:
        kept = request.form.get(f"keep-{change.question_id}", "")
        if kept == "mine":
            # To keep one's own answer is to have seen the other one.
            seen = version_of(request.form.get(f"seen-{change.question_id}"))
            wanted.append(dataclasses.replace(change, base_version=seen))
        elif kept != "theirs":
            wanted.append(change)
    saved = answering.save(connection(), assessment_id, wanted, by=person(), now=now())
    if saved.saved:
        number = len(saved.saved)
        words = "1 antwoord is" if number == 1 else f"{number} antwoorden zijn"
        flash(f"{words} overgenomen uit uw bestand.")
    if not saved.conflicts:
        if not saved.saved:
            flash("Er is niets veranderd.")
        return redirect(url_for("filling_in.tasks", assessment_id=assessment_id))
    clashed = {conflict.question_id for conflict in saved.conflicts}
    left = [change for change in wanted if change.question_id in clashed]
    record, assessment = assessments.load(connection(), assessment_id, library())
    weighed = answering.weigh(connection(), assessment_id, left)
    return _preview(record, assessment, left, weighed, None), 409


def _index(
    record: AssessmentRecord, faults: list[Fault] | None = None, left: int = 0
) -> ResponseReturnValue:
    page = render_template("spreadsheet/index.html", record=record, faults=faults or [], left=left)
    return page, 422 if faults else 200


def _preview(
    record: AssessmentRecord,
    assessment: Assessment,
    changes: list[Change],
    weighed: Weighed,
    untouched: int | None,
) -> str:
    after = dataclasses.replace(assessment, answers={**assessment.answers, **weighed.new})
    facts = AnswerFacts(after)
    conflicts = {conflict.question_id: conflict for conflict in weighed.conflicts}
    wanted = [item for item in changes if item.question_id in weighed.new | conflicts]
    return render_template(
        "spreadsheet/preview.html",
        record=record,
        content=assessment.question_set,
        rows=FIELDS,
        changes=[_item(facts, assessment, item, conflicts) for item in wanted
                 if item.question_id not in conflicts],
        conflicts=[_item(facts, assessment, item, conflicts) for item in wanted
                   if item.question_id in conflicts],
        unchanged=None if untouched is None else untouched + len(weighed.unchanged),
        kept_theirs=len(weighed.kept_theirs),
        token=_signer().dumps([record.id, question_changes.as_data(wanted)]),
    )  # fmt: skip


def _item(
    facts: AnswerFacts, assessment: Assessment, change: Change, conflicts: dict[str, Conflict]
) -> Item:
    name = change.question_id
    question = assessment.question_set.questions[name]
    clash = conflicts.get(name)
    return Item(
        question=question,
        label=assessment.question_set.step_of[name].label,
        mine=change.answer,
        theirs=clash.theirs if clash else assessment.stored(name),
        presets=presets(question, facts),
        hidden=facts.visible(name).value is not True,
    )


def _signer() -> URLSafeSerializer:
    """What comes back is what was shown: nobody can put other answers in it. It is packed too."""
    return URLSafeSerializer(current_app.secret_key or "", salt="spreadsheet")


def _unsigned(assessment_id: str, assessment: Assessment) -> list[Change]:
    try:
        scan, data = _signer().loads(request.form.get("inhoud", ""))
        if scan != assessment_id:
            abort(400)
        return question_changes.from_data(data, assessment.question_set)
    except (BadSignature, BadToken, BadValue):
        abort(400)
