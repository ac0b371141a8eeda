"""The logbook of one assessment: who did what and when, as a page and as a file."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from assessment.services import assessments, audit, logbook
from assessment.web.access import needs
from assessment.web.current import connection, library
from assessment.web.inputs import version_of
from assessment.web.report import file_name

# Nobody leafs further; it keeps a made-up number from searching through everything.
LAST_PAGE = 10_000

blueprint = Blueprint("logbook", __name__, url_prefix="/invullen/<assessment_id>")


@blueprint.get("/logboek")
@needs("logbook.see")
def show(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    functions = audit.functions(connection(), assessment_id)
    number = version_of(request.args.get("bladzijde", "1"))
    if not 1 <= number <= LAST_PAGE:
        abort(404)
    who, kind = _wanted(functions)
    page = logbook.page(
        connection(),
        assessment_id,
        library().question_sets.get(record.question_set),
        function=who,
        kind=kind,
        number=number,
    )
    return render_template(
        "logbook/page.html",
        record=record,
        page=page,
        functions=[(name, name) for name in functions],
        kinds=logbook.KINDS,
        who=who,
        kind=kind,
    )


@blueprint.get("/logboek.csv")
@needs("logbook.see")
def download(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    who, kind = _wanted(audit.functions(connection(), assessment_id))
    content = library().question_sets.get(record.question_set)
    raw = logbook.as_csv(connection(), assessment_id, content, function=who, kind=kind)
    response = Response(raw, content_type="text/csv; charset=utf-8")
    name = file_name(record.municipality_name, record.reference_date, "logboek", "csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _wanted(functions: list[str]) -> tuple[str, str]:
    """What the address asks for; what nobody can choose counts as everything."""
    who, kind = request.args.get("wie", ""), request.args.get("soort", "")
    return who if who in functions else "", kind if kind in logbook.KINDS else ""
