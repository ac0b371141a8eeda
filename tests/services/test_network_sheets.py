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

# Of the municipalities below nobody has a chance, or an activity that another has as well.
SHEETS = [
    "Lees dit eerst", "Niveaus", "Gaten", "Hulpmiddelen", "Ontwikkeling", "Gemeenten", "Bestanden",
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
            stand, known = (rows[member.name][2 + 2 * index + place].value for place in (0, 1))
            assert stand == ("?" if cell.stand is None else cell.stand / 100)
            assert known.endswith("(apart)") == (not cell.comparable)


def test_what_is_empty_takes_no_sheet_and_no_column():
    made = replace(some_compared(12), trends=(), files=())
    made = replace(made, members=tuple(replace(row, own=False) for row in made.members))
    book = openpyxl.load_workbook(BytesIO(as_xlsx(made)))
    gone = ("Ontwikkeling", "Bestanden")
    assert book.sheetnames == [sheet for sheet in SHEETS if sheet not in gone]
    # Who looks for them reads why they are not there; nobody asked about files.
    [why] = [row[0].value for row in book["Lees dit eerst"] if "vonden" in row[0].value]
    assert "kansen, activiteiten, ontwikkeling." in why
    for page in book.worksheets[1:]:
        for column in page.iter_cols(min_row=2, values_only=True):
            assert any(value not in (None, "") for value in column), page.title


def test_on_paper_the_levels_are_as_wide_as_the_page_and_legible():
    made = some_compared(12)
    book = openpyxl.load_workbook(BytesIO(as_xlsx(made)))
    for page in book.worksheets[1:]:
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr.fitToPage
        # One page wide is what a file says by saying nothing.
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert (page.print_title_rows, page.print_title_cols) == ("$1:$1", "$A:$A")
    # A4 across has room for 140 characters of full size: less than half of it nobody can read.
    for sheet in comparison_book(made).sheets:
        assert sum(heading.width for heading in sheet.headings) < 280, sheet.name
    for table in parts(as_ods(made))["content.xml"].iter(name("table:table")):
        kept = table.findall(f"{name('table:table-header-columns')}/*")
        assert len(kept) == (table.get(name("table:name")) != "Lees dit eerst")


def test_the_network_and_the_questions_are_named():
    made = some_compared(3)
    page = openpyxl.load_workbook(BytesIO(as_xlsx(made)))["Lees dit eerst"]
    assert page["A1"].value == "Gemeenten naast elkaar"
    made = replace(made, network="Regio Zuid")
    page = openpyxl.load_workbook(BytesIO(as_xlsx(made)))["Lees dit eerst"]
    assert page["A1"].value == "Gemeenten naast elkaar: netwerk Regio Zuid"
    assert f"Vragenlijst: {made.question_title}, versie 1.0, volledig." in [
        row[0].value for row in page
    ]
    assert made.question_title in shown(made)
    assert "<td>Regio Zuid</td>" in shown(made)


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
    assert all(page.row_dimensions[1].height > LINE for page in book.worksheets[1:3])


def test_where_they_differ_at_every_step_none_is_singled_out():
    made = some_compared(12)
    apart = tuple(replace(column, spread="veel verschil") for column in made.columns)
    assert "veel verschil tussen gemeenten bij elke stap." in shown(replace(made, columns=apart))
    some = (*apart[:5], *(replace(column, spread="enig verschil") for column in made.columns[5:]))
    named = ", ".join(column.label for column in some[:3])
    assert f"bij {named} en nog 2." in shown(replace(made, columns=some))


def shown(comparison):
    return " ".join(as_html(comparison).decode().split())
