"""The page on which anyone checks a report: words for every file, and nothing is kept."""

import io

import pytest

from assessment.pdf.reading import MOST_PDF
from assessment.services import slowing
from assessment.storage import finished_reports
from tests.database import dump
from tests.finished import FILES, finished
from tests.pdf.hostile import HOSTILE, carrying, flate
from tests.report_data import planted, written
from tests.web.browser import upload
from tests.web.test_password_sign_in import at

PAGE = "/controleer/"
WORDS = (
    "PS-2026-7KQ4-M2XT",
    "Hilversum",
    "21 november 2026",
    "De stand en de gaten",
    "niet wie ze maakte",
    "De tekst en de plaatjes van de PDF konden wij niet",
)


def send(browser, raw, name="rapport.pdf"):
    token = browser.get(PAGE).form("Controleer")[1]["csrf_token"]
    upload(browser, PAGE, raw, name, token)
    return browser.page


@pytest.mark.parametrize("who", ["stranger", "browser"])
def test_anyone_gets_the_verdict_and_what_is_in_the_file(who, request):
    someone = request.getfixturevalue(who)
    page = send(someone, carrying(flate(written(planted(), "gaps"))))
    assert someone.status == 200
    assert page.heading == "Geen wijziging gevonden"
    assert [word for word in WORDS if word not in page.text] == []
    assert "Stap 1" in page.text


def test_a_changed_file_says_so(stranger):
    raw = written(planted(), "levels").replace(b'"known":', b'"known":1', 1)
    page = send(stranger, raw, "gegevens.json")
    assert page.heading == "Gewijzigd"
    assert "veranderd nadat het rapport is gemaakt" in page.text


@pytest.mark.parametrize("name", ["bomb", "archive_in_disguise", "page_in_front", "truncated"])
def test_a_hostile_file_gets_a_page_and_the_next_one_works(stranger, name):
    page = send(stranger, HOSTILE[name]())
    assert stranger.status == 200
    assert page.heading in ("Beschadigd", "Geen rapport van de Preventiespiegel")
    assert send(stranger, written(planted(), "levels")).heading == "Geen wijziging gevonden"


def test_script_in_a_file_is_only_text(stranger):
    raw = written(planted(), "levels").replace(b"Hilversum", b"<script>alert(1)</script>")
    send(stranger, raw)
    assert "<script>" not in stranger.answer.text if hasattr(stranger, "answer") else True


def test_no_file_and_too_large_a_file_are_explained_beside_the_form(stranger):
    token = stranger.get(PAGE).form("Controleer")[1]["csrf_token"]
    page = stranger.post(PAGE, {"csrf_token": token}).page
    assert (stranger.status, "Kies eerst een bestand" in page.text) == (422, True)
    page = send(stranger, b"%PDF-" + bytes(MOST_PDF))
    assert (stranger.status, "te groot" in page.text) == (422, True)
    page = send(stranger, bytes(3 * MOST_PDF))
    assert (stranger.status, "te groot" in page.text) == (413, True)


def test_nothing_is_kept_and_nothing_of_ours_is_shown(stranger, database, filled, person):
    assessment_id = filled.rsplit("/", 1)[1]
    raw = written(planted(), "levels")
    pdf = carrying(flate(raw))
    files = {**FILES, "data": raw, "pdf": pdf}
    report = finished(assessment_id, municipality_name="Kanarie", made_by="Kanarie")
    with database.write() as conn:
        finished_reports.add(conn, report, files, person)
    before = without_counts(database)
    page = send(stranger, pdf)
    assert page.heading == "Ongewijzigd"
    assert "vastgesteld in deze Preventiespiegel" in page.text
    assert "Ook de PDF zelf is precies" in page.text
    assert "Kanarie" not in page.text
    assert without_counts(database) == before


def without_counts(database):
    """Everything but how often someone without an account asked for something."""
    return {name: rows for name, rows in dump(database).items() if name != "sign_in_failures"}


def check_from(browser, address):
    """A small file from somewhere; only its answer matters."""
    token = browser.get(PAGE).form("Controleer")[1]["csrf_token"]
    sent = {"csrf_token": token, "bestand": (io.BytesIO(b"{}"), "klein.json")}
    return browser.client.post(PAGE, data=sent, environ_overrides={"REMOTE_ADDR": address})


def test_a_stranger_who_checks_a_lot_waits_and_is_told_how_long(stranger, browser, database):
    answers = [check_from(stranger, "192.0.2.1").status_code for _ in range(slowing.PLACE.free)]
    assert set(answers) == {200}
    before = dump(database)
    refused = check_from(stranger, "192.0.2.1")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert "Wacht nog even" in refused.text
    assert "Wacht één seconde en kies het bestand opnieuw" in refused.text
    assert dump(database) == before
    # It is about one place, about strangers, and about a moment.
    assert check_from(stranger, "192.0.2.2").status_code == 200
    assert check_from(browser, "192.0.2.1").status_code == 200
    at(stranger.app, seconds=2)
    assert check_from(stranger, "192.0.2.1").status_code == 200
    assert check_from(stranger, "192.0.2.1").headers["Retry-After"] == "2"
    assert "192.0.2" not in repr(dump(database))
