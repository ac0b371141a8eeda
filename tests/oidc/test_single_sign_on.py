"""Coming in through a real provider, and everything that does not come in that way."""

import dataclasses
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from assessment.core.access import Tie
from assessment.services import inviting, signing_in
from assessment.services.single_sign_on.metadata import Known
from assessment.storage import accounts, identities, people, ties
from assessment.storage.tables import audit_events, invitations, sessions
from assessment.storage.tables import identities as identities_table
from assessment.web.current import KEY
from tests.database import NOW, dump
from tests.oidc.conftest import ADDRESS
from tests.web.test_headers import look

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
def refuses(traveller, database, linked, caplog):
    """Coming back as told is refused for this reason, and leaves nothing behind."""

    def check(address, reason):
        before = dump(database)
        caplog.clear()
        traveller.get(address)
        assert (traveller.status, traveller.page.heading) == (400, FAILED)
        [said] = [text for text in caplog.messages if text.startswith("sign-in")]
        assert said.startswith(f"sign-in through {address.split('/')[3]} refused: {reason}")
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
    refuses(changed(back, state=state), "state")


def test_coming_back_in_another_browser(traveller, refuses):
    back = traveller.sign_in_there(traveller.leave())
    traveller.client.delete_cookie("elders-inloggen")
    refuses(back, "not-started-here")


@pytest.mark.parametrize("value", ["", "x", "e30.x", "W10.AAAA"])
def test_a_cookie_that_is_not_ours(traveller, refuses, value):
    back = traveller.sign_in_there(traveller.leave())
    traveller.client.set_cookie("elders-inloggen", value)
    refuses(back, "not-started-here")


def test_coming_back_twice(traveller, refuses):
    back = traveller.sign_in_there(traveller.leave())
    kept = traveller.client.get_cookie("elders-inloggen").value
    traveller.get(back)
    assert traveller.is_in
    traveller.client.delete_cookie("preventiespiegel")
    refuses(back, "not-started-here")
    # Not even for who kept the cookie: the provider takes a code once.
    traveller.client.set_cookie("elders-inloggen", kept)
    refuses(back, "code")


def test_a_failure_uses_it_up_too(traveller, refuses):
    back = traveller.sign_in_there(traveller.leave())
    refuses(changed(back, state="x"), "state")
    refuses(back, "not-started-here")


def test_an_expired_code(traveller, refuses, real):
    real.next(subject="ada", codeLife=1)
    back = traveller.sign_in_there(traveller.leave())
    time.sleep(2)
    refuses(back, "code")


@pytest.mark.parametrize("code", ["x", "", None])
def test_a_code_that_is_not_theirs(traveller, refuses, code):
    refuses(changed(traveller.sign_in_there(traveller.leave()), code=code), "code")


def test_a_code_of_someone_else(app, traveller, refuses):
    """Stolen, and put into the visit of the thief: the verifier does not fit."""
    victim = traveller.sign_in_there(traveller.leave())
    code = parse_qs(urlsplit(victim).query)["code"][0]
    mine = traveller.sign_in_there(traveller.leave())
    refuses(changed(mine, code=code), "code")


def test_taking_too_long(traveller, refuses, clock):
    back = traveller.sign_in_there(traveller.leave())
    clock.ahead = timedelta(minutes=11)
    refuses(back, "took-too-long")


@pytest.mark.parametrize("issuer", ["https://kwaad.example", "", None])
def test_the_answer_of_another_provider(traveller, refuses, issuer):
    refuses(changed(traveller.sign_in_there(traveller.leave()), iss=issuer), "issuer")


