"""A list of activities there and back, and a list that a municipality has already."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook as OtherBook
from openpyxl import load_workbook

from assessment.core.activities import Activity
from assessment.core.strict_json import BadFile
from assessment.services import importing
from assessment.services.importing import TooMany
from assessment.services.spreadsheet.activities_in import open_list, read_list
from assessment.services.spreadsheet.activities_out import HELP, write_activities
from assessment.services.spreadsheet.activity_layout import COLUMNS
from assessment.services.spreadsheet.cells import column_letter
from assessment.services.spreadsheet.questions_out import write_workbook
from assessment.storage.records import ActivityRecord, AssessmentRecord
from tests.core.builders import TODAY, assessment, content, library
from tests.database import NOW
from tests.services.sheets import packed, xlsx

RECORD = AssessmentRecord(
    "deze-scan", "GM0402", "Hilversum", 2026, content().key, "volledig", TODAY, False, NOW, NOW, 1
)
LETTER = {column.name: column_letter(i) for i, column in enumerate(COLUMNS, start=1)}
FULL = Activity(
    id="een",
    name="Lessen van de GGD",
    description="Drie lessen per klas.\nMet een thuisopdracht.",
    providers=("GGD", "Bureau A; B en C"),
    settings=("vo", "politie"),
    themes=("risicogroepen-cultuur-geloof", "norm"),
    audiences=("ouders",),
    form="les",
    frequency="elk-jaar",
    start=date(2024, 9, 1),
    area="hele-gemeente",
    regional=True,
    reach=250,
    reach_year=2025,
    funding="vast",
    evaluation="extern",
    evaluation_year=2025,
    evaluation_result="positief",
    link="https://example.nl/les",
    source="Een gesprek",
    updated_on=date(2026, 1, 15),
)
PLAN = Activity(id="twee", name="Campagne", providers=("Gemeente",), status="gepland")


def stored(*found, version=1, removed=None):
    return {a.id: ActivityRecord(a, version, "Jeugd", NOW, removed) for a in found}


KNOWN = stored(FULL, PLAN)


def write(known=KNOWN):
    return write_activities(RECORD, content(), list(known.values()))


def change(raw, *cells):
    """`(2, "name", "Iets")` changes one cell with another program."""
    book = load_workbook(BytesIO(raw))
    for row, name, value in cells:
        book["Aan de slag"][f"{LETTER[name]}{row}"].value = value
    return saved(book)


def saved(book):
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def own(*rows):
    """Somebody else's workbook with these rows."""
    book = OtherBook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def read(raw, known=KNOWN):
    return read_list(open_list(raw), RECORD, content(), known)


def refused(raw):
    with pytest.raises(BadFile) as caught:
        read(raw)
    return str(caught.value)


def told(found):
    return [str(fault) for fault in found.faults]


def test_a_list_that_nobody_touched_changes_nothing():
    for raw in (write(), change(write())):
        found = read(raw)
        assert (found.rows, found.untouched, found.faults, found.own) == ((), 2, (), False)
    empty = read(write({}))
    assert (empty.rows, empty.untouched) == ((), 0)


def test_another_program_sees_words_and_lists_to_choose_from():
    book = load_workbook(BytesIO(write(stored(FULL.model_copy(update={"source": "=1+1"})))))
    sheet = book["Aan de slag"]
    assert sheet.column_dimensions["A"].hidden
    assert book["Kenmerken"].sheet_state == "veryHidden"
    row = {cell.value: sheet[f"{cell.column_letter}2"].value for cell in sheet[1]}
    assert row["Plekken"] == "voortgezet onderwijs; politie, justitie en Halt"
    assert row["Hoe vaak"] == "Elk jaar"
    assert row["Regionaal"] == "ja"
    assert sheet[f"{LETTER['source']}2"].data_type == "s"
    offered = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
    assert {f"{LETTER[name]}2" for name in ("settings", "themes", "status", "form")} <= offered
    assert book["Keuzes"]["A2"].value == "primair onderwijs"


def test_only_the_cells_that_were_touched_change():
    (row,) = read(change(write(), (2, "name", "Lessen"), (2, "regional", None))).rows
    assert row.activity == FULL.model_copy(update={"name": "Lessen", "regional": False})
    assert (row.number, row.base_version) == (2, 1)


def test_every_field_can_be_filled_in_elsewhere():
    wanted = FULL.model_copy(update={"id": "", "updated_on": None, "providers": ("GGD", "Halt")})
    full = load_workbook(BytesIO(write(stored(wanted.model_copy(update={"id": "x"})))))
    cells = [
        (2, name, full["Aan de slag"][f"{letter}2"].value)
        for name, letter in LETTER.items()
        if name != "id"
    ]
    (row,) = read(change(write({}), *cells)).rows
    assert row.activity == wanted
    assert row.base_version == 0


