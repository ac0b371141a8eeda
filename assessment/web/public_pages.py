"""What everyone may read: privacy, accessibility, and where to report a leak."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, g, render_template
from flask.typing import ResponseReturnValue

from assessment.services import own_words
from assessment.web.access import holder_of, public
from assessment.web.cookies import session_token
from assessment.web.current import limits, now, parts

blueprint = Blueprint("public_pages", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
# RFC 9116 wants a day on which this is looked at again, less than a year from now.
HOLDS = timedelta(days=90)


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    _greet()
    return render_template(
        "public_pages/privacy.html",
        own_words=own_words.read(parts().settings.instance, own_words.PRIVACY),
        limits=limits(),
    )


@blueprint.get("/toegankelijkheid")
@public
def accessibility() -> ResponseReturnValue:
    _greet()
    return render_template(
        "public_pages/accessibility.html",
        own_words=own_words.read(parts().settings.instance, own_words.ACCESSIBILITY),
    )


@blueprint.get("/.well-known/security.txt")
@public
def security_txt() -> ResponseReturnValue:
    settings = parts().settings
    if not settings.security_contact:
        abort(404)
    until = (now() + HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
    ]
    # Only a name that the operator gave, never the one that a request brings along.
    if settings.secure_cookies and settings.trusted_hosts:
        host = settings.trusted_hosts[0]
        lines.append(f"Canonical: https://{host}/.well-known/security.txt")
    return "\n".join(lines) + "\n", 200, PLAIN


@blueprint.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    return "User-agent: *\nDisallow: /\n", 200, PLAIN


def _greet() -> None:
    """Whoever is signed in keeps the menu; the page itself is the same for everyone."""
    token = session_token()
    g.person = holder_of(token) if token else None
