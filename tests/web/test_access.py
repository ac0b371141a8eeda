"""Who gets to see what, over every address that there is."""

import re

import pytest
from flask import url_for

from assessment.core.access import Tie
from assessment.core.advice import Advice, House
from assessment.core.plan import PlanAction
from assessment.services import (
    account,
    activities,
    advising,
    api_tokens,
    inviting,
    plans,
    reading_links,
    second_factor,
    signing_in,
)
from assessment.services.taking_part import KEEPER
from assessment.storage import people, ties
from assessment.web import access
from tests import shared
from tests.database import HILVERSUM, NOW, dump, later
from tests.finished import NUMBER
from tests.web.browser import Browser

CANARY = "Hilversum"
A_LOGO = b"\x89PNG"
# These lead to an identity provider, and here there is none; see `tests/oidc`.
ELSEWHERE = {"single_sign_on.leave_for", "single_sign_on.come_back"}
STEP_PAGE = re.compile(r"/stap/[^/]+/(?:\d+|controle)$")


# Who looked at what a municipality shared is noted, and nothing else that is a look.
LOOKS = ("report.shown", "report.downloaded", "report.compared", "report.link_opened")


def kept(database):
    """Everything that is stored, but for the notes of who looked at what was shared."""
    found = dump(database)
    found.pop("reader_links")
    events = found.pop("audit_events")
    return found | {"noted": [row for row in events if not any(look in row for look in LOOKS)]}


@pytest.fixture
def addresses(app, database, filled, person):
    """A working address for every page: (endpoint, method, address). The API has its own walk."""
    assessment_id = filled.rsplit("/", 1)[1]
    with database.write() as connection:
        token = signing_in.new_link(connection, NOW, person.id)
        # The same words are a link for a new password too: each digest is made in its own way.
        people.add_link(connection, account._for_password(token), person.id, NOW, later(hours=1))
        second_factor.propose(connection, app.config["SECRET_KEY"], person.id)
        activity_id = activities.list_all(connection, assessment_id)[0].activity.id
        action = PlanAction("own", None, "Een avond voor ouders")
        action_id = plans.save(connection, assessment_id, action, 0, by=person, now=NOW).id
        shared.store(connection, assessment_id, person)
        shared.add_network(connection, person)
        for held in (Tie("coordinator", shared.NETWORK), Tie("adviser", HILVERSUM.code)):
            ties.give(connection, person.id, held, by=person, now=NOW)
        ties.give(connection, person.id, Tie("adviser", shared.NETWORK), by=person, now=NOW)
        share = shared.share(connection, assessment_id, "gaps", person)
        given = Advice("rapport", "Het hele rapport", "Begin klein.", "GGD Gooi", person.id)
        advice = advising.save(connection, assessment_id, given, 0, by=person, now=NOW)
        # One logo is enough: only its owner ever sees the address.
        house = House("GGD Gooi", "", A_LOGO, "Logo")
        advising.save_house(connection, house, by=person, now=NOW)
        link_token = reading_links.make(
            connection, assessment_id, NUMBER, "gaps", 30, by=person, now=NOW
        )
        [link] = reading_links.of_municipality(connection, HILVERSUM.code, NOW)
        invited = inviting.invite(
            connection, Tie("invuller", HILVERSUM.code), "", by=person, now=NOW
        )
        keeper = inviting.invite(connection, KEEPER, "", by=person, now=NOW)
        given = connection, shared.NETWORK, "Dashboard", "gaps", 30
        api_tokens.make(*given, by=person, now=NOW)
        [key] = api_tokens.of_place(connection, shared.NETWORK, NOW)
    values = {
        "assessment_id": assessment_id,
        "municipality_code": HILVERSUM.code,
        "person_id": person.id,
        "step_id": "stap-1",
        "number": 1,
        "question_id": "beeld-van-het-probleem",
        "activity_id": activity_id,
        "thing": "activiteit",
        "thing_id": activity_id,
        "field": "naam",
        "action_id": action_id,
        "rule_id": "geen-steun-slachtoffers",
        "advice_id": advice.id,
        "about": "rapport",
        "report_number": NUMBER,
        "token": token,
        "network_id": shared.NETWORK,
        "place": shared.NETWORK,
        "token_id": key.id,
        "share_id": share.id,
        "link_id": link.id,
        "link_token": link_token,
        "hashed": "oud",
        "name": "app.css",
        "provider": "elders",
        "kind": "csv",
    }
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            area = rule.endpoint.partition(".")[0]
            if area == "api":
                continue
            values["token"] = invited.token if area == "invitations" else token
            values["invitation_id"] = (keeper if area == "keeping" else invited).record.id
            address = url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
            found += [(rule.endpoint, m, address) for m in sorted(rule.methods - {"HEAD"})]
    return found


def kind(app, endpoint):
    return access.access_of(app, endpoint)


def test_every_view_declares_who_may_see_it(app):
    undeclared = [name for name in app.view_functions if kind(app, name) is None]
    assert undeclared == []


