"""Putting a report beside an earlier one: from the list, out of a file, and when finishing."""

import dataclasses
import json
from datetime import date

import pytest

from assessment.core.identity import Identity
from assessment.core.report_file import canonical, fingerprint
from assessment.pdf.document import report_html
from assessment.pdf.rendering import PdfFailed
from assessment.services import assessments, comparing, reporting
from assessment.services.pdf_cache import PdfCache
from assessment.services.pdf_drafts import Drafts
from assessment.services.report_files import data_file
from assessment.storage import finished_reports
from assessment.web.current import KEY
from tests.core.builders import assessment as built
from tests.core.builders import everything, library, worst
from tests.database import NOW, start
from tests.finished import FILES, NUMBER, finished
from tests.report_data import written
from tests.web.browser import upload
from tests.web.test_report import wait

THEN = date(2025, 11, 1)
LATER = "PS-2027-7KQ4-M2XT"


def data(sharing="notes", number=NUMBER, place=None, **changed):
    """The data file of a year ago, when everything was missing."""
    made = built(everything(worst), reference_date=THEN, inventory_complete=True, **changed)
    if place:
        made = dataclasses.replace(made, municipality=place)
    return written(made, sharing, number, status="vastgesteld", made_on=THEN)


def keep(database, person, assessment_id, number=NUMBER, full=None, **changed):
    changed = {"reference_date": THEN, **changed}
    files = {**FILES, "full": full or data(number=number)}
    with database.write() as connection:
        finished_reports.add(connection, finished(assessment_id, number, **changed), files, person)


@pytest.fixture
def earlier(database, filled, person):
    keep(database, person, filled.rsplit("/", 1)[1])


def send(browser, here, raw, name="rapport.json"):
    browser.get(f"{here}/rapport/vergelijken/")
    form, sent = browser.form("Vergelijk met dit bestand")
    return upload(browser, form.get("action"), raw, name, sent["csrf_token"])


def test_an_earlier_report_is_chosen_and_stays_chosen(browser, filled, earlier, press):
    browser.get(f"{filled}/rapport")
    assert "Was en wordt" not in browser.page.text
    browser.follow("Vergelijk met een eerder rapport")
    form, sent = browser.form("Vergelijk")
    assert sent["eerder"] == NUMBER
    browser.get(f"{form.get('action')}?eerder={NUMBER}")
    assert "Sinds 1 november 2025:" in browser.page.text
    assert f"nummer {NUMBER}" in browser.page.text
    # Everything is answered with "weet ik niet" now, and that solves nothing.
    assert "0 gaten opgelost, 0 nieuw" in browser.page.text
    assert "Wij noemen het daarom niet opgelost" in browser.page.text
    browser.follow("Dit rapport als PDF")
    wait(browser)
    assert b"Sinds 1 november 2025" in browser.response.data
    browser.get(f"{filled}/rapport?eerder={NUMBER}").follow("Lees het korte rapport")
    assert "Sinds 1 november 2025:" in browser.page.text
    assert "Toen bekend:" not in browser.page.text
    browser.follow("Was en wordt")
    assert "Toen bekend:" in browser.page.text
    browser.follow("stop met vergelijken")
    assert "Sinds 1 november 2025:" not in browser.page.text


def test_without_an_earlier_report_the_page_says_so(browser, filled, database, person):
    here = filled.rsplit("/", 1)[1]
    keep(database, person, here, LATER, reference_date=date(2027, 1, 1))
    browser.get(f"{filled}/rapport/vergelijken/")
    assert "nog geen rapport vastgesteld met een eerdere peildatum" in browser.page.text
    for number in (LATER, "PS-BESTAAT-NIET"):
        browser.get(f"{filled}/rapport?eerder={number}")
        assert "Dat eerdere rapport is er niet. Hieronder staat het hele rapport." in (
            browser.page.text
        )
        assert browser.get(f"{filled}/rapport.pdf?eerder={number}").status == 404


def test_only_reports_of_this_municipality_are_offered(browser, filled, database, person):
    with database.write() as connection:
        place = library().municipalities.by_code["GM0363"]
        other = start(connection, person, municipality=place, depth="kort", reference_date=THEN)
    keep(database, person, other.id, municipality_code="GM0363", municipality_name="Amsterdam")
    assert NUMBER not in browser.get(f"{filled}/rapport/vergelijken/").page.text
    assert "is er niet" in browser.get(f"{filled}/rapport?eerder={NUMBER}").page.text


