"""A step as a whole: checking it, saying that it is done, and giving it to a colleague."""

import pytest

from assessment.services import steps
from tests.core.builders import content

LEVEL = "q-beeld-van-het-probleem--value"
NOTE = "q-beeld-van-het-probleem--note"
TITLE = content().steps[1].title


@pytest.fixture
def step(here):
    return f"{here}/stap/stap-1"


@pytest.fixture
def mark(database, assessment):
    def look(step_id="stap-1"):
        with database.read() as connection:
            return steps.marks(connection, assessment.id).get(step_id)

    return look


def status(browser, here, title=TITLE):
    """What the list of parts says of one of them, in one line."""
    browser.get(f"{here}/")
    return next(
        " ".join(item.text.split())
        for item in browser.page.all("li")
        if title in item.text and item.all("p")
    )


def say(browser, step, word):
    return browser.get(f"{step}/controle").press("Opslaan", {"af": word})


# Done or not


def test_the_list_of_parts_has_four_words(browser, here, step):
    assert status(browser, here).endswith("Nog niet begonnen")
    browser.get(f"{step}/1").press("Opslaan en verder", {LEVEL: "2"})
    assert status(browser, here).endswith("Bezig")
    say(browser, step, "ja")
    assert browser.page.heading.startswith("De scan van gemeente")
    assert "Er is nog iets leeg." in browser.page.text
    assert status(browser, here).endswith("Aan te vullen")
    assert "0 van de 10 onderdelen" in browser.page.text


def test_everything_answered_is_not_yet_done(browser, filled):
    assert status(browser, filled).endswith("Bezig")
    assert "Is dit onderdeel af?" in status(browser, filled)
    assert browser.page.link("Is dit onderdeel af?").endswith("/controle#afronden")
    say(browser, f"{filled}/stap/stap-1", "ja")
    assert "nog iets leeg" not in browser.page.text
    assert status(browser, filled).endswith("Af")
    assert "Is dit onderdeel af?" not in status(browser, filled)
    assert "1 van de 10 onderdelen" in browser.page.text


def test_who_comes_back_later_is_busy(browser, here, step, mark):
    say(browser, step, "nee")
    assert f"U komt hier later op terug: {content().steps[1].label}." in browser.page.text
    assert status(browser, here).endswith("Bezig")
    assert mark().state == "later"
    sent = browser.get(f"{step}/controle").form("Opslaan")[1]
    assert sent["af"] == "nee"
    assert "Hier komt u later op terug, volgens: Beleidsmedewerker jeugd" in browser.page.text


def test_who_chooses_nothing_is_asked(browser, step, mark):
    for word in (None, "misschien"):
        browser.get(f"{step}/controle")
        form, sent = browser.form("Opslaan")
        sent.setlist("af", [word] if word else [])
        browser.post(form.get("action"), sent)
        assert browser.status == 422
        assert browser.page.title.startswith("Fout: ")
        assert "Kies of deze stap af is." in browser.page.id("fouten").parent.text
        assert mark() is None


def test_an_answer_that_changes_afterwards_keeps_the_mark_and_shows(browser, filled, mark):
    step = f"{filled}/stap/stap-1"
    say(browser, step, "ja")
    assert "Gewijzigd na afronden" not in status(browser, filled)
    browser.get(f"{step}/1").press("Opslaan en verder", {LEVEL: "3"})
    assert "Gewijzigd na afronden" in status(browser, filled)
    assert status(browser, filled).endswith("Af")
    assert "Gewijzigd na afronden" in browser.get(f"{filled}/controle").page.text
    assert "Gewijzigd na afronden" in browser.get(f"{step}/controle").page.text
    assert mark().state == "done"
    browser.press("Opslaan", {"af": "ja"})
    assert "Gewijzigd na afronden" not in status(browser, filled)


def test_what_a_colleague_changed_unseen_shows_too(browser, other, filled):
    step = f"{filled}/stap/stap-1"
    browser.get(f"{step}/controle")
    other.get(f"{step}/1").press("Opslaan en verder", {LEVEL: "3"})
    browser.press("Opslaan", {"af": "ja"})
    assert "Gewijzigd na afronden" in status(browser, filled)


def test_two_who_disagree_hear_of_each_other(browser, other, here, step, mark):
    browser.get(f"{step}/controle")
    say(other, step, "nee")
    browser.press("Opslaan", {"af": "ja"})
    assert browser.status == 409
    assert "Adviseur veiligheid" in browser.page.text
    assert "Iemand anders gaf net een ander antwoord" in browser.page.text
    assert mark().state == "later"
    assert browser.form("Opslaan")[1]["af"] == "ja"
    assert browser.press("Opslaan").status == 200
    assert mark().state == "done"


