"""What a table in an .ods file looks like: columns, cells, paper, and what stays in sight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from assessment.services.opendocument import VERSION, make

DUTCH_DAY = "dutch-day"
BORDERED = {"fo:border": "0.5pt solid #9fb0b7"}
_CENTIMETRES = 0.2  # for one character


def table_styles(widths: Mapping[str, float]) -> Iterator[Element]:
    """What columns, rows and cells look like; `widths` are the styles of columns, in characters."""
    yield make(
        "number:date-style",
        {"style:name": DUTCH_DAY, "number:language": "nl", "number:country": "NL"},
        make("number:day", {"number:style": "long"}),
        make("number:text", None, "-"),
        make("number:month", {"number:style": "long"}),
        make("number:text", None, "-"),
        make("number:year", {"number:style": "long"}),
    )
    yield make("number:text-style", {"style:name": "words"}, make("number:text-content"))
    for name, most in (("whole", "0"), ("parts", "2")):
        facts = {"number:decimal-places": most, "number:min-integer-digits": "1"}
        facts |= {"number:min-decimal-places": "0" if most == "0" else "1"}
        style = {"style:name": name, "number:language": "nl", "number:country": "NL"}
        yield make("number:number-style", style, make("number:number", facts))
    for name, width in widths.items():
        look = make(
            "style:table-column-properties", {"style:column-width": f"{width * _CENTIMETRES:.2f}cm"}
        )
        yield make("style:style", {"style:name": name, "style:family": "table-column"}, look)
    yield make(
        "style:style",
        {"style:name": "row", "style:family": "table-row"},
        make("style:table-row-properties", {"style:use-optimal-row-height": "true"}),
    )
    yield make(
        "style:style",
        {"style:name": "table", "style:family": "table", "style:master-page-name": "Default"},
        make("style:table-properties", {"table:display": "true"}),
    )
    head = {**BORDERED, "fo:background-color": "#12505b"}
    yield cell_style("head", head, strong=True, white=True)
    yield cell_style("fixed", BORDERED)
    yield cell_style("day", BORDERED, DUTCH_DAY)
    yield cell_style("figure", BORDERED, "whole")
    yield cell_style("decimal", BORDERED, "parts")
    yield cell_style("plain", {})
    yield cell_style("strong", {}, strong=True)


def cell_style(
    name: str, looks: dict[str, str], data: str = "words", strong: bool = False, white: bool = False
) -> Element:
    letters = {"fo:font-weight": "bold"} if strong else {}
    if white:
        letters["fo:color"] = "#ffffff"
    facts = {
        "style:name": name,
        "style:family": "table-cell",
        "style:parent-style-name": "Default",
        "style:data-style-name": data,
    }
    return make(
        "style:style",
        facts,
        make(
            "style:table-cell-properties",
            {
                "fo:wrap-option": "wrap",
                "style:vertical-align": "top",
                "fo:padding": "0.1cm",
                **looks,
            },
        ),
        make("style:paragraph-properties", {"fo:text-align": "start"}),
        make("style:text-properties", letters),
    )


def page_styles(title: str) -> Element:
    """A4 across, with the title and the number of the page below."""
    default = make(
        "style:style",
        {"style:name": "Default", "style:family": "table-cell"},
        make(
            "style:text-properties",
            {
                "fo:font-family": "Arial",
                "fo:font-size": "10pt",
                "fo:language": "nl",
                "fo:country": "NL",
            },
        ),
    )
    page = {
        "fo:page-width": "29.7cm",
        "fo:page-height": "21cm",
        "style:print-orientation": "landscape",
        "fo:margin": "1.5cm",
        "style:scale-to-X": "1",
        "style:scale-to-Y": "0",
    }
    layout = make(
        "style:page-layout",
        {"style:name": "wide"},
        make("style:page-layout-properties", page),
        make(
            "style:footer-style",
            None,
            make("style:header-footer-properties", {"fo:min-height": "0.6cm"}),
        ),
    )
    number = make("text:page-number")
    foot = make("style:footer", None, make("text:p", None, f"{title}, bladzijde ", number))
    master = make(
        "style:master-page", {"style:name": "Default", "style:page-layout-name": "wide"}, foot
    )
    return make(
        "office:document-styles",
        {"office:version": VERSION},
        make("office:styles", None, default),
        make("office:automatic-styles", None, layout),
        make("office:master-styles", None, master),
    )


def frozen(columns: Mapping[str, int], active: str = "") -> Element:
    """The first row of these sheets stays in sight, and so many columns. `active` opens first."""
    entries = []
    for name, still in columns.items():
        facts = {"PositionBottom": 1, "PositionRight": still}
        for way, kept in (("Vertical", 1), ("Horizontal", still)):
            if kept:
                facts |= {f"{way}SplitMode": 2, f"{way}SplitPosition": kept}
        items = (_item(item, "int", value) for item, value in facts.items())
        entries.append(make("config:config-item-map-entry", {"config:name": name}, *items))
    tables = make("config:config-item-map-named", {"config:name": "Tables"}, *entries)
    first = _item("ActiveTable", "string", active or next(iter(columns)))
    view = make(
        "config:config-item-map-indexed",
        {"config:name": "Views"},
        make("config:config-item-map-entry", None, first, tables),
    )
    return make(
        "office:document-settings",
        {"office:version": VERSION},
        make(
            "office:settings",
            None,
            make("config:config-item-set", {"config:name": "ooo:view-settings"}, view),
        ),
    )


def _item(name: str, kind: str, value: object) -> Element:
    return make("config:config-item", {"config:name": name, "config:type": kind}, str(value))
