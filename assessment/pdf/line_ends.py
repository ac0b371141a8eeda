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
    """Lets a piece of text remember that a space was dropped behind it: nobody can tell later."""
    split = weasyprint.layout.inline.split_first_line
    remove = weasyprint.layout.inline.remove_last_whitespace

    def split_and_remember(text: str, *arguments: Any, **options: Any) -> Any:
        result = split(text, *arguments, **options)
        layout, length, resume = result[:3]
        layout.dropped = text.encode()[length:resume].isspace()
        return result

    def remove_and_remember(context: Any, line: Any) -> None:
        box = line
        while isinstance(box, (boxes.LineBox, boxes.InlineBox)) and box.children:
            box = box.children[-1]
        text = box.text if isinstance(box, boxes.TextBox) else ""
        remove(context, line)
        if text.endswith(" "):
            # The box may be laid out once more, and then the space is not there to be seen.
            box.dropped = True

    weasyprint.layout.inline.split_first_line = split_and_remember
    weasyprint.layout.inline.remove_last_whitespace = remove_and_remember


def add_spaces(document: Any) -> None:
    """Between laying out and drawing."""
    # The last words on a page of what goes on, or seems to go on, on the next.
    waiting: dict[Any, Any] = {}
    for page in document.pages:
        for box in page._page_box.children:
            if not isinstance(box, boxes.MarginBox):
                _visit(box, waiting)
    for layout in waiting.values():
        _space(layout)


def _visit(box: Any, waiting: dict[Any, Any]) -> None:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if not isinstance(box, boxes.ParentBox):
        return
    lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
    if lines:
        waiting.pop(box.element, None)
    for line in lines:
        final = _end(line)
        if final and line is lines[-1]:
            # A cell is cut with its row, also when all that it says was already there.
            if "bottom" in box.remove_decoration_sides:
                waiting[box.element] = final
            else:
                _space(final)
    for child in box.children:
        _visit(child, waiting)


def _end(line: Any) -> Any:
    """A word that goes on in the next line, as an address does after a slash, gets no space.

    Returns the last words.
    """
    before = None
    for box in _inside(line):
        if not isinstance(box, boxes.TextBox) or box.text == PLACE_TO_BREAK:
            # What follows a forced end of the line is never the rest of a word.
            if before and box.element_tag in ("br", "br::before"):
                _space(before)
        elif box.text.strip():
            before = box.pango_layout
            if getattr(before, "dropped", False) or getattr(box, "dropped", False):
                _space(before)
        elif before:
            # A space that stands alone between two elements is not drawn either.
            _space(before)
    return before


def _space(layout: Any) -> None:
    layout.text = layout.text.rstrip(" ") + " "


def _inside(box: Any) -> Iterator[Any]:
    """What stands in a line, but not what stands in a block of its own in that line."""
    for child in box.children:
        yield child
        if isinstance(child, boxes.InlineBox):
            yield from _inside(child)
