"""The spreadsheet there and back: the same answers, or every fault with its cell."""

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from assessment.core.answers import Answer
from assessment.core.strict_json import BadFile
from assessment.services.spreadsheet.question_changes import BadToken, as_data, from_data
from assessment.services.spreadsheet.question_layout import asked_in, lines_of
from assessment.services.spreadsheet.questions_in import open_file, read_changes
from assessment.services.spreadsheet.questions_out import HELP, write_workbook
from assessment.storage.records import AssessmentRecord
from tests.core.builders import TODAY, assessment, by_ref, content, library
from tests.core.strategies import answers, assessments
from tests.database import NOW
from tests.services.sheets import File

RECORD = AssessmentRecord(
    "deze-scan", "GM0402", "Hilversum", 2026, content().key, "volledig", TODAY, False, NOW, NOW, 1
)
HOSTILE = ("=1+1", "+31 6", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "http://x.nl/a")


def write(given=None):
    return write_workbook(RECORD, given or assessment())


def read(raw, given=None):
    return read_changes(open_file(raw), RECORD, given or assessment())


def changed(changes, given=None):
    """The answers, by code, after these changes in the file."""
    filled = read(File(write(given)).put(changes).raw(), given)
    by_id = {question.id: ref for ref, question in by_ref().items()}
    return {by_id[change.question_id]: change.answer for change in filled.changes}


def faults(changes, given=None):
    with pytest.raises(BadFile) as caught:
        read(File(write(given)).put(changes).raw(), given)
    return [str(fault) for fault in caught.value.faults]


def one_fault(changes, given=None):
    (found,) = faults(changes, given)
    return found


def test_each_row_is_as_high_as_its_text():
    """Not every program does that by itself, and the sentences of a level were out of sight."""
    sheet = File(write()).sheet
    heights = {row[0].value: sheet.row_dimensions[row[0].row].height for row in sheet.rows}
    assert heights["s1_1"] > 6 * (heights["s1_2.ggd"] or 15)
    codes = [len(row[0].value) for row in sheet.rows]
    assert max(codes) < sheet.column_dimensions["A"].width


@given(assessments())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_file_that_nobody_touched_changes_nothing(given):
    asked = list(asked_in(content(), given.depth == "kort"))
    for raw in (write(given), File(write(given)).raw()):
        filled = read(raw, given)
        assert filled.changes == ()
        assert filled.untouched == len(asked)


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_that_is_filled_in_comes_back_as_it_is(data):
    """Into the file of an empty scan the cells are put that another answer would show."""
    name = data.draw(st.sampled_from([q.ref for q in content().questions.values() if not q.fills]))
    question = by_ref()[name]
    answer = data.draw(answers(question))
    if answer.state == "unknown" and any(item.means == "unknown" for item in question.columns):
        return  # There it is a choice in every row.
    if answer.state == "not_applicable":
        if not question.allow_not_applicable:
            return
        answer = replace(answer, reason_text="Wij zijn te klein")
    if question.detail and question.detail.options and answer.value not in question.detail.options:
        answer = replace(answer, detail=None)
    answer = replace(
        answer, regional=answer.regional and question.allow_regional, note="Zie bijlage"
    )
    full = File(write(replace(assessment(), answers={question.id: answer})))
    empty = File(write())
    for line in lines_of(question, content(), answer):
        for column in ("answer", "detail", "regional", "note", "evidence", "reason"):
            empty.cell(line.code, column).value = full.cell(line.code, column).value
    (change,) = read(empty.raw()).changes
    assert change.answer == answer


def test_another_program_sees_the_questions_and_the_answers():
    given = assessment(
        {
            "sl_1": 3,
            "p_5": None,
            "s1_2": (("ggd", "politie"), None),
            "s1_3": 2024,
            "s8_3": ("ja", 20000),
            "s3_6": date(2026, 12, 1),
            "s4_1": ({"po": "vast"}, None),
        }
    )
    file = File(write(given))
    assert [cell.value for cell in file.sheet[1]] == [
        "Code", "Onderdeel", "Vraag", "Antwoord", "Vervolg", "Regionaal", "Toelichting", "Bewijs",
        "Reden",
    ]  # fmt: skip
    assert file.cell("sl_1").value == "3: Geregeld"
    assert file.cell("p_5").value == "Weet ik niet"
    assert file.cell("s1_2.ggd").value == "ja"
    assert file.cell("s1_2.cbs").value is None
    assert file.cell("s1_3").value == 2024
    assert file.cell("s8_3", "detail").value == 20000
    assert file.cell("s3_6").value == datetime(2026, 12, 1)  # noqa: DTZ001  # A cell knows no zone.
    assert file.cell("s4_1.po").value == "Vaste lessen op de meeste scholen"
    assert "Alleen als u bij s6_1 antwoordde" in file.cell("s6_4", "question").value
    states = {name: file.book[name].sheet_state for name in file.book.sheetnames}
    assert states == {
        "Vragen": "visible",
        "Uitleg": "visible",
        "Lijsten": "veryHidden",
        "Kenmerken": "veryHidden",
    }


