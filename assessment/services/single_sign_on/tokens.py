"""The token that says who someone is: signed by the provider, for us, now, and for this visit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError

from assessment.providers import Provider
from assessment.services.single_sign_on.metadata import Known

# No `none`, and nothing with a shared secret: the public key of a provider is no secret.
ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY_SECONDS = 60
LONGEST_SUBJECT = 255  # OpenID Connect Core, 2


class Refused(Exception):
    """We do not let someone in on this; the message is a code for the log."""


def claims_of(
    known: Known, given: Mapping[str, Any], *, nonce: str, now: datetime
) -> dict[str, Any]:
    """What the identity token says, when everything about it is right. Raises Refused."""
    provider = known.provider
    if not isinstance(given.get("id_token"), str):
        raise Refused("no-token")
    header, found = _decode(known, given["id_token"])
    claims = CodeIDToken(
        found,
        header,
        options={"iss": {"essential": True, "value": provider.issuer}},
        params={
            "client_id": provider.client_id,
            "nonce": nonce,
            "access_token": given.get("access_token"),
        },
    )
    try:
        claims.validate(int(now.timestamp()), LEEWAY_SECONDS)
    except (JoseError, TypeError, ValueError) as fault:
        raise Refused(_code(fault)) from None
    # A token that is also for others could have been given to them, and passed on to us.
    if found["aud"] not in (provider.client_id, [provider.client_id]):
        raise Refused("audience")
    subject = found["sub"]
    if not 0 < len(subject) <= LONGEST_SUBJECT or not (subject.isascii() and subject.isprintable()):
        raise Refused("subject")
    if not signed_in_well_enough(found, provider):
        raise Refused("not-strong-enough")
    return found


def signed_in_well_enough(claims: dict[str, Any], provider: Provider) -> bool:
    """When the settings ask for a way of signing in, the token must say that it was that one."""
    methods = claims.get("amr")
    said = [claims.get("acr"), *(methods if isinstance(methods, list) else ())]
    return not provider.acr or provider.acr in said


def _decode(known: Known, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    for anew in (False, True):
        try:
            found = jwt.decode(token, known.signing_keys(anew=anew), algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            continue
        except (JoseError, ValueError) as fault:
            raise Refused(_code(fault)) from None
        return found.header, found.claims
    raise Refused("unknown-key")


def _code(fault: Exception) -> str:
    claim = getattr(fault, "claim", None)
    return f"token-{claim}" if claim else f"token-{type(fault).__name__}"
