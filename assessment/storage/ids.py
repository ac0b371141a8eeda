"""Names that the product gives to things."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """Ids stand in addresses, so they are secrets: 128 random bits in 22 characters."""
    return secrets.token_urlsafe(16)
