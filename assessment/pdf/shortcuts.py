"""Work that WeasyPrint does for any document, and that always ends the same in ours: left out.

A line, and a piece of text in it, have no margin, border, background or size of their own: all of
that belongs to the element around them. And a text that was measured is drawn as it was measured.
It leans on the inside of WeasyPrint 70, as `tagging.py` does; `tests/pdf/test_shortcuts.py` sees to
it that the PDF is the same, byte for byte.
"""

from __future__ import annotations

from math import inf
from typing import Any

import pydyf
import weasyprint.layout.background
import weasyprint.layout.inline
from weasyprint.formatting_structure.boxes import LineBox, TextBox
from weasyprint.text.ffi import pango
from weasyprint.text.line_break import Layout

_SIDES = ("top", "right", "bottom", "left")
_CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
_SIZES: dict[str, Any] = {
    **{f"margin_{side}": 0 for side in _SIDES},
    **{f"padding_{side}": 0 for side in _SIDES},
    **{f"border_{side}_width": 0 for side in _SIDES},
    "width": "auto",
    "min_width": 0,
    "max_width": inf,
    "height": "auto",
    "min_height": 0,
    "max_height": inf,
}
_LOOK: dict[str, Any] = {
    **{f"border_{corner}_radius": (0, 0) for corner in _CORNERS},
    "background": None,
}
_resolve_percentages = weasyprint.layout.inline.resolve_percentages
_layout_box_backgrounds = weasyprint.layout.background.layout_box_backgrounds
_strut = weasyprint.layout.inline.strut
_avoid_collisions = weasyprint.layout.inline.avoid_collisions
_to_bytes = pydyf._to_bytes


def _sizes(box: Any, containing_block: Any) -> None:
    if type(box) in (TextBox, LineBox):
        box.__dict__.update(_SIZES)
    else:
        _resolve_percentages(box, containing_block)


def _look(page: Any, box: Any, *arguments: Any, **options: Any) -> None:
    if type(box) is TextBox:
        box.__dict__.update(_LOOK)
    else:
        _layout_box_backgrounds(page, box, *arguments, **options)


def _place_of_line(context: Any, box: Any, around: Any, outer: bool = True) -> Any:
    """Where nothing floats, a line has all the room that there is."""
    if context.excluded_shapes or type(box) is not LineBox or around.style["direction"] != "ltr":
        return _avoid_collisions(context, box, around, outer)
    left = around.content_box_x()
    return left, box.position_y, left + around.width - left


def _height_of_line(style: Any) -> Any:
    """Asked for each line, and always the same in one element."""
    if not hasattr(style, "height_of_line"):
        style.height_of_line = _strut(style)
    return style.height_of_line


def _keep(layout: Any) -> None:
    """The process ends with its PDF: there is no need to save memory between the two."""


def _draw_as_measured(layout: Any, style: Any) -> None:
    """Its words may have got a space at their end (`line_ends.py`), and that has to fit."""
    pango.pango_layout_set_width(layout.layout, -1)
    layout.set_text(layout.text, justify=True)


def _bytes(item: Any) -> Any:
    """The most usual first: text, and what is ready."""
    if type(item) is str:
        return item.encode("ascii")
    return item if type(item) is bytes else _to_bytes(item)


OURS = (
    (weasyprint.layout.inline, "resolve_percentages", _sizes),
    (weasyprint.layout.background, "layout_box_backgrounds", _look),
    (weasyprint.layout.inline, "avoid_collisions", _place_of_line),
    (weasyprint.layout.inline, "strut", _height_of_line),
    (Layout, "deactivate", _keep),
    (Layout, "reactivate", _draw_as_measured),
    (pydyf, "_to_bytes", _bytes),
)
THEIRS = tuple((owner, name, getattr(owner, name)) for owner, name, _ in OURS)


def install() -> None:
    """In this process."""
    for owner, name, ours in OURS:
        setattr(owner, name, ours)


def uninstall() -> None:
    """WeasyPrint as it comes: what `bench` and the tests hold ours against."""
    for owner, name, theirs in THEIRS:
        setattr(owner, name, theirs)
