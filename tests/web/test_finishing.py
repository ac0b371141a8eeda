"""Finishing a report and reading it back; and the page that says that a PDF is being made."""

import re
import threading
import time

import pytest
from sqlalchemy import text

from assessment.pdf.rendering import PdfFailed
from assessment.services import reporting
from assessment.storage import finished_reports
from assessment.web.current import KEY
from tests.database import only_sqlite
from tests.finished import FILES, NUMBER, finished


@pytest.fixture
def stored(database, filled, person):
    """The address of a finished report."""
    with database.write() as connection:
        report = finished(filled.rsplit("/", 1)[1])
        finished_reports.add(connection, report, FILES, person)
    return f"{filled}/rapporten/{NUMBER}"


def all_finished(database, filled):
    with database.read() as connection:
        return reporting.finished(connection, filled.rsplit("/", 1)[1])


def test_a_report_is_looked_at_and_then_finished(browser, database, filled, press):
    browser.get(f"{filled}/").follow("Rapporten en vaststellen")
    assert "nog geen rapport vastgesteld" in browser.page.text
    browser.follow("Rapport vaststellen")
    assert "keer staat er “weet ik niet”" in browser.page.text
    assert "verandert nooit meer" in browser.page.text
    browser.press("Nu vaststellen")
    [report] = all_finished(database, filled)
    assert report.sharing == "gaps"
    assert report.number in browser.address
    assert "Dit rapport is vastgesteld" in browser.page.text
    assert f"Rapportnummer {report.number}" in browser.page.text
    browser.follow("Dit rapport als PDF")
    assert browser.response.mimetype == "application/pdf"
    assert report.number.encode() in browser.response.data
    browser.get(f"{filled}/rapporten/")
    assert "niets veranderd sinds" in browser.page.text
    browser.follow("Nieuwe versie vaststellen").press("Nu vaststellen", {"sharing": "notes"})
    assert {item.sharing for item in all_finished(database, filled)} == {"gaps", "notes"}


def test_what_was_changed_in_between_is_looked_at_first(browser, database, filled, press):
    browser.get(f"{filled}/rapporten/vaststellen")
    form = browser.form("Nu vaststellen")
    browser.get(f"{filled}/verbeterplan/nieuw").press("Opslaan", {"title": "Een avond"})
    browser.post(form[0].get("action"), form[1])
    assert browser.status == 409
    assert "Er is nog niets vastgesteld" in browser.page.text
    assert all_finished(database, filled) == []
    browser.press("Nu vaststellen")
    assert browser.status == 200
    assert len(all_finished(database, filled)) == 1


def test_sending_the_form_twice_gives_one_report(browser, database, filled, press):
    browser.get(f"{filled}/rapporten/vaststellen")
    form, sent = browser.form("Nu vaststellen")
    for _ in range(2):
        assert browser.post(form.get("action"), sent).status == 200
    assert len(all_finished(database, filled)) == 1
    assert press.made == 1


def test_others_can_save_while_a_report_is_finished(
    browser, database, filled, press, sign_in, colleague
):
    other = sign_in(colleague)
    press.may.clear()
    browser.get(f"{filled}/rapporten/vaststellen")
    thread = threading.Thread(target=browser.press, args=("Nu vaststellen",))
    thread.start()
    time.sleep(0.3)
    other.get("/ik").press("Opslaan", {"functie": "Adviseur"})
    assert other.status == 200
    press.may.set()
    thread.join(10)
    assert browser.status == 200


def test_a_failure_keeps_the_choice_and_stores_nothing(browser, database, filled, press):
    press.fault = PdfFailed("Het maken van de PDF is niet gelukt.")
    browser.get(f"{filled}/rapporten/vaststellen").press("Nu vaststellen", {"sharing": "levels"})
    assert browser.status == 503
    assert "niet gelukt" in browser.page.text
    assert all_finished(database, filled) == []
    press.fault = None
    browser.press("Nu vaststellen")
    assert [item.sharing for item in all_finished(database, filled)] == ["levels"]


def test_without_a_level_nothing_is_finished(browser, database, filled, press):
    browser.get(f"{filled}/rapporten/vaststellen").press("Nu vaststellen", {"sharing": None})
    assert browser.status == 422
    assert browser.page.title.startswith("Fout: ")
    assert all_finished(database, filled) == []


