"""Names without what people leave out when they type them, and sort them."""

from __future__ import annotations

import unicodedata


def plain(name: str) -> str:
    """Without capitals, accents, apostrophes and hyphens: how people type a name."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(char if char.isalnum() else " " for char in letters if char.isascii())
    return " ".join(kept.split())


def by_name(name: str) -> tuple[str, str]:
    """The place in an alphabetical list: 's-Hertogenbosch stands under the h."""
    words = plain(name)
    return words.removeprefix("s ").removeprefix("t "), name
