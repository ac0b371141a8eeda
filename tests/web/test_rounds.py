"""A new round as someone begins it and works through it."""

import pytest

from assessment.core.answers import Answer
from assessment.core.plan import PlanAction
from assessment.services import answering, plans
from assessment.services.answering import Change
from assessment.storage import answers, finished_reports
from tests.database import NOW

LEVEL = "beeld-van-het-probleem"


@pytest.fixture
def last(database, assessment, person):
    """A round with two answers."""
    given = [
        Change(LEVEL, Answer("answered", 2, note="Notitie van 2026"), 0),
        Change("jongeren-gevraagd", Answer("unknown"), 0),
    ]
    with database.write() as connection:
        answering.save(connection, assessment.id, given, by=person, now=NOW)
    return assessment


@pytest.fixture
def begun(browser, last):
    browser.get(f"/invullen/{last.id}/").follow("Begin een nieuwe ronde met deze antwoorden")
    return browser.press("Nieuwe ronde beginnen", {"year": "2027"})


def test_the_answers_wait_and_are_confirmed_together(begun, database):
    assert "2 antwoorden nog bevestigen" in begun.page.text
    assert "0 van 7 beantwoord, en 2 nog bevestigen" in begun.page.text
    here = begun.address
    begun.get(f"{here}controle")
    assert "2 antwoorden zijn nog niet bevestigd" in begun.page.text
    begun.get(f"{here}rapport")
    assert "2 antwoorden zijn overgenomen en nog niet bevestigd" in begun.page.text
    begun.get(f"{here}stap/stap-1/controle")
    begun.press("Dit klopt nog")
    assert "Het antwoord is bevestigd" in begun.page.text
    begun.press("Alles hieronder klopt nog")
    assert "nog bevestigen" not in begun.page.text.lower()
    with database.read() as connection:
        found = answers.stored(connection, here.rstrip("/").rsplit("/", 1)[1])
    assert found[LEVEL] == Answer("answered", 2, note="Notitie van 2026")


def test_an_answer_is_confirmed_on_its_own_page(begun):
    here = begun.address
    begun.get(f"{here}stap/stap-1/1")
    assert "Het telt pas mee als u zegt dat het nog klopt" in begun.page.text
    begun.press("Opslaan en verder", {f"q-{LEVEL}--confirm": "y"})
    begun.get(here)
    assert "1 van 7 beantwoord, en 1 nog bevestigen" in begun.page.text


@pytest.mark.parametrize("year", ["2020", "", "2026"])
def test_a_round_is_later_than_the_one_before(browser, last, year):
    browser.get(f"/invullen/{last.id}/nieuwe-ronde")
    fill = {"day": "1", "month": "11", "year": year}
    browser.press("Nieuwe ronde beginnen", fill)
    assert browser.status == 422
    assert browser.page.heading == "Begin een nieuwe ronde"


def test_the_report_of_a_round_stands_beside_the_last_finished_one(
    browser,
    last,
    press,
    database,
):
    browser.get(f"/invullen/{last.id}/rapporten/vaststellen").press("Nu vaststellen")
    browser.get("/").follow("Begin een nieuwe ronde").press(
        "Nieuwe ronde beginnen", {"year": "2027"}
    )
    here = browser.address
    browser.get(f"{here}rapport")
    assert "Was en wordt" in browser.page.text
    assert "De vragen: toen versie 1.0, nu versie 1.1" in browser.page.text
    assert "Alleen nu gevraagd: Leren jongeren hoe zij een vriend" in browser.page.text
    browser.follow("stop met vergelijken")
    assert "U vergelijkt met" not in browser.page.text
    # The finished report is read as it was.
    with database.read() as connection:
        number = finished_reports.listed(connection, last.id)[0].number
    browser.get(f"/invullen/{last.id}/rapporten/{number}")
    assert "versie 1.0" in browser.page.text


@pytest.mark.parametrize("along", [True, False])
def test_the_plan_comes_along_when_wanted(browser, last, database, person, along):
    with database.write() as connection:
        for status in ("bezig", "klaar"):
            action = PlanAction("own", None, f"Actie {status}", status=status)
            plans.save(connection, last.id, action, 0, by=person, now=NOW)
    browser.get(f"/invullen/{last.id}/nieuwe-ronde")
    assert "Neem de actie mee die nog niet klaar is" in browser.page.text
    sent = {"year": "2027"} if along else {"year": "2027", "plan": []}
    browser.press("Nieuwe ronde beginnen", sent)
    browser.get(f"{browser.address}verbeterplan/")
    assert "Actie klaar" not in browser.page.text
    assert ("Actie bezig" in browser.page.text) is along
    assert ("Uit de vorige ronde." in browser.page.text) is along


def test_without_a_plan_nothing_is_asked_about_it(browser, last):
    browser.get(f"/invullen/{last.id}/nieuwe-ronde")
    assert "verbeterplan" not in browser.page.text
    assert "Bij wie een stap ligt" not in browser.page.text
