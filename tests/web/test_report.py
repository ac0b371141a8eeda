"""The report on screen and as a file."""

from flask import g

from assessment.services import assessments
from assessment.services.pdf_drafts import Drafts
from assessment.web.report import file_name
from tests.core.builders import library
from tests.database import NOW


def wait(browser):
    """A busy machine needs more than the patience of one request."""
    for _ in range(60):
        if browser.status != 202:
            return
        browser.follow("Kijk of het klaar is")


def test_the_report_leads_to_its_file_and_back(browser, filled):
    browser.get(f"{filled}/").follow("Bekijk het rapport")
    assert browser.page.heading == "Gemeente Hilversum"
    browser.follow("Dit rapport als PDF")
    wait(browser)
    assert browser.response.mimetype == "application/pdf"
    assert browser.response.data.startswith(b"%PDF")
    name = "preventiespiegel-hilversum-2026-11-01.pdf"
    assert browser.response.headers["Content-Disposition"] == f"inline; filename={name}"


def test_the_database_is_free_while_a_file_is_made(browser, filled, monkeypatch):
    held = []

    def look(drafts, document, **more):
        held.append("connection" in g)
        return b"%PDF"

    monkeypatch.setattr(Drafts, "ask", look)
    assert browser.get(f"{filled}/rapport.pdf").status == 200
    assert held == [False]


def test_the_length_on_the_page_is_the_length_of_the_file(browser, filled):
    browser.get(f"{filled}/rapport").follow("Lees het korte rapport")
    assert "U leest het korte rapport." in browser.page.text
    assert "Bijlage" not in browser.page.text.split("In het kort")[1]
    browser.follow("Kort rapport als PDF")
    wait(browser)
    assert browser.response.mimetype == "application/pdf"
    name = "preventiespiegel-kort-hilversum-2026-11-01.pdf"
    assert name in browser.response.headers["Content-Disposition"]


def test_one_chapter_can_be_read_and_the_whole_again(browser, filled):
    browser.get(f"{filled}/rapport").follow("Bij incidenten")
    assert "U leest een deel van het rapport." in browser.page.text
    assert "Bijlage" not in browser.page.text.split("In het kort")[1]
    browser.follow("Lees het volledige rapport")
    assert "Bijlage: alle antwoorden" in browser.page.text.split("In het kort")[1]


def test_a_length_or_chapter_that_does_not_exist_says_so_and_loses_nothing(browser, filled):
    browser.get(f"{filled}/rapport?deel=stap-99")
    assert "Het hoofdstuk “stap-99” is er niet. Hieronder staat het hele rapport." in (
        browser.page.text
    )
    assert "Bijlage: alle antwoorden" in browser.page.text.split("In het kort")[1]
    assert browser.get(f"{filled}/rapport.pdf?lengte=lang").status == 404


def test_every_municipality_has_a_name_for_its_file_that_every_system_takes():
    names = {file_name(item.name, NOW.date()) for item in library().municipalities.all}
    assert set("".join(names)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(names) == len({item.name for item in library().municipalities.all})


def test_an_assessment_that_was_removed_has_no_report(browser, filled, database, person):
    with database.write() as connection:
        assessments.remove(connection, filled.rsplit("/", 1)[1], by=person, now=NOW)
    assert browser.get(f"{filled}/rapport").status == 404
    assert browser.get(f"{filled}/rapport.pdf").status == 404
