"""Passwords: hashing them, and refusing the ones that are guessed first.

argon2id with what OWASP advises. Each hash takes 19 MiB, so only a few are made at once: a flood of
tries waits in a row and does not eat the memory of everyone else.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from zxcvbn import zxcvbn

LEAST = 12
MOST = 128
AT_ONCE = 4
# Of the five scores of zxcvbn these are “too guessable” and “very guessable”.
TOO_WEAK = 2
# It looks at every part of a text, and the time that takes grows fast; the rest only adds strength.
LOOKED_AT = 72

# What someone who knows where this password is used would try first. The words of the account
# itself, as the address and the municipality, come on top of these.
CONTEXT_WORDS = (
    "preventiespiegel",
    "preventie",
    "spiegel",
    "gemeente",
    "gemeentehuis",
    "stadhuis",
    "burgemeester",
    "wethouder",
    "gemeenteraad",
    "beleidsmedewerker",
    "beleid",
    "jeugd",
    "veiligheid",
    "wachtwoord",
    "welkom",
    "inloggen",
    "beheerder",
    "nederland",
)

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_TURNS = BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    with _TURNS:
        return _HASHER.hash(_plain(password))


def fits(password: str, stored: str | None) -> bool:
    """Without a stored hash just as much work is done, so that the time taken tells nothing."""
    with _TURNS:
        try:
            _HASHER.verify(_nobodys() if stored is None else stored, _plain(password))
        except (Argon2Error, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with less than what is used now."""
    return _HASHER.check_needs_rehash(stored)


def fault(password: str, own_words: tuple[str, ...] = ()) -> str:
    """Why this cannot be a password, in Dutch; empty when it can."""
    if len(password) < LEAST:
        return f"Kies een wachtwoord van minstens {LEAST} tekens."
    if len(password) > MOST:
        return f"Kies een wachtwoord van hooguit {MOST} tekens."
    known = list(_words((*CONTEXT_WORDS, *own_words)))
    plain = _plain(password)
    # Several known words in a row are as easy as one, whatever digits stand between them.
    rest = plain.casefold()
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word, "")
    letters_left = sum(character.isalpha() for character in rest)
    mostly_known = len(rest) < len(plain) and letters_left < LEAST // 2
    if mostly_known or zxcvbn(plain[:LOOKED_AT], user_inputs=known)["score"] <= TOO_WEAK:
        return (
            "Dit wachtwoord is te makkelijk te raden. "
            "Neem bijvoorbeeld vier woorden die niets met elkaar te maken hebben."
        )
    return ""


def _words(texts: tuple[str, ...]) -> set[str]:
    found = set()
    for text in texts:
        plain = "".join(c if c.isalnum() else " " for c in _plain(text).casefold())
        found |= {word for word in plain.split() if len(word) > 3}
    return found


def _plain(text: str) -> str:
    """Keyboards write one letter in different ways (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode("utf-8"))


@cache
def _nobodys() -> str:
    """A hash that no account has, for an address that is not known."""
    return _HASHER.hash("of an account that does not exist")
