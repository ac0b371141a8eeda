"""What is kept of the one who is signed in: as a page, and as a file to take along."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from assessment.services import own_data
from assessment.web.access import signed_in
from assessment.web.current import connection, parts, person

blueprint = Blueprint("own_data", __name__, url_prefix="/ik/gegevens")


@blueprint.get("")
@signed_in
def show() -> ResponseReturnValue:
    return render_template(
        "own_function/data.html",
        found=own_data.of(connection(), person()),
        keep=parts().settings.keep,
    )


@blueprint.get("/bestand")
@signed_in
def file() -> ResponseReturnValue:
    response = Response(
        own_data.as_json(own_data.of(connection(), person())), mimetype="application/json"
    )
    response.headers.set("Content-Disposition", "attachment", filename="mijn-gegevens.json")
    return response
