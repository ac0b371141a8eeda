"""Who may see what. Every view says so itself; a view that does not is refused.

What the words allow stands in `core/access.py`. What someone may not see answers exactly as what
does not exist, so that no answer tells who else takes part.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, ParamSpec

from flask import Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from assessment.config import Settings
from assessment.core.access import EVERYWHERE, Action, may, places
from assessment.services import api_tokens, signing_in
from assessment.services.api_tokens import ApiToken
from assessment.storage.records import PersonRecord
from assessment.storage.ties import Visitor
from assessment.web.cookies import session_token
from assessment.web.current import connection, is_reading, limits, now, parts, transaction

log = logging.getLogger(__name__)

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
Access = Literal["public", "signed_in", "key"]

# Where an address is about: the part of it that names an assessment, whose municipality is looked
# up, or the part that is a place by itself; or the installation, that no part has to name.
ASSESSMENT = "assessment_id"
MUNICIPALITY = "municipality_code"
NETWORK = "network_id"
INSTALLATION = EVERYWHERE

# What has no place of its own, as a report that is shared with several networks, is looked up by a
# function. It gets a connection and the parts of the address, and gives all places that count.
LookUp = Callable[..., Iterable[str]]


@dataclass(frozen=True)
class Declared:
    """What a view says about itself; without an action the method decides."""

    access: Access
    action: Action | None = None
    at: str | LookUp = ASSESSMENT
    early: bool = False  # also for someone who first has to set up a second factor
    open_when: Callable[[Settings], bool] | None = None  # an installation may open it to everyone


class SecondFactorFirst(Forbidden):
    """Someone who came in with a password and may see a lot shows more than that password."""


# The table of all views with what they declared.
DECLARED: dict[object, Declared] = {}


def public(view: View[P]) -> View[P]:
    """Open to everyone."""
    return _declare(view, Declared("public"))


def signed_in(view: View[P]) -> View[P]:
    """Only for someone with a session; within an assessment only for who sees or fills it in."""
    return _declare(view, Declared("signed_in"))


def signed_in_early(view: View[P]) -> View[P]:
    """Also for someone who first has to set up a second factor: the way to set it up."""
    return _declare(view, Declared("signed_in", early=True))


def signed_in_unless(open_when: Callable[[Settings], bool]) -> Callable[[View[P]], View[P]]:
    """Only for someone with a session, unless this installation opens it to everyone."""

    def declare(view: View[P]) -> View[P]:
        return _declare(view, Declared("signed_in", open_when=open_when))

    return declare


def with_key(view: View[P]) -> View[P]:
    """Only for a program that brings a key along; never for a browser, whoever is signed in."""
    return _declare(view, Declared("key"))


def needs(action: Action, *, at: str | LookUp = ASSESSMENT) -> Callable[[View[P]], View[P]]:
    """Only for someone who may do this at the place that the address is about; `at` says which.

    `at` is the name of a part of the address (ASSESSMENT, MUNICIPALITY, NETWORK), INSTALLATION, or
    a function that finds the places: someone who may do it at one of them gets through.
    """

    def declare(view: View[P]) -> View[P]:
        return _declare(view, Declared("signed_in", action, at))

    return declare


def access_of(app: Flask, endpoint: str) -> Access | None:
    declared = _declared(app, endpoint)
    return declared.access if declared else None


def action_of(app: Flask, endpoint: str, method: str) -> Action:
    """What someone must be able to do with the assessment of this address."""
    declared = _declared(app, endpoint)
    if declared and declared.action:
        return declared.action
    return "assessment.see" if method in ("GET", "HEAD", "OPTIONS") else "assessment.fill"


def place_of(app: Flask, endpoint: str) -> str | LookUp | None:
    """What a view says about its place; None when it is about no place at all."""
    declared = _declared(app, endpoint)
    if declared is None or declared.access != "signed_in":
        return None
    if declared.action is None:
        named = any(ASSESSMENT in rule.arguments for rule in app.url_map.iter_rules(endpoint))
        return ASSESSMENT if named else None
    return declared.at


def refuse_undeclared() -> None:
    """Runs before every request: forgetting a decorator closes a page instead of opening it."""
    if request.endpoint and access_of(current_app, request.endpoint) is None:
        abort(404)


def can(action: Action, place: str | None = None) -> bool:
    """Whether the reader may do this where this page is about, or elsewhere; buttons ask it too."""
    found: Visitor | None = g.get("visitor")
    if found is None:
        return False
    here: Iterable[str] = g.get("places", ()) if place is None else (place,)
    return any(may(found.ties, action, one) for one in here)


def can_somewhere(action: Action) -> bool:
    """Whether there is any place where the reader may do this; the menu asks it."""
    found: Visitor | None = g.get("visitor")
    return found is not None and bool(places(found.ties, action))


def _declared(app: Flask, endpoint: str) -> Declared | None:
    view: object = app.view_functions[endpoint]
    return DECLARED.get(view)


def _declare(view: View[P], declared: Declared) -> View[P]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        with transaction():
            opened = declared.open_when and declared.open_when(parts().settings)
            if declared.access == "signed_in" and not opened:
                token = _require_session()
                if not declared.early and signing_in.must_add_second_factor(g.visitor):
                    raise SecondFactorFirst
                _require_tie(declared)
                if not is_reading():
                    signing_in.touch(connection(), token, now(), limits())
            elif declared.access == "key":
                g.key = _require_key()
            return view(*args, **kwargs)

    DECLARED[guarded] = declared
    return guarded


def _require_session() -> str:
    token = session_token()
    found = _visitor_of(token) if token else None
    if token is None or found is None:
        abort(401)
    g.visitor, g.person = found, found.person
    return token


def _require_key() -> ApiToken:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        if kind.casefold() != "bearer" or not token:
            abort(401)
        return api_tokens.find(connection(), token.strip(), now())
    except api_tokens.UnknownToken:
        abort(401)


def _require_tie(declared: Declared) -> None:
    g.places = frozenset(_places(declared.at))
    # A view that says what it needs is closed when its address turns out to be about no place.
    if declared.action is None and _assessment_id() is None:
        return
    if not can(action_of(current_app, request.endpoint or "", request.method)):
        # Many of these of one person are worth a look; the address may hold what was typed.
        log.warning("refused: person %s at %s", g.person.id, request.endpoint)
        abort(404)


def _places(at: str | LookUp) -> Iterable[str]:
    if callable(at):
        return _looked_up(at)
    if at == ASSESSMENT:
        asked = g.visitor.asked
        return () if asked is None else (asked,)
    given: dict[str, Any] = request.view_args or {}
    return (INSTALLATION,) if at == INSTALLATION else (given[at],)


def _looked_up(at: LookUp) -> Iterable[str]:
    given = request.view_args or {}
    if is_reading():
        return at(connection(), **given)
    with parts().database.read() as conn:
        return tuple(at(conn, **given))


def _assessment_id() -> str | None:
    found: str | None = (request.view_args or {}).get(ASSESSMENT)
    return found


def _visitor_of(token: str) -> Visitor | None:
    if is_reading():
        return signing_in.visitor(connection(), token, now(), _assessment_id(), limits())
    # A stranger must not be able to make those who save wait: no turn to write before we know.
    with parts().database.read() as conn:
        return signing_in.visitor(conn, token, now(), _assessment_id(), limits())


def holder_of(token: str) -> PersonRecord | None:
    """Whose session this is, for a page that is open to everyone."""
    if is_reading():
        return signing_in.who(connection(), token, now(), limits())
    with parts().database.read() as conn:
        return signing_in.who(conn, token, now(), limits())
