"""The letter and the plan as OpenDocument files: whole, in Dutch, and nothing is ever a formula."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import pytest

from assessment.core.identity import Identity
from assessment.core.letter import make_letter
from assessment.core.plan import PLAN_STATUSES, PlanRow
from assessment.core.plan_making import plan_rows
from assessment.services.letter_document import letter_document
from assessment.services.network_writers import as_ods, as_xlsx
from assessment.services.opendocument import NAMES, make
from assessment.services.plan_ods import write_ods
from assessment.services.plan_sheets import COLUMNS, plan_sheet
from assessment.services.plan_xlsx import write_xlsx
from assessment.services.report_sheets import report_book
from assessment.services.sheets_ods import write_ods_book
from assessment.services.sheets_xlsx import write_xlsx_book
from tests.core.networks import some_compared
from tests.core.test_shared_levels import read
from tests.pdf.samples import KINDS, NASTY, report

DAY = date(2026, 11, 21)
OFFICE = shutil.which("soffice")
SUMS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("https://kwaad.example")']


def name(prefixed):
    prefix, _, rest = prefixed.partition(":")
    return f"{{{NAMES[prefix]}}}{rest}"


def parts(made):
    """Every XML file of a package, after a look at the package itself."""
    with ZipFile(BytesIO(made)) as archive:
        assert archive.testzip() is None
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
        assert made[30:38] == b"mimetype"
        media = archive.read("mimetype").decode()
        names = [item for item in archive.namelist() if item != "mimetype"]
        found = {item: ElementTree.fromstring(archive.read(item)) for item in names}
    listed = {
        entry.get(name("manifest:full-path")): entry.get(name("manifest:media-type"))
        for entry in found["META-INF/manifest.xml"]
    }
    assert listed.pop("/") == media
    assert set(listed) == set(names) - {"META-INF/manifest.xml"}
    return found


def plan(**changed):
    made = report("worst")
    rows = plan_rows((), made)
    return plan_sheet(made, (replace(rows[0], **changed), *rows[1:]), DAY)


def ods_cells(made):
    """The cells of the first sheet, row by row, with the texts of their paragraphs."""
    table = parts(made)["content.xml"].find(f".//{name('table:table')}")
    for row in table.iter(name("table:table-row")):
        yield list(row.iter(name("table:table-cell")))


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_is_a_sound_document(kind):
    found = parts(letter_document(make_letter(report(kind), DAY)))
    content, styles, meta = (found[f"{part}.xml"] for part in ("content", "styles", "meta"))
    levels = [
        int(heading.get(name("text:outline-level"))) for heading in content.iter(name("text:h"))
    ]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    assert len(list(content.iter(name("text:list")))) >= 2
    assert content.find(f".//{name('text:p')}").text == "Concept"
    default = styles.find(f".//{name('style:default-style')}/{name('style:text-properties')}")
    assert (default.get(name("fo:language")), default.get(name("fo:country"))) == ("nl", "NL")
    assert meta.find(f".//{name('dc:language')}").text == "nl-NL"
    assert "Hilversum" in meta.find(f".//{name('dc:title')}").text


@pytest.mark.parametrize("kind", KINDS)
def test_every_style_that_a_letter_uses_exists(kind):
    found = parts(letter_document(make_letter(report(kind), DAY)))
    styles = found["styles.xml"]
    known = {item.get(name("style:name")) for item in styles.iter()}
    used = {item.get(name("text:style-name")) for item in found["content.xml"].iter()} - {None}
    assert used <= known
    assert {"Heading_20_1", "Bulleted"} <= used


def test_spaces_and_lines_survive():
    made = make("text:p", None, "een  twee\tdrie\r\nvier\x00\x0b\u202e ")
    text = ElementTree.tostring(made, encoding="unicode")
    bare = re.sub(r" xmlns:\w+=\"[^\"]+\"", "", text)
    want = '<text:p>een<text:s text:c="2" />twee<text:tab />drie<text:line-break />vier </text:p>'
    assert bare == want


def test_the_same_letter_is_the_same_file():
    assert len({letter_document(make_letter(report("worst"), DAY)) for _ in range(2)}) == 1


@pytest.mark.parametrize("text", SUMS)
def test_a_text_is_never_a_sum(text):
    sheet = plan(note=text, owner=text, title=text)
    first = list(ods_cells(write_ods(sheet)))[1]
    for cell in first:
        assert not any(key.endswith("}formula") for key in cell.attrib)
        assert cell.get(name("office:value-type")) in (None, "string", "date")
    book = openpyxl.load_workbook(BytesIO(write_xlsx(sheet)))
    for index in (4, 6, 9):
        cell = book.worksheets[0].cell(2, index + 1)
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix


def test_a_day_is_a_date_and_a_quarter_is_words():
    for term, value, shown in (
        ("2027-03-01", "2027-03-01", "1 maart 2027"),
        ("2027-K2", None, "2e kwartaal van 2027"),
        ("", None, None),
    ):
        sheet = plan(term=term)
        cell = list(ods_cells(write_ods(sheet)))[1][7]
        assert cell.get(name("office:date-value")) == value
        paragraph = cell.find(name("text:p"))
        assert (paragraph.text if paragraph is not None else None) == shown
        told = openpyxl.load_workbook(BytesIO(write_xlsx(sheet))).worksheets[0].cell(2, 8)
        assert told.is_date == bool(value)


def test_both_sheets_have_a_frozen_head_a_filter_and_a_list():
    sheet = plan(status="bezig")
    book = openpyxl.load_workbook(BytesIO(write_xlsx(sheet)))
    page = book.worksheets[0]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == f"A1:K{len(sheet.rows) + 1}"
    (choice,) = page.data_validations.dataValidation
    assert choice.formula1 == f'"{",".join(PLAN_STATUSES)}"'
    assert str(choice.sqref).startswith("I2:I")
    assert book.properties.title == "Verbeterplan Preventiespiegel, gemeente Hilversum"
    assert page["I2"].value == "bezig"
    found = parts(write_ods(sheet))
    range_ = found["content.xml"].find(f".//{name('table:database-range')}")
    assert range_.get(name("table:display-filter-buttons")) == "true"
    validation = found["content.xml"].find(f".//{name('table:content-validation')}")
    assert all(f'"{status}"' in validation.get(name("table:condition")) for status in PLAN_STATUSES)
    frozen = {item.get(name("config:name")): item.text for item in found["settings.xml"].iter()}
    assert frozen["VerticalSplitPosition"] == "1"
    assert found["meta.xml"].find(f".//{name('dc:language')}").text == "nl-NL"


def test_both_sheets_say_the_same():
    sheet = plan()
    rows = list(ods_cells(write_ods(sheet)))
    texts = [["\n".join(p.text for p in cell.iter(name("text:p"))) for cell in row] for row in rows]
    page = openpyxl.load_workbook(BytesIO(write_xlsx(sheet))).worksheets[0]
    told = [[cell.value or "" for cell in row] for row in page.iter_rows()]
    assert told == texts
    assert told[0] == [column.title for column in COLUMNS]
    assert len(told) == len(report("worst").gaps) + 1


def test_what_is_not_known_is_not_written_down_as_a_gap():
    made = report("short")
    rows = [row for row in plan_sheet(made, plan_rows((), made), DAY).rows if row[1] == "uitzoeken"]
    assert len(rows) > 10
    assert all(row[4].startswith("Nog niet bekend: ") and row[3] == "" for row in rows)


def test_the_worst_that_someone_can_type_makes_sound_files():
    row = PlanRow(
        "", "own", "", NASTY, "", None, NASTY * 400, NASTY, NASTY, "klaar", NASTY, (NASTY,)
    )
    sheet = plan_sheet(report("hostile"), (row,), DAY)
    parts(write_ods(sheet))
    page = openpyxl.load_workbook(BytesIO(write_xlsx(sheet))).worksheets[0]
    assert "\x00" not in page["E2"].value
    assert "\u202e" not in page["E2"].value


def test_an_empty_plan_is_still_a_sheet():
    sheet = plan_sheet(report("empty"), (), DAY)
    assert len(list(ods_cells(write_ods(sheet)))) == 1
    assert openpyxl.load_workbook(BytesIO(write_xlsx(sheet))).worksheets[0].max_row == 1


def test_libreoffice_opens_them_without_a_word(tmp_path):
    if OFFICE is None:
        assert not os.environ.get("CI"), "LibreOffice is missing"
        pytest.skip("LibreOffice is not here")
    identity = Identity("PS-2026-7KQ4-M2XT", "vastgesteld", DAY, "notes", "0" * 64)
    book = report_book(read("notes"), identity)
    files = {
        "rapport.ods": write_ods_book(book),
        "afschrift.xlsx": write_xlsx_book(book),
        "brief.odt": letter_document(make_letter(report("worst"), DAY)),
        "plan.ods": write_ods(plan(term="2027-03-01")),
        "netwerk.ods": as_ods(some_compared(30)),
        "werkblad.xlsx": as_xlsx(some_compared(30)),
    }
    for file, made in files.items():
        (tmp_path / file).write_bytes(made)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [OFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    done = subprocess.run(
        [*command, *(str(tmp_path / file) for file in files)],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "error" not in done.stdout.lower()
    assert {path.name for path in tmp_path.glob("*.pdf")} == {
        f"{file.partition('.')[0]}.pdf" for file in files
    }
