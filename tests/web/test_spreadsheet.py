"""Filling in elsewhere: download, change with another program, look, take over."""

import re

import pytest

from assessment.core.answers import Answer
from assessment.services import answering, assessments
from assessment.services.answering import Change
from tests.core.builders import by_ref, library
from tests.database import NOW, dump, start
from tests.services.sheets import File, packed, xlsx
from tests.web.browser import upload


def send(browser, here, raw, name="vragen.xlsx"):
    browser.get(f"{here}/excel/")
    form, sent = browser.form("Bekijk wat er verandert")
    return upload(browser, form.get("action"), raw, name, sent["csrf_token"])


def download(browser, here):
    browser.get(f"{here}/excel/").follow("Download de vragen")
    return File(browser.response.data)


@pytest.fixture
def file(browser, here):
    return download(browser, here)


@pytest.fixture
def answer(database, assessment):
    def look(ref):
        with database.read() as connection:
            _, found = assessments.load(connection, assessment.id, library())
            return found.answer(by_ref()[ref].id)

    return look


@pytest.fixture
def someone_else_answers(database, assessment, colleague):
    def save(ref, given, version=0):
        change = Change(by_ref()[ref].id, given, version)
        with database.write() as connection:
            done = answering.save(connection, assessment.id, [change], by=colleague, now=NOW)
        assert done.saved

    return save


def test_there_and_back(browser, here, answer):
    browser.get(f"{here}/").follow("Invullen in Excel")
    assert browser.page.heading == "Invullen in Excel"
    file = download(browser, here)
    file.put({"sl_1": "2: Begonnen", "s1_2.ggd": "ja", "s1_3": 2025, ("sl_1", "note"): "=1+1?"})
    file.cell("sl_1", "note").data_type = "s"
    send(browser, here, file.raw())
    assert browser.status == 200
    assert browser.page.heading == "Wat er verandert"
    assert "3 antwoorden veranderen" in browser.page.text
    assert "70 vragen blijven zoals nu" in browser.page.text
    for words in ("Niet ingevuld", "Begonnen.", "Jeugdmonitor van de GGD", "2025", "=1+1?"):
        assert words in browser.page.text
    assert answer("sl_1") == Answer()
    browser.press("Overnemen")
    assert browser.page.heading.startswith("De scan van")
    assert "3 antwoorden zijn overgenomen" in browser.page.text
    assert answer("sl_1") == Answer("answered", 2, note="=1+1?")
    assert answer("s1_2").value == ("ggd",)
    assert answer("s1_3").value == 2025
    assert answer("s1_3").by == "Beleidsmedewerker jeugd"
    assert download(browser, here).cell("sl_1").value == "2: Begonnen"


def test_the_download_is_a_workbook_with_a_name(browser, here):
    response = browser.get(f"{here}/excel/vragen.xlsx").response
    assert response.mimetype.endswith("spreadsheetml.sheet")
    name = "preventiespiegel-vragen-hilversum-2026-11-01.xlsx"
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_looking_changes_nothing(browser, here, file, database):
    before = dump(database)
    send(browser, here, file.put({"sl_1": "2: Begonnen"}).raw())
    assert browser.status == 200
    assert dump(database) == before


def test_a_file_that_nobody_touched(browser, here, file):
    send(browser, here, file.raw())
    assert "staat niets anders dan in de scan" in browser.page.text
    assert "73 vragen blijven zoals nu" in browser.page.text
    assert "Overnemen" not in browser.page.text


def test_every_state_is_shown_and_taken_over(browser, here, file, answer):
    file.put(
        {
            "p_5": "Weet ik niet",
            "s4_2": "Niet van toepassing: Er is bij ons geen school van dit type",
            "s4_1.po": "Geen lessen",
            "s6_1": "Nee",
            "s6_4.norm": "ja",
            "s3_6": "9-4-2027",
            "s2_3": "Ja",
            ("s2_3", "detail"): 12,
            ("s2_3", "regional"): "ja",
        }
    )
    send(browser, here, file.raw())
    for words in (
        "Weet ik niet",
        "Niet van toepassing: Er is bij ons geen school",
        "Basisonderwijs: Geen lessen",
        "9 april 2027",
        "Aantal uren per week: 12",
        "Dit is regionaal geregeld",
        "Deze vraag wordt nu niet gesteld",
    ):
        assert words in browser.page.text
    browser.press("Overnemen")
    assert answer("p_5").state == "unknown"
    assert answer("s4_2").reason == "geen-school-van-dit-type"
    assert answer("s4_1").value == {"po": "geen"}
    assert answer("s2_3") == Answer("answered", "ja", 12, regional=True)
    assert answer("s6_4").value == ("norm",)


