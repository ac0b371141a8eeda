"""Files of strangers: each gets a clear message, quickly, and none of them costs us anything."""

import contextlib
import random
import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook as OtherBook

from assessment.core.strict_json import BadFile
from assessment.services.spreadsheet.cells import (
    ERROR,
    FORMULA,
    column_letter,
    column_number,
)
from assessment.services.spreadsheet.limits import MOST_UNPACKED
from assessment.services.spreadsheet.workbook import read_workbook
from tests.services.sheets import BOOK, packed, xlsx


def cells(raw):
    return read_workbook(raw, ("Vragen",)).sheets["Vragen"].rows


def refused(raw):
    began = time.process_time()
    tracemalloc.start()
    with pytest.raises(BadFile) as caught:
        read_workbook(raw, ("Vragen",))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - began < 5
    assert peak < 60_000_000
    (fault,) = caught.value.faults
    return str(fault)


def test_every_kind_of_cell():
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>5</v></c><c r="C1"><v>5.5</v></c>'
        '<c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#REF!</v></c>'
        '<c r="F1" t="str"><f>1+1</f><v>2</v></c>'
        '<c r="G1" t="inlineStr"><is><t>in</t><r><t>line</t></r></is></c><c r="H1"/>'
        '<c r="BZ1"><v>1</v></c><c r="J1" t="s"><v>1</v></c></row>'
        "<row><c><v>7</v></c><c><v>8</v></c></row>"
    )
    strings = "<si><r><t>rijke</t></r><r><t> tekst</t></r><rPh><t>x</t></rPh></si><si><t> </t></si>"
    assert cells(xlsx(rows, strings)) == {
        1: {
            "A": "rijke tekst",
            "B": 5,
            "C": 5.5,
            "D": True,
            "E": ERROR,
            "F": FORMULA,
            "G": "inline",
        },
        2: {"A": 7, "B": 8},
    }


def test_columns_have_letters():
    for number in (1, 26, 27, 52, 53, 60, 702):
        assert column_number(column_letter(number)) == number


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml"])
def test_a_sheet_is_found_as_programs_name_it(target):
    assert cells(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', target=target)) == {1: {"A": 1}}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is leeg"),
        (b"zomaar wat tekst", "is geen Excel-bestand"),
        (b"%PDF-1.7 " + b"x" * 5000, "is geen Excel-bestand"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 5000, "oud Excel-bestand (.xls), of er zit een wachtwoord"),
        (b"x" * 2_000_001, "is te groot: meer dan 2 MB"),
        (b"PK\x03\x04" + b"x" * 500, "is beschadigd"),
        (packed({"word/document.xml": "<x/>"}), "is een Word-bestand"),
        (packed({"mimetype": "x", "content.xml": "<x/>"}), "OpenDocument-bestand (.ods)"),
        (packed({"xl/workbook.bin": "x"}), ".xlsb"),
        (packed({"plaatje.png": "x"}), "is geen Excel-bestand"),
    ],
)
def test_another_kind_of_file_is_named(raw, words):
    assert words in refused(raw)


def test_a_zip_bomb_is_not_unpacked():
    bomb = xlsx(**{"xl/sharedStrings.xml": "<sst>" + " " * 500_000_000})
    assert len(bomb) < 2_000_000
    assert "veel groter dan nodig is" in refused(bomb)


def test_a_small_bomb_that_repeats_itself_is_not_unpacked():
    bomb = xlsx("<row>" + " " * (MOST_UNPACKED - 10_000) + "</row>")
    assert "veel groter dan nodig is" in refused(bomb)


def test_a_zip_that_lies_about_its_size():
    raw = bytearray(xlsx(**{"xl/sharedStrings.xml": "<sst>" + " " * 9_000_000 + "</sst>"}))
    size = (9_000_000 + 11).to_bytes(4, "little")
    assert raw.count(size) >= 1
    assert "beschadigd" in refused(bytes(raw).replace(size, (500).to_bytes(4, "little")))


