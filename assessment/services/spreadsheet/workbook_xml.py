"""The XML in a workbook, read as a stream: the list of sheets, the links and the texts."""

from __future__ import annotations

import posixpath
from typing import Any
from xml.parsers import expat

from assessment.services.spreadsheet.cells import sound
from assessment.services.spreadsheet.limits import (
    DAMAGED,
    MOST_CHARACTERS,
    MOST_STRINGS,
    TOO_LARGE,
    refuse,
)


class Xml:
    """Streams through one part; the names of elements come without their namespace."""

    def parse(self, raw: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._no_doctype
        parser.StartElementHandler = lambda name, attributes: self.start(_bare(name), attributes)
        parser.EndElementHandler = lambda name: self.end(_bare(name))
        parser.CharacterDataHandler = self.text
        parser.Parse(raw, True)

    def _no_doctype(self, *_: Any) -> None:
        # No document type means no entities, and so nothing that can grow or point elsewhere.
        raise refuse(DAMAGED)

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


class Book(Xml):
    """The names of the sheets with their links."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            link = next((v for key, v in attributes.items() if _bare(key) == "id"), "")
            self.sheets[attributes.get("name", "")] = link
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in ("1", "true")


class Links(Xml):
    """Which part of the zip a link means; a link to the outside is none."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            self.targets[attributes.get("Id", "")] = posixpath.normpath(path)


class Words(Xml):
    """Gathers text; pronunciation beside Asian text is no part of it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._reading = False
        self._aside = 0

    def _begin(self) -> None:
        self._pieces, self._length = [], 0

    def text(self, text: str) -> None:
        if self._reading and not self._aside:
            piece = text[: MOST_CHARACTERS - self._length]
            self._length += len(piece)
            self._pieces.append(piece)

    def _gathered(self) -> str:
        return "".join(self._pieces)


class Strings(Words):
    """The texts that cells refer to by number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._begin()
        self._aside += name == "rPh"
        self._reading = name == "t"

    def end(self, name: str) -> None:
        self._reading = False
        self._aside -= name == "rPh"
        if name == "si":
            if len(self.found) == MOST_STRINGS:
                raise refuse(TOO_LARGE)
            self.found.append(sound(self._gathered()))
