"""The improvement plan as an .ods file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from assessment.core.calendar import in_words
from assessment.services.opendocument import VERSION, about, make, package
from assessment.services.plan_sheets import COLUMNS, HELP, PLAN, STATUS_COLUMN, Cell, PlanSheet

_CENTIMETRES = 0.2  # for one character
_LAST = chr(ord("A") + len(COLUMNS) - 1)
_BORDER = "0.5pt solid #9fb0b7"
_OPEN = "#e8f2f4"


def write_ods(sheet: PlanSheet) -> bytes:
    return package(
        "spreadsheet",
        {
            "content.xml": _content(sheet),
            "styles.xml": _styles(sheet),
            "meta.xml": about(sheet.title, sheet.made_on),
            "settings.xml": _settings(),
        },
    )


def _content(sheet: PlanSheet) -> Element:
    body = make(
        "office:spreadsheet",
        None,
        make("table:content-validations", None, _status_list()),
        _plan(sheet),
        _help(sheet),
        make("table:database-ranges", None, _filter(len(sheet.rows))),
    )
    return make(
        "office:document-content",
        {"office:version": VERSION},
        make("office:automatic-styles", None, *_automatic_styles()),
        make("office:body", None, body),
    )


def _status_list() -> Element:
    listed = ";".join(f'"{choice}"' for choice in COLUMNS[STATUS_COLUMN].choices)
    message = make(
        "table:error-message",
        {"table:title": "Status", "table:message-type": "stop", "table:display": "true"},
        make("text:p", None, "Kies een status uit de lijst."),
    )
    first = f"${PLAN}.{chr(ord('A') + STATUS_COLUMN)}2"
    facts = {
        "table:name": "status",
        "table:condition": f"of:cell-content-is-in-list({listed})",
        "table:allow-empty-cell": "true",
        "table:display-list": "unsorted",
        "table:base-cell-address": first,
    }
    return make("table:content-validation", facts, message)


def _plan(sheet: PlanSheet) -> Element:
    columns = (
        make("table:table-column", {"table:style-name": f"column{index}"})
        for index in range(len(COLUMNS))
    )
    head = make("table:table-row", None, *(_cell(column.title, "head") for column in COLUMNS))
    rows = (
        make(
            "table:table-row",
            {"table:style-name": "row"},
            *(_in_column(index, value) for index, value in enumerate(row)),
        )
        for row in sheet.rows
    )
    facts = {"table:name": PLAN, "table:style-name": "plan"}
    return make("table:table", facts, *columns, make("table:table-header-rows", None, head), *rows)


def _in_column(index: int, value: Cell) -> Element:
    style = "open" if COLUMNS[index].fill_in else "fixed"
    made = _cell(value, "day" if isinstance(value, date) else style)
    if index == STATUS_COLUMN:
        made.attrib |= make("table:x", {"table:content-validation-name": "status"}).attrib
    return made


def _cell(value: Cell, style: str) -> Element:
    """A text is told to be a text, so that no program takes "=1+1" for a sum."""
    facts = {"table:style-name": style}
    if isinstance(value, date):
        facts |= {"office:value-type": "date", "office:date-value": value.isoformat()}
        return make("table:table-cell", facts, make("text:p", None, in_words(value)))
    if not value:
        return make("table:table-cell", facts)
    lines = (make("text:p", None, line) for line in value.split("\n"))
    return make("table:table-cell", {**facts, "office:value-type": "string"}, *lines)


def _help(sheet: PlanSheet) -> Element:
    column = make("table:table-column", {"table:style-name": "wide"})
    rows = (
        make("table:table-row", None, _cell(line, "plain" if number else "strong"))
        for number, line in enumerate(sheet.explanation)
    )
    return make("table:table", {"table:name": HELP, "table:style-name": "plan"}, column, *rows)


def _filter(rows: int) -> Element:
    return make(
        "table:database-range",
        {
            "table:name": "filter",
            "table:target-range-address": f"{PLAN}.A1:{PLAN}.{_LAST}{max(rows, 1) + 1}",
            "table:display-filter-buttons": "true",
            "table:contains-header": "true",
        },
    )


def _automatic_styles() -> Iterator[Element]:
    yield make(
        "number:date-style",
        {"style:name": "dutch-day", "number:language": "nl", "number:country": "NL"},
        make("number:day", {"number:style": "long"}),
        _word("-"),
        make("number:month", {"number:style": "long"}),
        _word("-"),
        make("number:year", {"number:style": "long"}),
    )
    yield make("number:text-style", {"style:name": "words"}, make("number:text-content"))
    widths = {f"column{index}": column.width for index, column in enumerate(COLUMNS)}
    for name, width in {**widths, "wide": 90}.items():
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
        {"style:name": "plan", "style:family": "table", "style:master-page-name": "Default"},
        make("style:table-properties", {"table:display": "true"}),
    )
    border = {"fo:border": _BORDER}
    yield _cell_style("head", {**border, "fo:background-color": "#12505b"}, strong=True, white=True)
    yield _cell_style("fixed", border)
    yield _cell_style("open", {**border, "fo:background-color": _OPEN})
    yield _cell_style("day", {**border, "fo:background-color": _OPEN}, "dutch-day")
    yield _cell_style("plain", {})
    yield _cell_style("strong", {}, strong=True)


def _word(text: str) -> Element:
    return make("number:text", None, text)


def _cell_style(
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


def _styles(sheet: PlanSheet) -> Element:
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
    foot = make("style:footer", None, make("text:p", None, f"{sheet.title}, bladzijde ", number))
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


def _settings() -> Element:
    """The first row stays in sight while someone scrolls."""
    frozen = {"VerticalSplitMode": 2, "VerticalSplitPosition": 1, "PositionBottom": 1}
    items = [_item(name, "int", value) for name, value in frozen.items()]
    tables = make(
        "config:config-item-map-named",
        {"config:name": "Tables"},
        make("config:config-item-map-entry", {"config:name": PLAN}, *items),
    )
    view = make(
        "config:config-item-map-indexed",
        {"config:name": "Views"},
        make("config:config-item-map-entry", None, _item("ActiveTable", "string", PLAN), tables),
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
