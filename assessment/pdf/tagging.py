"""The tag tree of a PDF, made from the HTML: one element in the tree per element of the document.

WeasyPrint 70 makes one per box on a page instead. A table over three pages is then three tables,
each with its headings again, and the lines at the head and foot of a page are read out as text.
So `install` puts our own maker in the place of `weasyprint.pdf.add_tags`. Its boxes still say where
on which page the text of an element was drawn. An upgrade of WeasyPrint needs a look at this file.
"""

from __future__ import annotations

from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from assessment.pdf.tag_tree import Drawn, Node, Writer, name_of, plain, prune

# An element that is not here is no more than its content: it gets no tag of its own.
KINDS = {
    "main": "Part", "article": "Art", "section": "Sect", "nav": "Sect", "aside": "Sect",
    "header": "Div", "footer": "Div", "blockquote": "BlockQuote", "figure": "Div",
    "p": "P", "figcaption": "P", "pre": "P", "address": "P", "summary": "P",
    "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6",
    "ul": "L", "ol": "L", "dl": "L", "li": "LI", "dt": "LI", "dd": "LI",
    "table": "Table", "caption": "Caption", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot",
    "tr": "TR", "th": "TH", "td": "TD",
    "a": "Link", "img": "Figure", "svg": "Figure",
}  # fmt: skip
# Text does not stand in these by itself; it gets a paragraph.
_GROUPS = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "TOC", "L", "Table"}
_REPEATED = {"THead", "TFoot"}


def install() -> None:
    """Makes our tree the one that WeasyPrint writes, in this process."""
    weasyprint.pdf.add_tags = add_tags


def add_tags(pdf: Any, document: Any, version: Any, streams: list[Any]) -> None:
    """Takes the place of the function of this name in WeasyPrint."""
    # The pages of a long document were read when they were drawn (`leaves.py`).
    maker: Reader | None = getattr(document, "reader", None)
    if maker is None:
        maker = Reader(document)
        for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
            maker.read_page(number, page, stream)
    prune(maker.root)
    Writer(pdf, document, [maker.drawn[number] for number in range(len(streams))]).write(maker.root)


