"""Going on with another version of the questions: first what that means, then doing it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.bridge_file import Kind, Line
from assessment.core.bridges import Carried
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import say
from assessment.services import assessments, moving
from assessment.services.moving import Move
from assessment.storage.records import AssessmentRecord
from assessment.web.access import signed_in
from assessment.web.current import connection, library, now, person
from assessment.web.earlier_version import said_then

blueprint = Blueprint("moving", __name__, url_prefix="/invullen/<assessment_id>/vragenlijst")


@dataclass(frozen=True)
class Fate:
    """One new question and what will stand there; `state` is stays, confirm or ask."""

    text: str
    said: str
    state: str


@dataclass(frozen=True)
class Change:
    """One line of the bridge as a reader sees it: the old questions with answers, and the new."""

    kind: Kind
    why: str
    was: tuple[tuple[str, str], ...]
    now: tuple[Fate, ...]
    renamed: tuple[tuple[str, str], ...]  # choices that are called otherwise


@blueprint.get("/nieuw")
@signed_in
def ask(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    to = moving.newer(record, library())
    if to is None:
        return _already(record)
    found = moving.preview(connection(), record, library(), to)
    changes = list(_changes(found))
    return render_template(
        "moving/ask.html",
        record=record,
        was=found.was,
        to=to,
        same=sum(item.kind == "same" for item in found.items),
        titles=_TITLES.items(),
        changes={kind: [c for c in changes if c.kind == kind] for kind in _TITLES},
        to_confirm=sum(item.to_confirm for item in found.items if item.kind not in _STAYS),
    )


@blueprint.post("/nieuw")
@signed_in
def move(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    to = moving.newer(record, library())
    if to is None or to.key != request.form.get("naar"):
        return _already(record)
    return _moved(record, to)


@blueprint.get("/terug")
@signed_in
def ask_back(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    to = moving.way_back(connection(), record, library())
    if to is None:
        return _already(record)
    content = assessments.content_of(record, library())
    return render_template("moving/back.html", record=record, to=to, content=content)


@blueprint.post("/terug")
@signed_in
def back(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    to = moving.way_back(connection(), record, library())
    if to is None or to.key != request.form.get("naar"):
        return _already(record)
    return _moved(record, to)


def _moved(record: AssessmentRecord, to: QuestionSet) -> ResponseReturnValue:
    moving.move(connection(), record.id, library(), to, by=person(), now=now())
    flash(f"De scan staat nu op versie {to.version} van de vragenlijst. Alles is bewaard.")
    return redirect(url_for("filling_in.tasks", assessment_id=record.id))


def _already(record: AssessmentRecord) -> ResponseReturnValue:
    """A colleague was first, or this page lay open for a while."""
    version = record.question_set.rpartition("/")[2]
    flash(f"De scan staat al op versie {version} van de vragenlijst.")
    return redirect(url_for("filling_in.tasks", assessment_id=record.id))


_STAYS: frozenset[Kind] = frozenset({"same", "reworded"})
_TITLES: dict[Kind, str] = {
    "reworded": "In andere woorden",
    "split": "Eén vraag is er meer geworden",
    "merged": "Vragen zijn samengevoegd",
    "new": "Nieuwe vragen",
    "gone": "Niet meer gevraagd",
}


def _changes(found: Move) -> list[Change]:
    items = {item.question: item for item in found.items}
    bridge = found.now.bridge
    lines = bridge.lines if bridge else ()
    return [_change(found, line, items) for line in lines if line.kind in _TITLES]


def _change(found: Move, line: Line, items: dict[str, Carried]) -> Change:
    return Change(
        line.kind,
        line.why,
        tuple(
            (
                found.was.questions[name].text,
                said_then(found.was, name, found.given[name]) if name in found.given else "",
            )
            for name in line.was
        ),
        tuple(_fate(found.now, items[name]) for name in line.now),
        _renamed(found, line) if line.kind == "reworded" else (),
    )


def _renamed(found: Move, line: Line) -> tuple[tuple[str, str], ...]:
    was = {item.id: item.text for item in found.was.questions[line.was[0]].options}
    to = {item.id: item.text for item in found.now.questions[line.now[0]].options}
    return tuple((was[a], to[b]) for a, b in line.options.items() if a in was and b in to)


def _fate(content: QuestionSet, item: Carried) -> Fate:
    question = content.questions[item.question]
    if item.answer is None or item.answer.state == "open":
        return Fate(question.text, "", "ask")
    said = say(question, content, item.answer)
    return Fate(question.text, said, "confirm" if item.to_confirm else "stays")
