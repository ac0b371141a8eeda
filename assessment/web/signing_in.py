"""Coming in with a one-time link, and leaving."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from assessment.services import password_sign_in, signing_in
from assessment.web.access import holder_of, public
from assessment.web.cookies import session_token, take_session
from assessment.web.current import connection, limits, now, parts
from assessment.web.password_sign_in import go_halfway, inside

blueprint = Blueprint("signing_in", __name__)


@blueprint.get("/binnenkomen/<token>")
@public
def look(token: str) -> ResponseReturnValue:
    """Only shows a button: programs that scan mail open every link in it."""
    if not signing_in.look_at_link(connection(), token, now()):
        return _expired()
    return render_template("signing_in/link.html", token=token)


@blueprint.post("/binnenkomen/<token>")
@public
def enter(token: str) -> ResponseReturnValue:
    # A stranger must not be able to make those who save wait: no turn to write for a wrong link.
    with parts().database.read() as conn:
        works = signing_in.look_at_link(conn, token, now())
    person_id = signing_in.take_link(connection(), token, now()) if works else None
    if person_id is None:
        return _expired()
    if password_sign_in.needs_code(connection(), person_id):
        return go_halfway(password_sign_in.begin_half(connection(), person_id, now()))
    found = signing_in.start(connection(), person_id, "link", now(), session_token())
    return inside(found) if found else _expired()


@blueprint.post("/uitloggen")
@public
def leave() -> ResponseReturnValue:
    token = session_token()
    if token and holder_of(token):
        signing_in.sign_out(connection(), token, now(), limits())
    session.clear()
    response = redirect(url_for("signing_in.left"))
    take_session(response)
    # On a shared computer the Back button must not show the answers again.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/uitgelogd")
@public
def left() -> ResponseReturnValue:
    return render_template("signing_in/left.html")


def _expired() -> ResponseReturnValue:
    return render_template("signing_in/expired.html"), 410
