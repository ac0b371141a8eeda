"""One activity of the inventory: what runs, where, about what, by whom."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from assessment.core.values import Content, Id, Many

Status = Literal["loopt", "gepland", "gestopt"]
Client = Literal["gemeente", "regio", "school", "fonds", "rijk", "anders"]
Frequency = Literal["eenmalig", "af-en-toe", "elk-jaar", "doorlopend", "weet-niet"]
Area = Literal["hele-gemeente", "wijken-of-kernen", "enkele-scholen", "regio"]
Funding = Literal["vast", "tijdelijk", "geen", "weet-niet"]
Recognition = Literal["goed-beschreven", "goed-onderbouwd", "bewezen-werkzaam", "niet", "weet-niet"]
Evaluation = Literal["nee", "intern", "extern", "weet-niet"]
Result = Literal["positief", "gemengd", "negatief"]
Message = Literal["positief-en-norm", "neutraal", "waarschuwen", "niet-doen", "nvt"]
NamesHelp = Literal["ja", "nee", "weet-niet"]

# The wording of every choice, in the order in which a form shows them.
CHOICES: dict[str, dict[str, str]] = {
    "status": {"loopt": "Loopt nu", "gepland": "Gepland", "gestopt": "Gestopt"},
    "client": {
        "gemeente": "De gemeente",
        "regio": "De regio",
        "school": "Een school",
        "fonds": "Een fonds",
        "rijk": "Het Rijk",
        "anders": "Iemand anders",
    },
    "frequency": {
        "eenmalig": "Eén keer",
        "af-en-toe": "Af en toe",
        "elk-jaar": "Elk jaar",
        "doorlopend": "Het hele jaar door",
        "weet-niet": "Weet ik niet",
    },
    "area": {
        "hele-gemeente": "De hele gemeente",
        "wijken-of-kernen": "Enkele wijken of kernen",
        "enkele-scholen": "Enkele scholen",
        "regio": "De regio",
    },
    "funding": {
        "vast": "Vast geld",
        "tijdelijk": "Tijdelijk geld",
        "geen": "Geen geld",
        "weet-niet": "Weet ik niet",
    },
    "recognition": {
        "goed-beschreven": "Goed beschreven",
        "goed-onderbouwd": "Goed onderbouwd",
        "bewezen-werkzaam": "Bewezen werkzaam",
        "niet": "Niet erkend",
        "weet-niet": "Weet ik niet",
    },
    "evaluation": {
        "nee": "Nee",
        "intern": "Ja, door ons zelf",
        "extern": "Ja, door een ander",
        "weet-niet": "Weet ik niet",
    },
    "evaluation_result": {
        "positief": "Het werkt",
        "gemengd": "Het werkt voor een deel",
        "negatief": "Het werkt niet",
    },
    "message": {
        "positief-en-norm": "Wat fijn en gewenst is, en wat de norm is",
        "neutraal": "Alleen uitleg",
        "waarschuwen": "Vooral waarschuwen",
        "niet-doen": "Doe het niet",
        "nvt": "Er is geen boodschap",
    },
    "names_help": {"ja": "Ja", "nee": "Nee", "weet-niet": "Weet ik niet"},
}

# What the form asks of everyone, in the order in which it asks.
NEEDED = ("providers", "settings", "themes")
STALE_DAYS = 365

_MOMENT = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def _month_is_enough(raw: Any) -> Any:
    """People seldom know the day, so "2026-03" is an answer too."""
    if isinstance(raw, str) and _MOMENT.fullmatch(raw):
        with suppress(ValueError):  # What is left is not a date, and is refused as such.
            return date.fromisoformat(raw if len(raw) == 10 else f"{raw}-01")
    return raw


Moment = Annotated[date, BeforeValidator(_month_is_enough)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Address = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^(https?://\S+)?$")
]


class Activity(Content):
    """Parse it from JSON (`model_validate_json`): strict, yet dates and lists read naturally."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,40}$")] = ""
    name: Name
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    status: Status = "loopt"
    providers: Annotated[Many[Name], Field(max_length=20)] = ()
    client: Client | None = None
    settings: Annotated[Many[Id], Field(max_length=30)] = ()
    themes: Annotated[Many[Id], Field(max_length=20)] = ()
    audiences: Annotated[Many[Id], Field(max_length=40)] = ()
    form: Id | None = None
    frequency: Frequency = "weet-niet"
    start: Moment | None = None
    end: Moment | None = None
    last: Moment | None = None
    next: Moment | None = None
    area: Area | None = None
    regional: bool = False
    reach: Count | None = None
    reach_year: Year | None = None
    reach_total: Count | None = None
    funding: Funding = "weet-niet"
    funding_until: Moment | None = None
    recognition: Recognition = "weet-niet"
    recognition_year: Year | None = None
    evaluation: Evaluation = "weet-niet"
    evaluation_year: Year | None = None
    evaluation_result: Result | None = None
    message: Message | None = None
    names_help: NamesHelp = "weet-niet"
    contact_role: Line = ""
    link: Address = ""
    source: Line = ""
    updated_on: date | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What an activity from a list of one's own may still lack. Without a place or a theme it
        stands in no cell, so nothing counts that nobody has said."""
        return tuple(name for name in NEEDED if not getattr(self, name))

    def is_stale(self, day: date) -> bool:
        """Whether nobody looked at it for more than a year."""
        return self.updated_on is not None and (day - self.updated_on).days > STALE_DAYS

    @property
    def runs(self) -> bool:
        return self.status == "loopt"
