"""The logbook: what people read of the audit trail, on the page and in the file."""

import csv
import io

import pytest

from assessment.core.answers import Answer
from assessment.services import answering, logbook, signing_in
from assessment.services.answering import Change
from assessment.storage import people
from tests.database import NOW

LEVEL = "beeld-van-het-probleem"


@pytest.fixture
def written(database, assessment, person):
    """An act of a person, as often as wanted."""

    def write(times=1, by=person):
        with database.write() as connection:
            for _ in range(times):
                stored = answering.history(connection, assessment.id, LEVEL)
                seen = stored[0].answer.version if stored else 0
                given = Answer("answered", seen % 4)
                change = Change(LEVEL, given, seen)
                answering.save(connection, assessment.id, [change], by=by, now=NOW)

    return write


def rows(raw):
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))


def acts(browser):
    return [item.text for item in browser.page.all("strong")]


def test_what_was_done_is_told_newest_first(browser, here, written):
    written()
    browser.get(f"{here}/").follow("Logboek")
    assert browser.page.heading == "Logboek"
    assert acts(browser) == ["Antwoorden opgeslagen", "Scan begonnen"]
    assert "1 antwoord bij Stap 1" in browser.page.text
    assert "Door: Beleidsmedewerker jeugd" in browser.page.text


def test_fifty_on_a_page(browser, here, written):
    written(60)
    browser.get(f"{here}/logboek")
    assert len(acts(browser)) == 50
    browser.follow("Ouder")
    assert len(acts(browser)) == 11
    assert acts(browser)[-1] == "Scan begonnen"
    browser.follow("Nieuwer")
    assert len(acts(browser)) == 50
    assert browser.get(f"{here}/logboek?bladzijde=99").status == 200
    assert "Hier staat niets" in browser.page.text
    for wrong in ("0", "-1", "abc", "99999", "9" * 400):
        assert browser.get(f"{here}/logboek?bladzijde={wrong}").status == 404


def test_of_one_person_or_about_one_thing(browser, here, written, colleague):
    written()
    written(by=colleague)
    browser.get(f"{here}/logboek?wie={colleague.function}")
    assert acts(browser) == ["Antwoorden opgeslagen"]
    browser.get(f"{here}/logboek?soort=assessment")
    assert acts(browser) == ["Scan begonnen"]
    assert len(rows(browser.follow("Download dit logboek").response.data)) == 2
    assert len(acts(browser.get(f"{here}/logboek?wie=niemand&soort=niets"))) == 3


def test_the_file_has_everything_and_no_formula(browser, here, written, database, person):
    for function in ("=HYPERLINK(1)", "+31", "-1", "@x", "＝1", "a;b\"c'"):
        with database.write() as connection:
            signing_in.change_function(connection, person, function, NOW)
            by = people.first(connection)
        written(by=by)
    answer = browser.get(f"{here}/logboek.csv").response
    assert answer.mimetype == "text/csv"
    assert "attachment; filename=preventiespiegel-logboek-hilversum" in str(answer.headers)
    head, *found = rows(answer.data)
    assert head == ["Moment", "Wie", "Soort", "Wat", "Waarover"]
    assert len(found) == 7
    assert [row[1] for row in found][:6] == [
        "a;b\"c'", "'＝1", "'@x", "'-1", "'+31", "'=HYPERLINK(1)"
    ]  # fmt: skip
    assert found[0][0] == "2026-11-21 10:30:00"
    assert all(cell == logbook.harmless(cell) for row in found for cell in row)


def test_what_is_not_there_has_no_logbook(browser, here):
    assert browser.get("/invullen/aaaaaaaaaaaaaaaaaaaaaaaa/logboek").status == 404
    browser.get(f"{here}/verwijderen").press("Ja, verwijderen")
    for name in ("logboek", "logboek.csv"):
        assert browser.get(f"{here}/{name}").status == 404


def test_the_logbook_costs_few_queries(browser, here, written, statements):
    written(60)
    statements.sent.clear()
    browser.get(f"{here}/logboek")
    # One of them says with whom the municipality shares.
    assert len(statements) <= 5, statements.sent
