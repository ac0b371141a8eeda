"""Saving one answer on its own: the same rules as for a page, with answers for a program."""

import re

import pytest

from assessment.services import answering, assessments
from assessment.web.autosave import CHOOSE, SOMEONE_ELSE
from assessment.web.static_files import FOLDER
from tests.core.builders import ROOT, library
from tests.database import only_sqlite
from tests.web.html_page import Page

LEVEL = "beeld-van-het-probleem"
YEAR = "jaar-van-cijfers"
PROGRAM = {"Accept": "application/json"}


@pytest.fixture
def stored(database, assessment):
    def look(name=LEVEL):
        with database.read() as connection:
            return assessments.load(connection, assessment.id, library())[1].answer(name)

    return look


class Fields:
    """The fields of one question as they lie open in a browser, and sending them."""

    def __init__(self, browser, here, name=LEVEL, page="stap-1/1"):
        self.client = browser.client
        self.address = f"{here}/stap/{page}/vraag/{name}"
        self.start = f"q-{name}--"
        _, sent = browser.get(f"{here}/stap/{page}").form("Opslaan en verder")
        self.sent = {
            key: sent.getlist(key)
            for key in sent
            if key.startswith(self.start) or key in ("csrf_token", "person")
        }

    def send(self, **fill):
        for name, value in fill.items():
            self.sent[name if name in ("csrf_token", "person", "tried") else self.start + name] = (
                value
            )
        answer = self.client.post(self.address, data=self.sent, headers=PROGRAM)
        assert answer.mimetype == "application/json"
        if answer.status_code == 200:
            self.sent[f"{self.start}version"] = answer.json["version"]
        return answer


@pytest.fixture
def fields(browser, here):
    return Fields(browser, here)


def test_it_is_saved_and_the_page_goes_on_from_there(fields, stored, person):
    answer = fields.send(value="2", note="Samen met de GGD")
    assert answer.json == {"version": 1, "at": "10:30", "remarks": "", "html": None}
    assert (stored().value, stored().note, stored().by) == (2, "Samen met de GGD", person.function)
    assert fields.send(value="3").json["version"] == 2
    assert fields.send(value="3").json["version"] == 2
    assert stored().value == 3


def test_it_costs_few_queries(fields, statements):
    statements.sent.clear()
    fields.send(value="2")
    assert len(statements) <= 12, statements.sent


def test_a_soft_warning_comes_with_what_is_saved(fields, browser, here):
    answer = fields.send(value="2", note="Bel 06-12345678")
    assert answer.status_code == 200
    assert answer.json["remarks"] == (
        ". Let op: In de toelichting lijkt een telefoonnummer te staan. "
        "Bij uw antwoorden staat meer uitleg."
    )
    assert fields.send(value="2", note="Samen met de GGD").json["remarks"] == ""
    browser.get(f"{here}/stap/stap-6/1")
    browser.press("Opslaan en verder", {"q-campagne-gehouden--value": "ja"})
    messages = Fields(browser, here, "campagne-boodschappen", "stap-6/2")
    told = messages.send(value="stuur-niet").json["remarks"]
    assert told.startswith(". Let op: deze boodschap werkt vaak averechts. Bij uw antwoorden")


def test_what_saved_itself_is_warned_of_once_more_when_the_page_is_left(
    fields, browser, here, passing
):
    page = browser.get(f"{here}/stap/stap-1/1")
    form, sent = page.form("Opslaan en verder")
    note = {"value": "2", "note": "Bel 06-12345678"}
    saved = fields.send(**note)
    for name, value in {**note, "version": saved.json["version"]}.items():
        sent[f"q-{LEVEL}--{name}"] = value
    browser.post(form.get("action"), sent)
    assert "Let op: kijk uw tekst" in browser.page.text
    # Whoever opens the page later, and leaves that text as it is, is not warned again.
    browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder")
    assert "Let op" not in browser.page.text


def test_what_cannot_be_used_is_told_and_not_saved(browser, here, stored):
    answer = Fields(browser, here, YEAR).send(value="1066")
    assert answer.status_code == 422
    assert answer.json["messages"] == ["Vul een jaartal in van 1990 tot en met 2100."]
    assert stored(YEAR).version == 0


def test_a_conflict_comes_with_the_same_choice_as_on_a_page(fields, other, here, stored):
    Fields(other, here).send(value="1", note="<b>Let op</b>")
    answer = fields.send(value="3")
    assert answer.status_code == 409
    assert answer.json["messages"] == [CHOOSE]
    choice = Page(f"<!doctype html><html><body>{answer.json['html']}</body></html>")
    assert choice.faults == []
    for words in ("samen met vaste partners", "niemand verzamelt het", "Adviseur veiligheid"):
        assert words in choice.root.text
    assert "<b>" not in answer.json["html"]
    names = {item.get("name").removeprefix(fields.start) for item in choice.all("input")}
    # The fields of the question are still on the page, so they do not come along.
    assert names == {"seen", "keep"}
    assert stored().value == 1


def test_keeping_mine(fields, other, here, stored):
    Fields(other, here).send(value="1")
    fields.send(value="3")
    answer = fields.send(keep="mine", seen="1")
    assert (answer.status_code, answer.json["version"]) == (200, 2)
    assert stored().value == 3
    assert "Het andere antwoord" not in answer.json["html"]


def test_taking_theirs_brings_their_answer(fields, other, here, stored):
    Fields(other, here).send(value="1")
    fields.send(value="3")
    answer = fields.send(keep="theirs", seen="1")
    assert (answer.status_code, answer.json["version"]) == (200, 1)
    chosen = [
        item.get("value")
        for item in Page(f"<html>{answer.json['html']}</html>").all("input")
        if "checked" in item.attributes
    ]
    assert chosen == ["1"]
    assert stored().version == 1


