"""When something goes wrong there is a Dutch page, nothing is half saved and no input is lost."""

import pytest
from sqlalchemy import event

from assessment.services import assessments
from assessment.storage import tables
from assessment.web.app import MEGABYTE
from tests.database import only_sqlite
from tests.web.browser import Browser

LEVEL = "q-beeld-van-het-probleem--value"


@pytest.fixture
def hasty(make_app, opened, browser):
    """The same person in front of a server that waits only shortly for the database."""
    impatient = Browser(make_app(opened(patience=0.2)))
    impatient.client = impatient.app.test_client()
    for name in ("preventiespiegel", "formulieren"):
        impatient.client.set_cookie(name, browser.client.get_cookie(name).value)
    return impatient


@only_sqlite
def test_a_locked_database_costs_no_input(hasty, here, database, value):
    hasty.get(f"{here}/stap/stap-1/1")
    with database.write():
        hasty.press("Opslaan en verder", {LEVEL: "3"})
    assert hasty.status == 503
    assert hasty.page.heading == "Het is nu even te druk"
    assert int(hasty.response.headers["Retry-After"]) > 0
    assert value() is None
    hasty.press("Opnieuw proberen")
    assert value() == 3


@only_sqlite
@pytest.mark.parametrize(
    ("page", "fill", "shown"),
    [
        ("{}/stap/stap-1/controle", {"af": "nee"}, "Hier komt u later op terug"),
        ("{}/stap/stap-1/bij", {"bij": "GGD, team jeugd"}, "GGD, team jeugd"),
        ("/ik", {"functie": "Wethouder jeugd"}, "Wethouder jeugd"),
    ],
)
def test_a_locked_database_costs_no_other_input(hasty, here, database, page, fill, shown):
    address = page.format(here)
    hasty.get(address)
    with database.write():
        hasty.press("Opslaan", fill)
    assert hasty.status == 503
    assert shown not in hasty.get(address).response.text
    with database.write():
        hasty.press("Opslaan", fill)
    assert hasty.press("Opnieuw proberen").status == 200
    assert shown in hasty.get(address).response.text


@only_sqlite
def test_a_locked_database_loses_no_earlier_answer(hasty, here, database, value):
    for level in "13":
        hasty.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {LEVEL: level})
    hasty.get(f"{here}/vraag/beeld-van-het-probleem/geschiedenis")
    with database.write():
        hasty.press("Terugzetten")
    assert (hasty.status, value()) == (503, 3)
    hasty.press("Opnieuw proberen")
    assert (hasty.status, value()) == (200, 1)


@only_sqlite
def test_looking_goes_on_while_another_writes(hasty, here, database):
    with database.write():
        assert hasty.get(f"{here}/stap/stap-1/1").status == 200


@only_sqlite
def test_a_full_disk_costs_no_input(browser, here, database, value):
    def full(connection):
        # SQLite then refuses to grow the file, just as it does on a disk without room.
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    def roomy(connection):
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

    event.listen(database.engine, "begin", full)
    for level in "01234012340123401234":
        saved = value()
        names = ("beeld-van-het-probleem", "bronnen-voor-beeld", "jaar-van-cijfers")
        fill = {f"q-{name}--{text}": level * 300 for name in names for text in ("note", "evidence")}
        browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {LEVEL: level, **fill})
        if browser.status != 200:
            break
    event.remove(database.engine, "begin", full)
    assert browser.status == 507
    assert browser.page.heading == "De schijf is vol"
    assert value() == saved
    event.listen(database.engine, "begin", roomy)
    browser.press("Opnieuw proberen")
    assert browser.status == 200
    assert value() == int(level)


def test_a_fault_in_our_own_code_says_nothing_about_it(browser, here, monkeypatch, caplog):
    def broken(*_, **__):
        raise RuntimeError("geheim wachtwoord")

    monkeypatch.setattr(assessments, "load", broken)
    browser.app.testing = False
    browser.get(f"{here}/")
    assert browser.status == 500
    assert browser.page.heading == "Er ging iets mis"
    assert "geheim" not in browser.response.text
    assert "Traceback" not in browser.response.text
    # Who keeps the installation finds it in the log.
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [RuntimeError]


