"""A text in which a person stands goes for good, and who may do that sees first what goes."""

import pytest

from assessment.services import answering
from assessment.services.answering import Change
from assessment.storage import finished_reports
from tests.core.builders import content
from tests.database import NOW
from tests.finished import FILES, NUMBER, finished

QUESTION = "beeld-van-het-probleem"
NAME = "Kanarievogel"


@pytest.fixture
def history(here):
    return f"{here}/vraag/{QUESTION}/geschiedenis"


@pytest.fixture
def answer(database, assessment, person):
    def give(value, base, **texts):
        given = answering.Answer("answered", value, **texts)
        with database.write() as connection:
            answering.save(
                connection, assessment.id, [Change(QUESTION, given, base)], by=person, now=NOW
            )

    return give


@pytest.fixture
def noted(answer):
    answer(1, 0, note=f"{NAME} zegt", evidence="Nota")
    answer(2, 1, note=f"{NAME} zegt het", evidence="Nota")
    answer(2, 2, note="Zonder persoon", evidence="Nota")


def test_the_words_go_and_the_answer_stays(browser, history, noted):
    browser.get(history).follow("Tekst voorgoed wissen: toelichting")
    for text in (f"{NAME} zegt", f"{NAME} zegt het", "Zonder persoon"):
        assert text in browser.page.text
    assert "Nota" not in browser.page.text
    browser.press("Ja, voorgoed wissen")
    assert "De tekst is voorgoed gewist." in browser.page.text
    assert NAME not in browser.response.text
    assert browser.page.text.count("Toelichting: [gewist op 21 november 2026]") == 4
    assert browser.page.text.count("Bewijs: Nota") == 4
    assert browser.page.text.count("Geregeld") + browser.page.text.count("Los") > 0
    assert "Tekst voorgoed wissen: bewijs" in browser.page.text
    assert "Tekst voorgoed wissen: toelichting" not in browser.page.text


def test_what_was_typed_meanwhile_is_seen_first(browser, history, noted, answer):
    browser.get(f"{history}/wissen/toelichting")
    answer(3, 3, note="Net getypt")
    browser.press("Ja, voorgoed wissen")
    assert browser.status == 409
    assert "Er is nog niets gewist." in browser.page.text
    assert "Net getypt" in browser.page.text
    browser.press("Ja, voorgoed wissen")
    assert "De tekst is voorgoed gewist." in browser.page.text


def test_a_report_that_holds_the_text_is_named(
    browser, database, assessment, person, history, noted
):
    number = NUMBER.replace("2XT", "2XX")
    with database.write() as connection:
        for made, word in ((NUMBER, b"Zonder persoon"), (number, b"Iets anders")):
            files = FILES | {"full": b'{"note":"' + word + b'"}'}
            finished_reports.add(connection, finished(assessment.id, made), files, person)
    browser.get(f"{history}/wissen/toelichting")
    assert NUMBER in browser.page.text
    assert number not in browser.page.text
    assert NUMBER not in browser.get(f"{history}/wissen/bewijs").page.text


def test_only_who_is_in_charge_may(sign_in, colleague, history, noted):
    other = sign_in(colleague)
    other.get(history)
    assert "Vraag dat aan de eindverantwoordelijke" in other.page.text
    assert "Tekst voorgoed wissen" not in other.page.text
    assert other.get(f"{history}/wissen/toelichting").status == 404


@pytest.mark.parametrize("rest", ["waarde", "note", "", "niveau"])
def test_only_texts_can_go(browser, history, noted, rest):
    assert browser.get(f"{history}/wissen/{rest}").status == 404


def test_without_texts_nothing_is_offered(browser, history, answer):
    answer(1, 0)
    assert "voorgoed" not in browser.get(history).page.text
    browser.get(f"{history}/wissen/toelichting")
    assert "Hier staat geen tekst meer." in browser.page.text
    assert content().questions[QUESTION].text in browser.page.text


def test_drafts_go_too(app, browser, history, noted, tmp_path):
    draft = tmp_path / "concepten" / "oud.pdf"
    draft.parent.mkdir(exist_ok=True)
    draft.write_text(NAME)
    browser.get(f"{history}/wissen/toelichting").press("Ja, voorgoed wissen")
    assert not draft.exists()
