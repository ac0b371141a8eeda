"""The page Wie doen er mee: looking, inviting, changing and taking away."""

import email
import email.policy
import re

import pytest
from sqlalchemy import select

from assessment.core.access import Tie
from assessment.core.mail_server import MailServer
from assessment.services.mail import OUTBOX
from assessment.services.taking_part import KEEPER
from assessment.storage import accounts, people, ties
from assessment.storage.tables import invitations
from tests.database import HILVERSUM, NOW, UTRECHT, dump
from tests.services.smtp_server import mail_server
from tests.web.browser import Browser

HERE = HILVERSUM.code
PAGE = f"/gemeente/{HERE}/mensen"
CHARGE, FILLER = Tie("eindverantwoordelijke", HERE), Tie("invuller", HERE)
ADDRESS = "iemand@gemeente.example"


@pytest.fixture
def page(browser, here):
    """The page, as who is in charge of the municipality sees it."""
    return browser.get(PAGE)


@pytest.fixture
def joined(database, here):
    """Someone else who takes part."""

    def make(tie=FILLER, function="Adviseur veiligheid", address=""):
        with database.write() as connection:
            made = people.add(connection, function, NOW)
            ties.give(connection, made.id, tie, by=None, now=NOW)
            if address:
                accounts.set_email(connection, made.id, address, address)
            return made

    return make


def held(database, person):
    with database.read() as connection:
        return ties.of_person(connection, person.id)


def link_on(page):
    [field] = [item for item in page.all("input") if item.get("id") == "link"]
    return field.get("value")


def post_of(browser, person, what):
    """The form at someone in the list."""
    wanted = f"{PAGE}/{person.id}/{what}"
    [form] = [item for item in browser.page.all("form") if item.get("action") == wanted]
    return wanted, {item.get("name"): item.get("value") for item in form.all("input")}


def take_away(browser, person):
    address = f"{PAGE}/{person.id}/weghalen"
    assert address in [link.get("href") for link in browser.get(PAGE).page.all("a")]
    browser.get(address).press("Ja, weghalen")


def test_it_is_one_click_from_the_first_page(browser, here):
    assert browser.get("/").follow("Wie doen er mee").page.heading == (
        "Wie doen er mee aan gemeente Hilversum?"
    )
    assert browser.get(f"{here}/").follow("Wie doen er mee, en").address == PAGE


def test_someone_alone_is_asked_nothing(page):
    assert "Beleidsmedewerker jeugd (u)" in page.page.text
    assert "U hoeft niemand uit te nodigen" in page.page.text
    for word in ("Weghalen", "Maak invuller", "Uitgenodigd"):
        assert word not in page.page.text


def test_with_more_municipalities_one_chooses(someone):
    both = someone(CHARGE, Tie("eindverantwoordelijke", UTRECHT.code))
    both.get("/mensen")
    assert both.follow("Gemeente Utrecht").page.heading == "Wie doen er mee aan gemeente Utrecht?"
    for held in ((), (FILLER,), (KEEPER,)):
        nobody = someone(*held)
        assert "Wie doen er mee" not in nobody.get("/").page.text
        assert "Alleen een eindverantwoordelijke" in nobody.get("/mensen").page.text


def test_everyone_is_there_with_role_and_since_when(page, joined):
    joined(address=ADDRESS)
    text = page.get(PAGE).page.text
    for word in ("Adviseur veiligheid", "Invuller, sinds 21 november 2026", ADDRESS):
        assert word in text


def test_a_link_to_pass_on(app, page, stranger, here):
    page.press("Uitnodigen", {"role": "invuller"})
    assert page.page.heading == "De uitnodiging is klaar"
    link = link_on(page.page)
    assert link.startswith("http://localhost/uitnodiging/")
    stranger.get(link.removeprefix("http://localhost"))
    stranger.press("Meedoen", {"functie": "Jongerenwerker"})
    assert stranger.get(f"{here}/").status == 200
    # It is shown once: what is stored is a hash.
    assert link not in page.get(PAGE).response.text
    assert "Jongerenwerker" in page.page.text