def test_an_earlier_scan_of_the_municipality_counts_until_it_is_removed(
    browser, filled, database, person
):
    with database.write() as connection:
        place = library().municipalities.by_code["GM0402"]
        old = start(connection, person, municipality=place, reference_date=THEN)
    keep(database, person, old.id)
    assert "Sinds 1 november 2025" in browser.get(f"{filled}/rapport?eerder={NUMBER}").page.text
    with database.write() as connection:
        assessments.remove(connection, old.id, by=person, now=NOW)
    assert "is er niet" in browser.get(f"{filled}/rapport?eerder={NUMBER}").page.text


def test_a_stored_report_that_cannot_be_read_is_told(browser, filled, database, person):
    keep(database, person, filled.rsplit("/", 1)[1], full=FILES["full"])
    browser.get(f"{filled}/rapport?eerder={NUMBER}")
    assert "kunnen wij niet meer lezen" in browser.page.text
    assert browser.page.heading == "Gemeente Hilversum"


@pytest.mark.parametrize("sharing", ["levels", "gaps", "notes"])
def test_a_file_is_put_beside_the_report_and_not_kept(browser, filled, database, sharing):
    with database.read() as connection:
        before = finished_reports.listed(connection, filled.rsplit("/", 1)[1])
    assert send(browser, filled, data(sharing)).status == 200
    assert "Wij bewaren dat bestand niet." in browser.page.text
    assert "Sinds 1 november 2025:" in browser.page.text
    assert ("alleen de stand" in browser.page.text) == (sharing == "levels")
    with database.read() as connection:
        assert finished_reports.listed(connection, filled.rsplit("/", 1)[1]) == before
    links = [link.get("href") for link in browser.page.all("a")]
    assert not [link for link in links if "deel=was-wordt" in link or "eerder=" in link]


@pytest.mark.parametrize("sharing", ["levels", "notes"])
def test_a_comparison_with_a_file_is_had_as_pdf(browser, filled, press, sharing):
    send(browser, filled, data(sharing))
    form, sent = browser.form("PDF met deze vergelijking")
    # The page takes along results, and never an answer.
    assert ("open_points" in sent["gegevens"]) == (sharing == "notes")
    assert "answers" not in sent["gegevens"]
    browser.post(form.get("action"), sent)
    assert browser.response.mimetype == "application/pdf"
    assert b"Sinds 1 november 2025:" in browser.response.data
    browser.post(form.get("action"), {**sent, "gegevens": sent["gegevens"].replace("1", "2", 1)})
    assert browser.status == 422
    assert "Met dit bestand kunnen wij niet vergelijken" in browser.page.text


def test_a_pdf_that_fails_leaves_the_comparison_in_view(browser, filled, app, tmp_path):
    def fails(made):
        raise PdfFailed("De PDF kon niet worden gemaakt.")

    drafts = Drafts(PdfCache(tmp_path / "stuk"), fails)
    app.extensions[KEY] = dataclasses.replace(app.extensions[KEY], drafts=drafts)
    send(browser, filled, data())
    browser.press("PDF met deze vergelijking")
    assert browser.status == 503
    assert "De PDF kon niet worden gemaakt." in browser.page.text
    assert "Sinds 1 november 2025:" in browser.page.text
    assert browser.form("PDF met deze vergelijking")[1]["gegevens"]


def test_a_report_is_finished_beside_a_file_for_ever(browser, filled, database, press):
    send(browser, filled, data())
    _, sent = browser.form("PDF met deze vergelijking")
    [button] = [item for item in browser.page.all("button") if item.get("formaction")]
    browser.post(button.get("formaction"), sent)
    assert browser.page.heading == "Rapport vaststellen"
    assert f"vergelijkt met rapport {NUMBER} uit uw bestand" in browser.page.text
    # What is not filled in well comes back with the comparison still there.
    browser.press("Nu vaststellen", {"sharing": "alles"})
    assert browser.status == 422
    assert "uit uw bestand" in browser.page.text
    browser.press("Nu vaststellen", {"sharing": "levels", "seen": "0"})
    assert browser.status == 409
    assert "uit uw bestand" in browser.page.text
    browser.press("Nu vaststellen")
    assert "Dit rapport is vastgesteld" in browser.page.text
    assert "Sinds 1 november 2025:" in browser.page.text
    with database.read() as connection:
        [made] = finished_reports.listed(connection, filled.rsplit("/", 1)[1])
        pdf = finished_reports.body_of(connection, made.number, "pdf")
    assert b"Sinds 1 november 2025:" in pdf


