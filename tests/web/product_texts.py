"""Finds every text that a reader of the product can meet, so that no sentence slips past.

Nothing is listed by hand. Of a template counts what stands between the tags, what stands in an
attribute, and every string in an expression. Of a Python file counts every string but docstrings;
of a script and a style sheet every string. What is no text at all has nothing to remark on either.
"""

from __future__ import annotations

import ast
import csv
import html
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import yaml
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
KINDS = ("py", "js", "css", "yaml", "csv")
ENVIRONMENT = Environment(trim_blocks=True, lstrip_blocks=True)


def all_texts() -> Iterator[tuple[str, str]]:
    """Every text with the file that it stands in."""
    for path in product_files():
        source = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT).as_posix()
        yield from ((name, text) for text in texts_in(name, source))


def product_files() -> list[Path]:
    kinds = [
        ("templates", "*"),
        *(("assessment", kind) for kind in ("py", "js", "css", "yaml", "csv")),
    ]
    found = [
        path for folder, suffix in kinds for path in sorted((ROOT / folder).rglob(f"*.{suffix}"))
    ]
    return [ROOT / "run.py", *found]


def texts_in(name: str, source: str) -> Iterable[str]:
    """The texts of one file, by its suffix."""
    suffix = name.rpartition(".")[2]
    readers = {
        "py": python_texts,
        "js": script_texts,
        "css": script_texts,
        "yaml": yaml_texts,
        "csv": csv_texts,
    }
    return dict.fromkeys(readers.get(suffix, template_texts)(source))


def is_text(text: str) -> bool:
    """One word in small letters is a code: the name of a question, a state, a field."""
    return re.fullmatch(r"[a-z0-9_./:#-]*", text.strip()) is None


# Templates


def template_texts(source: str) -> Iterator[str]:
    tree = ENVIRONMENT.parse(source)
    for part in _parts(tree):
        for variant in range(_branches(part)):
            yield from read_html(_flow(part, variant))
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


def _branches(part: nodes.Node) -> int:
    """How often to read it, so that every branch is met with the words around it."""
    choices = [2 + len(node.elif_) for node in part.find_all(nodes.If)]
    return max([1, *choices, *(2 for _ in part.find_all((nodes.CondExpr, nodes.Or)))])


def _flow(node: nodes.Node, variant: int) -> str:
    """The HTML as it is when every choice falls on its branch with this number."""

    def all_of(parts: Iterable[nodes.Node]) -> str:
        return "".join(_flow(part, variant) for part in parts)

    match node:
        case nodes.TemplateData():
            return str(node.data)
        case nodes.Output():
            return all_of(node.nodes)
        case nodes.If():
            branches = [node.body, *(other.body for other in node.elif_), node.else_]
            return all_of(branches[min(variant, len(branches) - 1)])
        case nodes.For():
            return all_of(node.body) + "<hr>" + all_of(node.else_)
        case nodes.CallBlock():
            return f"<hr>{all_of(node.body)}<hr>"
        case nodes.Template() | nodes.Block() | nodes.With() | nodes.Scope() | nodes.Macro():
            return all_of(node.body)
        case nodes.AssignBlock():
            return all_of(node.body)
        case nodes.Expr():
            return html.escape(_said(node, variant))
    return ""


def _said(node: nodes.Node, variant: int) -> str:
    """An expression as it reads."""
    match node:
        case nodes.Const():
            return node.value if isinstance(node.value, str) else SOMETHING
        case nodes.Concat():
            return "".join(_said(part, variant) for part in node.nodes)
        case nodes.CondExpr():
            branches = [node.expr1, node.expr2]
            chosen = branches[min(variant, 1)]
            return _said(chosen, variant) if chosen else ""
        case nodes.Or():
            return _said(node.right if variant else node.left, variant)
        case nodes.Call() if (name := _called(node)) in macros():
            if name in block_macros():
                return "\n"
            words = [_said(argument, variant) for argument in node.args]
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
        text = _said(node, 0)
        if re.search(r"[^\W\d_]", text):
            yield " ".join(text.split())


# Python


def python_texts(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)  # a docstring: for who reads the code
        if node in skipped:
            continue
        text = _joined(node)
        if text is None:
            continue
        skipped.update(_pieces(node))
        if is_text(text):
            yield re.sub(f"(?:{SOMETHING})+", SOMETHING, text)


def _pieces(node: ast.AST) -> Iterator[ast.AST]:
    """What is joined is read as one, not again on its own; a choice inside `{}` still is."""
    match node:
        case ast.JoinedStr(values=values):
            yield from values
        case ast.BinOp(left=left, right=right):
            for part in (left, right):
                yield part
                yield from _pieces(part)


def _joined(node: ast.AST) -> str | None:
    """The text that a string, an f-string or a sum of strings makes."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_joined(value) or SOMETHING for value in values)
        case ast.FormattedValue():
            return SOMETHING
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = _joined(left), _joined(right)
            if parts == (None, None):
                return None
            return "".join(SOMETHING if part is None else part for part in parts)
    return None


# The invented answers of the demonstration


def yaml_texts(source: str) -> Iterator[str]:
    waiting = [yaml.safe_load(source)]
    while waiting:
        match waiting.pop():
            case dict() as data:
                waiting += data.values()
            case list() as data:
                waiting += data
            case str() as text if is_text(text):
                yield text


def csv_texts(source: str) -> Iterator[str]:
    yield from (cell for row in csv.reader(source.splitlines()) for cell in row if is_text(cell))


# Scripts and style sheets

_TOKEN = re.compile(
    r"/\*.*?\*/|(?<![:\"'])//[^\n]*"
    r"|\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`",
    re.DOTALL,
)


def script_texts(source: str) -> Iterator[str]:
    for match in _TOKEN.finditer(source):
        text = next((group for group in match.groups() if group), "")
        text = re.sub(r"\$\{[^}]*\}", SOMETHING, text).replace("\\n", "\n")
        if is_text(text):
            yield text
