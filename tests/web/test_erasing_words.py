"""A text in which a person stands goes for good, and who may do that sees first what goes."""

import pytest

from assessment.core.advice import WHOLE, Advice
from assessment.core.plan import PlanAction
from assessment.services import activities, advising, answering, plans, steps
from assessment.services.answering import Change
from assessment.storage import finished_reports
from tests.core.builders import content
from tests.database import NOW
from tests.finished import FILES, NUMBER, finished
from tests.web.conftest import ACTIVITY

QUESTION = "beeld-van-het-probleem"
NAME = "Kanarievogel"


@pytest.fixture
def history(here):
    return f"{here}/vraag/{QUESTION}/geschiedenis"


@pytest.fixture
def erasing(here):
    return f"{here}/wissen/antwoord/{QUESTION}"


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


def test_what_was_typed_meanwhile_is_seen_first(browser, erasing, noted, answer):
    browser.get(f"{erasing}/toelichting")
    answer(3, 3, note="Net getypt")
    browser.press("Ja, voorgoed wissen")
    assert browser.status == 409
    assert "Er is nog niets gewist." in browser.page.text
    assert "Net getypt" in browser.page.text
    browser.press("Ja, voorgoed wissen")
    assert "De tekst is voorgoed gewist." in browser.page.text


def test_a_report_that_holds_the_text_is_named(
    browser, database, assessment, person, erasing, noted
):
    number = NUMBER.replace("2XT", "2XX")
    with database.write() as connection:
        for made, word in ((NUMBER, b"Zonder persoon"), (number, b"Iets anders")):
            files = FILES | {"full": b'{"note":"' + word + b'"}'}
            finished_reports.add(connection, finished(assessment.id, made), files, person)
    browser.get(f"{erasing}/toelichting")
    assert NUMBER in browser.page.text
    assert number not in browser.page.text
    assert NUMBER not in browser.get(f"{erasing}/bewijs").page.text


def test_only_who_is_in_charge_may(sign_in, colleague, history, erasing, noted):
    other = sign_in(colleague)
    other.get(history)
    assert "Vraag dat aan de eindverantwoordelijke" in other.page.text
    assert "Tekst voorgoed wissen" not in other.page.text
    assert other.get(f"{erasing}/toelichting").status == 404


@pytest.mark.parametrize("rest", ["waarde", "note", "", "niveau"])
def test_only_texts_can_go(browser, erasing, noted, rest):
    assert browser.get(f"{erasing}/{rest}").status == 404


def test_without_texts_nothing_is_offered(browser, history, erasing, answer):
    answer(1, 0)
    assert "voorgoed" not in browser.get(history).page.text
    browser.get(f"{erasing}/toelichting")
    assert "Hier staat geen tekst meer." in browser.page.text
    assert content().questions[QUESTION].text in browser.page.text


def test_drafts_go_too(app, browser, erasing, noted, tmp_path):
    draft = tmp_path / "concepten" / "oud.pdf"
    draft.parent.mkdir(exist_ok=True)
    draft.write_text(NAME)
    browser.get(f"{erasing}/toelichting").press("Ja, voorgoed wissen")
    assert not draft.exists()


@pytest.fixture
def things(database, assessment, person):
    """One of each other kind of thing with a person in it; the address of its words."""
    with database.write() as connection:
        by = {"by": person, "now": NOW}
        activity = activities.add(
            connection, assessment.id, ACTIVITY.model_copy(update={"name": NAME}), **by
        ).activity.id
        action = PlanAction("own", None, "Een avond", note=NAME)
        action = plans.save(connection, assessment.id, action, 0, **by).id
        advice = Advice(WHOLE, "Rapport", NAME, "GGD", author_id=person.id)
        advice = advising.save(connection, assessment.id, advice, 0, **by).id
        steps.hand_out(connection, assessment.id, content().steps[0], NAME, base_version=0, **by)
    return {
        "activiteit": (activity, "naam", f"aan-de-slag/{activity}"),
        "actie": (action, "toelichting", f"verbeterplan/actie/{action}"),
        "advies": (advice, "advies", "advies/"),
        "onderdeel": (content().steps[0].id, "bij wie", f"stap/{content().steps[0].id}/bij"),
    }


@pytest.mark.parametrize("thing", ["activiteit", "actie", "advies", "onderdeel"])
def test_words_elsewhere_go_from_the_page_where_they_stand(browser, here, things, thing):
    thing_id, field, page = things[thing]
    browser.get(f"{here}/{page}")
    assert NAME in browser.response.text
    browser.follow("Tekst voorgoed wissen")
    assert browser.page.heading == "Welke tekst wilt u voorgoed wissen?"
    browser.follow(f"Tekst voorgoed wissen: {field}")
    assert NAME in browser.page.text
    browser.press("Ja, voorgoed wissen")
    assert "De tekst is voorgoed gewist." in browser.page.text
    for address in (f"{here}/{page}", f"{here}/wissen/{thing}/{thing_id}"):
        assert NAME not in browser.get(address).response.text


def test_words_of_what_was_removed_can_go(browser, database, assessment, person, here, things):
    with database.write() as connection:
        activity = things["activiteit"][0]
        activities.remove(connection, assessment.id, activity, 1, by=person, now=NOW)
    browser.get(f"{here}/aan-de-slag/").follow("Tekst voorgoed wissen")
    browser.follow("Tekst voorgoed wissen: naam").press("Ja, voorgoed wissen")
    assert NAME not in browser.get(f"{here}/aan-de-slag/").response.text


@pytest.mark.parametrize("thing", ["activiteit", "actie", "advies", "onderdeel"])
def test_who_only_fills_in_erases_nothing_else_either(sign_in, colleague, here, things, thing):
    thing_id, field, page = things[thing]
    other = sign_in(colleague)
    other.get(f"{here}/{page}")
    assert "Tekst voorgoed wissen" not in other.page.text
    for rest in ("", f"/{field}"):
        assert other.get(f"{here}/wissen/{thing}/{thing_id}{rest}").status == 404


@pytest.mark.parametrize("thing", ["actie", "iets", "activiteit", "advies", "onderdeel"])
def test_what_is_not_there_has_no_words(browser, here, thing):
    """Also with an id that is longer than any id can be."""
    for length in (1, 41, 65):
        for rest in ("", "/naam"):
            assert browser.get(f"{here}/wissen/{thing}/{'x' * length}{rest}").status == 404