def test_who_said_it_and_when_stays_as_it_was(passing, browser, other, step):
    say(browser, step, "ja")
    said = "Deze stap is af, volgens: Beleidsmedewerker jeugd"
    line = next(p.text for p in browser.get(f"{step}/controle").page.all("p") if said in p.text)
    other.get(f"{step}/bij").press("Opslaan", {"bij": "GGD"})
    assert line in [p.text for p in browser.get(f"{step}/controle").page.all("p")]


@pytest.mark.parametrize("rest", ["stap/stap-99/bij", "stap/stap-99/controle"])
def test_a_step_that_does_not_exist(browser, here, rest):
    assert browser.get(f"{here}/{rest}").status == 404


def test_nothing_is_said_of_a_step_that_does_not_exist(browser, here, step, mark):
    sent = browser.get(f"{step}/controle").form("Opslaan")[1]
    sent["af"] = "ja"
    assert browser.post(f"{here}/stap/stap-99/af", sent).status == 404
    assert mark("stap-99") is None


# At whom it lies


def test_a_step_is_given_to_someone(browser, here, step, mark):
    browser.get(f"{here}/").follow(f"Geef aan een collega : {content().steps[1].label}")
    assert browser.form("Opslaan")[1]["bij"] == ""
    browser.press("Opslaan", {"bij": "  GGD,  team jeugd "})
    assert browser.form("Opslaan")[1]["bij"] == "GGD, team jeugd"
    field = browser.page.id("adres")
    assert field.get("value") == f"http://localhost{step}/1"
    assert "readonly" in field.attributes
    assert browser.get(field.get("value").removeprefix("http://localhost")).status == 200
    assert "Bij: GGD, team jeugd." in status(browser, here)
    assert "Bij: GGD, team jeugd." in browser.get(f"{here}/controle").page.text
    browser.get(f"{step}/bij").press("Opslaan", {"bij": ""})
    assert "Bij:" not in status(browser, here)
    assert mark().version == 2


def test_the_address_is_safe_where_the_connection_is(make_app, database, here, browser):
    from tests.web.browser import Browser

    safe = Browser(make_app(database, secure_cookies=True))
    for name in ("preventiespiegel", "formulieren"):
        value = browser.client.get_cookie(name).value
        safe.client.set_cookie(f"__Host-{name}", value, secure=True)
    answer = safe.client.get(f"{here}/stap/stap-1/bij", base_url="https://localhost")
    assert f"https://localhost{here}/stap/stap-1/1" in answer.text
    plain = safe.client.get(f"{here}/stap/stap-1/bij", headers={"Host": "localhost"})
    assert "http://localhost/invullen" not in plain.text


def test_what_is_too_long_is_kept_in_the_field(browser, step, mark):
    browser.get(f"{step}/bij").press("Opslaan", {"bij": "x" * 81})
    assert browser.status == 422
    assert "hooguit 80 tekens" in browser.page.id("fouten").parent.text
    assert browser.form("Opslaan")[1]["bij"] == "x" * 81
    assert mark() is None
    browser.press("Opslaan", {"bij": "é" * 80})
    assert mark().handed_to == "é" * 80


@pytest.mark.parametrize("text", ["f.jansen@ggd.example", "Halt 06-12345678"])
def test_a_way_to_reach_someone_gets_a_kind_remark(browser, step, mark, text):
    browser.get(f"{step}/bij").press("Opslaan", {"bij": text})
    assert mark().handed_to == text
    assert "Noem liever een functie." in browser.page.text
    browser.press("Opslaan", {"bij": "GGD"})
    assert "Noem liever" not in browser.page.text


def test_two_who_give_it_away_hear_of_each_other(browser, other, step, mark):
    browser.get(f"{step}/bij")
    other.get(f"{step}/bij").press("Opslaan", {"bij": "Halt"})
    browser.press("Opslaan", {"bij": "GGD"})
    assert browser.status == 409
    assert "“Halt”" in browser.page.text
    assert "Adviseur veiligheid" in browser.page.text
    assert browser.form("Opslaan")[1]["bij"] == "GGD"
    assert mark().handed_to == "Halt"
    assert browser.press("Opslaan").status == 200
    assert mark().handed_to == "GGD"


def test_text_of_others_is_only_text(browser, here, step):
    browser.get(f"{step}/bij").press("Opslaan", {"bij": "<b>{{7*7}}</b>\x00"})
    assert "<b>{{7*7}}</b>" in browser.page.id("bij").get("value")
    assert "&lt;b&gt;" in browser.get(f"{here}/").response.text


