"""*Aan de slag*: what already happens, the matrix of places and themes, and what follows."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.activity_list import ORDERS, STATUSES, choose
from assessment.core.gaps import Judgement
from assessment.services import activities, assessments
from assessment.web.access import signed_in
from assessment.web.activity_search import search, wanted
from assessment.web.activity_words import MISSING, recognisable
from assessment.web.conclusions import group, pieces_of, sources_of
from assessment.web.current import connection, library, now, person
from assessment.web.matrix import make_matrix

# Of a longer list this many are shown at first; the rest is one press away.
AT_FIRST = 25

blueprint = Blueprint("inventory", __name__, url_prefix="/invullen/<assessment_id>/aan-de-slag")


@blueprint.get("/")
@signed_in
def index(assessment_id: str) -> ResponseReturnValue:
    record, assessment = assessments.load(connection(), assessment_id, library())
    judgement = Judgement(assessment, library().catalogue.national_helplines)
    model = assessment.question_set.inventory
    ever = activities.list_ever(connection(), assessment_id)
    stored = {item.activity.id: item for item in ever if not item.removed_at}
    asked = wanted(model)
    chosen = choose((item.activity for item in stored.values()), asked, model)
    shown = chosen if "alles" in request.args else chosen[:AT_FIRST]
    gone = {item.activity.id: item for item in ever if item.removed_at}
    names = {item.name.casefold() for item in assessment.activities}
    return render_template(
        "inventory/index.html",
        record=record,
        model=model,
        missing_words=MISSING,
        activities=[stored[item.id] for item in shown],
        found=len(chosen),
        total=len(stored),
        wanted=asked,
        search=search(),
        statuses=STATUSES,
        orders=ORDERS,
        remarks={item.id: recognisable(item) for item in shown},
        starters=[item for item in model.starters if item.name.casefold() not in names],
        matrix=make_matrix(judgement.inventory),
        setting_names={item.id: item.name for item in model.settings},
        theme_names={item.id: item.name for item in model.themes},
        conclusions=group(judgement.findings.all if record.inventory_complete else (), model),
        pieces_of=pieces_of,
        sources_of=lambda finding: sources_of(finding, assessment.question_set),
        removed=gone.get(request.args.get("verwijderd", "")),
        gone=list(gone.values()),
    )


@blueprint.post("/af")
@signed_in
def declare(assessment_id: str) -> ResponseReturnValue:
    """Only a person can say that the overview is complete; nothing is concluded before that."""
    complete = request.form.get("af") == "ja"
    assessments.change(
        connection(), assessment_id, inventory_complete=complete, by=person(), now=now()
    )
    flash("Het overzicht is af voor nu." if complete else "Het overzicht is nog niet af.")
    return redirect(url_for(".index", assessment_id=assessment_id))
