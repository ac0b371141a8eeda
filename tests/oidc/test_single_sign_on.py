"""Coming in through a real provider, and everything that does not come in that way."""

import dataclasses
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from assessment.services.single_sign_on.metadata import Known
from assessment.storage import accounts, identities
from assessment.storage.tables import audit_events, sessions
from assessment.web.current import KEY
from tests.database import NOW
from tests.oidc.conftest import ADDRESS
from tests.web.test_access import dump

FAILED = "Het inloggen is niet gelukt"
NOT_INVITED = "U bent nog niet uitgenodigd"


def changed(address, **values):
    """The same address with other parameters; None takes one away."""
    path, _, query = address.partition("?")
    found = {name: value[0] for name, value in parse_qs(query).items()} | values
    return (
        f"{path}?{urlencode({name: value for name, value in found.items() if value is not None})}"
    )


@pytest.fixture
def linked(database, person, real):
    """Someone who came in through the provider before."""
    with database.write() as connection:
        identities.link(connection, real.issuer, "ada", person.id, NOW)
    return person


@pytest.fixture
def refuses(traveller, database, linked):
    """Coming back as told is refused, and leaves nothing behind."""

    def check(address, status=400, heading=FAILED):
        before = dump(database)
        traveller.get(address)
        assert (traveller.status, traveller.page.heading) == (status, heading)
        assert dump(database) == before
        assert not traveller.is_in

    return check


def test_who_came_before_comes_in(traveller, linked, database):
    traveller.travel()
    assert traveller.status == 200
    assert traveller.is_in
    with database.read() as connection:
        assert connection.execute(select(sessions.c.person_id, sessions.c.means)).all() == [
            (linked.id, "provider")
        ]
        [event] = connection.execute(select(audit_events)).all()
    assert (event.action, event.person_id) == ("person.signed_in", linked.id)


def test_what_is_sent_along(traveller, real):
    address = traveller.leave()
    asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
    assert address.startswith(f"{real.issuer}/auth?")
    assert asked["redirect_uri"] == f"{ADDRESS}/inloggen/via/test/terug"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["scope"] == "openid email"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    again = {name: value[0] for name, value in parse_qs(urlsplit(traveller.leave()).query).items()}
    assert not {again[n] for n in ("state", "nonce", "code_challenge")} & set(asked.values())


def test_the_cookie_is_for_this_browser_and_short(make_app, database, provider, clock):
    app = make_app(database, address=ADDRESS, providers=(provider,), secure_cookies=True)
    sent = app.test_client().get("/inloggen/via/test").headers["Set-Cookie"]
    assert sent.startswith("__Host-elders-inloggen=")
    for rule in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"):
        assert rule in sent


def test_a_host_that_is_made_up_changes_nothing(app):
    response = app.test_client().get("/inloggen/via/test", headers={"Host": "kwaad.example"})
    asked = parse_qs(urlsplit(response.headers["Location"]).query)
    assert asked["redirect_uri"] == [f"{ADDRESS}/inloggen/via/test/terug"]


def test_another_site_cannot_begin_it(traveller, linked):
    cross = {"Sec-Fetch-Site": "cross-site"}
    response = traveller.client.get("/inloggen/via/test", headers=cross)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "U komt van een andere website" in response.get_data(as_text=True)
    assert traveller.leave(**{"Sec-Fetch-Site": "same-origin"})


def test_a_session_that_was_there_is_replaced(traveller, linked, database):
    traveller.travel()
    before = traveller.client.get_cookie("preventiespiegel").value
    traveller.travel()
    assert traveller.client.get_cookie("preventiespiegel").value != before
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(sessions)).scalar() == 1
    traveller.client.set_cookie("preventiespiegel", before)
    assert not traveller.is_in


@pytest.mark.parametrize("state", ["x", "", None, "é" * 43])
def test_a_tampered_state(traveller, refuses, state):
    back = traveller.sign_in_there(traveller.leave())
    refuses(changed(back, state=state))


def test_coming_back_in_another_browser(traveller, refuses):
    back = traveller.sign_in_there(traveller.leave())
    traveller.client.delete_cookie("elders-inloggen")
    refuses(back)


@pytest.mark.parametrize("value", ["", "x", "e30.x", "W10.AAAA"])
def test_a_cookie_that_is_not_ours(traveller, refuses, value):
    back = traveller.sign_in_there(traveller.leave())
    traveller.client.set_cookie("elders-inloggen", value)
    refuses(back)


def test_coming_back_twice(traveller, refuses):
    back = traveller.sign_in_there(traveller.leave())
    kept = traveller.client.get_cookie("elders-inloggen").value
    traveller.get(back)
    assert traveller.is_in
    traveller.client.delete_cookie("preventiespiegel")
    refuses(back)
    # Not even for who kept the cookie: the provider takes a code once.
    traveller.client.set_cookie("elders-inloggen", kept)
    refuses(back)


def test_a_failure_uses_it_up_too(traveller, refuses):
    back = traveller.sign_in_there(traveller.leave())
    refuses(changed(back, state="x"))
    refuses(back)


def test_an_expired_code(traveller, refuses, real):
    real.next(subject="ada", codeLife=1)
    back = traveller.sign_in_there(traveller.leave())
    time.sleep(2)
    refuses(back)


@pytest.mark.parametrize("code", ["x", "", None])
def test_a_code_that_is_not_theirs(traveller, refuses, code):
    refuses(changed(traveller.sign_in_there(traveller.leave()), code=code))


