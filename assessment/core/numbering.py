"""Numbers of reports: short enough to read out, too many to guess, and never a word.

`PS-2026-7KQ4-M2XT`: no vowels, so that no word can arise, and nothing that looks like another.
"""

from __future__ import annotations

import re
from hashlib import sha256

LETTERS = "23456789BCDFGHJKMNPQRTVWXZ"
_PATTERN = re.compile(rf"PS-\d{{4}}-[{LETTERS}]{{4}}-[{LETTERS}]{{4}}")


def report_number(year: int, secret: str) -> str:
    """The number that belongs to a secret: asking again with the same one gives the same."""
    return f"PS-{year:04}-{_eight(secret)}"


def draft_number(content: bytes) -> str:
    """A draft is called after what it says, so the same draft keeps its name."""
    return f"CONCEPT-{_eight(content.hex())}"


def is_report_number(text: str) -> bool:
    return _PATTERN.fullmatch(text) is not None


def _eight(source: str) -> str:
    left = int.from_bytes(sha256(source.encode()).digest(), "big")
    found = ""
    for _ in range(8):
        left, index = divmod(left, len(LETTERS))
        found += LETTERS[index]
    return f"{found[:4]}-{found[4:]}"
