"""The tokens in links: 256 random bits. Only their hash is stored, and those cannot be guessed."""

from __future__ import annotations

import hashlib
import secrets


def new() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    # Whatever a browser sends must give a digest, also half a character.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
