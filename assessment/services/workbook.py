"""Reading a workbook (.xlsx) from a stranger: small, strict and bounded.

A workbook is a zip with XML in it, so both a zip bomb and an XML bomb can be sent. Only the parts
that are needed are unpacked, up to a limit; a document type is refused, so there are no entities;
and a sheet with more rows than ours could ever have is left at its first cell too many. Nothing in
it is calculated, looked up or followed.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from assessment.core.strict_json import BadFile, Fault

MOST_BYTES = 2_000_000
MOST_PARTS = 200
MOST_UNPACKED = 8_000_000  # of one part; a filled questionnaire needs about 200,000
MOST_RATIO = 200  # a repetitive sheet shrinks to a fortieth; a bomb to a thousandth
MOST_ROWS = 2_000
MOST_COLUMNS = 60
MOST_STRINGS = 20_000
MOST_CHARACTERS = 5_000  # in one cell

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_STORED_OR_DEFLATED = (0, 8)
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSOUND = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")


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


@dataclass
class Sheet:
    """The filled cells of one sheet, by row (from 1) and by column letter."""

    rows: dict[int, dict[str, Cell]] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """The sheets that were asked for and were there; `from_1904` says how it counts days."""

    sheets: Mapping[str, Sheet]
    from_1904: bool = False


def refuse(message: str) -> BadFile:
    return BadFile([Fault("Het bestand", message)])


DAMAGED = "is beschadigd. Open het in Excel, sla het opnieuw op en probeer het nog eens"
TOO_LARGE = "is veel groter dan deze vragenlijst ooit kan zijn"


def read_workbook(raw: bytes, names: tuple[str, ...]) -> Workbook:
    """The sheets with these names, or a `BadFile` that says what kind of file it is instead."""
    if not raw:
        raise refuse("is leeg")
    if len(raw) > MOST_BYTES:
        raise refuse(f"is te groot: {len(raw) / 1e6:.1f} MB, en {MOST_BYTES // 10**6} MB mag")
    if raw.startswith(_OLD_OFFICE):
        raise refuse("is een oud Excel-bestand (.xls), of er zit een wachtwoord op. "
                     "Sla het op als .xlsx zonder wachtwoord")  # fmt: skip
    try:
        with ZipFile(BytesIO(raw)) as archive:
            return _read(_Parts(archive), names)
    except (BadZipFile, struct.error, zlib.error, expat.ExpatError, EOFError, OSError):
        if not raw.startswith(b"PK"):
            raise refuse("is geen Excel-bestand. Kies een bestand dat eindigt op .xlsx") from None
        raise refuse(DAMAGED) from None
    except (NotImplementedError, RuntimeError, UnicodeError, ValueError) as fault:
        # Encrypted, packed in a way that we do not read, or a number that is none.
        if isinstance(fault, BadFile):
            raise
        raise refuse(DAMAGED) from None


class _Parts:
    """The parts of the zip, each unpacked only when it is wanted and never beyond its limit."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        listed = archive.infolist()
        if len(listed) > MOST_PARTS:
            raise refuse(TOO_LARGE)
        self.by_name: dict[str, ZipInfo] = {item.filename: item for item in listed}
        if len(self.by_name) != len(listed):
            raise refuse(DAMAGED)

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def read(self, name: str) -> bytes:
        info = self.by_name.get(name)
        if info is None or info.compress_type not in _STORED_OR_DEFLATED or info.flag_bits & 1:
            raise refuse(DAMAGED)
        if info.file_size > MOST_UNPACKED:
            raise refuse(TOO_LARGE)
        if info.file_size > 100_000 and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise refuse(TOO_LARGE)
        # The sizes in the list may lie, so what is really unpacked is counted too.
        with self.archive.open(info) as part:
            found = part.read(MOST_UNPACKED + 1)
        if len(found) > MOST_UNPACKED:
            raise refuse(TOO_LARGE)
        return found


