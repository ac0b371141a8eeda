"""Reading a workbook (.xlsx) from a stranger: small, strict and bounded.

A workbook is a zip with XML in it, so both a zip bomb and an XML bomb can be sent. Only the parts
that are needed are unpacked, up to a limit; a document type is refused, so there are no entities;
and a sheet with more rows than ours could ever have is left at its first cell too many. Nothing in
it is calculated, looked up or followed.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from assessment.core.strict_json import BadFile
from assessment.services.spreadsheet.limits import DAMAGED, MOST_BYTES, refuse
from assessment.services.spreadsheet.workbook_parts import Parts
from assessment.services.spreadsheet.workbook_sheet import Sheet, SheetReader
from assessment.services.spreadsheet.workbook_xml import Book, Links, Strings

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Workbook:
    """The sheets that were asked for and were there; `from_1904` says how it counts days."""

    sheets: Mapping[str, Sheet]
    from_1904: bool = False


def read_workbook(raw: bytes, names: tuple[str, ...]) -> Workbook:
    """The sheets with these names, or a `BadFile` that says what kind of file it is instead."""
    return read_chosen(raw, lambda _: names)


def read_chosen(raw: bytes, choose: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Workbook:
    """The sheets that are chosen from the names of those that are there."""
    if not raw:
        raise refuse("is leeg. Kies het bestand dat u heeft ingevuld")
    if len(raw) > MOST_BYTES:
        raise refuse(f"is te groot: meer dan {MOST_BYTES // 10**6} MB")
    if raw.startswith(_OLD_OFFICE):
        raise refuse("is een oud Excel-bestand (.xls), of er zit een wachtwoord op. "
                     "Sla het op als .xlsx zonder wachtwoord")  # fmt: skip
    try:
        with ZipFile(BytesIO(raw)) as archive:
            return _read(Parts(archive), choose)
    except (BadZipFile, struct.error, zlib.error, expat.ExpatError, EOFError, OSError):
        if not raw.startswith(b"PK"):
            raise refuse("is geen Excel-bestand. Kies een bestand dat eindigt op .xlsx") from None
        raise refuse(DAMAGED) from None
    except (NotImplementedError, RuntimeError, UnicodeError, ValueError) as fault:
        # Encrypted, packed in a way that we do not read, or a number that is none.
        if isinstance(fault, BadFile):
            raise
        raise refuse(DAMAGED) from None


def _read(parts: Parts, choose: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Workbook:
    if "xl/workbook.xml" not in parts:
        raise refuse(_other_kind(parts))
    book = Book()
    book.parse(parts.read("xl/workbook.xml"))
    links = Links()
    if "xl/_rels/workbook.xml.rels" in parts:
        links.parse(parts.read("xl/_rels/workbook.xml.rels"))
    names = choose(tuple(book.sheets))
    wanted = {
        name: path
        for name in names
        if (path := links.targets.get(book.sheets.get(name, ""))) and path in parts
    }
    if set(wanted) != set(names):
        # Somebody else's workbook: there is no reason to look into it.
        return Workbook({name: Sheet() for name in wanted}, book.from_1904)
    strings = Strings()
    if "xl/sharedStrings.xml" in parts:
        strings.parse(parts.read("xl/sharedStrings.xml"))
    found = {}
    for name, path in wanted.items():
        reader = SheetReader(name, strings.found)
        reader.parse(parts.read(path))
        found[name] = reader.sheet
    return Workbook(found, book.from_1904)


def _other_kind(parts: Parts) -> str:
    if "word/document.xml" in parts:
        return "is een Word-bestand. Kies een bestand dat eindigt op .xlsx"
    if "content.xml" in parts and "mimetype" in parts:
        return "is een OpenDocument-bestand (.ods). Sla het op als Excel-bestand (.xlsx)"
    if "xl/workbook.bin" in parts:
        return "is een Excel-bestand van een andere soort (.xlsb). Sla het op als .xlsx"
    return "is geen Excel-bestand. Kies een bestand dat eindigt op .xlsx"
