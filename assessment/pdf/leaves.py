"""Pages that are drawn as soon as they are laid out, for documents that are too long to keep.

WeasyPrint keeps every box of every page until the last page is known: 4 MB for each page of the
comparison of thousands of municipalities. Here a document is laid out in pieces (`cutting.py`), and
of a page only the drawing stays, with what stood where. What stands in the margins tells how many
pages there are, so it comes last, from a document with nothing on its pages.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import SubElement

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

from assessment.pdf.cutting import Cut, cut
from assessment.pdf.tagging import Reader, decorate

_SCALE = 0.75  # points in a pixel

Render = Callable[[], Any]


class Leaf:
    """What WeasyPrint asks of a page when it writes the PDF."""

    def __init__(self, page: Any, drawn: bytes, states: dict[str, Any]) -> None:
        self.width, self.height, self.bleed = page.width, page.height, page.bleed
        self.bookmarks, self.links = page.bookmarks, page.links
        self.anchors, self.forms = page.anchors, page.forms
        self.name = page._page_box.page_type.name
        self.drawn, self.states = [drawn], states

    def paint(self, stream: Any, scale: float) -> None:
        stream.stream += self.drawn
        stream._resources["ExtGState"].update(self.states)


class _Drawing:
    """Pages, what they have in common, and what was read from their boxes."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self.fonts: dict[Any, Any] = {}
        self.states: dict[str, Any] = {}  # of transparency; a page without any says so too
        self.reader: Reader | None = None

    def add(self, page: Any, document: Any) -> None:
        self.reader = self.reader or Reader(document)
        for _, _, _, box in page.links:
            # The link itself is made when the PDF is written; until then the box stands for it.
            box.link_annotation = box
        stream = self._drawn(page, document, margins=False)
        self.reader.read_page(len(self.leaves), page, stream)
        self.leaves.append(Leaf(page, _bytes_of(stream), self.states))

    def add_margins(self, document: Any) -> None:
        for leaf, page in zip(self.leaves, document.pages, strict=True):
            stream = self._drawn(page, document, margins=True)
            decorate(stream, {tag["mcid"] for tag in stream._tags.values()})
            leaf.drawn.append(_bytes_of(stream))

    def _drawn(self, page: Any, document: Any, *, margins: bool) -> Any:
        box = page._page_box
        box.children = tuple(
            child for child in box.children if isinstance(child, boxes.MarginBox) == margins
        )
        around = (0, 0, page.width, page.height)
        resources = {"ExtGState": self.states}
        stream = Stream(self.fonts, around, resources, {}, {}, {}, document.output_intent)
        stream.transform(d=-1, f=page.height * _SCALE)
        page.paint(stream, _SCALE)
        del stream.stream[0]  # The page of the PDF itself begins with it.
        return stream


def in_pieces(root: Any, render: Render) -> Any:
    """The document as WeasyPrint has it or, when it is long, one of leaves.

    `render` lays out what stands in the tree at that moment.
    """
    title = next(root.iter("h1"), None)
    found: Cut | None = cut(root)
    if found is None:
        return render()
    drawing = _Drawing()
    while True:
        document = render()
        pages = document.pages
        row = _begins(pages, found) if found is not None else None
        if found is not None and row is not None:
            found.take_back(row)
            pages = pages[:-1]
        for page in pages:
            drawing.add(page, document)
        if found is None:
            break
        found.go_on()
        found = cut(root)
        del document, pages, page
        gc.collect()
    _empty(root, title, drawing.leaves)
    drawing.add_margins(render())
    made = document.copy(drawing.leaves)
    made.fonts, made.reader = drawing.fonts, drawing.reader
    return made


def _begins(pages: list[Any], found: Cut) -> Any:
    """The row with which the last page begins, when that page can be laid out anew with the rest.

    None when nothing but this page would be left, or when the row goes on from the page before.
    """
    rows = set(found.rows)
    *_, before, last = ([], *([row for row in _rows(page) if row in rows] for page in pages))
    return last[0] if before and last and last[0] is not before[-1] else None


def _rows(page: Any) -> list[Any]:
    found = page._page_box.descendants()
    return [box.element for box in found if isinstance(box, boxes.TableRowBox)]


def _empty(root: Any, title: Any, leaves: list[Leaf]) -> None:
    """As many pages as there are, of the same kind, with nothing on them."""
    main = next(root.iter("main"))
    main[:] = []
    for leaf in leaves:
        SubElement(main, "section", {"class": leaf.name or "sheet"}).text = "\xa0"
    if title is not None:
        main[0].append(title)


def _bytes_of(stream: Any) -> bytes:
    return b"\n".join(map(pydyf._to_bytes, stream.stream))
