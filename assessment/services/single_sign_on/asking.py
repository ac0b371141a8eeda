"""One question to an identity provider: small, bounded in time, and never led elsewhere."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

MOST_BYTES = 300_000
STEP_SECONDS = 5.0
WHOLE_SECONDS = 10.0


class NoAnswer(Exception):
    """The provider cannot be reached now, or says nothing that can be read."""


@dataclass(frozen=True)
class Answer:
    """What the provider said; `data` is an object, empty when it sent no JSON."""

    status: int
    data: dict[str, Any]


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A provider that sends us on could send us, and a secret with us, to anyone."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_StayHere)


def ask(address: str, headers: Mapping[str, str], form: str | None = None) -> Answer:
    """Raises NoAnswer. The caller has looked whether the address is allowed."""
    until = time.monotonic() + WHOLE_SECONDS
    body = form.encode("ascii") if form is not None else None
    question = urllib.request.Request(address, body, dict(headers))  # noqa: S310
    question.add_header("Accept", "application/json")
    try:
        try:
            opened = _opener.open(question, timeout=STEP_SECONDS)
        except urllib.error.HTTPError as refused:
            opened = refused
        with opened as response:
            return Answer(response.status or 0, _object(_read(response, until)))
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise NoAnswer(type(fault).__name__) from None


def ask_well(address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The same, when only a good answer will do."""
    answer = ask(address, headers or {})
    if answer.status != http.client.OK or not answer.data:
        raise NoAnswer(f"status {answer.status}")
    return answer.data


def _read(response: IO[bytes], until: float) -> bytes:
    """A drip a second never ends by itself, and neither does a text without an end."""
    found = b""
    while part := response.read1(65_536):  # type: ignore[attr-defined]
        found += part
        if len(found) > MOST_BYTES or time.monotonic() > until:
            raise TimeoutError
    return found


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
