"""The same pages in less time: what WeasyPrint 70 works out again and again is worked out once.

A report has thousands of small boxes with a few dozen styles between them. For each box WeasyPrint
asks its style twenty times for a length, and for each piece of text it describes the font anew.
Both follow from the style alone, so the style remembers them. Not a byte of the PDF changes:
`tests/pdf/test_swift.py` compares, and is the guard for an upgrade of WeasyPrint.
"""

from __future__ import annotations

import importlib
from operator import itemgetter
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

# What a line height depends on, as `_font_style_cache_key` has it.
_FONT = itemgetter(
    "font_family", "font_style", "font_stretch", "font_weight", "font_variant_ligatures",
    "font_variant_position", "font_variant_caps", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
    "font_variation_settings", "font_language_override", "lang",
)  # fmt: skip
_FEATURES = itemgetter(
    "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps",
    "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian",
    "font_feature_settings",
)  # fmt: skip
_SIZED = itemgetter("font_size", "line_height")
_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *(f"{limit}{axis}" for limit in ("", "min_", "max_") for axis in ("width", "height")),
)
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
_CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
_PLACE = itemgetter("float", "position")
_RADII = itemgetter(*(f"border_{corner}_radius" for corner in _CORNERS))
_SHARP = ((0, "px"), (0, "px"))
_SHARP_BOX = {f"border_{corner}_radius": (0, 0) for corner in _CORNERS}
_FLOWING = (("none", "static"), ("none", "relative"))

_setup = line_break.Layout.setup
_resolve = percent.resolve_percentages
_resolve_radii = percent.resolve_radii_percentages
_in_flow = boxes.Box.is_in_normal_flow
_font_key = line_break._font_style_cache_key


def install() -> None:
    """In this process. WeasyPrint's modules hold these functions under names of their own."""
    line_break.Layout.setup = _describe_once
    line_break._font_style_cache_key = _short_font_key
    boxes.Box.is_in_normal_flow = _is_in_normal_flow
    _replace("resolve_percentages", _resolve_once)
    _replace("resolve_radii_percentages", _resolve_radii_once)


def uninstall() -> None:
    """For the test that compares."""
    line_break.Layout.setup = _setup
    line_break._font_style_cache_key = _font_key
    boxes.Box.is_in_normal_flow = _in_flow
    _replace("resolve_percentages", _resolve)
    _replace("resolve_radii_percentages", _resolve_radii)


def _replace(name: str, made: Any) -> None:
    for where in ("percent", "inline", "page", "float", "grid", "absolute", "block", "column",
                  "table", "background", "flex"):  # fmt: skip
        module = importlib.import_module(f"weasyprint.layout.{where}")
        if hasattr(module, name):
            setattr(module, name, made)


def _short_font_key(style: Any, include_size: bool = False) -> Any:
    return str((_FONT(style), _SIZED(style))) if include_size else _font_key(style)


def _describe_once(layout: Any, style: Any) -> None:
    """One description of the font, and one context, for each style."""
    kept = style.__dict__.get("described")
    if kept is None:
        plain = style["text_decoration_line"] == "none" and not font_features(*_FEATURES(style))
        kept = style.described = _describe(style) if plain and style["lang"] else ()
    if not kept:
        _setup(layout, style)
        return
    context, font, layout.language = kept
    layout.style = style
    layout.first_line_direction = 0
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, font)
    layout.ascent = layout.underline_position = layout.strikethrough_position = None


def _describe(style: Any) -> tuple[Any, ...]:
    if style["font_language_override"] != "normal":
        return ()
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    letters, _ = unicode_to_char_p(style["lang"])
    language = pango.pango_language_from_string(letters)
    pango.pango_context_set_language(context, language)
    return context, get_font_description(style), language


def _resolve_once(box: Any, containing_block: Any) -> None:
    """A style without percentages gives each of its boxes the same lengths."""
    style = box.style
    kept = style.__dict__.get("lengths")
    if kept is None:
        kept = style.lengths = _lengths(style)
    if not kept:
        _resolve(box, containing_block)
        return
    lengths, borders, collapse = kept
    box.__dict__.update(lengths)
    for name, width in borders.items():
        # Where borders collapse, the table has said how wide they are.
        if not (collapse and hasattr(box, name)):
            setattr(box, name, width)


def _lengths(style: Any) -> tuple[Any, ...]:
    found = {name: style[name] for name in _LENGTHS}
    fixed = all(value == "auto" or getattr(value, "unit", "") == "px" for value in found.values())
    if not fixed or style["box_sizing"] != "content-box":
        return ()
    used = {name: value if value == "auto" else value.value for name, value in found.items()}
    for name in ("min_width", "min_height"):
        used[name] = 0 if used[name] == "auto" else used[name]
    return used, {name: style[name] for name in _BORDERS}, style["border_collapse"] == "collapse"


def _resolve_radii_once(box: Any) -> None:
    style = box.style
    sharp = style.__dict__.get("sharp")
    if sharp is None:
        sharp = style.sharp = all((0, "px") in radius for radius in _RADII(style))
    if sharp:
        box.__dict__.update(_SHARP_BOX)
    else:
        _resolve_radii(box)


def _is_in_normal_flow(box: Any) -> bool:
    return _PLACE(box.style) in _FLOWING or _in_flow(box)
