"""What one cell of a list of activities says, or in words what is wrong with it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from assessment.core.calendar import MONTHS
from assessment.core.inventory_model import InventoryModel
from assessment.core.question_types import EARLIEST, LATEST, BadValue
from assessment.services.spreadsheet.activity_layout import YES, Column, words_of
from assessment.services.spreadsheet.cells import (
    ERROR,
    FORMULA,
    Cell,
    day,
    is_yes,
    number,
    plain,
    short,
)

_MONTH = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{4})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
# How people put the status of an activity in a list of their own.
_STATUS = {
    "loopt": ("lopend", "actief", "in uitvoering", "ja", "loopt al"),
    "gepland": ("in voorbereiding", "plan", "gepland voor later", "nog niet gestart"),
    "gestopt": ("afgerond", "beëindigd", "afgelopen", "klaar"),
}


def read_cell(column: Column, raw: Cell, model: InventoryModel) -> Any:
    """The value as JSON would hold it, or a `BadValue`. An empty cell is not asked about here."""
    if raw is FORMULA:
        raise BadValue("hier staat een formule. Typ het zelf, zonder = ervoor")
    if raw is ERROR:
        raise BadValue("hier staat een foutmelding. Maak het vak leeg")
    match column.kind:
        case "names":
            return _parts(plain(raw, lines=True))
        case "many":
            return _many(column, plain(raw, lines=True), words_of(column.name, model), model)
        case "choice":
            return _choice(column, raw, words_of(column.name, model))
        case "yes":
            found = is_yes(raw)
            if found is None:
                raise BadValue(f"“{short(raw)}” kan hier niet. Kies: {YES}")
            return found
        case "day":
            return _moment(raw).isoformat()
        case "year" | "count":
            return _whole(column, raw)
    text = plain(raw, lines=column.name == "description")
    if len(text) > column.longest:
        raise BadValue(f"is te lang: {len(text)} tekens, en {column.longest} is het meeste")
    if column.kind == "address" and not re.fullmatch(r"https?://\S+", text):
        raise BadValue("is geen adres van een webpagina. Het begint met https://")
    return text


def _parts(text: str) -> list[str]:
    return [part for piece in re.split(r"[;\n]", text) if (part := " ".join(piece.split()))]


def _many(column: Column, text: str, words: dict[str, str], model: InventoryModel) -> list[str]:
    """Names with a semicolon or a line break between them; a comma may be part of a name."""
    known = {name.casefold(): code for code, name in words.items()}
    known |= {code: code for code in words}
    if column.name in ("settings", "themes"):
        items = model.settings if column.name == "settings" else model.themes
        known |= {item.ref.casefold(): item.id for item in items}
    found, strange = [], []
    for part in _parts(text):
        if part.casefold() in known:
            found.append(known[part.casefold()])
            continue
        split = [piece.strip() for piece in part.split(",") if piece.strip()]
        for piece in split:
            if piece.casefold() in known:
                found.append(known[piece.casefold()])
            else:
                strange.append(piece)
    if strange:
        told = ", ".join(f"“{short(item)}”" for item in strange[:3])
        raise BadValue(f"{told} kennen wij niet")
    return list(dict.fromkeys(found))


def _choice(column: Column, raw: Cell, words: dict[str, str]) -> str:
    text = plain(raw).casefold()
    for code, name in words.items():
        if text in (code, name.casefold()):
            return code
        if column.name == "status" and text in _STATUS[code]:
            return code
    told = ", ".join(f"“{name}”" for name in words.values())
    raise BadValue(f"“{short(raw)}” is geen keuze. Kies: {told}")


def _whole(column: Column, raw: Cell) -> int:
    found = number(raw)
    least, most = (1990, 2100) if column.kind == "year" else (0, 10_000_000)
    if type(found) is not int:
        raise BadValue(f"“{short(raw)}” is geen heel getal. Gebruik alleen cijfers")
    if not least <= found <= most:
        raise BadValue(f"{found} kan hier niet. Vul een getal in van {least} tot en met {most}")
    return found


def _moment(raw: Cell) -> date:
    """A day or a month. A year alone says too little, and a month is not made up here."""
    text = plain(raw).casefold()
    if re.fullmatch(r"(19|20)[0-9]{2}", text):
        raise BadValue(f"{text} is een jaar. Zet de maand erbij, zoals 3-{text}")
    for index, name in enumerate(MONTHS, start=1):
        text = re.sub(rf"^({name}|{name[:3]}\.?) ", f"{index}-", text)
    found = _MONTH.fullmatch(text) or _ISO_MONTH.fullmatch(text)
    if found:
        month, year = sorted((int(found[1]), int(found[2])))
        if not 1 <= month <= 12:
            raise BadValue(f"“{short(raw)}” is geen maand die bestaat")
        read = date(year, month, 1) if year <= LATEST.year else LATEST
    else:
        read = day(raw)
        read = read if isinstance(read, date) else _iso(read)
    if not EARLIEST <= read <= LATEST:
        raise BadValue(f"een jaar van {EARLIEST.year} tot en met {LATEST.year} kan hier")
    return read


def _iso(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue(f"“{short(text)}” bestaat niet") from None