def test_an_answer_at_the_address_of_another_provider(app, provider, traveller, refuses):
    other = dataclasses.replace(provider, key="ander")
    parts = app.extensions[KEY]
    both = {**parts.providers, "ander": Known(other)}
    app.extensions[KEY] = dataclasses.replace(parts, providers=both)
    back = traveller.sign_in_there(traveller.leave())
    refuses(back.replace("/via/test/", "/via/ander/"), "not-started-here")


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"claims": {"iss": "https://kwaad.example"}}, "token-iss"),
        ({"claims": {"iss": None}}, "token-iss"),
        ({"claims": {"aud": "iemand-anders"}}, "token-azp"),
        ({"claims": {"aud": "iemand-anders", "azp": "spiegel"}}, "audience"),
        ({"claims": {"aud": ["spiegel", "iemand-anders"], "azp": "spiegel"}}, "audience"),
        ({"claims": {"azp": "iemand-anders"}}, "token-azp"),
        ({"claims": {"nonce": "van een ander bezoek"}}, "token-nonce"),
        ({"claims": {"nonce": None}}, "token-nonce"),
        ({"claims": {"exp": 1_000_000_000}}, "token-exp"),
        ({"claims": {"exp": None}}, "token-exp"),
        ({"claims": {"iat": 4_000_000_000}}, "token-iat"),
        ({"claims": {"nbf": 4_000_000_000}}, "token-nbf"),
        ({"claims": {"sub": None}}, "token-sub"),
        ({"claims": {"sub": ""}}, "subject"),
        ({"claims": {"sub": "x" * 256}}, "subject"),
        ({"claims": {"sub": "a\0da"}}, "subject"),
        ({"claims": {"sub": 7}}, "token-sub"),
        ({"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "token-at_hash"),
        ({"claims": {"at_hash": 7}}, "token-at_hash"),
        ({"token": {"id_token": None}}, "no-token"),
        ({"token": {"id_token": "x.y.z"}}, "token-"),
        ({"token": {"id_token": "é"}}, "token-"),
        ({"token": {"expires_in": "soon"}}, "code"),
        ({"token": {"error": "invalid_grant"}}, "code"),
        ({"signedWith": "none"}, "token-UnsupportedAlgorithmError"),
        ({"signedWith": "public key"}, "token-UnsupportedAlgorithmError"),
        ({"signedWith": "stranger"}, "token-BadSignatureError"),
        ({"signedWith": "strange kid"}, "unknown-key"),
        ({"signedWith": "own key"}, "unknown-key"),
    ],
    ids=str,
)
def test_a_token_that_is_wrong(traveller, refuses, real, lie, reason):
    real.next(subject="ada", **lie)
    refuses(traveller.sign_in_there(traveller.leave()), reason)


@pytest.mark.parametrize("claims", [{}, {"aud": ["spiegel"]}, {"azp": "spiegel"}], ids=str)
def test_a_token_that_is_right(traveller, linked, real, claims):
    """So that the refusals above are about what was changed, and not about changing."""
    real.next(subject="ada", claims=claims or {"extra": 1})
    assert traveller.travel().is_in


def test_userinfo_of_someone_else(traveller, refuses, real):
    real.next(subject="ada", userinfo={"sub": "bob"})
    refuses(traveller.sign_in_there(traveller.leave()), "userinfo-of-another")


def test_saying_no_there(traveller, refuses, real):
    real.next(subject="ada", denied=True)
    refuses(traveller.sign_in_there(traveller.leave()), "denied")
    assert "Bij Testgemeente is het inloggen gestopt" in traveller.page.text


def test_a_closed_account(traveller, linked, database, refuses):
    with database.write() as connection:
        accounts.close(connection, linked.id, NOW)
    refuses(traveller.sign_in_there(traveller.leave()), "closed")


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


HERE = Tie("invuller", "GM0402")


@pytest.fixture
def in_charge(database, person):
    """Someone who may invite others to this municipality."""
    with database.write() as connection:
        ties.give(connection, person.id, Tie("eindverantwoordelijke", HERE.place), by=None, now=NOW)
    return person


@pytest.fixture
def invite(database, in_charge, clock):
    def make(email, wanted=HERE):
        with database.write() as connection:
            return inviting.invite(connection, wanted, email, by=in_charge, now=clock())

    return make


def test_the_first_time_by_invitation_and_then_without(traveller, invite, database, real):
    invite("Ada@Gemeente.example")
    traveller.travel()
    assert traveller.is_in
    with database.read() as connection:
        person_id = identities.person_of(connection, real.issuer, "ada")
        assert ties.of_person(connection, person_id) == {HERE}
        account = accounts.of_person(connection, person_id)
        told = connection.execute(
            select(audit_events.c.action).where(audit_events.c.person_id == person_id)
        ).scalars()
        assert {"invitation.accepted", "person.linked", "person.signed_in"} <= set(told)
    assert (account.email_key, account.password_hash) == ("ada@gemeente.example", None)
    traveller.press("Uitloggen")
    assert not traveller.is_in
    # Another address, and nothing proven: it is the subject that counts from now on.
    real.next(subject="ada", email="anders@elders.example", verified=False)
    assert traveller.travel().is_in
    with database.read() as connection:
        assert len(connection.execute(select(identities_table)).all()) == 1
        assert accounts.of_person(connection, person_id).email_key == "ada@gemeente.example"


def test_several_invitations_at_once(traveller, invite, database, real, in_charge):
    there = Tie("invuller", "GM0344")
    with database.write() as connection:
        ties.give(
            connection, in_charge.id, Tie("eindverantwoordelijke", "GM0344"), by=None, now=NOW
        )
    invite("ada@gemeente.example")
    invite("ada@gemeente.example", there)
    assert traveller.travel().is_in
    with database.read() as connection:
        person_id = identities.person_of(connection, real.issuer, "ada")
        assert ties.of_person(connection, person_id) == {HERE, there}


