"""Tables as an .ods file, and what every such file of ours is made with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from xml.etree.ElementTree import Element

from xlsxwriter.utility import xl_col_to_name

from assessment.core.calendar import in_words
from assessment.services.opendocument import VERSION, about, make, package
from assessment.services.sheets import Book, Sheet, Value

TEXT_WIDTH = 90
DUTCH_DAY = "dutch-day"
BORDERED = {"fo:border": "0.5pt solid #9fb0b7"}
_CENTIMETRES = 0.2  # for one character
_STYLES: dict[type, str] = {str: "fixed", date: "day", int: "figure", float: "decimal"}


def write_ods_book(content: Book) -> bytes:
    filters = (
        filter_of(sheet.name, len(sheet.headings), len(sheet.rows))
        for sheet in content.sheets
        if sheet.headings
    )
    body = make(
        "office:spreadsheet",
        None,
        *(_table(number, sheet) for number, sheet in enumerate(content.sheets)),
        make("table:database-ranges", None, *filters),
    )
    widths = {
        f"s{number}c{index}": heading.width
        for number, sheet in enumerate(content.sheets)
        for index, heading in enumerate(sheet.headings)
    }
    root = make(
        "office:document-content",
        {"office:version": VERSION},
        make("office:automatic-styles", None, *table_styles({**widths, "wide": TEXT_WIDTH})),
        make("office:body", None, body),
    )
    still = {sheet.name: sheet.first_columns for sheet in content.sheets if sheet.headings}
    return package(
        "spreadsheet",
        {
            "content.xml": root,
            "styles.xml": page_styles(content.title),
            "meta.xml": about(content.title, content.made_on),
            "settings.xml": frozen(still, active=content.sheets[0].name),
        },
    )


def _table(number: int, sheet: Sheet) -> Element:
    if not sheet.headings:
        return text_table(sheet.name, (str(row[0]) for row in sheet.rows))
    columns = (
        make("table:table-column", {"table:style-name": f"s{number}c{index}"})
        for index in range(len(sheet.headings))
    )
    head = make("table:table-row", None, *(cell(item.title, "head") for item in sheet.headings))
    rows = (
        make(
            "table:table-row",
            {"table:style-name": "row"},
            *(cell(value, _STYLES[type(value)]) for value in row),
        )
        for row in sheet.rows
    )
    facts = {"table:name": sheet.name, "table:style-name": "table"}
    return make("table:table", facts, *columns, make("table:table-header-rows", None, head), *rows)


def cell(value: Value, style: str) -> Element:
    """A text is told to be a text, so that no program takes "=1+1" for a sum."""
    facts = {"table:style-name": style}
    if isinstance(value, date):
        facts |= {"office:value-type": "date", "office:date-value": value.isoformat()}
        return make("table:table-cell", facts, make("text:p", None, in_words(value)))
    if isinstance(value, int | float):
        facts |= {"office:value-type": "float", "office:value": str(value)}
        shown = str(value).replace(".", ",")
        return make("table:table-cell", facts, make("text:p", None, shown))
    if not value:
        return make("table:table-cell", facts)
    lines = (make("text:p", None, line) for line in value.split("\n"))
    return make("table:table-cell", {**facts, "office:value-type": "string"}, *lines)


def text_table(name: str, lines: Iterable[str]) -> Element:
    """A sheet to read: the first line is its heading."""
    column = make("table:table-column", {"table:style-name": "wide"})
    rows = (
        make("table:table-row", None, cell(line, "plain" if number else "strong"))
        for number, line in enumerate(lines)
    )
    return make("table:table", {"table:name": name, "table:style-name": "table"}, column, *rows)


def filter_of(name: str, columns: int, rows: int) -> Element:
    last = f"{xl_col_to_name(columns - 1)}{max(rows, 1) + 1}"
    return make(
        "table:database-range",
        {
            "table:name": f"filter-{name}",
            "table:target-range-address": f"{name}.A1:{name}.{last}",
            "table:display-filter-buttons": "true",
            "table:contains-header": "true",
        },
    )


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