def test_the_public_addresses_are_few_and_known(app):
    public = {name for name in app.view_functions if kind(app, name) == "public"}
    assert public == {
        "api.openapi",
        "checking.ask",
        "checking.judge",
        "forgotten_password.ask",
        "forgotten_password.change",
        "forgotten_password.look",
        "forgotten_password.send",
        "health.alive",
        "health.ready",
        "invitations.accept",
        "invitations.join",
        "invitations.look",
        "password_sign_in.ask",
        "password_sign_in.ask_code",
        "password_sign_in.enter",
        "password_sign_in.enter_code",
        "public_pages.accessibility",
        "public_pages.privacy",
        "public_pages.robots",
        "public_pages.security_txt",
        "reading_link.page",
        "reading_link.pdf",
        "signing_in.enter",
        "signing_in.leave",
        "signing_in.left",
        "signing_in.look",
        "single_sign_on.come_back",
        "single_sign_on.leave_for",
        "static_files.static_file",
    }


def test_a_view_that_declares_nothing_is_refused(app):
    app.add_url_rule("/vergeten", "forgotten", lambda: "iets geheims")
    answer = app.test_client().get("/vergeten")
    assert answer.status_code == 404
    assert "iets geheims" not in answer.text


def test_only_these_methods_exist(addresses):
    assert {method for _, method, _ in addresses} == {"GET", "POST"}


def test_looking_never_writes(app, database, browser, addresses):
    before = kept(database)
    seen = 0
    for endpoint, method, address in addresses:
        if method == "GET":
            browser.get(address)
            assert browser.status < 400 or endpoint in ELSEWHERE, address
            browser.client.head(address).close()
            seen += 1
    assert seen > 15
    assert kept(database) == before


def test_every_page_of_every_step_looks_right_and_writes_nothing(database, browser, filled):
    before = dump(database)
    browser.get(f"{filled}/")
    for item in browser.page.all("li"):
        links = [a.get("href") for a in item.all("a") if STEP_PAGE.search(a.get("href"))]
        for address in links:
            browser.get(address)
            while "controle" not in browser.address and browser.status == 200:
                step, number = browser.address.rsplit("/", 1)
                browser.get(f"{step}/{int(number) + 1}")
                if browser.status == 404:
                    break
    assert dump(database) == before


def test_sending_without_a_token_changes_nothing(app, database, browser, addresses):
    before = dump(database)
    for _, method, address in addresses:
        if method == "POST":
            browser.post(address, {"municipality": "Utrecht", "af": "ja"})
            assert browser.status == 400, address
            assert browser.page.heading == "Dit formulier is verlopen"
    assert dump(database) == before


def test_a_token_of_another_browser_is_no_token(app, database, browser, addresses, sign_in, person):
    other = sign_in(person)
    token = other.form("Uitloggen")[1]["csrf_token"]
    before = dump(database)
    for _, method, address in addresses:
        if method == "POST":
            assert browser.post(address, {"csrf_token": token}).status == 400, address
    assert dump(database) == before


def test_a_stranger_gets_nothing(app, database, addresses):
    before = dump(database)
    stranger = Browser(app)
    stranger.get("/binnenkomen/bestaat-niet")
    stranger.get(next(a for e, m, a in addresses if e == "signing_in.look"))
    token = stranger.form("Naar binnen")[1]["csrf_token"]
    tried = 0
    for endpoint, method, address in addresses:
        if kind(app, endpoint) == "public":
            continue
        stranger.get(address) if method == "GET" else stranger.post(address, {"csrf_token": token})
        assert stranger.status == 401, address
        assert CANARY not in stranger.response.text
        assert stranger.page.heading == "U bent niet ingelogd"
        tried += 1
    assert tried > 20
    assert dump(database) == before


def test_a_made_up_session_is_no_session(app, here):
    stranger = Browser(app)
    stranger.client.set_cookie("preventiespiegel", "verzonnen")
    assert stranger.get(f"{here}/").status == 401


@pytest.mark.parametrize("rest", ["/", "/gegevens", "/rapport", "/stap/stap-1/1", "/aan-de-slag/"])
def test_an_assessment_that_does_not_exist_is_not_found(browser, rest):
    assert browser.get(f"/invullen/aaaaaaaaaaaaaaaaaaaaaaaa{rest}").status == 404


@pytest.mark.parametrize("rest", ["stap/stap-99/1", "stap/stap-1/9", "stap/stap-1/0"])
def test_a_step_or_page_that_does_not_exist_is_not_found(browser, here, rest):
    assert browser.get(f"{here}/{rest}").status == 404


def test_every_answer_has_the_security_headers(browser, here, stranger):
    for answer in (
        browser.get("/").response,
        browser.get(f"{here}/").response,
        browser.get("/bestaat-niet").response,
        stranger.get("/").response,
        stranger.get("/healthz").response,
    ):
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers


def test_static_files_are_kept_as_long_as_their_address_holds(stranger):
    stranger.get("/")
    links = [link.get("href") for link in stranger.page.all("link")]
    address = next(link for link in links if link.endswith("/theme.css"))
    kept = stranger.get(address).response
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    hashed = address.split("/")[2]
    old = stranger.get(address.replace(hashed, "0123456789abcdef")).response
    assert old.headers["Cache-Control"] == "no-cache"
    assert old.data == kept.data
    assert b'url("fonts/' in kept.data


@pytest.mark.parametrize("name", ["../config.py", "..%2fconfig.py", "fonts/../../config.py"])
def test_nothing_outside_the_folder_is_a_static_file(stranger, name):
    assert stranger.get(f"/static/x/{name}").status == 404