def test_a_mail_without_a_server_lies_in_the_folder(page, settings):
    page.press("Uitnodigen", {"role": "eindverantwoordelijke", "email": ADDRESS})
    assert "verstuurt zelf geen mail" in page.page.text
    [file] = (settings.instance / OUTBOX).iterdir()
    found = email.message_from_bytes(file.read_bytes(), policy=email.policy.SMTP)
    assert found["To"] == ADDRESS
    text = found.get_content()
    assert link_on(page.page) in text
    for word in ("gemeente Hilversum", "eindverantwoordelijke", "Beleidsmedewerker jeugd"):
        assert word in text


@pytest.fixture
def mailing(make_app, database):
    """The application with a mail server, and an address that others know."""

    def make(server, **changed):
        known = MailServer("smtp", "localhost", server.port, "", "", "spiegel@gemeente.example")
        given = {"address": "https://spiegel.gemeente.example", **changed}
        return make_app(database, mail_server=known, **given)

    return make


def again(browser, app):
    """The same session at another application on the same database."""
    other = Browser(app)
    cookie = browser.client.get_cookie("preventiespiegel")
    other.client.set_cookie("preventiespiegel", cookie.value)
    return other


def test_what_was_mailed_is_shown_to_nobody_else(page, database, mailing):
    with mail_server() as server:
        browser = again(page, mailing(server)).get(PAGE)
        browser.press("Uitnodigen", {"email": ADDRESS})
    assert f"De mail is verstuurd naar {ADDRESS}" in browser.page.text
    [raw] = server.mails
    text = email.message_from_bytes(raw, policy=email.policy.SMTP).get_content()
    link = re.search(r"https://spiegel\.gemeente\.example/uitnodiging/\S+", text)[0]
    assert link not in browser.response.text
    with database.read() as connection:
        assert connection.execute(select(invitations.c.mailed_at)).scalars().all() == [NOW]
    assert "Verstuurd per mail" in browser.get(PAGE).page.text


def test_a_mail_that_fails_costs_no_invitation(page, database, mailing, caplog):
    with mail_server(refuses=True) as server:
        browser = again(page, mailing(server)).get(PAGE)
        browser.press("Uitnodigen", {"email": ADDRESS})
    assert browser.status == 200
    assert "De mail is niet verstuurd" in browser.page.text
    link = link_on(browser.page)
    assert link.startswith("https://spiegel.gemeente.example/")
    path = link.removeprefix("https://spiegel.gemeente.example")
    assert browser.get(path).page.heading == "U bent uitgenodigd"
    assert ADDRESS not in caplog.text
    with database.read() as connection:
        assert connection.execute(select(invitations.c.mailed_at)).scalars().all() == [None]


@pytest.mark.parametrize("header", ["kwaad.example", "kwaad.example:80", "localhost.kwaad.example"])
def test_a_name_in_a_request_leads_no_mail_astray(app, page, settings, header):
    form, sent = page.form("Uitnodigen")
    answer = page.client.post(
        form.get("action"),
        data={**sent, "email": ADDRESS},
        headers={"Host": header},
        base_url=f"http://{header}",
    )
    # That is another site to a browser, so it knows no session there.
    assert answer.status_code in (400, 401)
    page.client.set_cookie("preventiespiegel", session_of(page), domain=header.partition(":")[0])
    page.client.set_cookie("formulieren", forms_of(page), domain=header.partition(":")[0])
    answer = page.client.post(
        form.get("action"), data={**sent, "email": ADDRESS}, base_url=f"http://{header}"
    )
    assert answer.status_code == 200
    assert not (settings.instance / OUTBOX).exists()


def session_of(browser):
    return browser.client.get_cookie("preventiespiegel").value


def forms_of(browser):
    return browser.client.get_cookie("formulieren").value


