"""What is said of each file that somebody wants to compare: one verdict, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FileKind = Literal[
    "used", "changed", "not_ours", "damaged", "unreadable", "earlier", "double", "other_place"
]

FILE_WORDS: dict[FileKind, str] = {
    "used": "Gelezen",
    "changed": "Gewijzigd nadat het is gemaakt",
    "not_ours": "Niet van de Preventiespiegel",
    "damaged": "Beschadigd",
    "unreadable": "Niet te lezen",
    "earlier": "Ouder rapport van dezelfde gemeente",
    "double": "Dubbel",
    "other_place": "Onbekende gemeente",
}
# A file that is one of these was fine; there is only a better one.
FINE: tuple[FileKind, ...] = ("used", "earlier", "double")


@dataclass(frozen=True)
class FileVerdict:
    """One file: what it is, whether it counts, and what there is to say about it in Dutch."""

    file: str
    kind: FileKind
    used: bool = False  # it is a row of the comparison
    trend: bool = False  # it stands beside that row as what was
    place: str = ""  # the municipality, when our list has it
    why: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return FILE_WORDS[self.kind]

    @property
    def fine(self) -> bool:
        return self.kind in FINE
