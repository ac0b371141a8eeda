"""Who may see what. Every view says so itself; a view that does not is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Literal, ParamSpec

from flask import Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from assessment.services import signing_in
from assessment.storage.records import PersonRecord
from assessment.web.cookies import session_token
from assessment.web.current import connection, is_reading, now, parts, transaction

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
Access = Literal["public", "signed_in"]

# The table of all views with the access that they declared.
DECLARED: dict[object, Access] = {}


def public(view: View[P]) -> View[P]:
    """Open to everyone."""
    return _declare(view, "public")


def signed_in(view: View[P]) -> View[P]:
    """Only for someone with a session."""
    return _declare(view, "signed_in")


def access_of(app: Flask, endpoint: str) -> Access | None:
    view: object = app.view_functions[endpoint]
    return DECLARED.get(view)


def refuse_undeclared() -> None:
    """Runs before every request: forgetting a decorator closes a page instead of opening it."""
    if request.endpoint and access_of(current_app, request.endpoint) is None:
        abort(404)


def _declare(view: View[P], access: Access) -> View[P]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        with transaction():
            if access == "signed_in":
                _require_session()
            return view(*args, **kwargs)

    DECLARED[guarded] = access
    return guarded


def _require_session() -> None:
    token = session_token()
    found = holder_of(token) if token else None
    if token is None or found is None:
        abort(401)
    g.person = found
    if not is_reading():
        signing_in.touch(connection(), token, now())


def holder_of(token: str) -> PersonRecord | None:
    """Whose session this is; asked outside the transaction of a request that writes."""
    if is_reading():
        return signing_in.who(connection(), token, now())
    # A stranger must not be able to make those who save wait: no turn to write before we know.
    with parts().database.read() as conn:
        return signing_in.who(conn, token, now())
