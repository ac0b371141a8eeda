"""People are known by their function, and they say themselves what that is."""

import pytest

from assessment.services import signing_in
from tests.database import NOW

LEVEL = "q-beeld-van-het-probleem--value"


@pytest.fixture
def newcomer(database, sign_in):
    """The one person of a new local installation."""
    with database.write() as connection:
        person = signing_in.local_person(connection, NOW)
    return sign_in(person)


def test_the_first_page_asks_and_then_no_more(newcomer):
    newcomer.get("/")
    assert "Wat is uw functie?" in newcomer.page.text
    newcomer.follow("Vul uw functie in")
    assert newcomer.address == "/ik"
    assert newcomer.form("Opslaan")[1]["functie"] == ""
    newcomer.press("Opslaan", {"functie": "  Adviseur   veiligheid "})
    assert newcomer.page.heading == "Hoe ver is uw gemeente?"
    assert "Wat is uw functie?" not in newcomer.page.text
    assert "U vult in als: Adviseur veiligheid." in newcomer.page.text
    newcomer.follow("Functie aanpassen")
    assert newcomer.form("Opslaan")[1]["functie"] == "Adviseur veiligheid"


def test_answers_carry_the_function_of_that_moment(browser, here):
    page = f"{here}/stap/stap-1/1"
    browser.get(page).press("Opslaan en verder", {LEVEL: "1"})
    browser.get("/ik").press("Opslaan", {"functie": "Wethouder jeugd"})
    browser.get(page).press("Opslaan en verder", {LEVEL: "2"})
    browser.get(f"{here}/vraag/beeld-van-het-probleem/geschiedenis")
    newest, oldest = browser.page.all("li")
    assert "Van: Wethouder jeugd" in newest.text
    assert "Van: Beleidsmedewerker jeugd" in oldest.text


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "Vul uw functie in."), ("   ", "Vul uw functie in."), ("x" * 81, "hooguit 80 tekens")],
)
def test_what_does_not_fit_is_explained(browser, text, message):
    browser.get("/ik").press("Opslaan", {"functie": text})
    assert browser.status == 422
    assert browser.page.title.startswith("Fout: ")
    assert browser.page.id("fouten").parent.text.count(message) == 1
    assert "U vult in als: Beleidsmedewerker jeugd" in browser.get("/").page.text


def test_a_way_to_reach_someone_gets_a_kind_remark(browser):
    browser.get("/ik").press("Opslaan", {"functie": "f.jansen@gemeente.example"})
    assert browser.address == "/ik"
    assert "Uw functie is opgeslagen." in browser.page.text
    assert "In uw functie lijkt een e-mailadres te staan." in browser.page.text


def test_a_colleague_keeps_their_own(browser, sign_in, colleague):
    browser.get("/ik").press("Opslaan", {"functie": "Wethouder jeugd"})
    assert "Adviseur veiligheid" in sign_in(colleague).get("/").page.text
