"""Signing in elsewhere: to the identity provider, and back."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer
from werkzeug import Response

from assessment.services.single_sign_on import coming_in, flow
from assessment.services.single_sign_on.metadata import Known
from assessment.web.access import holder_of, public
from assessment.web.cookies import give_session, session_token
from assessment.web.current import now, parts

blueprint = Blueprint("single_sign_on", __name__)

log = logging.getLogger(__name__)


@blueprint.get("/inloggen/via/<provider>")
@public
def leave_for(provider: str) -> ResponseReturnValue:
    """Only when someone chose it here: another site cannot begin a session for them."""
    known = _known(provider)
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return render_template("single_sign_on/choose.html", provider=known.provider)
    try:
        address, started = flow.start(known, _return_to(provider), now())
    except flow.NoAnswer as fault:
        return _unreachable(known, fault)
    response = redirect(address)
    response.set_cookie(
        _cookie(), _signer().dumps(started.as_data()), **_cookie_rules(), max_age=600
    )
    return response


@blueprint.get("/inloggen/via/<provider>/terug")
@public
def come_back(provider: str) -> ResponseReturnValue:
    """The one GET that writes: the protocol brings people back in this way.

    What a token in a form does elsewhere, the state does here: without the cookie that this
    browser got from us, nothing is asked and nothing is written.
    """
    known = _known(provider)
    try:
        response = _let_in(known, provider)
    except (flow.Refused, coming_in.Closed) as fault:
        response = _refused(known, str(fault) or "closed")
    except coming_in.NotInvited:
        response = _explained("single_sign_on/not_invited.html", known, 403)
    except coming_in.HasAccount:
        response = _explained("single_sign_on/has_account.html", known, 409)
    except flow.NoAnswer as fault:
        response = _unreachable(known, fault)
    # It has been used, whatever came of it.
    response.delete_cookie(_cookie(), **_cookie_rules())
    return response


def _let_in(known: Known, provider: str) -> Response:
    identity = flow.finish(known, _started(), request.args, _return_to(provider), now())
    had = session_token()
    present = holder_of(had) if had else None
    with parts().database.write() as conn:
        token = coming_in.come_in(conn, identity, now(), instead_of=had, present=present)
    response = make_response(redirect(url_for("start.index")))
    give_session(response, token)
    return response


def _known(provider: str) -> Known:
    found = parts().providers.get(provider)
    if found is None:
        abort(404)
    return found


def _return_to(provider: str) -> str:
    """Exactly as it was told to the provider, whatever name this request came in under."""
    return parts().settings.address + url_for("single_sign_on.come_back", provider=provider)


def _started() -> flow.Started | None:
    try:
        return flow.Started.from_data(_signer().loads(request.cookies.get(_cookie(), "")))
    except BadData:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(parts().settings.secret_key, salt="single sign-on")


def _cookie() -> str:
    return f"{'__Host-' if parts().settings.secure_cookies else ''}elders-inloggen"


def _cookie_rules() -> dict[str, Any]:
    secure = parts().settings.secure_cookies
    # Lax: a browser that comes back from elsewhere brings no cookie that is Strict.
    return {"path": "/", "httponly": True, "samesite": "Lax", "secure": secure}


def _explained(template: str, known: Known, status: int) -> Response:
    log.warning("sign-in through %s led to %s", known.provider.key, template)
    return make_response(render_template(template, provider=known.provider), status)


def _refused(known: Known, reason: str) -> Response:
    """Why is in the log, as a code; to the visitor all of these are one page, but for a no."""
    log.warning("sign-in through %s refused: %s", known.provider.key, reason)
    page = render_template(
        "single_sign_on/refused.html", provider=known.provider, denied=reason == "denied"
    )
    return make_response(page, 400)


def _unreachable(known: Known, fault: flow.NoAnswer) -> Response:
    log.warning("identity provider %s does not answer: %s", known.provider.key, fault)
    return _explained("single_sign_on/unreachable.html", known, 503)
