"""The pages to come in with a password and a code, and what is behind them until then."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from assessment.core import totp
from assessment.core.access import Tie
from assessment.services import account, passwords, sealing, second_factor, signing_in
from assessment.storage import accounts, ties
from assessment.storage.tables import audit_events
from assessment.web.current import KEY
from tests.database import HILVERSUM, NOW, later
from tests.web.browser import Browser

EMAIL = "jeugd@voorbeeld.example"
PASSWORD = "kastanje fietspomp noorderlicht trui"
OTHER = "ooievaar lantaarn zeepbel dinsdag"
COOKIE = "preventiespiegel"


@pytest.fixture(scope="module")
def hashed():
    return passwords.hashed(PASSWORD)


def give_password(database, person, hashed, email=EMAIL):
    with database.write() as connection:
        account.set_email(connection, person, email, NOW)
        account.set_password(connection, person, hashed, NOW)


@pytest.fixture
def member(database, colleague, hashed):
    """Someone who fills in, and needs no second factor."""
    give_password(database, colleague, hashed)
    return colleague


@pytest.fixture
def keeper(database, person, hashed):
    """A beheerder, who needs one."""
    give_password(database, person, hashed, "beheer@voorbeeld.example")
    return person


def sign_in(browser, email=EMAIL, password=PASSWORD):
    return browser.get("/inloggen").press("Inloggen", {"email": email, "password": password})


def secret_of(app, database, person):
    with database.read() as connection:
        own = accounts.of_person(connection, person.id)
    return sealing.unseal(
        app.config["SECRET_KEY"], person.id, own.totp_secret or own.totp_new_secret
    )


def code(app, database, person, **passed):
    return totp.code_at(secret_of(app, database, person), totp.step_of(later(**passed)))


def add_factor(app, database, person):
    with database.write() as connection:
        second_factor.propose(connection, app.config["SECRET_KEY"], person.id)
    with database.write() as connection:
        given = totp.code_at(secret_of(app, database, person), totp.step_of(NOW))
        return second_factor.confirm(connection, app.config["SECRET_KEY"], person, given, NOW)


def at(app, **passed):
    app.extensions[KEY] = replace(app.extensions[KEY], clock=lambda: later(**passed))


def token_of(browser):
    return browser.client.get_cookie(COOKIE).value


def test_coming_in_with_a_password(stranger, member):
    assert sign_in(stranger).page.heading == "Hoe ver is uw gemeente?"
    assert "Adviseur veiligheid" in stranger.response.text
    # Whoever is inside is not asked again.
    assert stranger.get("/inloggen").page.heading == "Hoe ver is uw gemeente?"


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, OTHER), ("iemand@anders.example", PASSWORD), ("geen adres", PASSWORD)],
)
def test_a_refusal_says_the_same_of_every_address(stranger, member, email, password):
    sign_in(stranger, email, password)
    assert stranger.status == 422
    assert "horen niet bij elkaar" in stranger.page.text
    said = re.sub(r'value="[^"]*"', "", stranger.response.text)
    wrong = Browser(stranger.app)
    sign_in(wrong, "nog@iemand.example", OTHER)
    assert said == re.sub(r'value="[^"]*"', "", wrong.response.text)
    assert password not in stranger.response.text
    assert stranger.client.get_cookie(COOKIE) is None


def test_after_a_few_guesses_the_page_says_how_long_to_wait(app, stranger, member):
    for _ in range(5):
        assert sign_in(stranger, password=OTHER).status == 422
    assert sign_in(stranger).status == 429
    assert stranger.response.headers["Retry-After"] == "1"
    assert "Wacht één seconde" in stranger.page.text
    at(app, seconds=1)
    assert sign_in(stranger).status == 200


def test_nothing_of_a_try_is_in_the_trail_or_a_log(database, stranger, member, caplog):
    sign_in(stranger, password=OTHER)
    sign_in(stranger, email="iemand@anders.example")
    sign_in(stranger)
    with database.read() as connection:
        rows = connection.execute(select(audit_events).order_by(audit_events.c.id)).all()
    assert [row.action for row in rows][-3:] == [
        "person.refused",
        "person.refused",
        "person.signed_in",
    ]
    assert [row.object_id for row in rows][-3:] == [member.id, "unknown", member.id]
    for text in (EMAIL, "anders.example", PASSWORD, OTHER):
        assert text not in repr(rows)
        assert text not in caplog.text


def test_a_sign_in_is_a_new_session_and_ends_the_old_one(app, stranger, member):
    sign_in(stranger)
    first = token_of(stranger)
    stranger.client.set_cookie(COOKIE, first)
    # The form is sent again while the first session lies in the browser.
    other = Browser(app).get("/inloggen")
    other.client.set_cookie(COOKIE, first)
    other.press("Inloggen", {"email": EMAIL, "password": PASSWORD})
    assert token_of(other) != first
    assert stranger.get("/").status == 401
    assert other.get("/").status == 200


def test_a_session_id_that_was_planted_is_never_taken_over(stranger, member):
    stranger.client.set_cookie(COOKIE, "geplant")
    sign_in(stranger)
    assert token_of(stranger) != "geplant"


def test_the_limits_of_a_session_are_settings(make_app, database, member):
    app = make_app(database, idle_hours=1, session_hours=2)
    browser = Browser(app)
    sign_in(browser)
    for minutes, status in ((59, 200), (61, 401)):
        at(app, minutes=minutes)
        assert browser.get("/").status == status
    assert "Na 1 uur zonder gebruik" in browser.page.text
    at(app)
    browser.get("/account/e-mail")
    open_page = browser.page
    for minutes, status in ((50, 422), (100, 422), (119, 422), (120, 401)):
        at(app, minutes=minutes)
        browser.page = open_page
        # A form that is refused is use of the session all the same.
        assert browser.press("Opslaan", {"email": "geen adres"}).status == status, minutes


# The second factor


def test_the_code_is_asked_after_the_password(app, database, stranger, member):
    add_factor(app, database, member)
    at(app, minutes=1)
    sign_in(stranger)
    assert stranger.page.heading == "Code uit uw app"
    assert stranger.client.get_cookie(COOKIE) is None
    stranger.press("Verder", {"code": "000000"})
    assert stranger.status == 422
    stranger.press("Verder", {"code": code(app, database, member, minutes=1)})
    assert stranger.page.heading == "Hoe ver is uw gemeente?"


def test_between_password_and_code_every_address_is_closed(app, database, stranger, member, here):
    add_factor(app, database, member)
    sign_in(stranger)
    half = stranger.client.get_cookie("formulieren").value
    for address in ("/", "/account", "/account/tweede-stap", f"{here}/", f"{here}/rapport"):
        assert stranger.get(address).status == 401, address
    thief = Browser(app)
    thief.client.set_cookie(COOKIE, half)
    assert thief.get("/").status == 401


def test_without_a_password_there_is_no_page_for_a_code(stranger):
    assert stranger.get("/inloggen/code").page.heading == "Inloggen"


def test_too_many_codes_lead_back_to_the_beginning(app, database, stranger, member):
    add_factor(app, database, member)
    sign_in(stranger)
    open_page = stranger.page
    for _ in range(5):
        stranger.page = open_page
        stranger.press("Verder", {"code": "000000"})
    stranger.page = open_page
    stranger.press("Verder", {"code": "000000"})
    assert stranger.status in (422, 429)
    at(app, hours=2)
    stranger.page = open_page
    stranger.press("Verder", {"code": code(app, database, member, hours=2)})
    assert stranger.page.heading == "Inloggen"
    assert stranger.get("/").status == 401


def test_a_link_does_not_pass_by_the_second_factor(app, database, stranger, member):
    add_factor(app, database, member)
    with database.write() as connection:
        link = signing_in.new_link(connection, NOW, member.id)
    stranger.get(f"/binnenkomen/{link}").press("Naar binnen")
    assert stranger.page.heading == "Code uit uw app"
    assert stranger.get("/").status == 401


def test_a_new_password_does_not_pass_by_it_either(app, database, stranger, member):
    codes = add_factor(app, database, member)
    with database.write() as connection:
        link = account.new_password_link(connection, member.id, NOW)
    address = f"/wachtwoord/{link}"
    for _ in range(2):
        assert stranger.get(address).page.heading == "Nieuw wachtwoord"
    stranger.press("Opslaan", {"password": OTHER, "again": PASSWORD})
    assert stranger.status == 422
    stranger.press("Opslaan", {"password": OTHER, "again": OTHER})
    assert stranger.page.heading == "Inloggen"
    assert "nieuwe wachtwoord is opgeslagen" in stranger.page.text
    assert stranger.get(address).status == 410
    assert sign_in(stranger, password=PASSWORD).status == 422
    assert sign_in(stranger, password=OTHER).page.heading == "Code uit uw app"
    stranger.press("Verder", {"code": codes[3]})
    assert stranger.page.heading == "Hoe ver is uw gemeente?"


def test_who_sees_a_lot_first_adds_a_second_factor(app, database, stranger, keeper, here):
    sign_in(stranger, "beheer@voorbeeld.example")
    assert stranger.page.heading == "Tweede stap bij het inloggen"
    for address in ("/", "/account", "/ik", f"{here}/", f"{here}/rapport", "/account/wachtwoord"):
        assert stranger.get(address).page.heading == "Tweede stap bij het inloggen", address
    stranger.press("Tweede stap instellen")
    picture = stranger.client.get("/account/tweede-stap/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    stranger.press("Aanzetten", {"code": "000000"})
    assert stranger.status == 422
    stranger.press("Aanzetten", {"code": code(app, database, keeper)})
    assert stranger.page.heading == "Uw herstelcodes"
    shown = re.findall(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", stranger.page.text)
    assert len(shown) == 10
    assert stranger.get("/").page.heading == "Hoe ver is uw gemeente?"
    # They are shown once.
    for address in ("/account", "/account/tweede-stap"):
        assert shown[0] not in stranger.get(address).response.text
    assert stranger.client.get("/account/tweede-stap/qr.svg").status_code == 404


def test_what_was_typed_when_a_role_came_is_not_lost(database, stranger, member, assessment):
    """Someone becomes an adviser while filling in: first the second factor, then the same form."""
    sign_in(stranger)
    stranger.get(f"/invullen/{assessment.id}/stap/stap-1/1")
    with database.write() as connection:
        ties.give(connection, member.id, Tie("adviser", HILVERSUM.code), by=None, now=NOW)
    stranger.press("Opslaan en verder", {"q-beeld-van-het-probleem--value": "2"})
    assert stranger.status == 403
    assert stranger.page.heading == "Eerst een tweede stap bij het inloggen"
    open_page = stranger.page
    add_factor(stranger.app, database, member)
    stranger.page = open_page
    stranger.press("Opnieuw proberen")
    assert "Uw antwoorden zijn opgeslagen" in stranger.page.text


def test_the_person_of_the_first_link_is_asked_nothing(browser, person):
    assert browser.get("/").page.heading == "Hoe ver is uw gemeente?"
    browser.get("/account")
    assert "Dat hoeft niet" in browser.page.text


def test_as_soon_as_they_have_a_password_it_is_asked(browser, database, person):
    fill = {"email": EMAIL, "password": PASSWORD, "again": PASSWORD}
    browser.get("/account/wachtwoord").press("Opslaan", fill)
    assert browser.page.heading == "Tweede stap bij het inloggen"
    assert "Uw wachtwoord is opgeslagen" in browser.page.text


def test_who_came_in_through_a_provider_is_not_asked(app, database, stranger, keeper):
    with database.write() as connection:
        token = signing_in.start(connection, keeper.id, "provider", NOW)
    stranger.client.set_cookie(COOKIE, token)
    assert stranger.get("/").page.heading == "Hoe ver is uw gemeente?"


def test_who_came_in_with_an_invitation_is(app, database, stranger, person):
    with database.write() as connection:
        token = signing_in.start(connection, person.id, "invitation", NOW)
    stranger.client.set_cookie(COOKIE, token)
    assert stranger.get("/").page.heading == "Tweede stap bij het inloggen"


# The own account


def test_the_current_password_is_asked(database, stranger, member):
    sign_in(stranger)
    fill = {"current": OTHER, "password": OTHER, "again": OTHER}
    stranger.get("/account/wachtwoord").press("Opslaan", fill)
    assert stranger.status == 422
    assert "Dit is niet uw wachtwoord van nu." in stranger.page.text
    assert OTHER not in stranger.response.text
    stranger.press("Opslaan", {**fill, "current": PASSWORD})
    assert stranger.page.heading == "Uw account"
    assert sign_in(Browser(stranger.app), password=OTHER).status == 200


def test_guessing_the_current_password_gets_slower(stranger, member):
    sign_in(stranger)
    fill = {"current": "mis", "password": OTHER, "again": OTHER}
    for _ in range(5):
        stranger.get("/account/wachtwoord").press("Opslaan", fill)
    stranger.get("/account/wachtwoord").press("Opslaan", {**fill, "current": PASSWORD})
    assert stranger.status == 422
    assert "te veel pogingen" in stranger.page.text


@pytest.mark.parametrize("given", ["kort", "Hilversum2026!!", "jeugd@voorbeeld.example", "x" * 129])
def test_a_weak_password_is_refused_in_words(stranger, member, given):
    sign_in(stranger)
    fill = {"current": PASSWORD, "password": given, "again": given}
    stranger.get("/account/wachtwoord").press("Opslaan", fill)
    assert stranger.status == 422
    assert "wachtwoord" in stranger.page.text


def test_the_fields_are_masked_and_open_to_password_managers(stranger, member):
    sign_in(stranger)
    stranger.get("/account/wachtwoord")
    fields = {f.get("name"): f for f in stranger.page.all("input")}
    for name, fill in (
        ("current", "current-password"),
        ("password", "new-password"),
        ("again", "new-password"),
    ):
        assert fields[name].get("type") == "password"
        assert fields[name].get("autocomplete") == fill
        assert not {"onpaste", "maxlength", "readonly", "pattern"} & fields[name].attributes.keys()
        assert fields[name].get("value") == ""


def test_signing_out_everywhere_else(app, stranger, member):
    there = Browser(app)
    sign_in(there)
    sign_in(stranger)
    stranger.get("/account")
    assert stranger.page.text.count("Elders, sinds") == 1
    stranger.press("Overal elders uitloggen")
    assert there.get("/").status == 401
    assert stranger.get("/account").status == 200
    assert "Elders" not in stranger.page.text


def test_an_address_takes_the_password_and_belongs_to_one(database, stranger, member, keeper):
    sign_in(stranger)
    fill = {"email": "nieuw@voorbeeld.example", "current": OTHER}
    assert stranger.get("/account/e-mail").press("Opslaan", fill).status == 422
    fill = {"email": "geen adres", "current": PASSWORD}
    assert stranger.get("/account/e-mail").press("Opslaan", fill).status == 422
    fill = {"email": "BEHEER@voorbeeld.example", "current": PASSWORD}
    assert stranger.get("/account/e-mail").press("Opslaan", fill).status == 422
    assert "ander account" in stranger.page.text
    fill = {"email": "nieuw@voorbeeld.example", "current": PASSWORD}
    assert stranger.get("/account/e-mail").press("Opslaan", fill).page.heading == "Uw account"
    assert sign_in(Browser(stranger.app), "nieuw@voorbeeld.example").status == 200


def test_nobody_sees_the_address_of_another(database, stranger, member, browser, here):
    """Who fills in together knows each other by function."""
    for address in ("/", f"{here}/", f"{here}/logboek", f"{here}/rapport"):
        assert EMAIL not in browser.get(address).response.text


def test_a_proxy_is_believed_only_when_a_setting_says_so(make_app, database, member):
    """Otherwise everyone could say that they are somewhere else, and guess on."""
    for proxies, expected in ((0, 429), (1, 422)):
        app = make_app(database, proxies=proxies)
        at(app, days=2 * proxies)
        browser = Browser(app)
        form, sent = browser.get("/inloggen").form("Inloggen")
        for number in range(21):
            sent.setlist("email", [f"naam{number}@anders.example"])
            sent.setlist("password", [OTHER])
            place = f"198.51.100.{number}"
            answer = browser.client.post(
                form.get("action"), data=sent, headers={"X-Forwarded-For": f"10.0.0.1, {place}"}
            )
        assert answer.status_code == expected, proxies