def test_a_code_of_someone_else(app, traveller, refuses):
    """Stolen, and put into the visit of the thief: the verifier does not fit."""
    victim = traveller.sign_in_there(traveller.leave())
    code = parse_qs(urlsplit(victim).query)["code"][0]
    mine = traveller.sign_in_there(traveller.leave())
    refuses(changed(mine, code=code))


def test_taking_too_long(traveller, refuses, clock):
    back = traveller.sign_in_there(traveller.leave())
    clock.ahead = timedelta(minutes=11)
    refuses(back)


@pytest.mark.parametrize("issuer", ["https://kwaad.example", "", None])
def test_the_answer_of_another_provider(traveller, refuses, issuer):
    refuses(changed(traveller.sign_in_there(traveller.leave()), iss=issuer))


def test_an_answer_at_the_address_of_another_provider(app, provider, traveller, refuses):
    other = dataclasses.replace(provider, key="ander")
    parts = app.extensions[KEY]
    both = {**parts.providers, "ander": Known(other)}
    app.extensions[KEY] = dataclasses.replace(parts, providers=both)
    back = traveller.sign_in_there(traveller.leave())
    refuses(back.replace("/via/test/", "/via/ander/"))


SOON = 60


@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"iss": "https://kwaad.example"}},
        {"claims": {"iss": None}},
        {"claims": {"aud": "iemand-anders"}},
        {"claims": {"aud": ["spiegel", "iemand-anders"], "azp": "spiegel"}},
        {"claims": {"azp": "iemand-anders"}},
        {"claims": {"nonce": "van een ander bezoek"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": 1_000_000_000}},
        {"claims": {"exp": None}},
        {"claims": {"iat": 4_000_000_000}},
        {"claims": {"nbf": 4_000_000_000}},
        {"claims": {"sub": None}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": "x" * 256}},
        {"claims": {"sub": "a\0da"}},
        {"claims": {"sub": 7}},
        {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
        {"signedWith": "none"},
        {"signedWith": "public key"},
        {"signedWith": "stranger"},
        {"signedWith": "strange kid"},
    ],
    ids=str,
)
def test_a_token_that_is_wrong(traveller, refuses, real, lie):
    real.next(subject="ada", **lie)
    refuses(traveller.sign_in_there(traveller.leave()))


@pytest.mark.parametrize("claims", [{}, {"aud": ["spiegel"]}, {"azp": "spiegel"}], ids=str)
def test_a_token_that_is_right(traveller, linked, real, claims):
    """So that the refusals above are about what was changed, and not about changing."""
    real.next(subject="ada", claims=claims or {"extra": 1})
    assert traveller.travel().is_in


def test_userinfo_of_someone_else(traveller, refuses, real):
    real.next(subject="ada", userinfo={"sub": "bob"})
    refuses(traveller.sign_in_there(traveller.leave()))


def test_saying_no_there(traveller, refuses, real):
    real.next(subject="ada", denied=True)
    refuses(traveller.sign_in_there(traveller.leave()))
    assert "Bij Testgemeente is het inloggen gestopt" in traveller.page.text


def test_a_closed_account(traveller, linked, database, refuses):
    with database.write() as connection:
        accounts.close(connection, linked.id, NOW)
    refuses(traveller.sign_in_there(traveller.leave()))


def test_who_is_not_invited(traveller, database):
    back = traveller.sign_in_there(traveller.leave())
    before = dump(database)
    traveller.get(back)
    assert (traveller.status, traveller.page.heading) == (403, NOT_INVITED)
    assert dump(database) == before
    assert not traveller.is_in


def test_the_same_subject_of_another_provider(traveller, database, person):
    with database.write() as connection:
        identities.link(connection, "https://ander.example", "ada", person.id, NOW)
    traveller.travel()
    assert traveller.page.heading == NOT_INVITED


@pytest.mark.parametrize(
    ("said", "comes_in"),
    [
        ({"acr": "two-factors"}, True),
        ({"amr": ["pwd", "two-factors"]}, True),
        ({"acr": "password"}, False),
        ({"amr": ["pwd"]}, False),
        ({}, False),
    ],
    ids=str,
)
def test_a_way_of_signing_in_that_is_asked_for(
    app, provider, traveller, linked, real, said, comes_in
):
    parts = app.extensions[KEY]
    strict = Known(dataclasses.replace(provider, acr="two-factors"))
    app.extensions[KEY] = dataclasses.replace(parts, providers={"test": strict})
    real.next(subject="ada", claims={"acr": None, "amr": None, **said})
    address = traveller.leave()
    assert parse_qs(urlsplit(address).query)["acr_values"] == ["two-factors"]
    traveller.get(traveller.sign_in_there(address))
    assert traveller.is_in == comes_in
    assert comes_in or traveller.page.heading == FAILED


def test_no_token_and_no_address_is_kept_or_logged(traveller, linked, database, caplog, real):
    caplog.set_level("DEBUG")
    back = traveller.sign_in_there(traveller.leave())
    code = parse_qs(urlsplit(back).query)["code"][0]
    traveller.get(back)
    real.next(subject="ada", email="ada@gemeente.example", verified=True, signedWith="none")
    traveller.travel()
    kept = repr(dump(database)) + caplog.text
    assert "sign-in through test refused: token-" in caplog.text
    for secret in (code, "eyJ", "ada@gemeente.example", "een geheim"):
        assert secret not in kept


def test_a_provider_that_is_not_there(traveller):
    assert traveller.get("/inloggen/via/onbekend").status == 404
    assert traveller.get("/inloggen/via/onbekend/terug").status == 404