@pytest.mark.parametrize(
    ("name", "kind"), [("rapport.pdf", "pdf"), ("gegevens.json", "data"), ("stijl.css", "style")]
)
def test_a_file_comes_back_byte_for_byte_in_three_queries(browser, statements, stored, name, kind):
    statements.sent.clear()
    answer = browser.client.get(f"{stored}/{name}")
    assert answer.data == FILES[kind]
    assert len(statements) <= 3, statements.sent
    statements.sent.clear()
    tag = answer.headers["ETag"]
    again = browser.client.get(f"{stored}/{name}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert len(statements) <= 2
    other = browser.client.get(f"{stored}/{name}", headers={"If-None-Match": '"anders"'})
    assert other.data == FILES[kind]
    assert answer.headers["Cache-Control"] == (
        "private, no-cache" if kind == "style" else "no-store"
    )


def test_a_download_is_quick(app, browser, database, filled, person, stored):
    """With a file of the size that the largest report may have."""
    number = "PS-2026-2222-2222"
    big = {**FILES, "pdf": b"%PDF-" + bytes(400_000)}
    with database.write() as connection:
        finished_reports.add(connection, finished(filled.rsplit("/", 1)[1], number), big, person)
    address = f"{filled}/rapporten/{number}/rapport.pdf"
    took = []
    for _ in range(20):
        began = time.perf_counter()
        assert len(browser.client.get(address).data) == len(big["pdf"])
        took.append(time.perf_counter() - began)
    assert min(took) < 0.02, f"{min(took) * 1000:.1f} ms"


@only_sqlite
def test_the_page_comes_as_one_file_with_its_style_inside(browser, stored):
    answer = browser.get(f"{stored}/rapport.html").response
    assert "attachment" in answer.headers["Content-Disposition"]
    assert FILES["page"].decode() in answer.text
    assert FILES["style"].decode() in answer.text
    assert "<script" not in answer.text
    assert " src=" not in answer.text


def test_a_damaged_file_is_not_given_and_the_reader_hears_why(browser, database, stored):
    with database.write() as connection:
        connection.execute(text("DROP TRIGGER finished_report_files_no_update"))
        connection.execute(
            text("UPDATE finished_report_files SET body = :body WHERE kind = 'pdf'"),
            {"body": FILES["pdf"].replace(b"PDF", b"PDE")},
        )
    browser.get(f"{stored}/rapport.pdf")
    assert browser.status == 500
    assert browser.page.heading == "Dit rapport is beschadigd"


def test_of_another_municipality_nothing_is_found(browser, database, stored, person):
    browser.get("/beginnen").press("Beginnen", {"municipality": "Utrecht"})
    place = re.match(r"(?:https?://[^/]+)?(/invullen/[^/]+)", browser.address)[1]
    for name in ("", "rapport.pdf", "gegevens.json", "stijl.css"):
        assert browser.get(f"{place}/rapporten/{NUMBER}/{name}").status == 404
    assert browser.get(f"{place}/rapporten/PS-2026-2222-2222/rapport.pdf").status == 404


def test_a_report_that_has_to_wait_says_so_and_ends_at_the_file(browser, filled, press):
    press.may.clear()
    drafts = browser.app.extensions[KEY].drafts
    for name in "ab":
        drafts.ask(reporting.Document(name), patience=0)
    browser.get(f"{filled}/rapport.pdf?deel=stap-1")
    assert browser.status == 202
    assert browser.page.heading == "Het rapport wordt gemaakt"
    assert "nog één rapport voor u" in browser.page.text
    assert browser.response.headers["Refresh"] == f"3; url={filled}/rapport.pdf?deel=stap-1"
    browser.follow("Stop met vanzelf kijken")
    assert "Refresh" not in browser.response.headers
    press.may.set()
    for _ in range(50):
        if browser.get(f"{filled}/rapport.pdf").status == 200:
            break
        time.sleep(0.05)
    assert browser.response.mimetype == "application/pdf"


def test_a_draft_that_fails_can_be_tried_again(browser, filled, press):
    press.fault = PdfFailed("Het maken van de PDF duurde te lang en is gestopt.")
    for _ in range(2):
        assert browser.get(f"{filled}/rapport.pdf").status == 503
        assert "duurde te lang" in browser.page.text
    press.fault = None
    browser.follow("Probeer het opnieuw")
    assert browser.response.mimetype == "application/pdf"
