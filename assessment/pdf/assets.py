"""The only files that a PDF may use: its own style sheet, and fonts under names of their own."""

from __future__ import annotations

from pathlib import Path

_PDF = Path(__file__).parent
_STATIC = _PDF.parent / "static"

DEFAULTS_CSS = _PDF / "defaults.css"
PRINT_CSS = _PDF / "print.css"
SCREEN_CSS = _STATIC / "report.css"
COMPARISON_CSS = _STATIC / "comparison.css"

# What comes on top of the first one, by kind of document.
STYLES: dict[str, tuple[Path, ...]] = {
    "report": (_PDF / "changes.css",),
    "paper": (_PDF / "paper.css",),
    "comparison": (_PDF / "comparison.css",),
}
# Which of them may be laid out in pieces (`leaves.py`): it names no page by its number outside the
# margins, and has no pictures.
IN_PIECES = {"comparison"}

# The style sheet asks for `font:<name>`: an address that nothing outside this table can have.
FONTS: dict[str, Path] = {
    "font:regular": _STATIC / "fonts" / "noto-sans-latin-400-normal.woff2",
    "font:bold": _STATIC / "fonts" / "noto-sans-latin-600-normal.woff2",
    "font:regular-more": _PDF / "fonts" / "noto-sans-latin-ext-400-normal.woff2",
    "font:bold-more": _PDF / "fonts" / "noto-sans-latin-ext-600-normal.woff2",
}
