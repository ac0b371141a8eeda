"""Codes that change every half minute (RFC 6238), as every authenticator app computes them."""

from __future__ import annotations

import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20  # as long as the digest that the codes are made of
# A phone may be a little ahead or behind, and typing takes time.
DRIFT = 1


def code_at(secret: bytes, step: int) -> str:
    """The code of one step of time (RFC 4226, section 5.3). Apps know SHA-1 and little else."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def matching_step(secret: bytes, code: str, now: datetime, used: int | None) -> int | None:
    """The step of this code, when it is near enough and was not used; no code works twice."""
    here = step_of(now)
    given = code.encode("utf-8", "surrogatepass")
    found = None
    for step in range(here - DRIFT, here + DRIFT + 1):
        # Every step is compared, so that the time taken tells nothing.
        same = hmac.compare_digest(code_at(secret, step).encode(), given)
        if same and (used is None or step > used):
            found = step
    return found


def address(secret_text: str, account: str, issuer: str) -> str:
    """What the QR code says; an app reads it and knows the rest."""
    label = quote(f"{issuer}:{account}", safe=":")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret_text, 'issuer': issuer})}"
