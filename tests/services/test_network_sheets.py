"""The comparison as a spreadsheet: in both formats the same, and never a formula."""

from dataclasses import replace
from io import BytesIO
from math import ceil

import openpyxl

from assessment.core.network_order import in_order
from assessment.core.values import SEVERITY_WORDS
from assessment.services.network_sheets import comparison_book
from assessment.services.network_writers import as_html, as_ods, as_xlsx
from assessment.services.sheets_xlsx import LINE, TEXT_WIDTH
from tests.core.networks import some_compared
from tests.services.test_opendocument import name, parts

SHEETS = [
    "Lees dit eerst", "Niveaus", "Gaten", "Kansen", "Activiteiten", "Hulpmiddelen",
    "Ontwikkeling", "Bestanden",
]  # fmt: skip


def test_both_formats_hold_every_sheet_with_the_headings_in_sight():
    made = some_compared(12)
    book = openpyxl.load_workbook(BytesIO(as_xlsx(made)))
    assert book.sheetnames == SHEETS
    assert {page.freeze_panes for page in book.worksheets[1:]} == {"B2"}
    found = parts(as_ods(made))["content.xml"]
    tables = list(found.iter(name("table:table")))
    assert [table.get(name("table:name")) for table in tables] == SHEETS
    for page, table in zip(book.worksheets, tables, strict=True):
        rows = list(table.iter(name("table:table-row")))
        assert len(rows) == page.max_row
        assert {len(row) for row in rows} == {page.max_column}


def test_a_figure_is_a_figure_and_what_nobody_knows_a_question_mark():
    made = some_compared(12)
    page = openpyxl.load_workbook(BytesIO(as_xlsx(made)))["Niveaus"]
    rows = {row[0].value: row for row in page.iter_rows(min_row=2)}
    for member in made.members:
        for index, cell in enumerate(member.cells):
            told = rows[member.name][9 + 3 * index].value
            assert told == ("?" if cell.stand is None else cell.stand / 100)
            apart = rows[member.name][10 + 3 * index].value or ""
            assert apart.endswith("(apart)") == (not cell.comparable)


def test_nothing_in_a_sheet_is_a_formula():
    made = some_compared(3)
    bad = '=HYPERLINK("http://kwaad.example")'
    made = replace(made, members=(replace(made.members[0], name=bad), *made.members[1:]))
    book = openpyxl.load_workbook(BytesIO(as_xlsx(made)))
    assert book["Niveaus"]["A2"].value == bad
    assert {cell.data_type for page in book for row in page for cell in row} <= {"s", "n", "d"}
    content = parts(as_ods(made))["content.xml"]
    assert not [item for item in content.iter() if item.get(name("table:formula"))]


def test_the_same_comparison_is_the_same_file():
    made = some_compared(4)
    assert as_xlsx(made) == as_xlsx(made)
    assert as_ods(made) == as_ods(made)
    assert comparison_book(made) == comparison_book(some_compared(4))


def test_the_page_shows_no_rank_and_an_unknown_is_never_a_nought():
    made = some_compared(14)
    sorted_by_step = in_order(made, "stap-2")
    assert {row.key for row in sorted_by_step.members} == {row.key for row in made.members}
    text = as_html(sorted_by_step).decode()
    assert '<td data-level="unknown">?' in text
    assert '<td data-level="unknown">0' not in text
    last = [row.cells[1] for row in sorted_by_step.members if not row.cells[1].comparable]
    assert [row.cells[1] for row in sorted_by_step.members][-len(last) :] != []
    assert in_order(in_order(made, "stap-2"), "naam") == made
    assert in_order(made, "totaal") == made


def test_the_words_on_how_serious_a_gap_is_are_those_of_the_report():
    made = some_compared(12)
    page = openpyxl.load_workbook(BytesIO(as_xlsx(made)))["Gaten"]
    told = {row[2] for row in page.iter_rows(min_row=2, values_only=True) if row[2]}
    assert told
    assert told <= set(SEVERITY_WORDS.values())


def test_a_long_line_gets_the_room_that_it_needs():
    """Not every program looks for that by itself: a line would lie over the next one."""
    book = openpyxl.load_workbook(BytesIO(as_xlsx(some_compared(12))))
    page = book["Lees dit eerst"]
    for number, (line,) in enumerate(page.iter_rows(values_only=True), start=1):
        # A row of one line needs no height of its own.
        given = page.row_dimensions[number].height or LINE
        assert given >= LINE * ceil(len(line) / TEXT_WIDTH)
    assert all(page.row_dimensions[1].height > LINE for page in book.worksheets[1:4])


def test_where_they_differ_at_every_step_none_is_singled_out():
    made = some_compared(12)
    apart = tuple(replace(column, spread="veel verschil") for column in made.columns)
    assert "veel verschil tussen gemeenten bij elke stap." in shown(replace(made, columns=apart))
    some = (*apart[:5], *(replace(column, spread="enig verschil") for column in made.columns[5:]))
    named = ", ".join(column.label for column in some[:3])
    assert f"bij {named} en nog 2." in shown(replace(made, columns=some))


def shown(comparison):
    return " ".join(as_html(comparison).decode().split())
