"""The link of an invitation: what it shows, and what it does for whom."""

import pytest
from sqlalchemy import select

from assessment.core.access import Tie
from assessment.services import inviting, keeping
from assessment.services.taking_part import KEEPER
from assessment.storage import accounts, people, ties
from assessment.storage.tables import audit_events, invitations, sessions
from tests.database import HILVERSUM, NOW, dump, later
from tests.web.browser import Browser
from tests.web.test_bad_input import NASTY, answers, with_others

FILLER = Tie("invuller", HILVERSUM.code)
ADDRESS = "iemand@gemeente.example"
NEW = {"functie": "Jongerenwerker"}


@pytest.fixture
def invite(database, here, person):
    """Makes an invitation for the municipality; its address."""

    def make(wanted=FILLER, email="", now=NOW):
        with database.write() as connection:
            made = inviting.invite(connection, wanted, email, by=person, now=now)
        return f"/uitnodiging/{made.token}"

    return make


def someone(database, *held, email=""):
    with database.write() as connection:
        made = people.add(connection, "Adviseur veiligheid", NOW)
        for tie in held:
            ties.give(connection, made.id, tie, by=None, now=NOW)
        if email:
            accounts.set_email(connection, made.id, email, email)
        return made


def test_looking_shows_who_asks_for_what_and_changes_nothing(database, stranger, invite):
    address = invite()
    before = dump(database)
    for _ in range(3):
        page = stranger.get(address).page
        assert page.heading == "U bent uitgenodigd"
        for word in (
            "gemeente Hilversum",
            "invuller",
            "Beleidsmedewerker jeugd",
            "5 december 2026",
        ):
            assert word in page.text
    stranger.client.head(address)
    assert dump(database) == before
    assert stranger.response.headers["Cache-Control"] == "no-store"
    assert stranger.response.headers["Referrer-Policy"] == "same-origin"


def test_someone_new_comes_in(database, stranger, invite, here):
    stranger.get(invite()).press("Meedoen", NEW)
    assert stranger.status == 200
    assert "U doet nu mee aan gemeente Hilversum, als invuller" in stranger.page.text
    assert stranger.get(f"{here}/").status == 200
    with database.read() as connection:
        [row] = connection.execute(select(invitations)).all()
        assert connection.execute(
            select(sessions.c.means).where(sessions.c.person_id == row.used_by)
        ).scalars().all() == ["invitation"]
        noted = connection.execute(
            select(audit_events.c.action).where(audit_events.c.person_id == row.used_by)
        ).scalars()
        assert sorted(noted) == ["invitation.accepted", "person.signed_in"]


@pytest.mark.parametrize("how", ["used", "late", "unknown", "withdrawn", "no right any more"])
def test_one_that_works_no_longer_says_so(app, database, invite, person, how):
    address = invite(now=later(days=-14) if how == "late" else NOW)
    if how == "used":
        Browser(app).get(address).press("Meedoen", NEW)
    elif how == "unknown":
        address = "/uitnodiging/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    elif how == "withdrawn":
        with database.write() as connection:
            [record] = inviting.open_at(connection, HILVERSUM.code, NOW)
            inviting.withdraw(connection, record, by=person, now=NOW)
    elif how == "no right any more":
        with database.write() as connection:
            held = Tie("eindverantwoordelijke", HILVERSUM.code)
            ties.withdraw(connection, person.id, held, by=None, now=NOW)
    stranger = Browser(app)
    token = stranger.get(invite(KEEPER)).form("Meedoen")[1]["csrf_token"]
    before = dump(database)
    for method in ("get", "post"):
        if method == "get":
            stranger.get(address)
        else:
            stranger.post(f"{address}/nieuw", {"csrf_token": token, **NEW})
        assert stranger.status == 410
        assert stranger.page.heading == "Deze uitnodiging werkt niet meer"
        assert "Hilversum" not in stranger.page.text
    assert dump(database) == before


def test_a_function_is_needed_and_an_address_is_not(database, stranger, invite):
    stranger.get(invite()).press("Meedoen", {"functie": " ", "email": "geen adres"})
    assert stranger.status == 422
    assert "Vul uw functie in" in stranger.page.text
    assert "Dit is geen e-mailadres" in stranger.page.text
    assert stranger.press("Meedoen", {**NEW, "email": ADDRESS}).status == 200
    with database.read() as connection:
        assert accounts.of_email(connection, ADDRESS) is not None


def test_a_bound_address_becomes_that_of_the_account(database, stranger, invite):
    stranger.get(invite(email=ADDRESS))
    assert ADDRESS in stranger.page.text
    form, sent = stranger.form("Meedoen")
    # Another address that is sent along is not looked at.
    stranger.post(form.get("action"), {**sent, **NEW, "email": "ander@gemeente.example"})
    assert stranger.status == 200
    with database.read() as connection:
        assert accounts.of_email(connection, ADDRESS) is not None
        assert accounts.of_email(connection, "ander@gemeente.example") is None


def test_who_has_an_account_takes_part_with_that(database, sign_in, invite, here):
    known = someone(database)
    browser = sign_in(known)
    browser.get(invite())
    assert "U bent ingelogd als: Adviseur veiligheid" in browser.page.text
    browser.press("Meedoen met dit account")
    assert "U doet nu mee" in browser.page.text
    assert browser.get(f"{here}/").status == 200
    with database.read() as connection:
        assert ties.of_person(connection, known.id) == {FILLER}


def test_an_address_is_for_one_account(database, sign_in, stranger, invite):
    someone(database, email=ADDRESS)
    address = invite(email=ADDRESS)
    before = dump(database)["invitations"]
    stranger.get(address).press("Meedoen", NEW)
    assert stranger.status == 422
    assert "Er is al een account met dit e-mailadres" in stranger.page.text
    other = sign_in(someone(database, email="ander@gemeente.example"))
    other.get(address).press("Meedoen met dit account")
    assert other.status == 422
    assert "voor een ander e-mailadres" in other.page.text
    assert dump(database)["invitations"] == before


def test_nobody_takes_up_what_they_made_themselves(browser, invite):
    browser.get(invite()).press("Meedoen met dit account")
    assert browser.status == 422
    assert "heeft u zelf gemaakt" in browser.page.text


def test_who_signed_in_meanwhile_gets_no_second_account(database, browser, stranger, invite):
    address = invite()
    form, sent = stranger.get(address).form("Meedoen")
    token = browser.get("/").form("Uitloggen")[1]["csrf_token"]
    before = dump(database)["people"]
    browser.post(form.get("action"), {**sent, **NEW, "csrf_token": token})
    assert browser.status == 409
    assert "Meedoen met uw account" in browser.page.text
    assert dump(database)["people"] == before


def test_without_a_session_there_is_no_account_to_take_part_with(database, stranger, invite):
    address = invite()
    token = stranger.get(address).form("Meedoen")[1]["csrf_token"]
    before = dump(database)
    assert stranger.post(f"{address}/meedoen", {"csrf_token": token}).status == 401
    assert dump(database) == before


def test_a_closed_account_makes_nobody_come_in(database, stranger, invite, person):
    address = invite()
    other = someone(database, KEEPER)
    with database.write() as connection:
        keeping.close(connection, person.id, by=other, now=NOW)
    assert stranger.get(address).status == 410


def test_no_value_breaks_it(app, database, invite):
    for value in NASTY.values():
        stranger = Browser(app)
        form, sent = stranger.get(invite()).form("Meedoen")
        sent = with_others(sent, lambda *_, v=value: v)
        assert answers(stranger.client, form.get("action"), sent) in (302, 422)
