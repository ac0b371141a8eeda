"""What a question was answered before, who said so, and putting it back."""

import pytest

from assessment.services import answering
from tests.core.builders import content

QUESTION = "beeld-van-het-probleem"
LEVEL = f"q-{QUESTION}--value"
NOTE = f"q-{QUESTION}--note"


@pytest.fixture
def page(here):
    return f"{here}/stap/stap-1/1"


@pytest.fixture
def history(here):
    return f"{here}/vraag/{QUESTION}/geschiedenis"


@pytest.fixture
def kept(database, assessment):
    def look():
        with database.read() as connection:
            found = answering.history(connection, assessment.id, QUESTION)
            return [record.answer for record in found]

    return look


@pytest.fixture
def twice(browser, other, page):
    """Two answers, of two people."""
    browser.get(page).press("Opslaan en verder", {LEVEL: "1", NOTE: "Uit de nota."})
    other.get(page).press("Opslaan en verder", {LEVEL: "3", NOTE: ""})


def test_who_said_what_and_when_newest_first(browser, history, twice):
    browser.get(history)
    newest, oldest = browser.page.all("li")
    assert "Dit geldt nu" in newest.text
    assert "Geregeld: We verzamelen elk jaar" in newest.text
    assert "Van: Adviseur veiligheid, op 21 november 2026 om 10:30." in newest.text
    assert "Los: We horen soms iets" in oldest.text
    assert "Toelichting: Uit de nota." in oldest.text
    assert "Van: Beleidsmedewerker jeugd" in oldest.text


def test_the_way_there_and_back(browser, here, history, twice):
    text = content().questions[QUESTION].text
    browser.get(f"{here}/stap/stap-1/controle")
    assert "Van: Adviseur veiligheid" in browser.page.text
    browser.follow("Eerdere antwoorden")
    assert browser.address == history
    assert text in browser.page.text
    browser.follow("Terug naar uw antwoorden")
    assert browser.address == f"{here}/stap/stap-1/controle#vraag-{QUESTION}"
    browser.page.id(f"vraag-{QUESTION}")
    browser.get(f"{here}/controle").follow("Eerdere antwoorden").press("Terugzetten")
    browser.follow("Terug naar uw antwoorden")
    assert browser.address == f"{here}/controle#stap-1"


def test_an_earlier_answer_comes_back_as_a_new_one(browser, history, twice, kept):
    browser.get(history).press("Terugzetten")
    assert "Het eerdere antwoord staat er weer." in browser.page.text
    newest, *rest = kept()
    assert (newest.value, newest.note, newest.version) == (1, "Uit de nota.", 3)
    assert newest.by == "Beleidsmedewerker jeugd"
    assert [answer.value for answer in rest] == [3, 1]
    assert len(browser.page.all("li")) == 3


def test_back_to_nothing_is_possible_too(browser, page, history, kept):
    browser.get(page).press("Opslaan en verder", {LEVEL: "1"})
    browser.get(page).press("Opslaan en verder", {f"q-{QUESTION}--clear": "ja"})
    browser.get(page).press("Opslaan en verder", {LEVEL: "2"})
    browser.get(history)
    assert "Nog niet beantwoord" in browser.page.text
    browser.press("Terugzetten")
    assert kept()[0].state == "open"


def test_what_someone_else_answered_meanwhile_stays(browser, other, page, history, twice, kept):
    browser.get(history)
    other.get(page).press("Opslaan en verder", {LEVEL: "4"})
    browser.press("Terugzetten")
    assert browser.status == 409
    assert "Er is niets teruggezet." in browser.page.text
    assert kept()[0].value == 4
    assert "Geborgd" in browser.page.all("li")[0].text
    # On the page that comes back the new answer was in view.
    form = next(f for f in browser.page.all("form") if "Uit de nota" in f.parent.parent.text)
    sent = {i.get("name"): i.get("value") for i in form.all("input")}
    assert browser.post(form.get("action"), sent).status == 200
    assert kept()[0].value == 1


def test_the_answer_that_was_in_view_is_not_put_over_a_newer_one(
    browser, other, page, history, twice, kept
):
    """It equals what this page showed as current, so saving takes it for untouched."""
    form, sent = browser.get(history).form("Terugzetten")
    sent["terugzetten"] = sent["version"]
    other.get(page).press("Opslaan en verder", {LEVEL: "4"})
    assert browser.post(form.get("action"), sent).status == 409
    assert kept()[0].value == 4


def test_putting_back_twice_makes_one_version(browser, history, twice, kept):
    form, sent = browser.get(history).form("Terugzetten")
    browser.post(form.get("action"), sent)
    browser.post(form.get("action"), sent)
    assert "Dit antwoord gold al." in browser.page.text
    assert len(kept()) == 3


@pytest.mark.parametrize("version", ["7", "0", "", "-1", "x", "9" * 30])
def test_a_version_that_never_was(browser, history, twice, kept, version):
    form, sent = browser.get(history).form("Terugzetten")
    sent["terugzetten"] = version
    assert browser.post(form.get("action"), sent).status == 404
    assert len(kept()) == 2


def test_nothing_was_answered_yet(browser, history):
    assert "Hier is nog niets geantwoord." in browser.get(history).page.text
    browser.follow("Invullen")
    assert "stap-1/1" in browser.address


@pytest.mark.parametrize("name", ["bestaat-niet", "gemeente", "campagne-boodschappen", "<b>"])
def test_a_question_that_is_not_asked_has_no_history(browser, here, name):
    if name == "campagne-boodschappen":
        browser.get(f"{here}/stap/stap-6/1")
        browser.press("Opslaan en verder", {"q-campagne-gehouden--value": "nee"})
    assert browser.get(f"{here}/vraag/{name}/geschiedenis").status == 404


def test_a_question_of_the_long_version_has_none_in_the_short_one(browser, here):
    address = f"{here}/vraag/bronnen-voor-beeld/geschiedenis"
    assert browser.get(address).status == 200
    browser.get(f"{here}/gegevens").press("Opslaan", {"depth": "kort"})
    assert browser.get(address).status == 404


def test_every_kind_of_answer_can_be_said(browser, filled):
    asked = 0
    for question in content().questions.values():
        if not question.fills:
            browser.get(f"{filled}/vraag/{question.id}/geschiedenis")
            asked += browser.status == 200
    assert asked > 50