@pytest.mark.parametrize("keep", ["mine", "theirs"])
def test_a_third_answer_in_between_is_a_new_conflict(fields, other, here, stored, keep):
    third = Fields(other, here)
    third.send(value="1")
    fields.send(value="3")
    third.send(value="0")
    answer = fields.send(keep=keep, seen="1")
    assert answer.status_code == 409
    assert "We hebben nog geen beeld" in answer.json["html"]
    assert stored().value == 0


def test_sending_again_what_arrived_is_no_conflict(fields, other, here, stored):
    fields.client.post(fields.address, data={**fields.sent, f"{fields.start}value": "2"})
    Fields(other, here).send(value="4")
    assert fields.send(value="2").status_code == 409
    answer = fields.send(value="2", tried="4000")
    # Whoever goes on from here has version 1 in view: the later answer was never on this page.
    assert (answer.status_code, answer.json["version"]) == (200, 1)
    assert stored().value == 4
    assert fields.send(value="3", tried="").status_code == 409
    assert stored().value == 4


@pytest.mark.parametrize("tried", ["", "0", "x", "-5", "9" * 40, "１２"])
def test_a_strange_time_of_trying_is_no_reason_to_fail(fields, stored, tried):
    assert fields.send(value="2", tried=tried).status_code == 200
    assert stored().value == 2


def test_wiping_brings_the_empty_question(fields, stored):
    fields.send(value="2")
    answer = fields.send(clear="ja")
    assert stored().state == "open"
    assert "checked" not in answer.json["html"]


@pytest.mark.parametrize(
    "address",
    [
        "stap/stap-1/1/vraag/bestaat-niet",
        "stap/stap-1/2/vraag/beeld-van-het-probleem",
        "stap/stap-1/9/vraag/beeld-van-het-probleem",
        "stap/profiel/1/vraag/gemeente",
    ],
)
def test_only_a_question_of_this_page_is_saved(fields, here, address, stored):
    fields.address = f"{here}/{address}"
    assert fields.send(value="2").status_code == 404
    assert stored().version == 0


def test_without_a_session_it_says_where_to_come_in(fields, stored):
    fields.client.delete_cookie("preventiespiegel")
    answer = fields.send(value="2")
    assert answer.status_code == 401
    assert answer.json["messages"] == ["U bent niet ingelogd."]
    assert answer.json["enter"] == "/inloggen"
    assert stored().version == 0


def test_a_page_from_before_signing_out_gets_a_token_only_for_the_same_person(
    browser, here, app, database, person, other, stored
):
    fields = Fields(browser, here)
    browser.get("/").press("Uitloggen")
    refused = fields.send(value="2")
    assert refused.status_code == 400
    fresh = refused.json["csrf"]
    assert fields.send(csrf_token=fresh).status_code == 401
    # Someone else comes in at the same computer: the page that lies open saves nothing for them.
    token = other.client.get_cookie("preventiespiegel").value
    fields.client.set_cookie("preventiespiegel", token)
    answer = fields.send(csrf_token=fresh)
    assert answer.status_code == 403
    assert answer.json["messages"] == [SOMEONE_ELSE]
    assert stored().version == 0


def test_who_says_not_who_filled_it_in_saves_nothing(fields, stored):
    assert fields.send(value="2", person="").status_code == 403
    assert stored().version == 0


def test_an_error_page_for_people_holds_no_program_answer(browser, here):
    answer = browser.post(f"{here}/stap/stap-1/1/vraag/{LEVEL}", {"csrf_token": "x"})
    assert answer.status == 400
    assert answer.response.mimetype == "text/html"


@only_sqlite
def test_a_busy_database_is_told_to_the_page(make_app, opened, database, browser, here, stored):
    impatient = make_app(opened(patience=0.2)).test_client()
    for name in ("preventiespiegel", "formulieren"):
        impatient.set_cookie(name, browser.client.get_cookie(name).value)
    fields = Fields(browser, here)
    fields.client = impatient
    with database.write():
        answer = fields.send(value="2")
    assert answer.status_code == 503
    assert answer.json["messages"] == ["Het is nu even te druk."]
    assert fields.send(value="2").status_code == 200
    assert stored().value == 2


def test_every_save_is_in_the_history(fields, database, assessment):
    for value in "012":
        fields.send(value=value)
    with database.read() as connection:
        found = answering.history(connection, assessment.id, LEVEL)
    assert [item.answer.value for item in found] == [2, 1, 0]


def test_the_script_is_short_and_keeps_nothing_in_the_browser():
    script = (FOLDER / "autosave.js").read_text(encoding="utf-8")
    assert len(script.splitlines()) < 60
    assert max(map(len, script.splitlines())) <= 125
    assert re.findall("localStorage|sessionStorage|indexedDB|cookie|caches|worker", script) == []
    assert re.findall(r"eval|Function\(|import|postMessage", script) == []
    scripts = [path.name for path in FOLDER.rglob("*.js")]
    assert scripts == ["autosave.js"]


def test_only_the_pages_with_questions_have_a_script(browser, filled):
    for page, scripts in (("", 0), ("stap/stap-1/1", 1), ("stap/stap-1/controle", 0)):
        browser.get(f"{filled}/{page}")
        assert len(browser.page.all("script")) == scripts
    for path in (ROOT / "templates").rglob("*.html"):
        used = "<script" in path.read_text(encoding="utf-8")
        assert used == (path.name == "page.html" and path.parent.name == "filling_in")