def test_a_row_that_is_gone_removes_nothing():
    book = load_workbook(BytesIO(write()))
    book["Aan de slag"].delete_rows(2)
    found = read(saved(book))
    assert (found.rows, found.untouched) == ((), 1)


def test_a_row_that_was_copied_is_a_new_activity():
    book = load_workbook(BytesIO(write()))
    sheet = book["Aan de slag"]
    sheet.insert_rows(2)
    for cell in sheet[3]:
        sheet[f"{cell.column_letter}2"].value = cell.value
    sheet[f"{LETTER['name']}2"].value = "Lessen in de wijk"
    found = read(saved(book))
    (row,) = found.rows
    assert (row.activity.id, row.activity.name, row.number) == ("", "Lessen in de wijk", 2)
    assert found.untouched == 2


def test_rows_and_columns_may_move_and_others_may_be_added():
    book = load_workbook(BytesIO(write()))
    sheet = book["Aan de slag"]
    sheet.insert_cols(2)
    sheet["B1"] = "Onze afdeling"
    sheet.insert_rows(1)
    sheet["C4"] = "Campagne van de regio"
    found = read(saved(book))
    assert [row.activity.name for row in found.rows] == ["Campagne van de regio"]
    assert found.rows[0].activity.id == "twee"
    assert found.skipped == ("Onze afdeling",)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("name", None, "Rij 2, “Naam”: de naam ontbreekt"),
        ("name", "x" * 121, "Rij 2, “Naam”: is te lang: 121 tekens, en 120 is het meeste"),
        (
            "settings",
            "voortgezet onderwijs; de maan",
            "“de maan” kennen wij niet. Kijk op het blad",
        ),
        ("status", "misschien", "Kies: “Loopt nu”, “Gepland”, “Gestopt”"),
        ("status", None, "dit vak is leeg. Kies een status"),
        ("start", "2024", "2024 is een jaar. Zet de maand erbij, zoals 3-2024"),
        ("start", "31-2-2025", "bestaat niet"),
        ("start", "13-2025", "geen maand die bestaat"),
        ("last", "3-1066", "een jaar van 1990"),
        ("reach", "veel", "is geen heel getal"),
        ("reach_year", 1066, "van 1990 tot en met 2100"),
        ("link", "example.nl", "Het begint met https://"),
        ("regional", "soms", "kan hier niet. Kies: ja"),
        ("providers", "; ".join(f"Bureau {i}" for i in range(21)), "hoogstens 20"),
        ("reach", "=1+1", "hier staat een formule"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_with_its_row(name, value, message):
    found = read(change(write(), (2, name, value), (3, "name", "Campagne van nu")))
    (fault,) = told(found)
    assert fault.startswith("Rij 2, “")
    assert message in fault
    assert [row.number for row in found.rows] == [3]


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("3-2026", date(2026, 3, 1)),
        ("maart 2026", date(2026, 3, 1)),
        ("mrt 2026", None),
        ("2026-03", date(2026, 3, 1)),
        ("9-3-2026", date(2026, 3, 9)),
        ("9 maart 2026", date(2026, 3, 9)),
        (date(2026, 3, 9), date(2026, 3, 9)),
    ],
)
def test_moments_as_people_write_them(given, day):
    found = read(change(write(), (2, "start", given)))
    assert [row.activity.start for row in found.rows] == ([day] if day else [])


@pytest.mark.parametrize(
    "raw",
    [
        own(["Naam"], ["Lessen"], ["Spreekuur"]),
        own(["Lessen"], ["Spreekuur"]),
        own(["Overzicht 2026"], [], ["Nr", "Activiteit:"], [1, "Lessen"], [2, "Spreekuur"]),
        "Naam;Doelgroep\r\nLessen;\r\nSpreekuur;\r\n".encode("cp1252"),
        b"sep=;\nnaam\nLessen\nSpreekuur\n",
        '\ufeffNaam,Opmerking\n"Lessen","a,\nb"\n,,\nSpreekuur,\n'.encode(),
        b"Lessen\nSpreekuur",
    ],
)
def test_a_simple_list_of_ones_own(raw):
    found = read(raw)
    assert [row.activity.name for row in found.rows] == ["Lessen", "Spreekuur"]
    assert found.own
    assert found.faults == ()
    for row in found.rows:
        assert row.activity.missing == ("providers", "settings", "themes")