# Everything on one page


def lines(browser, step_id):
    """The questions below each heading of one step."""
    found = {}
    heading = ""
    for element in browser.page.id(step_id).all("h3", "p"):
        if element.tag == "h3":
            heading = element.text
        elif "app-row-title" in element.get("class"):
            found.setdefault(heading, []).append(element.text)
    return found


def test_everything_on_one_page(browser, here, step):
    browser.get(f"{here}/").follow("Controleer alles")
    number = len(browser.page.all("section"))
    assert number == len(content().steps)
    assert "vragen zijn nog leeg" in browser.page.text
    browser.get(f"{step}/1")
    fill = {LEVEL: "2", "q-jaar-van-cijfers--instead": ["--unknown"]}
    browser.press("Opslaan en verder", fill)
    browser.get(f"{here}/controle")
    found = lines(browser, "stap-1")
    assert found["Uit te zoeken"] == [content().questions["jaar-van-cijfers"].text]
    assert found["Ingevuld"] == [content().questions["beeld-van-het-probleem"].text]
    assert len(found["Nog leeg"]) == 5
    assert "1 vraag moet u nog uitzoeken" in browser.page.text
    assert "Begonnen: We hebben één keer" in browser.page.text


def test_a_grid_that_is_half_filled_in_is_not_done(browser, here):
    browser.get(f"{here}/stap/stap-4/1")
    browser.press("Opslaan en verder", {"q-vaste-lessen--row-po": "vast"})
    browser.get(f"{here}/controle")
    assert content().questions["vaste-lessen"].text in lines(browser, "stap-4")["Nog leeg"]


def test_changing_leads_back_to_where_one_came_from(browser, here, step):
    browser.get(f"{step}/1").press("Opslaan en verder", {LEVEL: "2"})
    text = content().questions["beeld-van-het-probleem"].text
    browser.get(f"{here}/controle").follow(f"Aanpassen : {text}")
    browser.press("Opslaan en verder", {"q-jaar-van-cijfers--value": "tien"})
    assert browser.status == 422, "a mistake on the way does not lose the way back"
    browser.press("Opslaan en verder", {"q-jaar-van-cijfers--value": "2025"})
    assert browser.address.endswith("/controle#stap-1")
    assert "/stap/" not in browser.address


def test_changing_the_particulars_leads_back_too(browser, here):
    browser.get(f"{here}/controle").follow("Gegevens aanpassen")
    browser.press("Opslaan", {"municipality": "Atlantis"})
    assert browser.status == 422
    browser.press("Opslaan", {"municipality": "Katwijk"})
    assert browser.page.heading == "Controle van alle antwoorden"
    assert "Katwijk" in browser.page.text


def test_what_needs_a_look_is_not_folded_away(browser, here, step):
    browser.get(f"{step}/1").press("Opslaan en verder", {LEVEL: "2", NOTE: "Uit de nota"})
    assert "open" not in browser.get(f"{here}/controle").page.all("details")[0].attributes
    browser.get(f"{step}/1").press("Opslaan en verder", {NOTE: "Bel 06-12345678"})
    assert "open" in browser.get(f"{here}/controle").page.all("details")[0].attributes


def test_questions_that_appear_keep_the_way_back(browser, here, on_one_page):
    held = "q-campagne-gehouden--value"
    browser.get(f"{here}/stap/stap-6/1?terug=alles").press("Opslaan en verder", {held: "ja"})
    assert "vragen bij gekomen" in browser.page.text
    browser.press("Opslaan en verder", {"q-campagne-boodschappen--value": ["norm"]})
    assert browser.address.endswith("/controle#stap-6")


def test_a_made_up_way_back_leads_nowhere_else(browser, step):
    browser.get(f"{step}/1?terug=https://example.org/").press("Opslaan en verder", {LEVEL: "2"})
    assert browser.address.endswith("/stap/stap-1/2")


def test_nothing_is_empty_any_more(browser, filled):
    browser.get(f"{filled}/controle")
    assert "Nog leeg" not in [h.text for h in browser.page.id("stap-1").all("h3")]


def test_what_stands_on_a_page_that_came_back_was_seen(browser, other, filled):
    step = f"{filled}/stap/stap-1"
    browser.get(f"{step}/controle")
    other.get(f"{step}/1").press("Opslaan en verder", {LEVEL: "3"})
    browser.press("Opslaan")
    assert browser.status == 422
    assert "Geregeld." in browser.page.text
    browser.press("Opslaan", {"af": "ja"})
    assert "Gewijzigd na afronden" not in status(browser, filled)
