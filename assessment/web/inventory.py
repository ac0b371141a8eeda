"""*Aan de slag*: what already happens, the matrix of places and themes, and what follows."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.activity_list import ORDERS, STATUSES, Wanted, choose
from assessment.core.gaps import Judgement
from assessment.core.inventory_model import InventoryModel
from assessment.services import activities, assessments
from assessment.web.access import signed_in
from assessment.web.activity_words import MISSING, recognisable
from assessment.web.conclusions import group, sources_of
from assessment.web.current import connection, library, now, person
from assessment.web.inputs import clean_line
from assessment.web.matrix import make_matrix

LONGEST_SEARCH = 100

blueprint = Blueprint("inventory", __name__, url_prefix="/invullen/<assessment_id>/aan-de-slag")


@blueprint.get("/")
@signed_in
def index(assessment_id: str) -> ResponseReturnValue:
    record, assessment = assessments.load(connection(), assessment_id, library())
    judgement = Judgement(assessment, library().catalogue.national_helplines)
    model = assessment.question_set.inventory
    ever = activities.list_ever(connection(), assessment_id)
    stored = {item.activity.id: item for item in ever if not item.removed_at}
    wanted = _wanted(model)
    chosen = choose((item.activity for item in stored.values()), wanted, model)
    names = {item.name.casefold() for item in assessment.activities}
    return render_template(
        "inventory/index.html",
        record=record,
        model=model,
        missing_words=MISSING,
        activities=[stored[item.id] for item in chosen],
        total=len(stored),
        wanted=wanted,
        statuses=STATUSES,
        orders=ORDERS,
        remarks={item.id: recognisable(item) for item in chosen},
        starters=[item for item in model.starters if item.name.casefold() not in names],
        matrix=make_matrix(judgement.inventory),
        setting_names={item.id: item.name for item in model.settings},
        theme_names={item.id: item.name for item in model.themes},
        conclusions=group(judgement.findings.all if record.inventory_complete else (), model),
        sources_of=lambda finding: sources_of(finding, assessment.question_set),
        removed=request.args.get("verwijderd", ""),
        gone=[item for item in ever if item.removed_at],
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


def _wanted(model: InventoryModel) -> Wanted:
    """What the address asks for; what nobody can choose counts as nothing."""

    def one_of(name: str, known: Iterable[str]) -> str:
        given = request.args.get(name, "")
        return given if given in known else ""

    return Wanted(
        setting=one_of("plek", {item.id for item in model.settings}),
        theme=one_of("thema", {item.id for item in model.themes}),
        status=one_of("status", STATUSES),
        text=clean_line(request.args.get("tekst"))[:LONGEST_SEARCH],
        order=one_of("volgorde", ORDERS),
    )