def test_too_many_parts():
    raw = xlsx(**{f"xl/media/{number}.png": "x" for number in range(300)})
    assert "veel groter" in refused(raw)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_part_twice():
    made = BytesIO(xlsx())
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("xl/workbook.xml", BOOK)
    assert "beschadigd" in refused(made.getvalue())


def test_a_hundred_thousand_rows():
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
    made = random.Random(1)
    rows = "".join(row.format(n, made.random()) for n in range(1, 100_001))
    assert "heeft meer dan 2000 rijen" in refused(xlsx(rows[:7_900_000]))


def test_empty_rows_down_to_the_last_one_are_nothing():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="3"/></row>'
    assert cells(xlsx(rows)) == {1: {"A": 1}}


def test_ten_thousand_rows_of_another_program():
    book = OtherBook()
    book.active.title = "Vragen"
    for number in range(10_000):
        book.active.append([number, "x"])
    made = BytesIO()
    book.save(made)
    assert "heeft meer dan 2000 rijen op het blad “Vragen”" in refused(made.getvalue())


def test_the_largest_sheet_that_is_read_takes_no_more_than_a_moment():
    made = random.Random(1)
    row = "".join(f"<c><v>{made.randrange(10**6)}</v></c>" for _ in range(240))
    rows = "".join(f"<row>{row}</row>" for _ in range(1_990))
    raw = xlsx(rows[: MOST_UNPACKED - 500].rpartition("<row>")[0])
    began = time.process_time()
    assert len(cells(raw)) > 1_500
    assert time.process_time() - began < 5


def test_too_many_strings():
    strings = "".join(f"<si><t>{number}</t></si>" for number in range(30_000))
    assert "veel groter" in refused(xlsx(strings=strings))


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;]>',
    ],
)
def test_a_document_type_is_refused(prolog):
    assert "beschadigd" in refused(xlsx(prolog=prolog))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>9</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        '<row r="1"><c r="A1"><v>vijf</v></c></row>',
        '<row r="1"><c r="A2"><v>5</v></c></row>',
        '<row r="1"><c r="1A"><v>5</v></c></row>',
        '<row r="x"/>',
        "<row>&nbsp;</row>",
        "<row>",
    ],
)
def test_xml_that_is_no_sheet(rows):
    assert "beschadigd" in refused(xlsx(rows))


@pytest.mark.parametrize("number", ["1e999", "nan", "-inf", "1e300"])
def test_a_number_that_is_none(number):
    row = f'<row r="1"><c r="A1"><v>{number}</v></c></row>'
    assert cells(xlsx(row)) == {1: {"A": ERROR}}


@pytest.mark.parametrize(
    ("target", "mode"),
    [
        ("../../../../etc/passwd", ""),
        ("http://127.0.0.1/x", ' TargetMode="External"'),
        ("worksheets/geen.xml", ""),
    ],
)
def test_a_link_to_elsewhere_is_not_followed(target, mode):
    assert read_workbook(xlsx(target=target, mode=mode), ("Vragen",)).sheets == {}


def test_an_other_way_of_packing_is_refused():
    parts = {"xl/workbook.xml": BOOK}
    assert "beschadigd" in refused(packed(parts, zipfile.ZIP_BZIP2))
    assert "beschadigd" in refused(packed(parts, zipfile.ZIP_LZMA))


def test_a_file_with_damage_anywhere_is_read_or_refused_and_nothing_else():
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    whole = xlsx(row, "<si><t>tekst</t></si>")
    made = random.Random(7)
    for _ in range(1500):
        raw = bytearray(whole)
        for _ in range(made.randint(1, 4)):
            raw[made.randrange(len(raw))] = made.randrange(256)
        if made.random() < 0.2:
            del raw[made.randrange(len(raw)) :]
        with contextlib.suppress(BadFile):
            read_workbook(bytes(raw), ("Vragen",))
