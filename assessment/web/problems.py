"""What a program hears when something goes wrong: problem details, as RFC 9457 says them."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request

ROOT = "/v1"
VERSION = "1.0.0"
MEDIA_TYPE = "application/problem+json"

# The title stays the same for one kind of problem; what is the matter now stands in the detail.
WORDS = {
    400: ("Dit verzoek klopt niet", "Kijk in openapi.json welke parameters er zijn."),
    401: (
        "Een geldige sleutel ontbreekt",
        "Stuur een sleutel mee die nog werkt: Authorization: Bearer psp_…",
    ),
    404: ("Niet gevonden", "Dit is er niet, of het is niet met deze sleutel te lezen."),
    405: ("Alleen lezen", "Deze API kent alleen GET en HEAD."),
    429: ("Te veel verzoeken", "Wacht even en ga dan verder; Retry-After zegt hoeveel tellen."),
    500: ("Er ging iets mis", "Dat ligt aan ons. Probeer het later nog eens."),
    503: ("Even te druk", "Probeer het over tien tellen nog eens."),
}


def is_api() -> bool:
    return request.path == ROOT or request.path.startswith(f"{ROOT}/")


def problem(code: int, detail: str = "") -> Response:
    title, usual = WORDS.get(code, WORDS[500 if code >= 500 else 400])
    body = {"type": "about:blank", "title": title, "status": code, "detail": detail or usual}
    response = answer(body, code, MEDIA_TYPE)
    if code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def answer(body: Any, code: int = 200, kind: str = "application/json") -> Response:
    """JSON with the version of the API beside it."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = Response(text, code, mimetype=kind)
    response.headers["API-Version"] = VERSION
    return response
