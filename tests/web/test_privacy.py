"""A text that may point at a person gets a kind remark where it was saved; nothing is stopped."""

import pytest

from assessment.services import assessments
from tests.core.builders import library

LEVEL = "q-beeld-van-het-probleem--value"
NOTE = "q-beeld-van-het-probleem--note"
EVIDENCE = "q-beeld-van-het-probleem--evidence"
SOMEONE = "Een meisje van 14 stuurde een foto."


@pytest.fixture
def page(here):
    return f"{here}/stap/stap-1/1"


@pytest.mark.parametrize(
    ("field", "text", "remark"),
    [
        (NOTE, SOMEONE, "In de toelichting lijkt het om één persoon met een leeftijd te gaan."),
        (EVIDENCE, "Bel 06-12345678", "In het bewijs lijkt een telefoonnummer te staan."),
        (NOTE, "a@b.nl", "In de toelichting lijkt een e-mailadres te staan."),
        (EVIDENCE, "111222333", "dat op een burgerservicenummer lijkt"),
    ],
)
def test_a_remark_stands_beside_the_saved_answer(
    browser, here, page, database, assessment, field, text, remark
):
    browser.get(page).press("Opslaan en verder", {LEVEL: "2", field: text})
    assert browser.status == 200
    assert "Let op: kijk uw tekst bij “Zicht op wat er gebeurt” nog eens na." in browser.page.text
    with database.read() as connection:
        _, found = assessments.load(connection, assessment.id, library())
        answer = found.answer("beeld-van-het-probleem")
        assert text in (answer.note, answer.evidence)
    for address in (
        page,
        f"{here}/stap/stap-1/controle",
        f"{here}/controle",
        f"{here}/vraag/beeld-van-het-probleem/geschiedenis",
    ):
        assert remark in browser.get(address).page.text, address


def test_figures_and_years_get_none(browser, here, page):
    text = "Nota 2024-2028, € 150.000, looptijd 36 maanden"
    browser.get(page).press("Opslaan en verder", {LEVEL: "2", NOTE: text})
    assert "Let op" not in browser.page.text
    assert "persoon" not in browser.get(f"{here}/stap/stap-1/controle").page.id("inhoud").text


def test_a_text_that_was_there_already_is_not_spoken_of_again(browser, page):
    browser.get(page).press("Opslaan en verder", {LEVEL: "2", NOTE: SOMEONE})
    browser.get(page).press("Opslaan en verder", {"q-jaar-van-cijfers--value": "2025"})
    assert "Let op" not in browser.page.text


def test_an_activity_too(browser, here):
    browser.get(f"{here}/aan-de-slag/nieuw")
    browser.press(
        "Opslaan",
        {
            "name": "Gastles",
            "providers": "GGD",
            "status": "loopt",
            "settings": ["po"],
            "themes": ["norm"],
            "description": SOMEONE,
        },
    )
    assert "“Gastles” staat in het overzicht." in browser.page.text
    assert "In de omschrijving lijkt het om één persoon" in browser.page.text
    browser.follow("Aanpassen").press("Opslaan", {"description": "Voor meisjes van 12 tot 18 jaar"})
    assert "één persoon" not in browser.page.text
