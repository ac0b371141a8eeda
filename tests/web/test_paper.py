"""The questionnaire to print, as a page and as a file."""

from flask import g

from assessment.services import assessments, paper
from tests.core.builders import library
from tests.database import NOW


def test_the_blank_list_has_every_question_with_its_code(browser, here):
    browser.get(f"{here}/").follow("De vragen zonder antwoorden")
    assert browser.address == "/vragenlijst"
    for question in library().newest.questions.values():
        assert f"{question.ref} {question.text}" in browser.page.text
    assert "Hilversum" not in browser.page.text
    assert "Antwoord nu" not in browser.page.text
    assert len(browser.page.all("table")) == 3


def test_the_list_with_answers_says_every_state(browser, filled):
    browser.get(f"{filled}/").follow("De vragen met uw antwoorden")
    assert browser.page.heading.endswith("gemeente Hilversum")
    assert "Antwoord nu: Weet ik niet" in browser.page.text
    assert "Antwoord nu: Nog niet beantwoord" in browser.page.text
    assert "Verborgen: deze vraag wordt nu niet gesteld" in browser.page.text
    assert "Toelichting: Nota slachtoffers-hulp-geregeld" in browser.page.text


def test_the_pages_lead_to_their_files(browser, filled):
    browser.get(f"{filled}/op-papier").follow("PDF")
    assert browser.response.mimetype == "application/pdf"
    assert browser.response.data.startswith(b"%PDF")
    name = "preventiespiegel-vragenlijst-hilversum-2026-11-01.pdf"
    assert browser.response.headers["Content-Disposition"] == f"inline; filename={name}"
    browser.get("/vragenlijst").follow("PDF")
    assert browser.response.data.startswith(b"%PDF")


def test_the_database_is_free_while_a_file_is_made(browser, filled, monkeypatch):
    held = []

    def look(made):
        held.append("connection" in g)
        return b"%PDF"

    monkeypatch.setattr(paper, "pdf_of", look)
    browser.get(f"{filled}/op-papier.pdf")
    browser.get("/vragenlijst.pdf")
    assert held == [False, False]


def test_a_scan_that_was_removed_has_no_paper(browser, filled, database, person):
    with database.write() as connection:
        assessments.remove(connection, filled.rsplit("/", 1)[1], by=person, now=NOW)
    assert browser.get(f"{filled}/op-papier").status == 404
    assert browser.get(f"{filled}/op-papier.pdf").status == 404
