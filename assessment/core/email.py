"""Mail addresses: what counts as one, and when two of them are the same."""

from __future__ import annotations

import re
import unicodedata

EMAIL_MAX = 254
# Nothing that could end a line of a mail or hide in a list of receivers. Whether the address
# exists only shows when something is sent to it.
_PLAIN = r"[^\s@<>(),;:\\\"\[\]]"
_SHAPE = re.compile(rf"{_PLAIN}{{1,64}}@{_PLAIN}+\.{_PLAIN}{{2,}}")


def email_key(written: str) -> str:
    """The same for every way of writing one address. Empty when it cannot be an address."""
    plain = unicodedata.normalize("NFKC", written).strip()
    key = unicodedata.normalize("NFKC", plain.casefold())
    printable = all(unicodedata.category(character)[0] != "C" for character in key)
    fits = len(key) <= EMAIL_MAX and len(plain) <= EMAIL_MAX
    return key if fits and printable and _SHAPE.fullmatch(key) else ""
