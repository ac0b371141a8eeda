"""A new password by mail: one answer for every address, and a link only for who has an account."""

import re
import threading

import pytest

from assessment.services import account, passwords, slowing
from assessment.storage import accounts
from assessment.web.forgotten_password import SENDING
from tests.database import NOW
from tests.web.browser import Browser
from tests.web.test_password_sign_in import EMAIL, OTHER, PASSWORD, at, sign_in


@pytest.fixture
def member(database, colleague):
    with database.write() as connection:
        account.set_email(connection, colleague, EMAIL, NOW)
        account.set_password(connection, colleague, passwords.hashed(PASSWORD), NOW)
    return colleague


def ask(browser, email=EMAIL):
    browser.get("/inloggen").follow("Vraag een nieuw wachtwoord")
    browser.press("Link sturen", {"email": email})
    for thread in threading.enumerate():
        if thread.name == SENDING:
            thread.join(30)
    return browser


def mails(settings):
    return sorted((settings.instance / "outbox").glob("*.eml"))


def test_a_link_in_a_mail_leads_to_a_new_password(settings, stranger, member):
    ask(stranger, " JEUGD@voorbeeld.example ")
    [mail] = mails(settings)
    text = mail.read_text(encoding="utf-8").replace("=\n", "")
    assert f"To: {EMAIL}" in text
    address = re.search(r"http://localhost(/wachtwoord/\S+)", text)[1]
    stranger.get(address).press("Opslaan", {"password": OTHER, "again": OTHER})
    assert stranger.page.heading == "Inloggen"
    assert sign_in(stranger, password=OTHER).page.heading == "Hoe ver is uw gemeente?"


def test_the_answer_is_the_same_for_every_address(settings, database, stranger, member, colleague):
    known = ask(stranger).response.text
    assert ask(Browser(stranger.app), "iemand@anders.example").response.text == known
    assert len(mails(settings)) == 1
    with database.write() as connection:
        accounts.close(connection, member.id, NOW)
    assert ask(Browser(stranger.app)).response.text == known
    assert len(mails(settings)) == 1


def test_before_the_answer_nothing_is_looked_up(
    database, stranger, member, statements, monkeypatch
):
    """So neither what is done nor how long it takes tells who has an account."""
    monkeypatch.setattr("assessment.web.forgotten_password.Thread", Later)
    seen = []
    for email in (EMAIL, "iemand@anders.example"):
        form, sent = stranger.get("/wachtwoord-vergeten").form("Link sturen")
        sent["email"] = email
        statements.sent.clear()
        stranger.client.post(form.get("action"), data=sent)
        seen.append(list(statements.sent))
    assert seen[0] == seen[1]
    assert not any("accounts" in statement for statement in seen[0])


class Later:
    def __init__(self, **given):
        pass

    def start(self):
        pass


def test_a_mailbox_is_not_filled(app, settings, stranger, member):
    for _ in range(8):
        assert "Hoort dit adres bij een account?" in ask(stranger).page.text
    assert len(mails(settings)) == slowing.LINK.free
    at(app, minutes=10)
    ask(stranger)
    assert len(mails(settings)) == slowing.LINK.free + 1


def test_no_mail_goes_out_with_a_name_that_the_request_made_up(settings, stranger, member, caplog):
    form, sent = stranger.get("/wachtwoord-vergeten").form("Link sturen")
    sent["email"] = EMAIL
    answer = stranger.client.post(
        form.get("action"), data=sent, base_url="http://boos.example", follow_redirects=False
    )
    assert answer.status_code in (200, 400)
    assert mails(settings) == []


@pytest.mark.parametrize("email", ["", "geen adres", "a@b.nl\r\nBcc: c@d.nl", "\x00@b.nl"])
def test_what_is_no_address_is_said(settings, stranger, email):
    stranger.get("/wachtwoord-vergeten").press("Link sturen", {"email": email})
    assert stranger.status == 422
    assert mails(settings) == []


def test_a_link_that_is_an_hour_old_is_of_no_use(app, settings, database, stranger, member):
    with database.write() as connection:
        token = account.new_password_link(connection, member.id, NOW)
    at(app, minutes=59)
    assert stranger.get(f"/wachtwoord/{token}").status == 200
    at(app, minutes=60)
    assert stranger.press("Opslaan", {"password": OTHER, "again": OTHER}).status == 410
    assert "een uur geldig" in stranger.page.text