def test_faults_are_shown_with_their_cells_and_nothing_changes(browser, here, file, database):
    row = file.row("s1_4")
    before = dump(database)
    send(browser, here, file.put({"s1_4": "misschien", "sl_1": "=1+1", "s1_3": 2025}).raw())
    assert browser.status == 422
    assert browser.page.title.startswith("Fout:")
    assert f"Vragen, vak D{row}: “misschien” is geen keuze" in browser.page.text
    assert f"Vragen, vak D{file.row('sl_1')}: hier staat een formule" in browser.page.text
    assert "Er is niets veranderd" in browser.page.text
    assert dump(database) == before


def test_a_great_many_faults_are_counted(browser, here, file):
    codes = [cell.value for cell in file.sheet["A"][1:]]
    send(browser, here, file.put(dict.fromkeys(codes, "zomaar")).raw())
    assert browser.status == 422
    assert len(browser.page.all("main")[0].all("li")) < 60
    assert re.search(r"En nog \d+ meldingen", browser.page.text)


def test_no_file_at_all(browser, here):
    browser.get(f"{here}/excel/").press("Bekijk wat er verandert")
    assert browser.status == 422
    assert "Kies eerst een bestand" in browser.page.text


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "Het bestand is leeg"),
        (b"zomaar", "is geen Excel-bestand"),
        (b"x" * 2_500_000, "is te groot"),
        (packed({"word/document.xml": "<x/>"}), "is een Word-bestand"),
        (xlsx(), "niet dat van de Preventiespiegel"),
        (xlsx(**{"xl/sharedStrings.xml": "<sst>" + " " * 300_000_000}), "niet dat van"),
    ],
)
def test_a_file_that_is_not_ours(browser, here, database, raw, words):
    before = dump(database)
    send(browser, here, raw)
    assert browser.status == 422
    assert words in browser.page.text
    assert dump(database) == before


def test_an_enormous_file_gets_a_page_of_its_own(browser, here, stranger):
    send(browser, here, b"x" * 5_000_000)
    assert browser.status == 413
    assert browser.page.heading == "Dit bestand is te groot"
    upload(stranger, f"{here}/excel/bekijken", b"x" * 5_000_000)
    assert stranger.status == 413
    assert "Hilversum" not in stranger.response.text


def test_other_forms_did_not_grow(browser, here):
    browser.post("/beginnen", {"municipality": "x" * 1_500_000})
    assert browser.status == 413


def test_a_file_of_another_scan(browser, here, database, person):
    with database.write() as connection:
        other = start(connection, person)
    raw = download(browser, f"/invullen/{other.id}").put({"sl_1": "1: Los"}).raw()
    send(browser, here, raw)
    assert browser.status == 422
    assert "hoort bij een andere scan, van gemeente Hilversum" in browser.page.text


def test_an_older_file(browser, here, file):
    file.mark("Vragenlijst").value = "veilig-online/0.9"
    send(browser, here, file.raw())
    assert "hoort bij een andere versie van de vragen (versie 0.9)" in browser.page.text


def test_what_stands_in_the_file_is_never_markup(browser, here, file):
    file.mark("Scan").value = "x"
    file.mark("Gemeente").value = "<script>alert(1)</script>"
    send(browser, here, file.raw())
    assert "<script>" not in browser.response.text
    file = download(browser, here).put({("sl_1", "note"): "<script>alert(1)</script>"})
    send(browser, here, file.raw())
    assert browser.status == 200
    assert "<script>" not in browser.response.text


CODE = "slachtoffers-hulp-geregeld"


