"""The first page, and beginning a new assessment."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.services import assessments, networks, signing_in, taking_part
from assessment.web.access import signed_in
from assessment.web.current import connection, library, now, person, today, visitor
from assessment.web.details_form import DetailsForm, sizes
from assessment.web.inputs import fill_date

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@signed_in
def index() -> ResponseReturnValue:
    content = library().newest
    return render_template(
        "start/index.html",
        content=content,
        ask_function=person().function == signing_in.LOCAL_FUNCTION,
        records=assessments.list_of(connection(), visitor().ties),
        removed=request.args.get("verwijderd", ""),
        sizes=sizes(content),
        networks=networks.list_of(connection(), visitor().ties),
        advised=networks.advised(visitor().ties, library()),
    )


@blueprint.get("/beginnen")
@signed_in
def begin() -> ResponseReturnValue:
    depth = "volledig" if request.args.get("versie") == "volledig" else "kort"
    form = DetailsForm(data={**fill_date(today()), "depth": depth})
    return _ask(form)


@blueprint.post("/beginnen")
@signed_in
def start() -> ResponseReturnValue:
    form = DetailsForm(request.form)
    chosen = form.read(library().municipalities)
    if chosen is None:
        return _ask(form), 422
    if not taking_part.may_begin(connection(), visitor().ties, chosen.municipality.code):
        form.refuse_municipality()
        return _ask(form), 422
    record = assessments.start(
        connection(),
        municipality=chosen.municipality,
        depth=chosen.depth,
        reference_date=chosen.reference_date,
        question_set_key=library().newest.key,
        by=person(),
        now=now(),
    )
    return redirect(url_for("filling_in.tasks", assessment_id=record.id))


def _ask(form: DetailsForm) -> str:
    return render_template("start/begin.html", form=form, sizes=sizes(library().newest))
