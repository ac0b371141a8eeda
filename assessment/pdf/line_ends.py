"""A space where there was one, for those who hear the text or copy it.

At the end of a line, and between two elements in a line, WeasyPrint draws no space: it leaves it to
the reader of the PDF to guess that there was one. Some read "vastgesteldDringend" instead. Nothing
that is seen changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import weasyprint.layout.inline
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

PLACE_TO_BREAK = "\u200b"


def install() -> None:
    """Lets each line remember whether a space was dropped behind it: later nobody can tell."""
    split = weasyprint.layout.inline.split_first_line

    def split_and_remember(text: str, *arguments: Any, **options: Any) -> Any:
        result = split(text, *arguments, **options)
        layout, length, resume = result[:3]
        layout.dropped = text.encode()[length:resume].isspace()
        return result

    weasyprint.layout.inline.split_first_line = split_and_remember


def add_spaces(document: Any) -> None:
    """Between laying out and drawing."""
    for page in document.pages:
        for box in page._page_box.children:
            if not isinstance(box, boxes.MarginBox):
                _visit(box)


def _visit(box: Any) -> None:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if not isinstance(box, boxes.ParentBox):
        return
    lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
    for line in lines:
        _end(line, last=line is lines[-1])
    for child in box.children:
        _visit(child)


def _end(line: Any, last: bool) -> None:
    """A word that goes on in the next line, as an address does after a slash, gets no space."""
    before = None
    for box in _inside(line):
        if not isinstance(box, boxes.TextBox) or box.text == PLACE_TO_BREAK:
            # What follows a forced end of the line is never the rest of a word.
            last = last or box.element_tag in ("br", "br::before")
        elif box.text.strip():
            before = box.pango_layout
            if getattr(before, "dropped", False):
                _space(before)
        elif before:
            # A space that stands alone between two elements is not drawn either.
            _space(before)
    if before and last:
        _space(before)


def _space(layout: Any) -> None:
    layout.text = layout.text.rstrip(" ") + " "


def _inside(box: Any) -> Iterator[Any]:
    """What stands in a line, but not what stands in a block of its own in that line."""
    for child in box.children:
        yield child
        if isinstance(child, boxes.InlineBox):
            yield from _inside(child)
