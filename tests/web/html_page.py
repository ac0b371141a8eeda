"""A page as a browser reads it, and everything about it that must be right on every page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NEEDS_LABEL = ("input", "select", "textarea")
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls")


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None
    children: list[Element | str] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    @cached_property
    def text(self) -> str:
        """The words, with single spaces."""
        parts = [c if isinstance(c, str) else f" {c.text} " for c in self.children]
        return " ".join("".join(parts).split())

    @cached_property
    def _below(self) -> list[Element]:
        """Everything inside, in the order of the page; asked for when all of it is read."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found.append(child)
                found += child._below
        return found

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self._below if not tags or element.tag in tags]

    def inside(self, *tags: str) -> Element | None:
        above = self.parent
        while above is not None and above.tag not in tags:
            above = above.parent
        return above


class Page(HTMLParser):
    """Parses strictly: every tag is closed, in the right order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.root = Element("document", {}, None)
        self.doctype = ""
        self.faults: list[str] = []
        self._open = self.root
        self.feed(html)
        self.close()
        if self._open is not self.root:
            self.faults.append(f"<{self._open.tag}> is never closed")

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(element)
        if tag not in VOID:
            self._open = element

    def handle_endtag(self, tag: str) -> None:
        if self._open.tag != tag:
            self.faults.append(f"</{tag}> closes <{self._open.tag}>")
            return
        self._open = self._open.parent or self.root

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)

    def all(self, *tags: str) -> list[Element]:
        return self.root.all(*tags)

    def id(self, name: str) -> Element:
        return next(element for element in self.all() if element.get("id") == name)

    @property
    def title(self) -> str:
        return self.all("title")[0].text

    @property
    def heading(self) -> str:
        return self.all("h1")[0].text

    @property
    def text(self) -> str:
        return self.all("main")[0].text

    def link(self, words: str) -> str:
        """Where the link with these words leads."""
        found = [element for element in self.all("a") if words in element.text]
        assert found, f"no link “{words}” on “{self.heading}”"
        return found[0].get("href")


def faults(page: Page) -> list[str]:
    """What is wrong with a page; empty when nothing is."""
    found = list(page.faults)
    if page.doctype.casefold() != "doctype html":
        found.append("no doctype")
    if [html.get("lang") for html in page.all("html")] != ["nl"]:
        found.append("the language is not nl")
    if len(page.all("h1")) != 1:
        found.append(f"{len(page.all('h1'))} h1")
    if not page.all("title") or not page.title.endswith("- Preventiespiegel"):
        found.append("no good title")
    if len(page.all("main")) != 1:
        found.append("not one main")
    ids = Counter(element.get("id") for element in page.all() if "id" in element.attributes)
    found += [f"id “{name}” {number} times" for name, number in ids.items() if number > 1]
    found += _references(page, set(ids))
    found += _labels(page)
    found += _headings(page)
    found += _structure(page)
    found += _nothing_inline(page)
    return found


def _references(page: Page, ids: set[str]) -> list[str]:
    found = []
    for element in page.all():
        for name in REFERENCES:
            found += [f"{name} “{i}” is nowhere" for i in element.get(name).split() if i not in ids]
        target = element.get("href")
        if target.startswith("#") and target[1:] not in ids:
            found.append(f"link to “{target}” leads nowhere")
    return found


def _labels(page: Page) -> list[str]:
    found = []
    labelled = {label.get("for"): label.text for label in page.all("label")}
    known = {element.get("id") for element in page.all(*NEEDS_LABEL)}
    found += [f"label for “{name}” is for nothing" for name in labelled if name not in known]
    for element in page.all(*NEEDS_LABEL):
        if element.get("type") != "hidden" and not labelled.get(element.get("id")):
            found.append(f"<{element.tag} name={element.get('name')}> has no label")
    for element in page.all("a", "button"):
        if not element.text:
            found.append(f"<{element.tag}> without words")
    return found


def _headings(page: Page) -> list[str]:
    found, last = [], 0
    for element in page.all(*HEADINGS):
        level = int(element.tag[1])
        # The summary of what went wrong stands before the h1, as its pattern has it.
        if element.get("id") == "fouten":
            continue
        if level > last + 1:
            found.append(f"{element.tag} “{element.text}” follows h{last}")
        last = level
        if not element.text:
            found.append(f"empty {element.tag}")
    return found


def _structure(page: Page) -> list[str]:
    found = []
    for form in page.all("form"):
        names = [element.get("name") for element in form.all("input")]
        if form.get("method") == "post" and names.count("csrf_token") != 1:
            found.append(f"form to {form.get('action')} has {names.count('csrf_token')} tokens")
        if form.inside("form"):
            found.append("a form in a form")
    for fieldset in page.all("fieldset"):
        first = next((c for c in fieldset.children if isinstance(c, Element)), None)
        if first is None or first.tag != "legend" or not first.text:
            found.append(f"fieldset “{fieldset.get('id')}” without a legend")
    for details in page.all("details"):
        if len([c for c in details.children if isinstance(c, Element) and c.tag == "summary"]) != 1:
            found.append("details without a summary")
    for table in page.all("table"):
        if not (table.all("caption") or table.get("aria-labelledby") or table.get("aria-label")):
            found.append("table without a name")
        found += ["th without scope" for cell in table.all("th") if not cell.get("scope")]
    found += ["img without alt" for img in page.all("img") if "alt" not in img.attributes]
    found += ["button without type" for b in page.all("button") if "type" not in b.attributes]
    for element in page.all("ul", "ol"):
        strange = [c.tag for c in element.children if isinstance(c, Element) and c.tag != "li"]
        found += [f"<{tag}> right inside a list" for tag in strange]
    return found


def _nothing_inline(page: Page) -> list[str]:
    found = [f"<{element.tag}>" for element in page.all("style", "iframe", "object")]
    for element in page.all("script"):
        # A script is a file of our own, waits for the page, and holds nothing itself.
        own = element.get("src").startswith("/static/") and element.get("type") == "module"
        found += [] if own and not element.text.strip() else ["<script> inside a page"]
    for element in page.all():
        found += [f"{name}=" for name in element.attributes if name == "style" or name[:2] == "on"]
        for name in ("src", "href", "action"):
            if element.get(name).casefold().startswith(("javascript:", "data:", "//")):
                found.append(f"{name}={element.get(name)}")
    if "None" in page.root.text or "Undefined" in page.root.text:
        found.append("a Python word on the page")
    return found
