"""Finds every text that a reader of the product can meet, so that no sentence slips past.

Nothing is listed by hand. Of a template counts what stands between the tags, what stands in an
attribute, and every string in an expression. Of a Python file counts every string but docstrings;
of a script and a style sheet every string. What is no text at all has nothing to remark on either.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from tests.core.builders import ROOT
from tests.web.template_texts import SOMETHING, template_texts

# What is written in Dutch beside the product; of the first one the part below the line.
DOCUMENTS = ("README.md", "CHANGELOG.md", "instance/README.md")


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
    return [
        ROOT / "run.py",
        ROOT / "tests" / "whole.py",
        *(ROOT / name for name in DOCUMENTS),
        *found,
    ]


def texts_in(name: str, source: str) -> Iterable[str]:
    """The texts of one file, by its suffix."""
    suffix = name.rpartition(".")[2]
    readers = {
        "py": python_texts,
        "js": script_texts,
        "css": script_texts,
        "yaml": yaml_texts,
        "csv": csv_texts,
        "md": document_texts,
    }
    return dict.fromkeys(readers.get(suffix, template_texts)(source))


def is_text(text: str) -> bool:
    """One word in small letters is a code: the name of a question, a state, a field."""
    return re.fullmatch(r"[a-z0-9_./:#-]*", text.strip()) is None


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


# Documents

_CODE_BLOCK = re.compile(r"^```.*?^```|^ {4}[^\n]*", re.DOTALL | re.MULTILINE)
# A new paragraph, heading, item or row, and what stands beside it in a row.
_BLOCK_END = re.compile(r"\n\s*\n|\n(?=\s*[*#|-])|\||·")


def document_texts(source: str) -> Iterator[str]:
    dutch = source.rpartition("\n---\n")[2]
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", _CODE_BLOCK.sub("", dutch))
    for block in _BLOCK_END.split(plain):
        if text := " ".join(re.sub(r"`[^`]*`", SOMETHING, block).replace("*", "").split()):
            yield text


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
