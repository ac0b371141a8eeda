"""Text as the fonts can show it: nothing invisible, nothing missing, and no word too long to break.

A character without a glyph makes a PDF that no screen reader can read out, and a word of thousands
of letters in a table costs minutes to lay out. Both can be typed by anyone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from markupsafe import Markup, escape

from assessment.pdf.assets import FONTS

MOST_CHARACTERS = 4000
LONGEST_WORD = 30
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Control characters, invisible marks, and marks that turn the reading direction around: with those
# a text can be made to look like something that it does not say.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\uffff"
    "\U000e0000-\U0010ffff]"
)
_EMPTY_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
_SPACES = re.compile(r"[ \t]{2,}")
_UNKNOWN = re.compile(f"{REPLACEMENT}{{2,}}")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


@cache
def printable() -> frozenset[int]:
    """Every character that both weights of our fonts have."""
    from fontTools.ttLib import TTFont

    has = {name: frozenset(TTFont(path).getBestCmap()) for name, path in FONTS.items()}
    regular = has["font:regular"] | has["font:regular-more"]
    return regular & (has["font:bold"] | has["font:bold-more"])


def clean(value: object) -> object:
    """For `Environment(finalize=…)`: every text that a template prints passes here by itself.

    Markup is left alone: it is finished HTML. In an attribute `|e` makes it so, because there a
    place to break a word would end up in an address.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", value))
    # First, so that what stands behind fifty thousand empty lines is not cut off with them.
    text = _EMPTY_LINES.sub("\n\n", _SPACES.sub(" ", text.replace("\r\n", "\n")))
    if len(text) > MOST_CHARACTERS:
        text = f"{text[:MOST_CHARACTERS]} […]"
    if not text.isascii():
        allowed = printable()
        text = "".join(c if c in "\t\n\r" or ord(c) in allowed else REPLACEMENT for c in text)
        # One sign says it: nobody wants to hear it for each letter of a word in another script.
        text = _UNKNOWN.sub(REPLACEMENT, text)
    return _breakable(text)


def _breakable(text: str) -> Markup:
    """The text with a place to break in every word that may be too long for its column."""
    parts, end = [], 0
    for word in _LONG_WORD.finditer(text):
        pieces = re.findall(f".{{1,{LONGEST_WORD}}}", word[0])
        parts += [escape(text[end : word.start()]), Markup("<wbr>").join(pieces)]
        end = word.end()
    return Markup("").join([*parts, escape(text[end:])])