def test_finishing_beside_what_is_no_report_is_explained(browser, filled, press):
    send(browser, filled, data())
    _, sent = browser.form("PDF met deze vergelijking")
    [button] = [item for item in browser.page.all("button") if item.get("formaction")]
    for text in ("{}", "", elsewhere().decode()):
        browser.post(button.get("formaction"), {**sent, "gegevens": text})
        assert browser.status == 422
        assert "uit uw bestand" not in browser.page.text
        form, finish = browser.form("Nu vaststellen")
        browser.post(form.get("action"), {**finish, "carried": text or "niets"})
        assert browser.status == 422
        assert "Dit rapport is vastgesteld" not in browser.page.text


def tampered():
    made = json.loads(data("levels"))
    made["report"]["result"]["known"] += 1
    return canonical(made)


def elsewhere():
    return data("gaps", place=library().municipalities.by_code["GM0363"])


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"%PDF-1.7 niets", "Met dit bestand kunnen wij niet vergelijken"),
        (b"\x00\xff" * 900, "Met dit bestand kunnen wij niet vergelijken"),
        (b"{}", "hier staan geen gegevens van een rapport in"),
        (b"", "Met dit bestand kunnen wij niet vergelijken"),
        (tampered(), "veranderd nadat het was gemaakt"),
        (elsewhere(), "van gemeente Amsterdam"),
        (b"x" * 8_000_001, "te groot"),
    ],
    ids=["not a PDF", "bytes", "JSON", "empty", "tampered", "elsewhere", "large"],
)
def test_a_file_that_does_not_fit_is_explained(browser, filled, raw, said):
    assert send(browser, filled, raw).status == 422
    assert said in browser.page.text
    assert "Er is niets veranderd." in browser.page.text


def test_no_file_and_a_far_too_large_file_are_explained(browser, filled):
    assert send(browser, filled, b"", name="").status == 422
    assert "Kies eerst een bestand" in browser.page.text
    assert send(browser, filled, b"x" * 9_500_000).status == 413
    browser.follow("Kies een ander bestand")
    assert browser.page.heading == "Vergelijken met een eerder rapport"


def test_finishing_keeps_the_comparison_for_ever(browser, filled, earlier, database, press):
    browser.get(f"{filled}/rapporten/vaststellen")
    _, sent = browser.form("Nu vaststellen")
    assert sent["earlier"] == NUMBER
    browser.press("Nu vaststellen", {"earlier": "PS-BESTAAT-NIET"})
    assert browser.status == 422
    assert "Dat eerdere rapport is er niet." in browser.page.text
    browser.press("Nu vaststellen", {"earlier": NUMBER})
    assert "Dit rapport is vastgesteld" in browser.page.text
    assert "Sinds 1 november 2025:" in browser.page.text
    browser.get(f"{filled}/rapporten/vaststellen").press("Nu vaststellen", {"earlier": ""})
    assert "Sinds 1 november 2025:" not in browser.page.text


def test_the_name_and_data_of_a_report_do_not_hang_on_what_it_stands_beside(
    database, filled, earlier
):
    """A reader must find the same figures in the file, whatever the pages compare with."""
    here = filled.rsplit("/", 1)[1]
    with database.read() as connection:
        plain = reporting.prepare(connection, here, library())
        beside = comparing.prepare(connection, here, library(), NUMBER)
    same = {"number": NUMBER, "status": "concept", "made_on": THEN, "sharing": "notes"}
    one, two = (data_file(made.report, made.assessment, **same) for made in (plain, beside))
    assert one == two
    assert beside.report.comparison is not None
    identity = Identity(NUMBER, "concept", THEN, "notes", fingerprint(one))
    assert report_html(plain.report, identity=identity) != report_html(
        beside.report, identity=identity
    )