@pytest.fixture
def clash(browser, here, file, someone_else_answers):
    someone_else_answers("sl_1", Answer("answered", 1))
    file.put({"sl_1": "3: Geregeld", "s1_4": "Ja"})
    return send(browser, here, file.raw())


def test_a_conflict_is_shown_with_both_answers(clash, answer):
    assert clash.status == 200
    assert "Bij 1 vraag antwoordde iemand anders intussen ook" in clash.page.text
    for words in ("Los.", "Geregeld.", "Adviseur veiligheid"):
        assert words in clash.page.text
    assert answer("sl_1").value == 1


def test_who_does_not_choose_keeps_the_conflict_and_saves_the_rest(clash, answer):
    clash.press("Overnemen")
    assert clash.status == 409
    assert "1 antwoord is overgenomen" in clash.page.text
    assert (answer("sl_1").value, answer("s1_4").value) == (1, "ja")
    clash.press("Overnemen")
    assert clash.status == 409
    clash.press("Overnemen", {f"keep-{CODE}": "mine"})
    assert clash.status == 200
    assert answer("sl_1").value == 3


def test_keeping_what_is_there(clash, answer):
    clash.press("Overnemen", {f"keep-{CODE}": "theirs"})
    assert clash.page.heading.startswith("De scan van")
    assert (answer("sl_1").value, answer("s1_4").value) == (1, "ja")


def test_a_change_between_looking_and_taking_over_is_a_conflict(
    browser, here, file, someone_else_answers, answer
):
    send(browser, here, file.put({"sl_1": "3: Geregeld"}).raw())
    someone_else_answers("sl_1", Answer("answered", 1))
    browser.press("Overnemen")
    assert browser.status == 409
    assert answer("sl_1").value == 1
    someone_else_answers("sl_1", Answer("answered", 0), version=1)
    browser.press("Overnemen", {f"keep-{CODE}": "mine"})
    assert browser.status == 409
    assert answer("sl_1").value == 0


def test_what_the_file_left_alone_stays_theirs(browser, here, file, someone_else_answers, answer):
    someone_else_answers("sl_1", Answer("answered", 1))
    send(browser, here, file.put({"s1_4": "Ja"}).raw()).press("Overnemen")
    assert browser.status == 200
    assert answer("sl_1").value == 1


def test_the_same_answer_is_no_conflict(browser, here, file, someone_else_answers):
    someone_else_answers("sl_1", Answer("answered", 3))
    send(browser, here, file.put({"sl_1": "3: Geregeld"}).raw())
    assert "staat niets anders dan in de scan" in browser.page.text


def test_what_comes_back_is_what_was_shown(browser, here, file, database, person):
    send(browser, here, file.put({"sl_1": "3: Geregeld"}).raw())
    form, sent = browser.form("Overnemen")
    with database.write() as connection:
        other = start(connection, person)
    before = dump(database)
    for token in ("", "x", sent["inhoud"][:-2] + "xx", sent["inhoud"][3:]):
        assert browser.post(form.get("action"), {**sent, "inhoud": token}).status == 400
    assert browser.post(f"/invullen/{other.id}/excel/overnemen", sent).status == 400
    assert dump(database) == before


def test_a_scan_that_was_removed_meanwhile(browser, here, file, database, assessment, person):
    send(browser, here, file.put({"sl_1": "3: Geregeld"}).raw())
    form, sent = browser.form("Overnemen")
    with database.write() as connection:
        assessments.remove(connection, assessment.id, by=person, now=NOW)
    assert browser.post(form.get("action"), sent).status == 404
    assert browser.get(f"{here}/excel/").status == 404
    assert browser.get(f"{here}/excel/vragen.xlsx").status == 404


def test_nobody_waits_while_a_file_is_unpacked(browser, here, file, monkeypatch):
    from flask import g

    from assessment.services.spreadsheet import questions_in

    held = []
    real = questions_in.open_file

    def look(raw):
        held.append("connection" in g)
        return real(raw)

    monkeypatch.setattr(questions_in, "open_file", look)
    send(browser, here, file.raw())
    assert held == [False]