def test_a_name_that_is_not_trusted_gets_nothing(make_app, database, page):
    app = make_app(database, trusted_hosts=("spiegel.gemeente.example",))
    assert again(page, app).client.get(PAGE).status_code == 400
    client = app.test_client()
    client.set_cookie("preventiespiegel", session_of(page), domain="spiegel.gemeente.example")
    answer = client.get(PAGE, base_url="http://spiegel.gemeente.example")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("fill", "said"),
    [
        ({"email": "geen adres"}, "Dit is geen e-mailadres"),
        ({"email": "a@b.nl, c@d.nl"}, "Dit is geen e-mailadres"),
        ({"role": "beheerder"}, "Kies wat deze persoon gaat doen"),
    ],
)
def test_what_is_not_right_is_said(page, database, fill, said):
    before = dump(database)
    page.press("Uitnodigen", fill)
    assert page.status == 422
    assert said in page.page.text
    assert dump(database) == before


def test_an_invitation_is_withdrawn(page, stranger):
    link = link_on(page.press("Uitnodigen", {"email": ADDRESS}).page)
    page.get(PAGE)
    assert ADDRESS in page.page.text
    page.press("Intrekken")
    assert "De uitnodiging is ingetrokken" in page.page.text
    assert ADDRESS not in page.page.text
    assert stranger.get(link.removeprefix("http://localhost")).status == 410


def test_an_invitation_of_another_municipality_is_not_there(page, someone, database):
    page.press("Uitnodigen")
    with database.read() as connection:
        [found] = connection.execute(select(invitations.c.id)).scalars().all()
    other = someone(Tie("eindverantwoordelijke", UTRECHT.code))
    token = other.get("/").form("Uitloggen")[1]["csrf_token"]
    before = dump(database)
    for code in (UTRECHT.code, HERE):
        address = f"/gemeente/{code}/mensen/uitnodigingen/{found}/intrekken"
        assert other.post(address, {"csrf_token": token}).status == 404
    assert dump(database) == before


def test_people_of_another_municipality_are_not_there(person, someone, database, here):
    other = someone(Tie("eindverantwoordelijke", UTRECHT.code))
    token = other.get("/").form("Uitloggen")[1]["csrf_token"]
    before = dump(database)
    for known in (person.id, "bestaat-niet"):
        at = f"/gemeente/{UTRECHT.code}/mensen/{known}"
        assert other.get(f"{at}/weghalen").status == 404
        for what in ("weghalen", "rol"):
            sent = {"csrf_token": token, "role": "invuller"}
            assert other.post(f"{at}/{what}", sent).status == 404
    assert dump(database) == before


def test_a_role_is_changed_and_changed_back(page, joined, database):
    other = joined()
    for role in ("eindverantwoordelijke", "invuller"):
        page.get(PAGE)
        page.post(*post_of(page, other, "rol"))
        assert f"Adviseur veiligheid is nu {role}" in page.page.text
        assert held(database, other) == {Tie(role, HERE)}


def test_a_role_that_nobody_can_have_here_is_not_there(page, joined, database):
    other = joined()
    page.get(PAGE)
    address, sent = post_of(page, other, "rol")
    for role in ("beheerder", "coordinator", "adviser", "", "x"):
        assert page.post(address, {**sent, "role": role}).status == 404
    assert held(database, other) == {FILLER}


def test_the_last_one_in_charge_stays(page, joined, person, database):
    joined()
    before = held(database, person)
    for what in ("rol", "weghalen"):
        page.get(PAGE)
        if what == "rol":
            page.post(*post_of(page, person, what))
        else:
            take_away(page, person)
        assert page.status == 409
        assert "enige eindverantwoordelijke" in page.page.text
    assert held(database, person) == before


def test_who_was_taken_away_sees_nothing_more_and_can_come_back(
    page, joined, sign_in, database, here
):
    other = joined()
    theirs = sign_in(other)
    assert theirs.get(f"{here}/").status == 200
    take_away(page, other)
    assert "doet niet meer mee aan gemeente Hilversum" in page.page.text
    assert theirs.get(f"{here}/").status == 404
    link = link_on(page.press("Uitnodigen").page)
    theirs.get(link.removeprefix("http://localhost")).press("Meedoen met dit account")
    assert theirs.get(f"{here}/").status == 200


def test_who_gives_up_the_own_role_comes_on_the_first_page(page, joined, person, database):
    joined(CHARGE)
    take_away(page, person)
    assert page.address == "/"
    assert held(database, person) == {KEEPER}
    assert page.get(PAGE).status == 404
