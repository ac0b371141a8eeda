"""Random tokens. Only their digests are stored, so a stolen copy of the database lets nobody in.

The tokens are 256 random bits; a plain hash of those cannot be guessed.
"""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    # Whatever a browser sends must give a digest, also half a character.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
