"""The tag tree of a PDF while it is made, and how it is written down (`tagging.py` fills it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes

# An empty cell is still a cell; anything else without content is nothing.
_KEPT_EMPTY = {"TD", "TH"}
# On a page where a table begins, the heading may be left out for lack of room.
_ORDER = {"Caption": 0, "THead": 1}
_NUMBERING = {"ol": "/Decimal", "ul": "/Disc"}


@dataclass(frozen=True)
class Drawn:
    """A piece of marked content on a page."""

    page: int
    number: int


@dataclass(eq=False)
class Node:
    """An element of the tag tree that is being made."""

    kind: str
    page: int
    source: Any = None  # the element in the HTML
    within: Node | None = None
    kids: list[Node | Drawn | Any] = field(default_factory=list)  # else an annotation
    attributes: dict[str, Any] = field(default_factory=dict)

    def add(self, kind: str, page: int, source: Any, first: bool = False) -> Node:
        node = Node(kind, page, source, self)
        self.kids.insert(0 if first else len(self.kids), node)
        return node


def prune(node: Node) -> None:
    """Takes out what has no content, and puts the heading of a table before its rows."""
    for kid in node.kids:
        if isinstance(kid, Node):
            prune(kid)
    node.kids = [
        kid for kid in node.kids if not isinstance(kid, Node) or kid.kids or kid.kind in _KEPT_EMPTY
    ]
    if node.kind == "Table":
        node.kids.sort(key=lambda kid: _ORDER.get(kid.kind, 2) if isinstance(kid, Node) else 2)


class Writer:
    """Turns the tree into objects of the PDF."""

    def __init__(self, pdf: Any, document: Any, drawn: list[int]) -> None:
        self.pdf = pdf
        self.pages = pdf.page_references
        self.parents = [pydyf.Array(["null"] * count) for count in drawn]
        self.links: list[Any] = []

    def write(self, root: Node) -> None:
        top = self._object({"Type": "/StructTreeRoot"})
        top["K"] = pydyf.Array([self._element(root, top.reference)])
        numbers = pydyf.Array()
        for number, owner in enumerate([*self.parents, *self.links]):
            numbers.extend((number, owner))
        top["ParentTree"] = self._object({"Nums": numbers}).reference
        top["ParentTreeNextKey"] = len(self.parents) + len(self.links)
        catalog = self.pdf.catalog
        catalog["StructTreeRoot"] = top.reference
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _object(self, content: dict[str, Any]) -> Any:
        made = pydyf.Dictionary(content)
        self.pdf.add_object(made)
        return made

    def _element(self, node: Node, parent: bytes) -> bytes:
        page = self.pages[node.page]
        made = self._object({"Type": "/StructElem", "S": f"/{node.kind}", "P": parent, "Pg": page})
        made.update(_described(node))
        made["K"] = pydyf.Array(self._kid(kid, node, made.reference) for kid in node.kids)
        reference: bytes = made.reference
        return reference

    def _kid(self, kid: Any, node: Node, owner: bytes) -> Any:
        if isinstance(kid, Node):
            return self._element(kid, owner)
        if isinstance(kid, Drawn):
            self.parents[kid.page][kid.number] = owner
            if kid.page == node.page:
                return kid.number
            page = self.pages[kid.page]
            return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": kid.number})
        if isinstance(kid, boxes.Box):
            kid = kid.link_annotation
        kid["StructParent"] = len(self.parents) + len(self.links)
        kid["Contents"] = pydyf.String(_link_text(node))
        self.links.append(owner)
        return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.reference})


def _described(node: Node) -> Iterator[tuple[str, Any]]:
    """The attributes of an element, each in the place where the standard wants it."""
    given = node.attributes
    for name in ("Lang", "Alt"):
        if name in given:
            yield name, given[name]
    owner = "/Layout" if node.kind == "Figure" else "/Table"
    rest = {name: value for name, value in given.items() if name not in ("Lang", "Alt")}
    if node.kind == "L" and node.source is not None:
        labelled = any(
            isinstance(kid, Node) and kid.kids and getattr(kid.kids[0], "kind", "") == "Lbl"
            for kid in node.kids
        )
        owner = "/List"
        numbering = _NUMBERING.get(name_of(node.source), "/None")
        rest = {"ListNumbering": numbering if labelled else "/None"}
    if rest:
        yield "A", pydyf.Dictionary({"O": owner, **rest})


def _link_text(node: Node) -> str:
    said = node.source.get("aria-label") or "".join(node.source.itertext())
    return plain(said) or str(node.source.get("href"))


def name_of(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()
