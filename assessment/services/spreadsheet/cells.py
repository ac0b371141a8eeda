"""What stands in one cell, and what a person may have meant by it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from assessment.core.calendar import MONTHS
from assessment.core.question_types import BadValue

FIRST_DAY = date(1899, 12, 30).toordinal()  # a spreadsheet counts days from here

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSOUND = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_DAY = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Formula:
    """What stands in a cell that holds a formula: its outcome is not believed."""

    def __repr__(self) -> str:
        return "FORMULA"


class _Error:
    """What stands in a cell that shows an error, such as #REF!."""

    def __repr__(self) -> str:
        return "ERROR"


FORMULA = _Formula()
ERROR = _Error()
Cell = str | int | float | bool | _Formula | _Error


def sound(text: str) -> str:
    """Without the characters that a database refuses, and with one kind of line break."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return _UNSOUND.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def column_letter(number: int) -> str:
    return ("" if number <= 26 else chr(64 + (number - 1) // 26)) + chr(65 + (number - 1) % 26)


def is_yes(raw: Cell) -> bool | None:
    return {"ja": True, "x": True, "1": True, "nee": False, "0": False}.get(plain(raw).casefold())


def number(raw: Cell) -> Any:
    """A whole number, or what it is instead: the question says what it wants."""
    text = plain(raw)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 13 else raw


def day(raw: Cell) -> Any:
    """A date, from the number of a day or as people write it."""
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw < 200_000:
        return date.fromordinal(raw + FIRST_DAY)
    text = plain(raw)
    for number, name in enumerate(MONTHS, start=1):
        text = text.casefold().replace(f" {name} ", f"-{number}-")
    found = _DAY.fullmatch(text)
    if found is None:
        if _ISO_DAY.fullmatch(text):
            return text
        raise BadValue(f"“{short(raw)}” is geen datum. Schrijf bijvoorbeeld 9-4-2026")
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue(f"{day}-{month}-{year} bestaat niet") from None


def plain(value: object, *, lines: bool = False) -> str:
    """A cell as text; in one line, unless the lines matter."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    text = str(value)
    return text if lines else " ".join(text.split())


def short(value: object) -> str:
    text = plain(value if value is not None else "onbekend")
    return text if len(text) <= 40 else text[:39] + "…"


def fingerprint(cells: Mapping[str, object]) -> str:
    """Of what a person sees in the rows of one thing: the same cells, the same mark.

    So what nobody touched is known for sure, whatever a program made of its cells.
    """
    told = {
        key: " ".join(str(value).split()) for key, value in cells.items() if value not in (None, "")
    }
    text = json.dumps(told, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
