"""“Gemeente A” instead of a name: the same letter for the same municipality, every time.

Who knows the word can tell the letters, so the word is a secret. Who knows the region can often
tell them without it: an alias is a courtesy, not a lock, and the comparison says so.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from string import ascii_uppercase


def aliases(codes: Iterable[str], word: str) -> Mapping[str, str]:
    """From code to alias. The order follows from the word, never from name, size or level."""
    key = word.encode()
    shuffled = sorted(set(codes), key=lambda code: hmac.digest(key, code.encode(), "sha256"))
    return {code: f"Gemeente {_letters(index)}" for index, code in enumerate(shuffled)}


def _letters(index: int) -> str:
    """A to Z, then AA to ZZ, as a spreadsheet names its columns."""
    index, last = divmod(index, 26)
    return (_letters(index - 1) if index else "") + ascii_uppercase[last]


def place_of(alias: str) -> tuple[int, str]:
    """For an order in which B comes before AA."""
    return len(alias), alias
