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
    "earlier": "Eerder rapport van dezelfde gemeente",
    "double": "Dubbel",
    "other_place": "Onbekende gemeente",
}


@dataclass(frozen=True)
class FileVerdict:
    """One file: what it is, whether it counts, and what there is to say about it in Dutch."""

    file: str
    kind: FileKind
    used: bool  # it is a row of the comparison
    place: str = ""  # the municipality that the file names
    why: tuple[str, ...] = ()
    other_set: bool = False  # made with other questions than most

    @property
    def words(self) -> str:
        return FILE_WORDS[self.kind]
