"""Which product, texts and engine made a report: kept with it, to explain it by later."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from assessment.config import ROOT
from assessment.library.content import Library

PRODUCT = "0.1"


@cache
def of_engine() -> str:
    """Everything of ours that decides how a PDF looks, besides its HTML, and WeasyPrint itself."""
    files = (ROOT / "assessment" / "pdf").rglob("*")
    ours = _digest(path for path in files if path.suffix in (".py", ".css", ".woff2"))
    return f"{metadata.version('weasyprint')}-{ours}"


def of_report(library: Library, question_set: str) -> dict[str, str]:
    return {
        "product": PRODUCT,
        "engine": of_engine(),
        "template": _of_folder(ROOT / "templates" / "report"),
        "question_set": _of_folders(*library.sets[question_set].directories),
        "tools": _of_folder(library.root, "*.yaml"),
    }


def of_shared(library: Library) -> dict[str, str]:
    """The same for what others get of it: all that decides it, besides the report itself."""
    return {
        "product": PRODUCT,
        "engine": of_engine(),
        "template": _of_folder(ROOT / "templates"),
        "core": _of_folder(ROOT / "assessment" / "core", "*.py"),
        "questions": _of_folder(library.root, "**/*.yaml"),
    }


@cache
def _of_folder(folder: Path, pattern: str = "**/*.*") -> str:
    return _digest(path for path in folder.glob(pattern) if path.is_file())


def _of_folders(first: Path, *earlier: Path) -> str:
    """A version that builds on another is made of the files of both."""
    if not earlier:
        return _of_folder(first)
    both = f"{_of_folder(first)} {_of_folders(*earlier)}"
    return sha256(both.encode()).hexdigest()[:16]


def _digest(paths: Iterable[Path]) -> str:
    found = sha256()
    for path in sorted(paths):
        found.update(sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]
