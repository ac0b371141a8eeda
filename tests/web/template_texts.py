"""Every text of a template: between the tags, in an attribute, and in an expression.

A template is read as often as it has choices, so that every branch is met with the words around
it. A macro that stands inside a sentence gives its words to that sentence.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from tests.core.builders import ROOT

# What stands where a value will stand. One word: a name may have more, a number has no fewer.
SOMETHING = "Zoiets"
INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "mark", "q", "small", "span"}
INLINE |= {"strong", "sub", "sup", "time", "wbr"}
NOT_READ = {"code", "pre", "script", "style"}
# Attributes that a browser reads and a person does not; any other may hold a text.
TECHNICAL = {
    "accept", "action", "aria-controls", "aria-describedby", "aria-labelledby", "autocomplete",
    "charset", "class", "colspan", "d", "enctype", "fill", "for", "headers", "height", "href", "id",
    "inputmode", "lang", "media", "method", "name", "points", "rel", "role", "rowspan", "scope",
    "sizes", "src", "stroke", "style", "tabindex", "transform", "type", "viewbox", "width", "x",
    "y",
}  # fmt: skip
ENVIRONMENT = Environment(trim_blocks=True, lstrip_blocks=True)
Choices = Mapping[int, int]  # which branch a node takes; the first one unless it is named here


def template_texts(source: str) -> Iterator[str]:
    tree = ENVIRONMENT.parse(source)
    for part in _parts(tree):
        for choices in ({}, *_ways(part, {})):
            yield from read_html(_flow(part, choices))
    yield from _strings(tree)


def read_html(source: str) -> Iterator[str]:
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.end()
    yield from reader.texts


class _Reader(HTMLParser):
    """Text up to the next tag that ends a line, and the attributes that hold words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._now = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self.end()
        self._silent += tag in NOT_READ
        if ("name", "viewport") not in attrs:
            self.texts += [text for name, text in attrs if text and name not in TECHNICAL]

    def handle_endtag(self, tag: str) -> None:
        if tag in NOT_READ:
            self._silent = max(0, self._silent - 1)
            self._now += SOMETHING
        if tag not in INLINE:
            self.end()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._now += data

    def end(self) -> None:
        text = " ".join(self._now.split())
        if text:
            self.texts.append(text)
        self._now = ""


def _parts(tree: nodes.Template) -> Iterator[nodes.Node]:
    """What is read in one go: a macro, a block of a page, what a variable is set to, a template."""
    yield from tree.find_all((nodes.Macro, nodes.AssignBlock))
    blocks = list(tree.find_all(nodes.Block)) if tree.find(nodes.Extends) else []
    yield from blocks or [tree]


def _ways(node: nodes.Node, above: Choices) -> Iterator[Choices]:
    """Every branch of every choice, in the branches around it and with the first of all others."""
    branches = _branches(node)
    for number, branch in enumerate(branches):
        way = {**above, id(node): number}
        if len(branches) > 1:
            yield way
        for part in branch:
            yield from _ways(part, way)
    if not branches:
        for part in node.iter_child_nodes():
            yield from _ways(part, above)


def _branches(node: nodes.Node) -> list[list[nodes.Node]]:
    match node:
        case nodes.If():
            # Also without an else: then what stands before it meets what comes after it.
            return [node.body, *(other.body for other in node.elif_), node.else_]
        case nodes.CondExpr():
            return [[branch] for branch in (node.expr1, node.expr2) if branch]
        case nodes.Or():
            return [[node.left], [node.right]]
    return []


def _flow(node: nodes.Node, choices: Choices) -> str:
    """The HTML as it is with these choices."""

    def all_of(parts: Iterable[nodes.Node]) -> str:
        return "".join(_flow(part, choices) for part in parts)

    match node:
        case nodes.TemplateData():
            return str(node.data)
        case nodes.Output():
            return all_of(node.nodes)
        case nodes.If():
            return all_of(_branches(node)[choices.get(id(node), 0)])
        case nodes.For():
            return all_of(node.body) + "<hr>" + all_of(node.else_)
        case nodes.CallBlock():
            return f"<hr>{all_of(node.body)}<hr>"
        case nodes.Template() | nodes.Block() | nodes.With() | nodes.Scope() | nodes.Macro():
            return all_of(node.body)
        case nodes.AssignBlock():
            return all_of(node.body)
        case nodes.Expr():
            return html.escape(_said(node, choices))
    return ""


def _said(node: nodes.Node, choices: Choices) -> str:
    """An expression as it reads."""
    match node:
        case nodes.Const():
            return node.value if isinstance(node.value, str) else SOMETHING
        case nodes.Concat():
            return "".join(_said(part, choices) for part in node.nodes)
        case nodes.CondExpr() | nodes.Or():
            return "".join(
                _said(part, choices) for part in _branches(node)[choices.get(id(node), 0)]
            )
        case nodes.Call() if (name := _called(node)) in macros():
            if name in block_macros():
                return "\n"
            words = [_said(argument, choices) for argument in node.args]
            # An address and the name of a field are arguments too, and nobody reads those.
            return "".join(word for word in words[_skip(name) :] if word != SOMETHING) or SOMETHING
    return SOMETHING


def _called(node: nodes.Call) -> str:
    match node.node:
        case nodes.Getattr():
            return node.node.attr
        case nodes.Name():
            return node.node.name
    return ""


@cache
def macros() -> dict[str, nodes.Macro]:
    return {
        macro.name: macro
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for macro in ENVIRONMENT.parse(path.read_text(encoding="utf-8")).find_all(nodes.Macro)
    }


@cache
def block_macros() -> frozenset[str]:
    """The macros that make a paragraph or more; the others stand inside a sentence."""
    tags = {
        name: {
            tag
            for data in macro.find_all(nodes.TemplateData)
            for tag in re.findall(r"<([a-z]\w*)", data.data)
        }
        for name, macro in macros().items()
    }
    found = {name for name, own in tags.items() if own - INLINE - {"button"}}
    while True:
        more = {
            name
            for name, macro in macros().items()
            if name not in found
            and any(_called(call) in found for call in macro.find_all(nodes.Call))
        }
        if not more:
            return frozenset(found)
        found |= more


def _skip(name: str) -> int:
    """A macro whose first argument is an address shows the others."""
    return 1 if macros()[name].args[0].name in ("address", "id") else 0


def _strings(tree: nodes.Template) -> Iterator[str]:
    """Every string of every expression, whatever it is used for."""
    for node in tree.find_all((nodes.Concat, nodes.Const)):
        text = _said(node, {})
        if re.search(r"[^\W\d_]", text):
            yield " ".join(text.split())
