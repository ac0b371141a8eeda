"""The code flow with PKCE: sending someone to the provider, and judging what comes back.

Nothing of what the provider hands out is kept: after `finish` there is only who it was.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import quote_plus, urlencode

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.client import OAuth2Client

from assessment.providers import Provider
from assessment.services.single_sign_on.asking import Answer, NoAnswer, ask, ask_well
from assessment.services.single_sign_on.metadata import Known, Metadata
from assessment.services.single_sign_on.tokens import Refused, claims_of

__all__ = ["Identity", "NoAnswer", "Refused", "Started", "finish", "start"]

# Someone may have to look for a phone on the way.
TIME_AT_PROVIDER = timedelta(minutes=10)


@dataclass(frozen=True)
class Started:
    """What the browser keeps while it is at the provider, to show that it was sent by us."""

    provider: str
    state: str
    nonce: str
    verifier: str
    at: float

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: Any) -> Self | None:
        try:
            return cls(**data)
        except TypeError:
            return None


@dataclass(frozen=True)
class Identity:
    """Who someone is according to a provider. The address is there only when it is proven."""

    issuer: str
    subject: str
    email: str | None


def start(known: Known, return_to: str, now: datetime) -> tuple[str, Started]:
    """The address of the provider, and what to remember. Raises NoAnswer."""
    provider, about = known.provider, known.about()
    started = Started(
        provider.key,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        at=now.timestamp(),
    )
    asked = {"nonce": started.nonce, **({"acr_values": provider.acr} if provider.acr else {})}
    address, _ = _client(provider, about, return_to).create_authorization_url(
        about.authorization, state=started.state, code_verifier=started.verifier, **asked
    )
    return address, started


def finish(
    known: Known,
    started: Started | None,
    came_back: Mapping[str, str],
    return_to: str,
    now: datetime,
) -> Identity:
    """Who came back. Raises Refused, or NoAnswer when the provider cannot be reached."""
    provider = known.provider
    if started is None or started.provider != provider.key:
        raise Refused("not-started-here")
    if not 0 <= now.timestamp() - started.at <= TIME_AT_PROVIDER.total_seconds():
        raise Refused("took-too-long")
    if not hmac.compare_digest(came_back.get("state", "").encode(), started.state.encode()):
        raise Refused("state")
    about = known.about()
    # Before anything else of the answer is believed: whose answer is it?
    if came_back.get("iss", None if about.names_itself else provider.issuer) != provider.issuer:
        raise Refused("issuer")
    if "error" in came_back:
        raise Refused("denied" if came_back["error"] == "access_denied" else "provider-error")
    token = _exchange(provider, about, came_back.get("code", ""), started, return_to)
    claims = claims_of(known, token, nonce=started.nonce, now=now)
    address = claims if "email" in claims else _userinfo(about, token, claims["sub"])
    return Identity(provider.issuer, claims["sub"], _proven_address(address, provider))


def _client(provider: Provider, about: Metadata, return_to: str) -> Any:
    secret, name = provider.client_secret, provider.client_id
    if not about.secret_in_form:
        # RFC 6749, 2.3.1: in the header both are written as in a form first.
        secret, name = quote_plus(secret), quote_plus(name)
    return OAuth2Client(
        _Session(),
        name,
        secret,
        token_endpoint_auth_method=(
            "client_secret_post" if about.secret_in_form else "client_secret_basic"
        ),
        scope=provider.scope,
        redirect_uri=return_to,
        code_challenge_method="S256",
    )


class _Session:
    """What Authlib sends with: our own limits on time and size, and no way to another address."""

    def post(self, address: str, *, data: dict[str, str], headers: Any, auth: Any) -> _Response:
        address, headers, body = auth.prepare("POST", address, dict(headers), urlencode(data))
        return _Response(ask(address, headers, body))


@dataclass(frozen=True)
class _Response:
    answer: Answer

    @property
    def status_code(self) -> int:
        return self.answer.status

    def json(self) -> dict[str, Any]:
        return self.answer.data

    def raise_for_status(self) -> None:
        raise NoAnswer(f"status {self.answer.status}")


def _exchange(
    provider: Provider, about: Metadata, code: str, started: Started, return_to: str
) -> dict[str, Any]:
    """The code for the tokens; a code is worth nothing without what this browser kept."""
    client = _client(provider, about, return_to)
    try:
        found: dict[str, Any] = client.fetch_token(
            about.token,
            code=code or None,
            grant_type="authorization_code",
            code_verifier=started.verifier,
        )
    except (OAuth2Error, TypeError, ValueError):
        raise Refused("code") from None
    return found


def _userinfo(about: Metadata, token: dict[str, Any], subject: str) -> dict[str, Any]:
    access = token.get("access_token")
    if not about.userinfo or not isinstance(access, str) or not access.isascii():
        return {}
    found = ask_well(about.userinfo, {"Authorization": f"Bearer {access}"})
    if found.get("sub") != subject:
        raise Refused("userinfo-of-another")
    return found


def _proven_address(claims: Mapping[str, Any], provider: Provider) -> str | None:
    """An address that the provider vouches for. Anyone may type an address in their profile."""
    email, verified = claims.get("email"), claims.get(provider.verified_claim)
    # Entra ID has said yes in each of these ways.
    if not isinstance(email, str) or verified not in (True, "true", "1"):
        return None
    return email
