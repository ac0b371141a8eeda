"""Is the process alive, and can it serve? For a supervisor, not for people."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from assessment.storage.errors import DatabaseBusy
from assessment.web.access import public
from assessment.web.current import parts

blueprint = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    return "ok\n", 200, PLAIN


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    database = parts().database
    try:
        up_to_date = database.current_revision() == database.head_revision
    except DatabaseBusy:
        return "de database is niet bereikbaar\n", 503, PLAIN
    if not up_to_date:
        return "de database is van een andere versie\n", 503, PLAIN
    return "ok\n", 200, PLAIN