def _read(parts: _Parts, names: tuple[str, ...]) -> Workbook:
    if "xl/workbook.xml" not in parts:
        raise refuse(_other_kind(parts))
    book = _Book()
    book.parse(parts.read("xl/workbook.xml"))
    links = _Links()
    if "xl/_rels/workbook.xml.rels" in parts:
        links.parse(parts.read("xl/_rels/workbook.xml.rels"))
    wanted = {
        name: path
        for name in names
        if (path := links.targets.get(book.sheets.get(name, ""))) and path in parts
    }
    if set(wanted) != set(names):
        # Somebody else's workbook: there is no reason to look into it.
        return Workbook({name: Sheet() for name in wanted}, book.from_1904)
    strings = _Strings()
    if "xl/sharedStrings.xml" in parts:
        strings.parse(parts.read("xl/sharedStrings.xml"))
    found = {}
    for name, path in wanted.items():
        reader = _SheetReader(name, strings.found)
        reader.parse(parts.read(path))
        found[name] = reader.sheet
    return Workbook(found, book.from_1904)


def _other_kind(parts: _Parts) -> str:
    if "word/document.xml" in parts:
        return "is een Word-bestand. Kies een bestand dat eindigt op .xlsx"
    if "content.xml" in parts and "mimetype" in parts:
        return "is een OpenDocument-bestand (.ods). Sla het op als Excel-bestand (.xlsx)"
    if "xl/workbook.bin" in parts:
        return "is een Excel-bestand van een andere soort (.xlsb). Sla het op als .xlsx"
    return "is geen Excel-bestand. Kies een bestand dat eindigt op .xlsx"


class _Xml:
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


class _Book(_Xml):
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


class _Links(_Xml):
    """Which part of the zip a link means; a link to the outside is none."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            self.targets[attributes.get("Id", "")] = posixpath.normpath(path)


class _Words(_Xml):
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


class _Strings(_Words):
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


class _SheetReader(_Words):
    """The cells of one sheet."""

    def __init__(self, title: str, strings: list[str]) -> None:
        super().__init__()
        self.sheet = Sheet()
        self._title = title
        self._strings = strings
        self._row = 0
        self._column = 0
        self._place: tuple[str, int] = ("", 0)
        self._type = ""
        self._formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "c":
            self._column += 1
            self._place = self._find_place(attributes.get("r"))
            self._type = attributes.get("t", "n")
            self._formula = False
            self._begin()
        elif name == "f":
            self._formula = True
        self._aside += name == "rPh"
        self._reading = name in ("v", "t")

    def end(self, name: str) -> None:
        self._reading = False
        self._aside -= name == "rPh"
        if name == "c":
            value = self._value()
            column, row = self._place
            if value is not None and row > MOST_ROWS:
                # Only now: some programs write empty rows down to the very last one.
                raise refuse(
                    f"heeft meer dan {MOST_ROWS} rijen op het blad “{self._title}”. "
                    "Haal de rijen weg die u niet nodig heeft"
                )
            if value is not None and column:
                self.sheet.rows.setdefault(row, {})[column] = value

    def _find_place(self, given: str | None) -> tuple[str, int]:
        if given is None:
            number = self._column
        else:
            found = _CELL.fullmatch(given)
            if found is None or int(found[2]) != self._row:
                raise refuse(DAMAGED)
            number = column_number(found[1])
            self._column = number
        # What stands far to the right is nobody's answer.
        return (column_letter(number) if number <= MOST_COLUMNS else "", self._row)

    def _value(self) -> Cell | None:
        if self._formula:
            return FORMULA
        text = self._gathered()
        if self._type == "e":
            return ERROR
        if not text:
            return None
        match self._type:
            case "s":
                return self._strings[_index(text, len(self._strings))] or None
            case "b":
                return text.strip() == "1"
            case "n":
                number = float(text)
                if number != number or abs(number) > 1e15:
                    return ERROR
                return int(number) if number.is_integer() else number
            case _:
                return sound(text) or None


def _index(text: str, length: int) -> int:
    index = int(text)
    if not 0 <= index < length:
        raise refuse(DAMAGED)
    return index


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


def cells_in(sheet: Sheet) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Row by row, in the order of the sheet."""
    for number in sorted(sheet.rows):
        yield number, sheet.rows[number]
