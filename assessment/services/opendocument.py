"""Writing OpenDocument files: a zip with XML in it, put together the way the standard asks.

Both the letter (.odt) and the plan (.ods) are made with this. A library would bring far more than
the few elements that we write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

VERSION = "1.3"
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = {
    "office": _URN + "office:1.0",
    "style": _URN + "style:1.0",
    "text": _URN + "text:1.0",
    "table": _URN + "table:1.0",
    "number": _URN + "datastyle:1.0",
    "fo": _URN + "xsl-fo-compatible:1.0",
    "svg": _URN + "svg-compatible:1.0",
    "meta": _URN + "meta:1.0",
    "config": _URN + "config:1.0",
    "manifest": _URN + "manifest:1.0",
    "of": _URN + "of:1.2",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ooo": "http://openoffice.org/2004/office",
}
for _prefix, _name in NAMES.items():
    ElementTree.register_namespace(_prefix, _name)

# What XML cannot hold or nobody can see, and marks that turn the reading direction around.
_UNSOUND = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)
_PIECES = re.compile(r"\n|\t| {2,}|(?:[^\n\t ]| (?! ))+")

# A zip cannot be older; a fixed moment makes the same text the same file.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def sound(text: str) -> str:
    """The text without what no document can hold."""
    return _UNSOUND.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@cache
def _full(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return f"{{{NAMES[prefix]}}}{rest}"


def make(name: str, attributes: Mapping[str, str] | None = None, *inside: Element | str) -> Element:
    """An element by its usual name, such as `text:p`; a text becomes what ODF makes of spaces."""
    made = Element(_full(name), {_full(key): value for key, value in (attributes or {}).items()})
    for part in inside:
        if isinstance(part, str):
            _add_text(made, part)
        else:
            made.append(part)
    return made


def _add_text(parent: Element, text: str) -> None:
    """Line breaks, tabs and rows of spaces are elements: as characters they would be folded."""
    for piece in _PIECES.findall(sound(text)):
        if piece == "\n":
            parent.append(make("text:line-break"))
        elif piece == "\t":
            parent.append(make("text:tab"))
        elif piece.startswith("  "):
            parent.append(make("text:s", {"text:c": str(len(piece))}))
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + piece
        else:
            parent.text = (parent.text or "") + piece


def about(title: str, made_on: date) -> Element:
    """Title, maker, language and day, for a screen reader and an archive."""

    def fact(name: str, text: str) -> Element:
        made = make(name)
        made.text = sound(text)
        return made

    facts = make(
        "office:meta",
        None,
        fact("meta:generator", "Preventiespiegel"),
        fact("dc:title", title),
        fact("dc:creator", "Preventiespiegel"),
        fact("dc:language", "nl-NL"),
        fact("dc:date", f"{made_on.isoformat()}T00:00:00"),
    )
    return make("office:document-meta", {"office:version": VERSION}, facts)


def package(kind: str, parts: Mapping[str, Element]) -> bytes:
    """The file. `kind` is text or spreadsheet; `parts` are its XML files by name."""
    media = f"application/vnd.oasis.opendocument.{kind}"
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        # First and unpacked, so that a system sees what it is from the first bytes.
        archive.writestr(ZipInfo("mimetype", _MOMENT), media, ZIP_STORED)
        for name, root in {**parts, "META-INF/manifest.xml": _manifest(media, parts)}.items():
            xml = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
            archive.writestr(ZipInfo(name, _MOMENT), xml, ZIP_DEFLATED)
    return made.getvalue()


def _manifest(media: str, parts: Mapping[str, Element]) -> Element:
    def entry(path: str, kind: str) -> Element:
        return make(
            "manifest:file-entry",
            {"manifest:full-path": path, "manifest:media-type": kind},
        )

    entries = [entry("/", media), *(entry(name, "text/xml") for name in parts)]
    return make("manifest:manifest", {"manifest:version": VERSION}, *entries)
