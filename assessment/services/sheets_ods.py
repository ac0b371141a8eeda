"""Tables as an .ods file, and the tables and cells that every such file of ours is made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from xml.etree.ElementTree import Element

from xlsxwriter.utility import xl_col_to_name

from assessment.core.calendar import in_words
from assessment.services.opendocument import VERSION, about, make, package
from assessment.services.sheets import Book, Sheet, Value
from assessment.services.sheets_ods_looks import frozen, page_styles, table_styles

TEXT_WIDTH = 90
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
    columns = [
        make("table:table-column", {"table:style-name": f"s{number}c{index}"})
        for index in range(len(sheet.headings))
    ]
    if still := sheet.first_columns:
        columns[:still] = [make("table:table-header-columns", None, *columns[:still])]
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