class Reader:
    """Reads the pages, box by box, and puts what was drawn under the element that it belongs to."""

    def __init__(self, document: Any) -> None:
        self.root = Node("Document", 0)
        self.language = document.metadata.lang
        self.nodes: dict[Any, Node] = {}  # where the content of an element goes
        self.drawn: dict[int, int] = {}  # how many pieces there are on a page
        self.number = 0
        self.height = 0.0
        self.tags: dict[Any, Any] = {}

    def read_page(self, number: int, page: Any, stream: Any) -> None:
        self.number, self.height, self.tags = number, page.height, stream._tags
        self.drawn[number] = len(self.tags)
        for box in page._page_box.children:
            if not isinstance(box, boxes.MarginBox):
                self._read(box, self.root, None)
        decorate(stream, {tag["mcid"] for tag in self.tags.values()})
        self.tags.clear()

    def _read(self, box: Any, node: Node, block: Any) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.TextBox):
            if box in self.tags:
                where = self._paragraph(node, block)
                where.kids.append(Drawn(self.number, self.tags.pop(box)["mcid"]))
            return
        if not isinstance(box, boxes.LineBox):
            found = self._node_of(box, node, block)
            if found is None:
                return
            node = found
            if not isinstance(box, boxes.InlineBox) and box.element is not None:
                block = box.element
            if box.link_annotation is not None:
                node.kids.append(box.link_annotation)
        if isinstance(box, boxes.ReplacedBox):
            self._figure(box, node)
        for child in box.children if isinstance(box, boxes.ParentBox) else ():
            self._read(child, node, block)

    def _node_of(self, box: Any, node: Node, block: Any) -> Node | None:
        """Where the content of a box goes; nowhere when it is shown again on a next page."""
        element = box.element
        if element is None or box.element_tag in ("html", "body"):
            return node
        if box.element_tag == "li::marker":
            item = self.nodes[element].within or node
            known = [kid for kid in item.kids if isinstance(kid, Node) and kid.kind == "Lbl"]
            return known[0] if known else item.add("Lbl", self.number, None, first=True)
        if element in self.nodes:
            known_node = self.nodes[element]
            again = known_node.kind in _REPEATED and known_node.page != self.number
            return None if again else known_node
        kind = KINDS.get(name_of(element))
        if kind == "Link" and element.get("href") is None:
            kind = None
        language = element.get("lang")
        if language == self.language:
            language = None
        if kind is None and language and isinstance(box, boxes.InlineBox):
            kind = "Span"
        if kind is None:
            return node
        made = self._make(kind, element, node, block)
        if language:
            made.attributes["Lang"] = pydyf.String(language)
        return made

    def _make(self, kind: str, element: Any, node: Node, block: Any) -> Node:
        name = name_of(element)
        if kind in ("Link", "Span", "Figure"):
            made = self._paragraph(node, block).add(kind, self.number, element)
        elif kind == "LI":
            made = self._item(name, element, node)
        else:
            if kind == "L" and _inside(node, "nav"):
                kind = "TOC"  # In a table of contents a list goes by other names.
                node = node.within or node if node.kind == "Reference" else node
            made = node.add(kind, self.number, element)
        if kind == "TH":
            made.attributes["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
        if kind == "Table" and element.get("aria-label"):
            made.attributes["Summary"] = pydyf.String(element.get("aria-label"))
        for span in ("ColSpan", "RowSpan"):
            if kind in ("TH", "TD") and element.get(span.lower(), "1") != "1":
                made.attributes[span] = int(element.get(span.lower()))
        self.nodes[element] = made
        return made

    def _item(self, name: str, element: Any, node: Node) -> Node:
        """An item and its body; a word and its meaning are the label and the body of one item."""
        before = node.kids[-1] if node.kids else None
        if name == "dd" and isinstance(before, Node):
            return before.add("LBody", self.number, element)
        kind, body = ("TOCI", "Reference") if node.kind == "TOC" else ("LI", "LBody")
        item = node.add(kind, self.number, element)
        return item.add("Lbl" if name == "dt" else body, self.number, element)

    def _paragraph(self, node: Node, block: Any) -> Node:
        """The node itself, or the paragraph in it that the same block began."""
        if node.kind not in _GROUPS:
            return node
        last = node.kids[-1] if node.kids else None
        if isinstance(last, Node) and last.kind == "P" and last.source is block:
            return last
        return node.add("P", self.number, block)

    def _figure(self, box: Any, node: Node) -> None:
        """A picture that says nothing to those who cannot see it stays unclaimed: decoration."""
        text = alternative(box.element)
        if box not in self.tags or not text or node.kind != "Figure":
            return
        node.kids.append(Drawn(self.number, self.tags.pop(box)["mcid"]))
        left, top = box.content_box_x(), box.content_box_y()
        # From pixels that count from the top to points that count from the foot of the page.
        corners = (left, self.height - top - box.height, left + box.width, self.height - top)
        node.attributes["BBox"] = pydyf.Array(round(corner * 0.75, 3) for corner in corners)
        node.attributes["Alt"] = pydyf.String(text)


def alternative(element: Any) -> str:
    """What is said instead of a picture."""
    if element.get("aria-hidden") == "true":
        return ""
    title = element.find("{http://www.w3.org/2000/svg}title")
    said = title.text if title is not None else element.get("alt") or element.get("aria-label")
    return plain(said or "")


def _inside(node: Node | None, name: str) -> bool:
    while node is not None and node.source is not None:
        if name_of(node.source) == name:
            return True
        node = node.within
    return False


def decorate(stream: Any, numbers: set[int]) -> None:
    """Marks what belongs to no element as decoration, so that nobody has to hear it."""
    items = stream.stream
    for index, item in enumerate(items):
        if isinstance(item, pydyf.Dictionary) and item.get("MCID") in numbers:
            items[index - 1] = "/Artifact"
            item.clear()
            item["Type"] = "/Pagination"
