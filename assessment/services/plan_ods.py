"""The improvement plan as an .ods file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from assessment.services.opendocument import VERSION, about, make, package
from assessment.services.plan_sheets import COLUMNS, HELP, PLAN, STATUS_COLUMN, Cell, PlanSheet
from assessment.services.sheets_ods import TEXT_WIDTH, cell, filter_of, text_table
from assessment.services.sheets_ods_looks import (
    BORDERED,
    DUTCH_DAY,
    cell_style,
    frozen,
    page_styles,
    table_styles,
)

_OPEN = "#e8f2f4"


def write_ods(sheet: PlanSheet) -> bytes:
    return package(
        "spreadsheet",
        {
            "content.xml": _content(sheet),
            "styles.xml": page_styles(sheet.title),
            "meta.xml": about(sheet.title, sheet.made_on),
            "settings.xml": frozen({PLAN: 0}),
        },
    )


def _content(sheet: PlanSheet) -> Element:
    body = make(
        "office:spreadsheet",
        None,
        make("table:content-validations", None, _status_list()),
        _plan(sheet),
        text_table(HELP, sheet.explanation),
        make("table:database-ranges", None, filter_of(PLAN, len(COLUMNS), len(sheet.rows))),
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
    head = make("table:table-row", None, *(cell(column.title, "head") for column in COLUMNS))
    rows = (
        make(
            "table:table-row",
            {"table:style-name": "row"},
            *(_in_column(index, value) for index, value in enumerate(row)),
        )
        for row in sheet.rows
    )
    facts = {"table:name": PLAN, "table:style-name": "table"}
    return make("table:table", facts, *columns, make("table:table-header-rows", None, head), *rows)


def _in_column(index: int, value: Cell) -> Element:
    style = "open" if COLUMNS[index].fill_in else "fixed"
    made = cell(value, "open-day" if isinstance(value, date) else style)
    if index == STATUS_COLUMN:
        made.attrib |= make("table:x", {"table:content-validation-name": "status"}).attrib
    return made


def _automatic_styles() -> Iterator[Element]:
    widths = {f"column{index}": column.width for index, column in enumerate(COLUMNS)}
    yield from table_styles({**widths, "wide": TEXT_WIDTH})
    yield cell_style("open", {**BORDERED, "fo:background-color": _OPEN})
    yield cell_style("open-day", {**BORDERED, "fo:background-color": _OPEN}, DUTCH_DAY)