def test_every_choice_is_offered_in_a_list():
    file = File(write())
    offered = {}
    for item in file.sheet.data_validations.dataValidation:
        if item.type == "list":
            cells = file.book["Lijsten"][item.formula1.split("!")[1].replace("$", "")]
            cells = cells if isinstance(cells, tuple) else ((cells,),)
            for place in item.sqref.ranges:
                offered[place.coord] = [cell.value for (cell,) in cells]
    for _, question in asked_in(content(), False):
        for line in lines_of(question, content(), Answer()):
            if line.choices:
                there = offered[file.cell(line.code).coordinate]
                assert there == [choice.text for choice in line.choices]


def test_only_what_may_be_filled_in_is_open():
    file = File(write())
    assert file.sheet.protection.sheet
    assert file.cell("sl_1", "code").protection.locked
    assert file.cell("sl_1", "question").protection.locked
    assert not file.cell("sl_1").protection.locked
    assert not file.cell("sl_1", "note").protection.locked


def test_the_short_file_has_the_short_questions():
    short = replace(assessment(), depth="kort")
    codes = {cell.value for cell in File(write(short)).sheet["A"][1:] if "." not in cell.value}
    assert codes == {q.ref for q in content().questions.values() if q.core and not q.fills}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_someone_typed_is_text_and_never_a_formula_or_a_link(text):
    name = by_ref()["sl_1"].id
    answer = Answer("unknown", note=text.strip(), evidence=text.strip())
    given = replace(assessment(), answers={name: answer})
    file = File(write(given))
    for column in ("note", "evidence"):
        cell = file.cell("sl_1", column)
        assert cell.data_type == "s"
        assert cell.value == text.strip()
        assert cell.hyperlink is None
    assert not any(
        cell.data_type == "f" for sheet in file.book for row in sheet.iter_rows() for cell in row
    )
    assert read(write(given), given).changes == ()


def test_text_with_odd_characters_stays_as_it_is():
    name = by_ref()["sl_1"].id
    for text in ("a\r\nb", "_x0041_ \uffff \u2028 é 🙂", "  ", "<b>&amp;"):
        given = replace(assessment(), answers={name: Answer("unknown", note=text)})
        assert read(write(given), given).changes == ()
    note = "regel 1\nregel 2 🙂"
    assert changed({("sl_1", "note"): note})["sl_1"].note == note


def test_answers_are_read_as_people_write_them():
    found = changed(
        {
            "sl_1": 2,
            "s2_1": "2: begonnen",
            "s1_4": "JA",
            "s1_2.ggd": "x",
            "s1_2.cbs": "Ja",
            "s1_2.politie": "nee",
            "s1_3": "2025",
            "s3_6": "9-4-2026",
            "s6_2": 3,
            ("s6_2", "detail"): date(2026, 5, 6),
            "s2_3": "Deels",
            ("s2_3", "detail"): "12",
            ("s2_3", "regional"): True,
            "s4_1.vo": "geen lessen",
            "s4_2": "Niet van toepassing: iets anders, namelijk",
            ("s4_2", "reason"): "Wij hebben geen scholen",
            "p_5": "weet ik niet",
            ("s1_7", "note"): "Alleen een toelichting",
        }
    )
    assert found["sl_1"] == Answer("answered", 2)
    assert found["s2_1"] == Answer("answered", 2)
    assert found["s1_4"] == Answer("answered", "ja")
    assert found["s1_2"] == Answer("answered", ("ggd", "cbs"))
    assert found["s1_3"] == Answer("answered", 2025)
    assert found["s3_6"] == Answer("answered", date(2026, 4, 9))
    assert found["s6_2"] == Answer("answered", 3, date(2026, 5, 6))
    assert found["s2_3"] == Answer("answered", "deels", 12, regional=True)
    assert found["s4_1"] == Answer("answered", {"vo": "geen"})
    assert found["s4_2"] == Answer(
        "not_applicable", reason="anders", reason_text="Wij hebben geen scholen"
    )
    assert found["p_5"] == Answer("unknown")
    assert found["s1_7"] == Answer(note="Alleen een toelichting")
    assert len(found) == 12


