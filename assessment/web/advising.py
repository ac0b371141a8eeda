"""What a municipality shared with the advisers that it invited."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from assessment.services import sharing
from assessment.web.access import MUNICIPALITY, needs
from assessment.web.current import connection, library

blueprint = Blueprint("advising", __name__, url_prefix="/advies/<municipality_code>")


@blueprint.get("/")
@needs("shared.see", at=MUNICIPALITY)
def index(municipality_code: str) -> ResponseReturnValue:
    known = library().everyone.get(municipality_code)
    return render_template(
        "network/advising.html",
        name=known.name if known else municipality_code,
        shares=sharing.of_place(connection(), municipality_code),
    )
