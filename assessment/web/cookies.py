"""The cookie that says who someone is: a random token, looked up in the database."""

from __future__ import annotations

from flask import request
from werkzeug import Response

from assessment.web.current import parts


def cookie_name() -> str:
    # A browser takes a `__Host-` cookie only over TLS, for this host alone and for every path.
    return f"{'__Host-' if parts().settings.secure_cookies else ''}preventiespiegel"


def session_token() -> str | None:
    return request.cookies.get(cookie_name())


def give_session(response: Response, token: str) -> None:
    """It ends with the browser, because computers at a town hall are shared."""
    response.set_cookie(
        cookie_name(),
        token,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=parts().settings.secure_cookies,
    )


def take_session(response: Response) -> None:
    response.delete_cookie(
        cookie_name(),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=parts().settings.secure_cookies,
    )