@pytest.mark.parametrize("text", ["9-4-2026", "09/04/2026", "2026-04-09", "9 April 2026", 46121])
def test_dates_are_read_as_people_write_them(text):
    assert changed({"s3_6": text})["s3_6"].value == date(2026, 4, 9)


def test_an_answer_can_be_taken_away():
    given = assessment({"sl_1": 3, "s1_2": (("ggd",), None)})
    assert changed({"sl_1": None, "s1_2.ggd": None}, given) == {
        "sl_1": Answer(),
        "s1_2": Answer(),
    }


def test_rows_and_columns_may_move_and_be_added():
    file = File(write())
    file.sheet.insert_cols(4)
    file.sheet["D1"] = "Wie zoekt dit uit?"
    file.sheet.insert_rows(2, 3)
    file.sheet[f"E{file.row('sl_1')}"] = "1: Los"
    (change,) = read(file.raw()).changes
    assert change.answer == Answer("answered", 1)


def test_questions_that_were_taken_out_stay_as_they_are():
    given = assessment({"sl_1": 3})
    file = File(write(given))
    file.sheet.delete_rows(file.row("sl_1"))
    filled = read(file.raw(), given)
    assert filled.changes == ()
    assert filled.untouched == 72


def test_the_version_of_every_answer_travels_along():
    name = by_ref()["sl_1"].id
    given = replace(assessment(), answers={name: Answer("answered", 3, version=7)})
    filled = read(File(write(given)).put({"sl_1": 1, "s1_4": "Ja"}).raw(), given)
    versions = {change.question_id: change.base_version for change in filled.changes}
    assert versions == {name: 7, by_ref()["s1_4"].id: 0}


def test_days_may_be_counted_from_1904():
    given = assessment({"s3_6": date(2026, 12, 1), "s6_2": (2, date(2026, 5, 6))})
    file = File(write(given))
    file.book.epoch = CALENDAR_MAC_1904
    assert read(file.raw(), given).changes == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"s1_4": "misschien"}, "“misschien” is geen keuze. Kies: “Ja”, “Deels”, “Nee”"),
        ({"s1_4": 3}, "“3” is geen keuze"),
        ({"sl_1": 5}, "“5” is geen keuze"),
        ({"s1_3": "ooit"}, "“ooit” kan hier niet. Vul in: een heel getal van 1990 tot en met"),
        ({"s1_3": 2025.5}, "“2025.5” kan hier niet. Vul in: een heel getal"),
        ({"s1_3": 1850}, "1850 valt buiten"),
        ({"s2_5": -1}, "-1 valt buiten"),
        ({"s3_6": "31-2-2026"}, "31-2-2026 bestaat niet"),
        ({"s3_6": "binnenkort"}, "“binnenkort” is geen datum. Schrijf bijvoorbeeld 9-4-2026"),
        ({"s3_6": "9-4-1950"}, "ligt te ver weg"),
        ({"s1_2": "GGD"}, "“GGD” kan hier niet. Kies in de rijen eronder, of kies:"),
        ({"s1_2.ggd": "misschien"}, "“misschien” kan hier niet. Kies: ja"),
        ({"s1_2": "Weet ik niet", "s1_2.ggd": "ja"}, "Kies één van beide"),
        ({"s1_5.grooming": "ja", "s1_5.geen": "ja"}, "kan niet samen met iets anders"),
        ({"s4_1.po": "Ja"}, "“Ja” is geen keuze. Kies: “Vaste lessen"),
        ({("s4_1.po", "note"): "iets"}, "zet dit in de rij van de vraag zelf, met code “s4_1”"),
        ({("s1_4", "detail"): 4}, "deze vraag heeft geen vervolg"),
        ({"s2_3": "Nee", ("s2_3", "detail"): 4}, "Alleen bij “ja” of “deels”."),
        ({"s2_3": "Ja", ("s2_3", "detail"): "veel"}, "“veel” kan hier niet. Vul in: een"),
        ({"s6_2": 1, ("s6_2", "detail"): "gisteren"}, "“gisteren” is geen datum"),
        ({("s1_4", "regional"): "soms"}, "“soms” kan hier niet. Kies: ja"),
        ({("s1_7", "regional"): "ja"}, "bij deze vraag hoort dit niet"),
        ({("s1_4", "note"): "x" * 301}, "is te lang: 301 tekens, en 300 is het meeste"),
        ({("s1_4", "evidence"): "x" * 6000}, "is te lang"),
        ({("s1_4", "reason"): "zomaar"}, "een reden hoort alleen bij “Niet van toepassing”"),
        (
            {"s4_2": "Niet van toepassing: Iets anders, namelijk"},
            "schrijf kort op waarom de vraag bij u niet past",
        ),
        ({"s1_7": "Niet van toepassing: Iets anders, namelijk"}, "is geen keuze"),
        ({"s1_4": "=1+1"}, "hier staat een formule. Typ het antwoord zelf"),
        ({("s1_4", "note"): "=HYPERLINK(A1)"}, "hier staat een formule"),
        ({"s1_4": "#REF!"}, "hier staat een foutmelding"),
        ({("s1_4", "code"): "s9_9"}, "de code “s9_9” staat niet in deze vragenlijst"),
        ({("s1_4", "code"): "s1_1"}, "de code “s1_1” staat ook in rij"),
        ({"s1_4": "Ja", ("s1_4", "code"): None}, "hier staat iets, maar de rij heeft geen code"),
        ({("s1_2.ggd", "code"): None}, "de rij met code “s1_2.ggd” ontbreekt"),
        ({("p_4", "code"): "p_1"}, "de code “p_1” staat niet"),
    ],
)
def test_a_fault_is_told_with_its_cell(changes, words):
    found = faults(changes)
    assert any(words in fault for fault in found), found
    assert all(fault.startswith("Vragen!") for fault in found)