@pytest.mark.parametrize(
    "told",
    [
        {"email": "ada@gemeente.example", "verified": False},
        {"email": "ada@gemeente.example"},
        {"email": "ada@gemeente.example", "verified": "false"},
        {"email": "ada@gemeente.example", "verified": 0},
        {"email": "ada@gemeente.example", "verified": [True]},
        {"email": "iemand-anders@gemeente.example", "verified": True},
        {"email": "ada@gemeente.example.kwaad.example", "verified": True},
        {"email": "ａｄａ@gemeente.example", "verified": True},  # letters that only look the same
        {"email": "", "verified": True},
        {"email": ["ada@gemeente.example"], "verified": True},
        {"verified": True},
    ],
    ids=str,
)
def test_an_address_that_is_not_proven_or_not_invited(traveller, invite, database, real, told):
    invite("ada@gemeente.example")
    real.next(subject="ada", **told)
    before = dump(database)
    traveller.travel()
    assert (traveller.status, traveller.page.heading) == (403, NOT_INVITED)
    assert dump(database) == before


def test_an_address_in_the_token_itself(traveller, invite, real):
    """As Entra ID gives it, with a claim of its own that says whose address it is."""
    invite("ada@gemeente.example")
    real.next(subject="ada", claims={"email": "ada@gemeente.example"})
    assert traveller.travel().page.heading == NOT_INVITED
    real.next(subject="ada", claims={"email": "ada@gemeente.example", "email_verified": True})
    assert traveller.travel().is_in


def test_a_claim_of_its_own(app, traveller, invite, real):
    invite("ada@gemeente.example")
    known = app.extensions[KEY].providers["test"]
    known.provider = dataclasses.replace(known.provider, verified_claim="xms_edov")
    mine = {"email": "ada@gemeente.example"}
    real.next(subject="ada", claims={**mine, "email_verified": True, "xms_edov": False})
    assert traveller.travel().page.heading == NOT_INVITED
    real.next(subject="ada", claims={**mine, "xms_edov": True})
    assert traveller.travel().is_in


@pytest.mark.parametrize("reason", ["withdrawn", "too old", "used", "maker closed"])
def test_an_invitation_that_is_over(traveller, invite, database, in_charge, clock, reason):
    made = invite("ada@gemeente.example")
    with database.write() as connection:
        if reason == "withdrawn":
            inviting.withdraw(connection, made.record, by=in_charge, now=clock())
        if reason == "used":
            inviting.join_anew(connection, made.record, "Collega", "", clock())
            holder = accounts.of_email(connection, "ada@gemeente.example")
            accounts.set_email(connection, holder.person_id, "x@y.example", "x@y.example")
        if reason == "maker closed":
            accounts.close(connection, in_charge.id, clock())
        if reason == "too old":
            changed_at = {
                "made_at": NOW - timedelta(days=30),
                "expires_at": NOW - timedelta(days=16),
            }
            connection.execute(invitations.update().values(**changed_at))
    before = dump(database)
    traveller.travel()
    assert traveller.page.heading == NOT_INVITED
    assert dump(database) == before


@pytest.fixture
def ada(database):
    """Someone with an account of the same address, who never came in through the provider."""
    with database.write() as connection:
        made = people.add(connection, "Ada", NOW)
        accounts.set_email(connection, made.id, "ada@gemeente.example", "ada@gemeente.example")
    return made


def test_an_address_alone_moves_nobody_into_an_account(traveller, database, ada, invite):
    invite("ada@gemeente.example")
    before = dump(database)
    traveller.travel()
    assert (traveller.status, traveller.page.heading) == (409, "U heeft hier al een account")
    assert dump(database) == before
    assert not traveller.is_in


def enter(traveller, database, who, clock):
    with database.write() as connection:
        token = signing_in.start(connection, who.id, "password", clock())
    traveller.client.set_cookie("preventiespiegel", token)


def test_who_is_signed_in_links_the_own_account(traveller, database, ada, real, clock):
    enter(traveller, database, ada, clock)
    assert traveller.travel().is_in
    with database.read() as connection:
        assert identities.person_of(connection, real.issuer, "ada") == ada.id


def test_who_is_signed_in_as_someone_else_links_nothing(traveller, database, ada, person, clock):
    enter(traveller, database, person, clock)
    traveller.travel()
    assert traveller.page.heading == "U heeft hier al een account"
    with database.read() as connection:
        assert connection.execute(select(identities_table)).all() == []


def test_the_second_factor_is_asked_there(app, traveller, database, linked):
    """A beheerder needs one; who came in through the provider showed it to the provider."""
    with database.write() as connection:
        ties.give(connection, linked.id, Tie("beheerder", ""), by=None, now=NOW)
    traveller.travel()
    assert (traveller.status, traveller.page.heading) == (200, "Hoe ver is uw gemeente?")


def test_the_button_is_where_people_sign_in(traveller):
    traveller.get("/inloggen")
    assert traveller.page.link("Inloggen via Testgemeente") == "/inloggen/via/test"


def test_the_headers_of_going_and_coming_back(traveller, linked):
    there = traveller.client.get("/inloggen/via/test")
    for answer in (there, traveller.client.get("/inloggen/via/test/terug")):
        look(answer)
