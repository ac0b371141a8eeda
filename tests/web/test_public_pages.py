"""What everyone may read, also who is not signed in."""

import dataclasses
from datetime import datetime, timedelta

import pytest

from assessment.config import Settings
from assessment.services import own_words
from assessment.web.current import KEY
from tests.database import NOW


def with_settings(app, **changed):
    parts = app.extensions[KEY]
    settings = dataclasses.replace(parts.settings, **changed)
    app.extensions[KEY] = dataclasses.replace(parts, settings=settings)


@pytest.mark.parametrize("name", ["Privacy", "Toegankelijkheid"])
def test_every_page_leads_there(browser, stranger, here, name):
    for someone, address in ((browser, f"{here}/"), (stranger, "/"), (stranger, "/bestaat-niet")):
        someone.get(address).follow(name.lower())
        assert (someone.status, someone.page.heading) == (200, name)


def test_who_is_signed_in_stays_so(browser):
    assert "Uitloggen" in browser.get("/privacy").response.text


def test_without_a_text_of_the_operator_the_pages_say_so(stranger):
    assert "nog niets ingevuld" in stranger.get("/privacy").page.text
    assert "nog geen officiële verklaring" in stranger.get("/toegankelijkheid").page.text


@pytest.mark.parametrize(
    ("name", "address", "gone"),
    [
        (own_words.PRIVACY, "/privacy", "nog niets ingevuld"),
        (own_words.ACCESSIBILITY, "/toegankelijkheid", "nog geen officiële verklaring"),
    ],
)
def test_the_operator_has_a_say(stranger, tmp_path, name, address, gone):
    (tmp_path / name).write_bytes("\ufeffEen <b>zin</b>.\r\n\r\nNóg een.\n".encode() + b"\xff")
    text = stranger.get(address).page.text
    assert "Een <b>zin</b>." in text
    assert "Nóg een." in text
    assert gone not in text
    assert "<b>zin" not in stranger.response.text


def test_a_text_that_cannot_be_read_stops_no_page(stranger, tmp_path):
    (tmp_path / own_words.PRIVACY).mkdir()
    (tmp_path / own_words.ACCESSIBILITY).write_text("lang " * 100_000)
    assert stranger.get("/privacy").status == 200
    assert len(stranger.get("/toegankelijkheid").response.data) < 2 * own_words.MOST_BYTES


def test_a_leak_can_be_reported_only_when_someone_listens(app, stranger):
    with_settings(app, security_contact="")
    assert stranger.get("/.well-known/security.txt").status == 404
    with_settings(app, security_contact="mailto:lek@gemeente.example")
    answer = stranger.get("/.well-known/security.txt").response
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields.keys() == {"Contact", "Expires", "Preferred-Languages"}
    assert fields["Contact"] == "mailto:lek@gemeente.example"
    until = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < until - NOW < timedelta(days=365)


def test_over_tls_it_says_where_it_stands(app, stranger):
    with_settings(
        app,
        security_contact="https://gemeente.example/lek",
        secure_cookies=True,
        trusted_hosts=("spiegel.gemeente.example",),
    )
    text = stranger.get("/.well-known/security.txt").response.text
    assert "Canonical: https://spiegel.gemeente.example/.well-known/security.txt\n" in text


@pytest.mark.parametrize(
    "contact",
    ["lek@gemeente.example", "http://x.nl", "mailto:", "mailto:a@b\nExpires: 2099", "javascript:1"],
)
def test_a_contact_that_no_program_can_follow_stops_the_start(tmp_path, contact):
    with pytest.raises(ValueError, match="SECURITY_CONTACT"):
        Settings.from_environment(
            {
                "PREVENTIESPIEGEL_INSTANCE": str(tmp_path),
                "PREVENTIESPIEGEL_SECURITY_CONTACT": contact,
            }
        )


def test_no_search_engine_looks_in(stranger):
    assert stranger.get("/robots.txt").response.text == "User-agent: *\nDisallow: /\n"
