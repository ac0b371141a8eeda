"""A link for a reader without an account: one report, one level, until a day; and then nothing."""

import dataclasses
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from assessment.core.identity import SHARING
from assessment.services import assessments, audit, reading_links
from assessment.storage.tables import reader_links
from assessment.web.current import KEY
from tests import shared
from tests.database import HILVERSUM, NOW, UTRECHT, later
from tests.finished import NUMBER
from tests.web.browser import Browser

pytestmark = pytest.mark.usefixtures("press")


@pytest.fixture
def made(browser, delen):
    """Makes a link as a person does; gives the address as it was shown, once."""

    def make(level, days="30"):
        fill = {"link-rapport": NUMBER, "link-niveau": level, "link-dagen": days}
        browser.get(delen).press("Maak een leeslink", fill)
        assert browser.status == 200
        address = re.search(r'"http://localhost(/lezen/[^"]+)"', browser.response.text).group(1)
        assert address not in browser.get(delen).response.text
        return address

    return make


@pytest.fixture
def reader(app):
    """Someone without an account, in a browser of their own."""
    return Browser(app)


def at(app, moment):
    """The same application at another moment."""
    app.extensions[KEY] = dataclasses.replace(app.extensions[KEY], clock=lambda: moment)


@pytest.mark.parametrize("level", SHARING)
def test_a_reader_gets_what_the_level_has_and_no_more(reader, made, level):
    address = made(level)
    for name in ("", "rapport.pdf"):
        reader.get(address + name)
        assert reader.status == 200
        for secret in shared.secrets(level):
            assert secret not in reader.response.text, (name, secret)
    assert reader.get(address + "gegevens.json").status == 404


def test_a_link_is_not_kept_and_leaves_no_trace(reader, made, database):
    address = made("gaps")
    answer = reader.get(address).response
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    token = address.split("/")[2]
    assert len(token) >= 43
    with database.read() as connection:
        assert token not in repr(connection.execute(select(reader_links)).all())


def test_an_ended_link_and_an_unknown_one_say_the_same(app, reader, made, browser, delen):
    reader.get("/lezen/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/")
    assert reader.status == 410
    nothing = reader.page.text
    assert "Deze link werkt niet" in nothing
    withdrawn, too_old = made("gaps"), made("notes", "1")
    assert reader.get(withdrawn).status == 200
    at(app, later(hours=23))
    assert reader.get(too_old).status == 200
    at(app, later(days=1, seconds=1))
    assert (reader.get(too_old).status, reader.page.text) == (410, nothing)
    at(app, NOW)
    browser.get(delen)
    for _ in range(2):
        browser.press("Trek deze link in")
    assert "Trek deze link in" not in browser.page.text
    for name in ("", "rapport.pdf"):
        assert (reader.get(withdrawn + name).status, reader.page.text) == (410, nothing)


@pytest.mark.parametrize("end", ["removed", "moved"])
def test_a_link_ends_with_its_scan(reader, made, database, person, assessment_id, end):
    address = made("gaps")
    assert reader.get(address).status == 200
    with database.write() as connection:
        if end == "removed":
            assessments.remove(connection, assessment_id, by=person, now=NOW)
            assessments.restore(connection, assessment_id, by=person, now=NOW)
        else:
            for place in (UTRECHT, HILVERSUM):
                assessments.change(
                    connection, assessment_id, municipality=place, by=person, now=NOW
                )
    assert reader.get(address).status == 410


@pytest.mark.parametrize("days", ["0", "366", "-1", "een", "", "9" * 12])
def test_a_link_ends_within_a_year(browser, delen, days):
    fill = {"link-rapport": NUMBER, "link-niveau": "gaps", "link-dagen": days}
    browser.get(delen).press("Maak een leeslink", fill)
    assert browser.status == 422
    assert "van 1 tot en met 365" in browser.page.text or "alleen cijfers" in browser.page.text


def test_a_link_near_another_opens_nothing(reader, made):
    address = made("levels")
    for place in (8, 20, 49):
        for letter in "aZ3-_":
            near = address[:place] + letter + address[place + 1 :]
            if near != address:
                assert reader.client.get(near).status_code == 410


def test_that_a_link_was_opened_is_noted_once_an_hour(app, reader, made, database, assessment_id):
    address = made("gaps")
    for moment in (NOW, later(minutes=30), later(minutes=61)):
        at(app, moment)
        reader.get(address)
        reader.get(address + "rapport.pdf")
    with database.read() as connection:
        found = [event.action for event in audit.listed(connection, assessment_id)]
        assert found.count("report.link_opened") == 2
        [link] = reading_links.of_municipality(connection, HILVERSUM.code, NOW)
        assert link.opened_at == later(minutes=61)
        assert link.expires_at == NOW + timedelta(days=30)
