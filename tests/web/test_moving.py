"""Going on with a new version of the questions, as someone does it in a browser."""

import pytest

from assessment.core.answers import Answer
from assessment.services import answering, assessments, moving
from assessment.services.answering import Change
from assessment.storage import answers
from tests.core.bridges import MERGED, NEW, PARTS, SPLIT, WHOLE, yes
from tests.core.builders import library
from tests.database import NOW
from tests.web.test_autosave import Fields

PAGE = "stap/bij-incidenten/1"
PART = f"q-{PARTS[0]}--value"


@pytest.fixture
def give(database, assessment, person):
    def save(**given):
        changes = [Change(name.replace("_", "-"), answer, 0) for name, answer in given.items()]
        with database.write() as connection:
            answering.save(connection, assessment.id, changes, by=person, now=NOW)

    return save


@pytest.fixture
def stored(database, assessment):
    def look():
        with database.read() as connection:
            return answers.stored(connection, assessment.id)

    return look


@pytest.fixture
def moved(database, assessment, colleague):
    """A colleague moves the scan in the meantime."""

    def act():
        with database.write() as connection:
            moving.move(connection, assessment.id, library(), NEW, by=colleague, now=NOW)

    return act


def test_the_way_there_and_back(browser, here, give, stored):
    give(**{SPLIT.replace("-", "_"): yes(note="Kaart van Halt")})
    give(**{MERGED[0].replace("-", "_"): yes("nee"), MERGED[1].replace("-", "_"): yes("ja")})
    browser.get(f"{here}/").follow("Bekijk wat er verandert")
    text = browser.page.text
    assert "70 vragen zijn precies hetzelfde" in text
    assert "Dit staat klaar: Ja. U bevestigt het nog." in text
    assert "Kaart van Halt" in text
    assert "Leren jongeren hoe zij een vriend of vriendin steunen" in text
    old, new = "Mensen van de zorg op school", "Zorg op school, zoals de intern begeleider"
    assert f"“{old}” heet straks “{new}”." in text
    browser.press("Overzetten")
    assert "De scan staat nu op versie 1.1" in browser.page.text
    assert "2 antwoorden nog bevestigen" in browser.page.text
    browser.get(f"{here}/{PAGE}")
    assert "Dit was uw antwoord in de vorige versie" in browser.page.text
    browser.press("Opslaan en verder", {f"q-{PARTS[0]}--confirm": "y"})
    assert not stored()[PARTS[0]].to_confirm
    assert stored()[PARTS[1]].to_confirm
    # Two answers that differ are shown beside the question that took their place.
    browser.get(f"{here}/stap/bij-incidenten/3")
    for words in ("zoals het Vlaggensysteem? Nee", "strafbaar gedrag? Ja"):
        assert words in browser.page.text
    browser.get(f"{here}/").follow("Terug naar versie 1.0").press("Terug naar versie 1.0")
    assert "versie 1.0" in browser.page.text
    browser.get(f"{here}/{PAGE}")
    assert "Kaart van Halt" in browser.page.text


def test_a_page_that_changed_nothing_confirms_nothing(browser, here, give, stored):
    give(**{SPLIT.replace("-", "_"): yes()})
    browser.get(f"{here}/vragenlijst/nieuw").press("Overzetten")
    browser.get(f"{here}/{PAGE}").press("Opslaan en verder")
    assert {name: stored()[name].to_confirm for name in PARTS} == dict.fromkeys(PARTS, True)
    browser.get(f"{here}/{PAGE}").press("Alles hier klopt nog")
    assert {name: stored()[name].to_confirm for name in PARTS} == dict.fromkeys(PARTS, False)


def test_another_answer_needs_no_confirmation(browser, here, give, stored):
    give(**{SPLIT.replace("-", "_"): yes()})
    browser.get(f"{here}/vragenlijst/nieuw").press("Overzetten")
    browser.get(f"{here}/{PAGE}").press("Opslaan en verder", {PART: "deels"})
    assert stored()[PARTS[0]] == yes("deels")


def test_sent_twice_or_too_late_it_is_done_once(browser, here, moved):
    browser.get(f"{here}/vragenlijst/nieuw")
    moved()
    browser.press("Overzetten")
    assert "staat al op versie 1.1" in browser.page.text
    browser.get(f"{here}/vragenlijst/nieuw")
    assert "staat al op versie 1.1" in browser.page.text