def test_a_fault_halfway_leaves_nothing_behind(browser, here, value, monkeypatch):
    """The page that comes after the saving breaks: then the saving is undone too."""
    from assessment.web import filling_in

    def broken(*_, **__):
        raise RuntimeError("halverwege")

    browser.get(f"{here}/stap/stap-1/1")
    monkeypatch.setattr(filling_in, "_onward", broken)
    browser.app.testing = False
    browser.press("Opslaan en verder", {LEVEL: "3"})
    assert browser.status == 500
    assert value() is None


@pytest.mark.parametrize("address", ["/bestaat-niet", "/invullen/x/stap", "/static/x/niets.css"])
def test_what_is_not_there(browser, address):
    assert browser.get(address).status == 404
    assert browser.page.heading == "Deze bladzijde bestaat niet"


def test_a_way_of_asking_that_does_not_exist(browser, here):
    answer = browser.client.get("/uitloggen")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "Dit kan hier niet" in answer.text
    assert browser.client.options("/").status_code == 405


def test_too_much_at_once(browser, here, value):
    browser.get(f"{here}/stap/stap-1/1")
    browser.press("Opslaan en verder", {"q-beeld-van-het-probleem--note": "x" * (MEGABYTE + 1)})
    assert browser.status == 413
    assert browser.page.heading == "Dit is te veel tekst"


def test_too_many_fields_at_once(browser, here):
    form, sent = browser.get(f"{here}/stap/stap-1/1").form("Opslaan en verder")
    for number in range(2000):
        sent.add(f"veld-{number}", "x")
    answer = browser.client.post(form.get("action"), data=sent, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_an_expired_form_says_how_to_go_on(browser, here, value):
    browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {"csrf_token": "verlopen"})
    assert browser.status == 400
    assert "Ga terug in uw browser" in browser.page.text
    assert not browser.page.all("main")[0].all("form"), "no way to send a form that is not ours"


def test_questions_that_this_installation_does_not_have(browser, here, database, assessment):
    with database.write() as connection:
        connection.execute(tables.assessments.update().values(question_set="andere/9.9"))
    for rest in ("/", "/stap/stap-1/1", "/aan-de-slag/", "/aan-de-slag/nieuw", "/rapport"):
        assert browser.get(f"{here}{rest}").status == 404
        assert browser.page.heading == "Deze vragen zijn hier niet"
    assert browser.get("/").status == 200


def test_readiness_follows_the_database(stranger, database, monkeypatch):
    assert stranger.get("/healthz").response.text == "ok\n"
    assert stranger.get("/readyz").status == 200
    monkeypatch.setattr(type(database), "head_revision", "9999")
    assert stranger.get("/readyz").status == 503
    assert stranger.get("/healthz").status == 200


def test_a_database_without_tables_is_not_ready(make_app, empty_url, request):
    from assessment.storage.database import Database

    empty = Database.open(empty_url)
    request.addfinalizer(empty.dispose)
    assert Browser(make_app(empty)).get("/readyz").status == 503


@pytest.mark.parametrize(
    "text",
    ["\x00", "\x1b[31m", "a\x0bb", "\ud800", "😀" * 50, "<script>alert(1)</script>", "{{7*7}}"],
)
def test_strange_text_is_kept_or_cleaned_and_never_breaks_a_page(browser, here, text):
    note = "q-beeld-van-het-probleem--note"
    browser.get(f"{here}/stap/stap-1/1")
    if text == "\ud800":
        text = "%ED%A0%80"
    assert browser.press("Opslaan en verder", {LEVEL: "1", note: f"voor {text} na"}).status == 200
    for rest in ("/stap/stap-1/1", "/stap/stap-1/controle", "/rapport"):
        assert browser.get(f"{here}{rest}").status == 200
        assert "49" not in browser.page.text or text != "{{7*7}}"
