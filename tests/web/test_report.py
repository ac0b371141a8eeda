"""The report on screen and as a file."""

from flask import g

from assessment.services import assessments
from assessment.services.pdf_drafts import Drafts
from assessment.web.report import file_name
from tests.core.builders import library
from tests.database import NOW


def test_the_report_leads_to_its_file_and_back(browser, filled):
    browser.get(f"{filled}/").follow("Bekijk het rapport")
    assert browser.page.heading == "Gemeente Hilversum"
    browser.follow("Dit rapport als PDF")
    for _ in range(60):  # a busy machine needs more than the patience of one request
        if browser.status != 202:
            break
        browser.follow("Kijk of het klaar is")
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


def test_every_municipality_has_a_name_for_its_file_that_every_system_takes():
    names = {file_name(item.name, NOW.date()) for item in library().municipalities.all}
    assert set("".join(names)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(names) == len({item.name for item in library().municipalities.all})


def test_an_assessment_that_was_removed_has_no_report(browser, filled, database, person):
    with database.write() as connection:
        assessments.remove(connection, filled.rsplit("/", 1)[1], by=person, now=NOW)
    assert browser.get(f"{filled}/rapport").status == 404
    assert browser.get(f"{filled}/rapport.pdf").status == 404
