"""Reading what people type: text, whole numbers and dates, with errors that say what to do."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from wtforms import Form, StringField
from wtforms.validators import Length

from assessment.core.question_types import EARLIEST, LATEST

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_DIGITS = re.compile(r"[0-9]{1,12}")
DATE_PARTS = ("day", "month", "year")
_NAMES = {"day": "de dag", "month": "de maand", "year": "het jaar"}


class Mistake(ValueError):
    """What was typed cannot be used. The message is Dutch and says what to do; `field` where."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def clean(text: str | None) -> str:
    """Without the characters that a database refuses and the ones that nobody sees."""
    return _CONTROL.sub("", (text or "").replace("\r\n", "\n")).strip()


def clean_line(text: str | None) -> str:
    return " ".join(clean(text).split())


def line_field(label: str = "", **more: Any) -> StringField:
    return StringField(label, filters=[clean_line], **more)


def at_most(length: int) -> list[Length]:
    return [Length(max=length, message=f"Maak dit korter: hooguit {length} tekens.")]


def read_number(form: Form, name: str, minimum: int, maximum: int, what: str) -> int | None:
    """A whole number; `what` is "getal" or "jaartal"."""
    text = form[name].data
    if not text:
        return None
    if not _DIGITS.fullmatch(text):
        raise Mistake(name, f"Vul een {what} in met alleen cijfers, zonder punt of komma.")
    number = int(text)
    if not minimum <= number <= maximum:
        raise Mistake(name, f"Vul een {what} in van {minimum} tot en met {maximum}.")
    return number


def date_fields(prefix: str = "") -> dict[str, StringField]:
    """Three short fields: people know a date by heart, and no calendar has to open."""
    return {
        f"{prefix}day": line_field("Dag"),
        f"{prefix}month": line_field("Maand"),
        f"{prefix}year": line_field("Jaar"),
    }


def fill_date(day: Any, prefix: str = "", *, day_optional: bool = False) -> dict[str, str]:
    """What the three fields show; where the month is enough, the first day means no day."""
    if not isinstance(day, date):
        return {}
    shown = "" if day_optional and day.day == 1 else str(day.day)
    return {f"{prefix}day": shown, f"{prefix}month": str(day.month), f"{prefix}year": str(day.year)}


def read_date(form: Form, prefix: str = "", *, day_optional: bool = False) -> date | None:
    text = {part: form[prefix + part].data for part in DATE_PARTS}
    if not any(text.values()):
        return None
    if day_optional and not text["day"]:
        text["day"] = "1"
    for part in DATE_PARTS:
        if not text[part]:
            raise Mistake(prefix + part, f"Vul ook {_NAMES[part]} in.")
        if not _DIGITS.fullmatch(text[part]):
            raise Mistake(prefix + part, f"Schrijf {_NAMES[part]} met cijfers. Bijvoorbeeld 9.")
    day, month, year = (int(text[part]) for part in DATE_PARTS)
    if not EARLIEST.year <= year <= LATEST.year:
        years = f"{EARLIEST.year} tot en met {LATEST.year}"
        raise Mistake(f"{prefix}year", f"Vul een jaar in van {years}, met vier cijfers.")
    if not 1 <= month <= 12:
        raise Mistake(f"{prefix}month", "Vul een maand in van 1 tot en met 12.")
    try:
        return date(year, month, day)
    except ValueError:
        raise Mistake(
            f"{prefix}day", f"{day}-{month}-{year} bestaat niet. Controleer de dag en de maand."
        ) from None


def version_of(raw: str | None) -> int:
    """The number of a version as a hidden field sends it; 0 is what nobody has stored yet."""
    return int(raw) if raw and raw.isdecimal() and raw.isascii() and len(raw) < 10 else 0