def test_a_list_of_ones_own_is_read_mildly():
    raw = (
        "Activiteit;Organisatie;Plek;Onderwerp;Status;Contactpersoon;Startdatum\n"
        "Lessen;GGD, Halt;VO, primair onderwijs;T8;lopend;Jan;voorjaar\n"
        "Café;Kroeg;de kroeg;norm;Afgerond;;\n"
        ";GGD;vo;norm;;;\n"
    ).encode("cp1252")
    found = read(raw)
    one, two = (row.activity for row in found.rows)
    assert (one.settings, one.themes, one.status) == (
        ("vo", "po"),
        ("steun-slachtoffers",),
        "loopt",
    )
    assert one.start is None
    assert (two.name, two.settings, two.status) == ("Café", (), "gestopt")
    assert "geen datum" in found.rows[0].notes[0]
    assert found.rows[1].notes == (
        "“Plekken”: “de kroeg” kennen wij niet. Wij laten dit vak leeg.",
    )
    assert told(found) == ["Rij 4, “Naam”: de naam ontbreekt"]
    assert found.skipped == ("Contactpersoon",)


def test_two_rows_with_one_name_are_told():
    assert read(own(["Naam"], ["Les"], ["les"])).rows[1].notes == ("Deze naam staat ook in rij 2.",)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is leeg"),
        (b" \n", "is leeg"),
        (own([]), "is leeg"),
        (b"PK\x03\x04kapot", "is beschadigd"),
        (b"\xd0\xcf\x11\xe0oud", "oud Excel-bestand"),
        (b"%PDF-1.7 en zo", "geen Excel-bestand en geen lijst"),
        (b"a\x00b", "geen Excel-bestand en geen lijst"),
        (b"Naam\n" + b"x" * 2_000_000, "is te groot"),
        (b"Naam\n" + b"les\n" * 2_001, "meer dan 2000 rijen"),
        (b"Wie;Wat niet\nGGD;lessen\n", "het woord “Naam”"),
        (b'Naam\n"' + b"a" * 200_000 + b'"', "is beschadigd"),
        (packed({"word/document.xml": ""}), "Word-bestand"),
        (packed({"content.xml": "", "mimetype": ""}), "OpenDocument"),
        (xlsx(prolog='<!DOCTYPE x [<!ENTITY a "b">]>'), "is beschadigd"),
        (write_workbook(RECORD, assessment()), "het bestand met de vragen"),
    ],
)
def test_a_file_that_is_something_else_is_refused_with_a_way_out(raw, message):
    assert message in refused(raw)


@pytest.mark.parametrize(
    ("row", "value", "message"),
    [
        (1, 99, "andere versie van de Preventiespiegel"),
        (2, "veilig-online/0.9", "andere versie van de vragen (versie 0.9)"),
        (3, "die-scan", "hoort bij een andere scan, van gemeente Hilversum"),
        (5, None, None),
    ],
)
def test_a_file_of_another_version_or_scan(row, value, message):
    book = load_workbook(BytesIO(change(write(), (2, "name", "Anders"))))
    book["Kenmerken"][f"B{row}"].value = value
    if message:
        assert message in refused(saved(book))
    else:
        # Without a version nobody knows what was in view, so it can only be something new.
        (found,) = read(saved(book)).rows
        assert found.activity.id == ""


def test_what_a_list_would_do():
    raw = change(
        write(), (2, "name", "Lessen"), (3, "status", "Loopt nu"), (4, "name", "Spreekuur")
    )
    rows = importing.with_new_ids(read(raw).rows)
    now = importing.weigh(rows, KNOWN)
    assert [row.activity.name for row in now.new] == ["Spreekuur"]
    assert [row.activity.id for row, _ in now.changed] == ["een", "twee"]
    later = importing.weigh(rows, {**stored(FULL, version=2), **stored(PLAN, removed=NOW)})
    assert [(clash.kind, clash.row.number) for clash in later.clashes] == [
        ("changed", 2),
        ("removed", 3),
    ]
    assert importing.weigh(importing.from_data(importing.as_data(rows)), KNOWN) == now


def test_a_name_that_is_there_already_is_no_second_activity():
    rows = importing.with_new_ids(read(own(["Naam", "Status"], ["campagne", "gepland"])).rows)
    assert importing.weigh(rows, KNOWN).unchanged == 1
    rows = importing.with_new_ids(read(own(["Naam", "Status"], ["campagne", "loopt"])).rows)
    assert [clash.kind for clash in importing.weigh(rows, KNOWN).clashes] == ["twin"]


def test_an_overview_does_not_grow_without_end():
    rows = importing.with_new_ids(read(own(["Naam"], *([f"Les {i}"] for i in range(499)))).rows)
    with pytest.raises(TooMany):
        importing.weigh(rows, KNOWN)
    assert len(importing.weigh(rows[:498], KNOWN).new) == 498


@pytest.mark.parametrize("line", HELP)
def test_the_help_reads_easily(line):
    assert list(library().language.remarks(line)) == []