def test_a_fault_names_the_right_cell_also_when_columns_moved():
    file = File(write()).put({"s1_4": "misschien"})
    row = file.row("s1_4")
    assert one_fault({"s1_4": "misschien"}).startswith(f"Vragen!D{row}: ")
    file.sheet.insert_cols(2, 2)
    with pytest.raises(BadFile, match=f"^Vragen!F{row}: "):
        read(file.raw())


def test_all_faults_are_told_at_once():
    found = faults({"sl_1": "b", "s1_4": "a", "s1_3": "c", ("s2_3", "note"): "d" * 400})
    assert len(found) == 4
    rows = [int(re.match(r"Vragen!\w(\d+):", fault)[1]) for fault in found]
    assert rows == sorted(rows)


def test_what_the_file_says_reads_easily():
    found = []
    for text in (*HELP, *(cell.value for cell in File(write()).sheet["C"][1:])):
        found += [f"{remark} ({text})" for remark in library().language.remarks(text)]
    assert found == []


@pytest.mark.parametrize("title", ["Code", "Antwoord", "Reden"])
def test_a_column_that_is_gone_is_named(title):
    file = File(write())
    next(cell for cell in file.sheet[1] if cell.value == title).value = "Iets"
    with pytest.raises(BadFile, match=f"ontbreekt de kolom “{title}”"):
        read(file.raw())


def test_a_column_that_is_there_twice_is_named():
    file = File(write())
    file.sheet["K1"] = "antwoord"
    with pytest.raises(BadFile, match="Vragen!K1: de kolom “Antwoord” staat er twee keer"):
        read(file.raw())


def test_a_sheet_without_questions():
    file = File(write())
    file.sheet.delete_rows(2, 500)
    with pytest.raises(BadFile, match="geen vragen meer"):
        read(file.raw())


@pytest.mark.parametrize(
    ("mark", "value", "words"),
    [
        ("Scan", "een-andere", "hoort bij een andere scan, van gemeente Hilversum"),
        ("Vragenlijst", "veilig-online/0.9", "andere versie van de vragen .versie 0.9"),
        ("Preventiespiegel", 0, "andere versie van de Preventiespiegel"),
        ("Preventiespiegel", "=1", "andere versie van de Preventiespiegel"),
        ("sl_1", "zeven", "verborgen blad"),
        ("sl_1", -1, "verborgen blad"),
    ],
)
def test_a_file_that_belongs_elsewhere(mark, value, words):
    file = File(write())
    file.mark(mark).value = value
    with pytest.raises(BadFile, match=words):
        read(file.raw())


def test_a_file_without_the_hidden_sheet():
    file = File(write())
    del file.book["Kenmerken"]
    with pytest.raises(BadFile, match="niet dat van de Preventiespiegel"):
        read(file.raw())


def test_what_goes_along_with_a_page_comes_back_the_same():
    given = {
        "sl_1": 2, "s1_2.ggd": "ja", "s3_6": "9-4-2026", "s4_1.po": "Geen lessen", "p_5": "Ja",
        "s1_3": "We hebben alleen landelijke cijfers, of geen cijfers",
    }  # fmt: skip
    filled = read(File(write()).put(given).raw())
    if len(filled.changes) != len(given):
        raise AssertionError(filled)
    assert from_data(as_data(filled.changes), content()) == list(filled.changes)
    data = as_data(filled.changes)
    data[0][0] = "bestaat-niet"
    with pytest.raises(BadToken):
        from_data(data, content())
