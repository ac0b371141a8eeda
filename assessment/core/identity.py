"""Which report this is: what every page of it prints, and what a reader can check later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Status = Literal["concept", "vastgesteld"]

# How much of the answers travels along, from little to everything. The municipality chooses.
Sharing = Literal["levels", "gaps", "answers", "notes"]
SHARING: tuple[Sharing, ...] = ("levels", "gaps", "answers", "notes")


@dataclass(frozen=True)
class SharingWords:
    """One of the four levels: its name, a hint for who chooses, and what is said to who reads."""

    name: str
    hint: str
    to_reader: str


SHARING_WORDS: dict[Sharing, SharingWords] = {
    "levels": SharingWords(
        "Alleen de stand",
        "Per stap de stand en hoeveel er bekend is. Geen gaten en geen antwoorden.",
        "Alleen de stand. De gemeente deelt haar gaten en antwoorden hier niet. "
        "Dat er geen gaten staan, zegt dus niets.",
    ),
    "gaps": SharingWords(
        "De stand en de gaten",
        "Ook welke gaten er zijn en wat nog wordt uitgezocht. Geen antwoorden.",
        "De stand en de gaten. De gemeente deelt haar antwoorden hier niet.",
    ),
    "answers": SharingWords(
        "Ook de antwoorden",
        "Alles wat is gekozen. Geen toelichtingen en geen bewijs.",
        "De stand, de gaten en de antwoorden. Wat mensen zelf typten, staat er niet in. "
        "Activiteiten heten daarom “Activiteit 1”.",
    ),
    "notes": SharingWords(
        "Alles, ook de toelichtingen",
        "Ook wat mensen zelf typten: toelichtingen, bewijs en activiteiten.",
        "De stand, de gaten, de antwoorden en de toelichtingen. Ga er zorgvuldig mee om.",
    ),
}


@dataclass(frozen=True)
class Identity:
    """The name of one report. A draft has one too: it can be checked as well."""

    number: str
    status: Status
    made_on: date
    sharing: Sharing
    fingerprint: str  # SHA-256, hexadecimal, of the data file that the report carries

    @property
    def short(self) -> str:
        """What fits at the foot of a page: four groups of four can be read out over a phone."""
        first = self.fingerprint[:16]
        return " ".join(first[start : start + 4] for start in range(0, len(first), 4))
