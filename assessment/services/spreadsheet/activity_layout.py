"""How the activities lie in a spreadsheet: the one place that writer and reader share.

Every activity has a row. Columns are found by the words above them, so that a list of one's own
can be read as well; the first column is hidden and says which activity it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from assessment.core.activities import CHOICES, Activity
from assessment.core.inventory_model import InventoryModel
from assessment.services.spreadsheet.cells import FIRST_DAY, plain, sound
from assessment.services.spreadsheet.writing import Plain

ACTIVITIES_SHEET = "Aan de slag"
CHOICES_SHEET = "Keuzes"
YES = "ja"
# Between several things in one cell. A line break will do too.
BETWEEN = "; "

Kind = Literal["id", "text", "names", "many", "choice", "yes", "day", "year", "count", "address"]


@dataclass(frozen=True)
class Column:
    """One field of an activity, the words above it, and the words that others use for it."""

    name: str
    title: str
    kind: Kind
    width: int = 18
    longest: int = 120
    also: tuple[str, ...] = ()


COLUMNS = (
    Column("id", "Kenmerk", "id"),
    Column("name", "Naam", "text", 40, also=(
        "activiteit", "activiteiten", "naam activiteit", "naam van de activiteit", "titel",
        "project", "interventie", "aanbod", "wat")),
    Column("providers", "Uitvoerders", "names", 28, also=(
        "uitvoerder", "organisatie", "organisaties", "aanbieder", "aanbieders", "wie", "door",
        "door wie", "uitvoering", "partner", "partners")),
    Column("settings", "Plekken", "many", 28, also=("plek", "waar", "setting", "settings")),
    Column("themes", "Thema’s", "many", 28, also=(
        "thema's", "themas", "thema", "onderwerp", "onderwerpen")),
    Column("status", "Status", "choice", 12, also=("loopt het al", "loopt het", "stand", "fase")),
    Column("description", "Omschrijving", "text", 40, 400, also=(
        "beschrijving", "korte omschrijving", "uitleg", "inhoud", "toelichting")),
    Column("audiences", "Voor wie", "many", 28, also=("doelgroep", "doelgroepen")),
    Column("form", "Vorm", "choice", also=("soort", "type", "soort activiteit")),
    Column("regional", "Regionaal", "yes", 11),
    Column("frequency", "Hoe vaak", "choice", also=("frequentie",)),
    Column("start", "Sinds", "day", 12, also=("start", "startdatum", "begin", "begindatum")),
    Column("end", "Stopt op", "day", 12, also=("einde", "eind", "einddatum")),
    Column("last", "Laatste keer", "day", 12),
    Column("next", "Volgende keer", "day", 12),
    Column("area", "Gebied", "choice", also=("bereik gebied", "werkgebied")),
    Column("reach", "Aantal mensen", "count", 12, also=(
        "bereik", "aantal deelnemers", "deelnemers", "aantal")),
    Column("reach_year", "Jaar van dat aantal", "year", 12),
    Column("reach_total", "Bedoeld voor", "count", 12),
    Column("client", "Opdrachtgever", "choice"),
    Column("funding", "Geld", "choice", also=("financiering",)),
    Column("funding_until", "Geld tot", "day", 12),
    Column("recognition", "Erkenning", "choice", also=("erkend",)),
    Column("recognition_year", "Jaar van erkenning", "year", 12),
    Column("evaluation", "Bekeken of het werkt", "choice", also=("evaluatie", "geëvalueerd")),
    Column("evaluation_year", "Jaar van bekijken", "year", 12),
    Column("evaluation_result", "Uitkomst", "choice"),
    Column("message", "Boodschap", "choice"),
    Column("names_help", "Noemt hulp", "choice", 12),
    Column("contact_role", "Aanspreekpunt (functie)", "text", 24, also=("functie",)),
    Column("link", "Webadres", "address", 28, 300, also=("website", "webpagina", "link", "url")),
    Column("source", "Bron", "text", 28, also=("hoe weet u dit",)),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}


def column_of(heading: object) -> Column | None:
    """The column that somebody means by these words."""
    words = plain(heading).casefold().rstrip(" :?*").replace("’", "'")
    for column in COLUMNS:
        known = (column.title.casefold().replace("’", "'"), *column.also)
        if words and words in known:
            return column
    return None


def words_of(name: str, model: InventoryModel) -> dict[str, str]:
    """What can be chosen in a column: each code with its words."""
    if name == "settings":
        return {item.id: item.name for item in model.settings}
    if name == "themes":
        return {item.id: item.name for item in model.themes}
    if name == "audiences":
        return {item.id: item.text for item in model.audiences}
    if name == "form":
        return {item.id: item.text for item in model.forms}
    return CHOICES.get(name, {})


def cells_of(activity: Activity, model: InventoryModel) -> dict[str, Plain]:
    """What the sheet shows of an activity, by the name of the field."""
    return dict(_cells(activity, model))


def _cells(activity: Activity, model: InventoryModel) -> Iterator[tuple[str, Plain]]:
    for column in COLUMNS:
        value = getattr(activity, column.name)
        yield column.name, _shown(column, value, words_of(column.name, model))


def _shown(column: Column, value: Any, words: Mapping[str, str]) -> Plain:
    if value is None or value in ("", ()):
        return None
    match column.kind:
        case "many":
            return BETWEEN.join(words.get(item, item) for item in value)
        case "names":
            return BETWEEN.join(sound(item) for item in value)
        case "choice":
            return str(words.get(value, value))
        case "yes":
            return YES if value else None
        case "day":
            return _number_of(value)
        case "year" | "count":
            return int(value)
    return sound(value) or None


def _number_of(value: date) -> int:
    return value.toordinal() - FIRST_DAY
