"""Coming in with a link, staying in, and leaving."""

import pytest

from assessment.services import signing_in
from tests.database import NOW, later
from tests.web.browser import Browser


@pytest.fixture
def link(database, person):
    with database.write() as connection:
        return f"/binnenkomen/{signing_in.new_link(connection, NOW, person.id)}"


def test_opening_a_link_does_not_use_it(stranger, link):
    for _ in range(3):
        assert stranger.get(link).page.heading == "Welkom bij de Preventiespiegel"
    assert stranger.press("Naar binnen").page.heading == "Hoe ver is uw gemeente?"
    assert "Beleidsmedewerker jeugd" in stranger.response.text


def test_a_link_works_once(app, stranger, link):
    stranger.get(link).press("Naar binnen")
    second = Browser(app).get(link)
    assert second.status == 410
    assert second.page.heading == "Deze link werkt niet meer"
    assert "python3 run.py link" in second.page.text


def test_a_link_that_two_people_have_open_lets_one_in(app, stranger, link):
    other = Browser(app).get(link)
    stranger.get(link).press("Naar binnen")
    assert other.press("Naar binnen").status == 410
    assert other.get("/").status == 401


def test_the_cookie_is_closed_to_scripts_and_other_sites(stranger, link):
    _, sent = stranger.get(link).form("Naar binnen")
    answer = stranger.client.post(link, data=sent)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c[:6] == "preven")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_over_tls_the_cookies_belong_to_this_host_alone(make_app, database, link):
    browser = Browser(make_app(database, secure_cookies=True))
    page = browser.client.get(link, base_url="https://localhost")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    cookies = page.headers.getlist("Set-Cookie")
    answer = browser.client.post(
        link,
        data={"csrf_token": token},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/"},
    )
    assert answer.status_code == 302
    for cookie in cookies + answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_leaving_ends_the_session_at_the_server(app, browser, here):
    copied = browser.client.get_cookie("preventiespiegel").value
    browser.get(f"{here}/").press("Uitloggen")
    assert browser.page.heading == "U bent uitgelogd"
    assert browser.get(f"{here}/").status == 401
    thief = Browser(app)
    thief.client.set_cookie("preventiespiegel", copied)
    assert thief.get(f"{here}/").status == 401


def test_saving_keeps_a_session_alive_and_looking_does_not(app, browser, here):
    from dataclasses import replace

    from assessment.web.current import KEY

    def at(**passed):
        parts = app.extensions[KEY]
        app.extensions[KEY] = replace(parts, clock=lambda: later(**passed))

    browser.get(f"{here}/gegevens")
    at(hours=11)
    assert browser.press("Opslaan").status == 200
    at(hours=22)
    assert browser.get(f"{here}/").status == 200
    at(hours=24)
    assert browser.get(f"{here}/").status == 401


def test_who_comes_in_again_elsewhere_can_still_send_the_form_that_lies_open(
    app, browser, database, here, person
):
    browser.get(f"{here}/stap/stap-1/1")
    with database.write() as connection:
        signing_in.sign_out(connection, browser.client.get_cookie("preventiespiegel").value, NOW)
        link = signing_in.new_link(connection, NOW, person.id)
    browser.press("Opslaan en verder", {"q-beeld-van-het-probleem--value": "2"})
    assert browser.status == 401
    open_page = browser.page
    browser.get(f"/binnenkomen/{link}").press("Naar binnen")
    browser.page = open_page
    browser.press("Opnieuw proberen")
    assert "Uw antwoorden zijn opgeslagen" in browser.page.text
    browser.get(f"{here}/stap/stap-1/controle")
    assert "We hebben één keer cijfers" in browser.page.text