def test_whoever_has_the_old_page_open_loses_nothing(browser, here, moved, stored):
    browser.get(f"{here}/{PAGE}")
    moved()
    fill = {
        f"q-{SPLIT}--value": "ja",
        f"q-{SPLIT}--note": "Net gevraagd",
        "q-slachtoffers-hulp-geregeld--value": "3",
    }
    browser.press("Opslaan en verder", fill)
    assert browser.status == 409
    assert "Er is niets verloren gegaan" in browser.page.text
    found = stored()
    assert found[SPLIT] == yes(note="Net gevraagd")
    assert found["slachtoffers-hulp-geregeld"].value == 3
    assert {found[name].value for name in PARTS} == {"ja"}
    browser.follow("Krijgt een slachtoffer hulp om beelden weg te halen?")
    assert "Net gevraagd" in browser.page.text


def test_whoever_has_the_new_page_open_when_it_goes_back_loses_nothing(
    browser, here, moved, stored
):
    moved()
    browser.get(f"{here}/{PAGE}")
    other = type(browser)(browser.app)
    other.client = browser.client
    other.get(f"{here}/vragenlijst/terug").press("Terug naar versie 1.0")
    browser.press("Opslaan en verder", {PART: "deels"})
    assert browser.status == 409
    assert "Deze versie stelt deze vraag niet" in browser.page.text
    assert stored()[PARTS[0]] == yes("deels")


def test_what_cannot_be_read_is_said_and_the_rest_is_kept(browser, here, moved, stored):
    browser.get(f"{here}/stap/stap-1/1")
    moved()
    fill = {"q-jaar-van-cijfers--value": "vroeger", "q-jongeren-gevraagd--value": "ja"}
    browser.press("Opslaan en verder", fill)
    assert "Dit konden wij niet lezen" in browser.page.text
    assert stored()["jongeren-gevraagd"] == yes()


def test_autosave_of_an_old_page_keeps_the_answer_too(browser, here, moved, stored):
    fields = Fields(browser, here, SPLIT, "bij-incidenten/1")
    fields.sent["vragen"] = "veilig-online/1.0"
    moved()
    answer = fields.send(value="nee", note="Op de balie gevraagd")
    assert answer.status_code == 200
    assert fields.send(value="ja").status_code == 200
    assert stored()[SPLIT] == yes(note="Op de balie gevraagd")
    assert stored()[PARTS[1]] == yes(note="Op de balie gevraagd", to_confirm=True)


def test_two_late_answers_to_the_same_question_are_both_kept(
    browser, sign_in, colleague, here, moved, database, assessment
):
    other = sign_in(colleague)
    level = "q-slachtoffers-hulp-geregeld--value"
    browser.get(f"{here}/{PAGE}")
    other.get(f"{here}/{PAGE}")
    moved()
    other.press("Opslaan en verder", {level: "1"})
    browser.press("Opslaan en verder", {level: "3"})
    assert "Iemand anders antwoordde ook" in browser.page.text
    name = "slachtoffers-hulp-geregeld"
    browser.follow("Hoe goed is hulp geregeld").press("Terugzetten")
    with database.read() as connection:
        made = assessments.load(connection, assessment.id, library())[1]
    assert made.answer(name).value == 3


def test_a_page_with_an_invented_version_is_taken_as_it_is(browser, here, stored):
    form, sent = browser.get(f"{here}/stap/stap-1/1").form("Opslaan en verder")
    sent["vragen"] = "veilig-online/99.9"
    sent["q-jongeren-gevraagd--value"] = "ja"
    assert browser.client.post(form.get("action"), data=sent).status_code == 302
    assert stored()["jongeren-gevraagd"] == yes()


def test_a_merged_answer_that_agrees_is_offered(browser, here, give):
    give(**dict.fromkeys((name.replace("-", "_") for name in MERGED), Answer("unknown")))
    browser.get(f"{here}/vragenlijst/nieuw").press("Overzetten")
    browser.get(f"{here}/stap/bij-incidenten/controle")
    assert f"vraag-{WHOLE}" in browser.response.text
    assert "1 nog bevestigen" in browser.page.text
