"""Asking someone to wait: how long, in words, and in a header for programs."""

from __future__ import annotations

from flask import make_response, request
from flask.typing import ResponseReturnValue

from assessment.services import slowing
from assessment.web.access import holder_of
from assessment.web.cookies import session_token
from assessment.web.current import now, parts


def strangers_turn(page: str) -> None:
    """Before long work for someone without an account. Raises `slowing.TooSoon`.

    Who is signed in can be asked about it, and does not wait.
    """
    token = session_token()
    if token and holder_of(token):
        return
    key = parts().settings.secret_key
    made = slowing.at_open_page(key, page, slowing.place_of(key, request.remote_addr or ""))
    slowing.take_turn(parts().database, made, now())


def in_words(seconds: int) -> str:
    if seconds < 100:
        return "één seconde" if seconds == 1 else f"{seconds} seconden"
    return f"{-(-seconds // 60)} minuten"


def too_soon(page: ResponseReturnValue, fault: slowing.TooSoon) -> ResponseReturnValue:
    """The page that says so, for someone who reads, and for a program."""
    response = make_response(page)
    response.status_code = 429
    response.headers["Retry-After"] = str(fault.seconds)
    return response
