"""Answers that save themselves, in a real browser, with everything that can go wrong meanwhile."""

import re
import signal
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from assessment.core.access import Tie
from assessment.services import account, assessments, passwords, second_factor, signing_in
from assessment.storage import accounts, people, ties
from assessment.storage.database import Database
from assessment.storage.tables import metadata
from tests.core.builders import library
from tests.e2e.conftest import Server
from tests.e2e.test_journey import begin, come_in, question

LEVEL = "beeld-van-het-probleem"
ASKED = "jongeren-gevraagd"
YEAR = "jaar-van-cijfers"
PATIENCE = 20_000
PASSWORD = "kastanje fietspomp noorderlicht trui"

HILVERSUM = "GM0402"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One for all of these tests; whoever kills it starts it again."""
    server = Server(tmp_path_factory.mktemp("autosave")).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def database(server):
    database = Database.open(f"sqlite:///{server.folder / 'instance' / 'preventiespiegel.db'}")
    yield database
    database.engine.dispose()


@pytest.fixture
def entrance(server, database):
    """Makes a link for someone to come in; for the one who was here first, unless told."""

    def make(function=""):
        now = datetime.now(UTC)
        with database.write() as connection:
            person = people.add(connection, function, now) if function else None
            if person:
                ties.give(connection, person.id, Tie("invuller", HILVERSUM), by=None, now=now)
            link = signing_in.new_link(connection, now, person and person.id)
        return f"{server.address}/binnenkomen/{link}"

    return make


@pytest.fixture
def here(tab, entrance):
    """The address of an empty assessment, for someone who is signed in."""
    come_in(tab, entrance())
    return begin(tab)


@pytest.fixture
def page(tab, here):
    """The first page of step 1, with four questions."""
    tab.goto(f"{here}stap/stap-1/1")
    return tab


@pytest.fixture
def colleague(chromium, server, entrance, here):
    """Someone else on the same page, in a browser of their own."""
    context = chromium.new_context(base_url=server.address, locale="nl-NL")
    context.set_default_timeout(10_000)
    tab = context.new_page()
    come_in(tab, entrance("Adviseur veiligheid"))
    tab.goto(f"{here}stap/stap-1/1")
    yield tab
    context.close()


@pytest.fixture
def stored(database, here):
    def look(name):
        with database.read() as connection:
            key = here.rstrip("/").rsplit("/", 1)[1]
            return assessments.load(connection, key, library())[1].answer(name)

    return look


def choose(tab, name, value):
    tab.locator(f'[name="q-{name}--value"][value="{value}"]').check()


def says(tab, words, patience=PATIENCE):
    expect(tab.get_by_role("status")).to_contain_text(re.compile(words), timeout=patience)


def saved(tab):
    says(tab, r"^Opgeslagen om \d\d:\d\d$")


def go_on(tab):
    with tab.expect_navigation():
        tab.get_by_role("button", name="Opslaan en verder").click()


def asks_before_leaving(tab):
    """Whether the browser warns when this page is closed."""
    return tab.evaluate(
        "!dispatchEvent(new Event('beforeunload', { cancelable: true }))",
    )


def test_an_answer_saves_itself_and_the_form_goes_on_from_there(page, stored):
    says(page, "slaan uw antwoorden vanzelf op")
    choose(page, LEVEL, "2")
    saved(page)
    assert stored(LEVEL).value == 2
    page.locator(f'[name="q-{YEAR}--value"]').fill("2024")
    says(page, "Bezig met opslaan")
    saved(page)
    choose(page, LEVEL, "3")
    saved(page)
    choose(page, ASKED, "ja")
    go_on(page)
    assert "stap-1/2" in page.url
    found = stored(LEVEL)
    assert (found.value, found.version) == (3, 2)
    assert (stored(YEAR).value, stored(YEAR).version) == (2024, 1)
    assert stored(ASKED).value == "ja"


def test_leaving_a_field_saves_it_at_once(page, stored):
    page.locator(f'[name="q-{YEAR}--value"]').fill("2023")
    choose(page, ASKED, "nee")
    says(page, "^Opgeslagen", patience=1_400)
    assert stored(YEAR).value == 2023


def test_what_cannot_be_read_yet_waits_without_being_called_wrong(page, stored):
    year = page.locator(f'[name="q-{YEAR}--value"]')
    year.fill("20")
    says(page, "^Nog niet opgeslagen:.*Uit welk jaar.*Vul een jaartal in van 1990")
    expect(year).to_be_focused()
    assert year.get_attribute("aria-invalid") is None
    assert asks_before_leaving(page)
    choose(page, LEVEL, "1")
    says(page, "^Nog niet opgeslagen:.*Uit welk jaar")
    assert (stored(LEVEL).value, stored(YEAR).value) == (1, None)
    year.fill("2020")
    saved(page)
    assert not asks_before_leaving(page)


def test_a_lost_connection_costs_nothing(page, stored):
    page.context.set_offline(True)
    choose(page, LEVEL, "2")
    choose(page, ASKED, "deels")
    says(page, "^Niet opgeslagen, we proberen het opnieuw.*Hoe goed weet u.*jongeren zelf gevraagd")
    assert asks_before_leaving(page)
    assert stored(LEVEL).version == 0
    page.context.set_offline(False)
    saved(page)
    assert (stored(LEVEL).value, stored(ASKED).value) == (2, "deels")
    assert not asks_before_leaving(page)


def test_going_on_without_a_connection_happens_once_it_is_back(page, stored):
    page.context.set_offline(True)
    choose(page, LEVEL, "2")
    says(page, "^Niet opgeslagen")
    page.get_by_role("button", name="Opslaan en verder").click()
    says(page, "^Niet opgeslagen")
    with page.expect_navigation():
        page.context.set_offline(False)
    assert "stap-1/2" in page.url
    assert stored(LEVEL).version == 1


def test_a_killed_server_that_comes_back_gets_what_was_typed_meanwhile(page, server, stored):
    note = page.locator(f'[name="q-{LEVEL}--note"]')
    page.locator("details", has=note).locator("summary").click()
    note.fill("Een begin")
    server.stop(signal.SIGKILL)
    says(page, "^Niet opgeslagen")
    note.fill("Een begin en een einde")
    server.start()
    saved(page)
    assert stored(LEVEL).note == "Een begin en een einde"


def test_an_answer_that_arrived_but_was_never_confirmed_is_no_conflict(page, colleague, stored):
    """The server saved it, the answer got lost, and someone else went on from there."""
    tried = []

    def lose(route):
        # Only the first one arrives; nothing is heard of any of them.
        if not tried:
            route.fetch()
        tried.append(route.request.post_data)
        route.abort()

    page.route("**/vraag/*", lose)
    choose(page, LEVEL, "2")
    says(page, "^Niet opgeslagen")
    assert stored(LEVEL).version == 1
    # The page of the colleague is from before, so this one looks first.
    colleague.reload()
    choose(colleague, LEVEL, "4")
    saved(colleague)
    page.unroute("**/vraag/*")
    saved(page)
    assert (stored(LEVEL).value, stored(LEVEL).version) == (4, 2)
    go_on(page)
    assert "stap-1/2" in page.url
    assert stored(LEVEL).value == 4


def test_changing_ones_mind_while_an_answer_got_lost_is_no_conflict_with_oneself(page, stored):
    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/vraag/*", lose, times=1)
    choose(page, LEVEL, "2")
    choose(page, LEVEL, "3")
    saved(page)
    assert (stored(LEVEL).value, stored(LEVEL).version) == (3, 2)
    go_on(page)
    assert "stap-1/2" in page.url


def test_after_signing_in_again_elsewhere_the_page_goes_on(page, entrance, stored):
    page.context.clear_cookies()
    choose(page, LEVEL, "2")
    says(page, "Niet opgeslagen.*niet ingelogd")
    assert asks_before_leaving(page)
    with page.context.expect_page(timeout=PATIENCE) as opened:
        page.get_by_role("link", name="Log opnieuw in").click()
    other = opened.value
    expect(other.get_by_role("heading", level=1)).to_have_text("Inloggen")
    come_in(other, entrance())
    expect(other.get_by_role("button", name="Uitloggen")).to_be_visible()
    saved(page)
    assert stored(LEVEL).value == 2
    go_on(page)
    assert "stap-1/2" in page.url


def test_after_signing_in_elsewhere_with_a_password_the_page_goes_on(
    page, server, database, stored
):
    """With a code too, for whoever can start the product has to have a second factor."""
    now, secret_key = datetime.now(UTC), (server.folder / "instance" / "secret.key").read_text()
    with database.write() as connection:
        me = people.first(connection)
        account.set_email(connection, me, "jeugd@voorbeeld.example", now)
        account.set_password(connection, me, passwords.hashed(PASSWORD), now)
        second_factor.propose(connection, secret_key.strip(), me.id)
        sealed = accounts.of_person(connection, me.id).totp_new_secret
        accounts.confirm_totp(connection, me.id, sealed, 0)
        codes = second_factor._new_codes(connection, me.id)
    # The password ended the session, as it would have in another browser.
    choose(page, LEVEL, "2")
    says(page, "Niet opgeslagen.*niet ingelogd")
    with page.context.expect_page(timeout=PATIENCE) as opened:
        page.get_by_role("link", name="Log opnieuw in").click()
    other = opened.value
    other.get_by_label("E-mailadres").fill("jeugd@voorbeeld.example")
    other.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Inloggen").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Code uit uw app")
    # Between the password and the code nothing is saved yet.
    assert stored(LEVEL).version == 0
    other.get_by_label("Code").fill(codes[0])
    other.get_by_role("button", name="Verder").click()
    expect(other.get_by_role("button", name="Uitloggen")).to_be_visible()
    saved(page)
    assert stored(LEVEL).value == 2
    go_on(page)
    assert "stap-1/2" in page.url
    # The other tests come in with a link again, that asks no more of who has no password.
    with database.write() as connection:
        nothing = dict.fromkeys(("password_hash", "password_changed_at", "totp_secret"))
        connection.execute(metadata.tables["accounts"].update().values(nothing))


def test_a_page_that_lies_open_does_not_go_on_as_someone_else(page, entrance, stored):
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Uitloggen").click()
    come_in(other, entrance("Stagiair"))
    expect(other.get_by_role("button", name="Uitloggen")).to_be_visible()
    choose(page, LEVEL, "2")
    says(page, "Niet opgeslagen.*iemand anders ingelogd")
    assert stored(LEVEL).version == 0


def test_two_people_at_different_questions_do_not_notice_each_other(page, colleague, stored):
    choose(page, LEVEL, "2")
    choose(colleague, ASKED, "nee")
    for tab in (page, colleague):
        saved(tab)
        go_on(tab)
        assert "stap-1/2" in tab.url
    assert (stored(LEVEL).value, stored(ASKED).value) == (2, "nee")
    assert (stored(LEVEL).by, stored(ASKED).by) == ("Medewerker gemeente", "Adviseur veiligheid")


@pytest.fixture
def clash(page, colleague):
    """Both answered the same question; the first one gets the conflict."""
    choose(colleague, LEVEL, "1")
    saved(colleague)
    choose(page, LEVEL, "3")
    says(page, "^Nog niet opgeslagen:.*Hoe goed weet u.*Kies welk antwoord blijft")
    return page


def test_a_conflict_shows_both_answers_and_moves_nothing(clash, stored):
    box = question(clash, "Hoe goed weet u")
    for words in ("niemand verzamelt het", "met vaste partners", "Adviseur veiligheid"):
        expect(box).to_contain_text(words)
    expect(clash.locator(f'[name="q-{LEVEL}--value"][value="3"]')).to_be_focused()
    assert stored(LEVEL).value == 1
    assert asks_before_leaving(clash)


def test_keeping_mine(clash, stored):
    clash.get_by_label("Mijn antwoord bewaren").check()
    saved(clash)
    assert stored(LEVEL).value == 3
    expect(clash.get_by_text("Het andere antwoord")).to_have_count(0)
    expect(clash.locator(f"#vraag-{LEVEL}")).to_be_focused()
    choose(clash, LEVEL, "4")
    saved(clash)
    go_on(clash)
    assert "stap-1/2" in clash.url
    assert stored(LEVEL).value == 4


def test_taking_theirs(clash, stored):
    clash.get_by_label("Het andere antwoord overnemen").check()
    saved(clash)
    expect(clash.locator(f'[name="q-{LEVEL}--value"][value="1"]')).to_be_checked()
    assert (stored(LEVEL).value, stored(LEVEL).version) == (1, 1)
    choose(clash, LEVEL, "0")
    saved(clash)
    assert stored(LEVEL).value == 0


def test_a_conflict_that_nobody_solves_goes_along_with_the_form(clash, stored):
    go_on(clash)
    expect(clash).to_have_title(re.compile("^Fout: "))
    says(clash, "^Nog niet opgeslagen")
    clash.get_by_label("Mijn antwoord bewaren").check()
    saved(clash)
    assert stored(LEVEL).value == 3
    expect(clash.locator(f'[name="q-{LEVEL}--value"][value="3"]')).to_be_checked()
    go_on(clash)
    assert "stap-1/2" in clash.url


def test_wiping_an_answer_empties_the_fields(page, stored):
    choose(page, LEVEL, "2")
    saved(page)
    page.reload()
    box = question(page, "Hoe goed weet u")
    box.locator("summary").last.click()
    box.get_by_label("Wis mijn antwoord").check()
    saved(page)
    assert stored(LEVEL).state == "open"
    expect(box.get_by_role("radio", checked=True)).to_have_count(0)
    choose(page, LEVEL, "1")
    saved(page)
    assert stored(LEVEL).value == 1
