"""What is shared reaches whom it is shared with, at its level, and nobody else; then it stops."""

import html
import re
import threading
import time
import zipfile
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from assessment.core.access import ROLES, Tie
from assessment.core.identity import SHARING
from assessment.core.report_file import write_report_file
from assessment.services import assessments, audit, keeping, networks, sharing
from assessment.services.checking import check
from assessment.services.keys import Keys
from assessment.services.shared_reports import file_at
from assessment.storage import finished_reports, ties
from assessment.storage.records import UnknownReport
from assessment.storage.tables import share_ends, shares
from tests import shared
from tests.core.builders import library
from tests.database import HILVERSUM, NOW, UTRECHT, start
from tests.finished import NUMBER, finished
from tests.shared import NETWORK, OTHER_NETWORK

pytestmark = pytest.mark.usefixtures("press")

COORDINATOR = Tie("coordinator", NETWORK)
ADVISER = Tie("adviser", HILVERSUM.code)
FILES = ("", "rapport.pdf", "rapport.xlsx", "rapport.ods", "gegevens.json")


def at(item):
    return f"/gedeeld/{item.id}/"


def events(database, assessment_id):
    with database.read() as connection:
        return audit.listed(connection, assessment_id)


def told(response):
    """All that a file says; a spreadsheet is a ZIP with the words inside."""
    if not response.data.startswith(b"PK"):
        return response.text
    with zipfile.ZipFile(BytesIO(response.data)) as parts:
        return html.unescape("".join(parts.read(name).decode() for name in parts.namelist()))


# A level


@pytest.mark.parametrize("level", SHARING)
def test_what_is_above_the_level_is_in_no_output(someone, share, database, assessment_id, level):
    address = at(share(level))
    browser = someone(COORDINATOR)
    seen = {name: told(browser.get(address + name).response) for name in FILES}
    assert all(browser.get(address + name).status == 200 for name in FILES)
    for name, text in seen.items():
        for secret in shared.secrets(level):
            assert secret not in text, (name, secret)
    # And what belongs to the level is there.
    assert "Overzicht per stap" in seen[""]
    if level != "levels":
        assert shared.gap_name() in seen[""]
        assert shared.gap_id() in seen["gegevens.json"]
        assert all(shared.gap_name() in seen[name] for name in ("rapport.xlsx", "rapport.ods"))
    if level in ("answers", "notes"):
        assert "Bijlage: alle antwoorden" in seen["rapport.pdf"]
    if level == "notes":
        assert all(shared.CANARY in text for text in seen.values())
    network = browser.get(f"/netwerk/{NETWORK}/").response.text
    assert not [secret for secret in shared.secrets("levels") if secret in network]


@pytest.mark.parametrize("level", SHARING)
def test_a_preview_is_what_they_see(browser, someone, share, delen, level):
    body = re.compile(r'<div class="report">.*</main>', re.DOTALL)
    browser.get(f"{delen}voorbeeld?rapport={NUMBER}&niveau={level}")
    previewed = body.search(browser.response.text).group()
    someone_else = someone(COORDINATOR).get(at(share(level)))
    assert body.search(someone_else.response.text).group() == previewed


def test_looking_at_a_preview_shares_nothing(browser, database, delen, assessment_id):
    browser.get(f"{delen}voorbeeld?rapport={NUMBER}&niveau=notes")
    assert browser.status == 200
    assert browser.get(f"{delen}voorbeeld?rapport={NUMBER}&niveau=alles").status == 422
    assert browser.get(f"{delen}voorbeeld?rapport=PS-2026-0000-0000&niveau=gaps").status == 422
    with database.read() as connection:
        assert sharing.of_municipality(connection, HILVERSUM.code) == []


def test_the_data_of_a_share_is_known_as_ours(someone, share, database):
    raw = someone(COORDINATOR).get(at(share("gaps")) + "gegevens.json").response.data
    with database.read() as connection:
        found = check(connection, raw, library(), Keys())
        assert (found.kind, found.finished_here) == ("unchanged", True)


def test_what_was_never_shared_cannot_be_tried_out_on_the_page_that_checks(
    database, assessment_id, share
):
    raw = write_report_file(file_at(shared.whole(), "levels", library()))
    share("gaps")
    with database.read() as connection:
        assert not check(connection, raw, library(), Keys()).finished_here


# Who


@pytest.mark.parametrize("municipality", [HILVERSUM, UTRECHT], ids=["own", "other"])
@pytest.mark.parametrize("state", ["shared", "withdrawn", "elsewhere"])
@pytest.mark.parametrize("role", ROLES)
def test_a_share_opens_for_who_stands_where_it_was_shared(
    someone, share, database, person, assessment_id, role, state, municipality
):
    place = {"coordinator": NETWORK, "adviser": NETWORK, "beheerder": ""}
    if municipality is UTRECHT:
        place |= {"coordinator": OTHER_NETWORK, "adviser": UTRECHT.code}
    item = share("gaps", OTHER_NETWORK if state == "elsewhere" else NETWORK)
    if state == "withdrawn":
        with database.write() as connection:
            sharing.withdraw(connection, assessment_id, item.id, by=person, now=NOW)
    held = Tie(role, place.get(role, municipality.code))
    browser = someone(held)
    browser.get("/gedeeld/aaaaaaaaaaaaaaaaaaaaaa/")
    nothing = browser.page.heading, browser.page.text
    seen = state != "withdrawn" and held.role in ("coordinator", "adviser")
    seen = seen and held.place == item.place
    for name in FILES:
        browser.get(at(item) + name)
        assert browser.status == (200 if seen else 404)
        if not seen:
            assert (browser.page.heading, browser.page.text) == nothing


@pytest.mark.parametrize("role", ROLES)
def test_a_draft_is_in_no_network(someone, database, here, person, role):
    """With answers and a network, and nothing that was finished and shared."""
    with database.write() as connection:
        shared.add_network(connection, person)
    place = {"coordinator": NETWORK, "adviser": NETWORK, "beheerder": ""}
    browser = someone(Tie(role, place.get(role, UTRECHT.code)))
    for address in ("/", "/rapport", "/rapport.pdf", "/delen/", "/rapporten/", "/verbeterplan/"):
        assert browser.get(here + address).status == 404
    network = browser.get(f"/netwerk/{NETWORK}/")
    assert network.status == (200 if role in ("coordinator", "adviser") else 404)
    if network.status == 200:
        assert "Heeft niets gedeeld" in network.page.text


def test_a_number_near_a_known_one_opens_nothing(someone, share):
    item = share("notes")
    browser = someone(COORDINATOR, ADVISER)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    tried = 0
    for place in (0, 10, 21):
        for letter in letters:
            near = item.id[:place] + letter + item.id[place + 1 :]
            if near != item.id:
                assert browser.client.get(f"/gedeeld/{near}/").status_code == 404
                tried += 1
    assert tried > 180
    for guess in (NUMBER, item.assessment_id, NETWORK, HILVERSUM.code):
        assert browser.client.get(f"/gedeeld/{guess}/").status_code == 404


def test_an_adviser_sees_what_the_municipality_shares_with_advisers(
    browser, someone, share, delen, database
):
    assert "Onze adviseurs" not in browser.get(delen).page.text
    adviser = someone(ADVISER)
    assert "deelt nu niets met u" in adviser.get(f"/advies/{HILVERSUM.code}/").page.text
    browser.get(delen).press(
        "Delen", {"place": HILVERSUM.code, "rapport": NUMBER, "niveau": "answers"}
    )
    assert "Gedeeld met uw adviseurs: ook de antwoorden" in browser.page.text
    adviser.get("/").follow("Rapporten van gemeente Hilversum")
    adviser.follow("Rapport van 1 november 2026")
    assert adviser.status == 200
    assert shared.CANARY not in adviser.response.text
    # What is for the advisers is not for a network, nor for an adviser of another municipality.
    assert "Heeft niets gedeeld" in someone(COORDINATOR).get(f"/netwerk/{NETWORK}/").page.text
    stranger = someone(Tie("adviser", UTRECHT.code))
    assert stranger.get(adviser.address).status == 404
    assert stranger.get(f"/advies/{HILVERSUM.code}/").status == 404


# How it begins and ends


def test_a_report_is_shared_and_the_sharing_stops(browser, someone, delen, database, assessment_id):
    network = someone(COORDINATOR)
    assert "Heeft niets gedeeld" in network.get(f"/netwerk/{NETWORK}/").page.text
    browser.get(f"/invullen/{assessment_id}/").follow("Delen met een netwerk")
    assert "Met niemand gedeeld" in browser.page.text
    browser.press("Delen", {"place": NETWORK, "rapport": NUMBER, "niveau": "gaps"})
    assert "Gedeeld met netwerk Netwerk gooi: de stand en de gaten." in browser.page.text
    assert "Gedeeld met netwerk" in browser.get(f"/invullen/{assessment_id}/rapport").page.text
    network.get("/").follow("Netwerk Netwerk gooi").follow("Rapport van 1 november 2026")
    there = network.address
    assert network.get(f"{there}rapport.pdf").status == 200
    browser.get(delen).press("Stop met delen")
    assert "niet meer met netwerk" in browser.page.text
    assert "U stopte ermee" in browser.page.text
    # Also what was made before, and also for who still has the address.
    for name in FILES:
        assert network.get(there + name).status == 404
    assert "Heeft niets gedeeld" in network.get(f"/netwerk/{NETWORK}/").page.text
    acts = [event.action for event in events(database, assessment_id)]
    assert acts[:4] == [
        "report.share_ended",
        "report.downloaded",
        "report.shown",
        "report.shared",
    ]


def test_another_level_takes_the_place_of_the_first(browser, someone, share, delen, database):
    first = share("notes")
    browser.get(delen).press("Delen", {"place": NETWORK, "rapport": NUMBER, "niveau": "levels"})
    network = someone(COORDINATOR)
    assert network.get(at(first)).status == 404
    network.get(f"/netwerk/{NETWORK}/").follow("Rapport van")
    assert not [word for word in shared.secrets("levels") if word in network.response.text]
    with database.read() as connection:
        [now] = sharing.of_municipality(connection, HILVERSUM.code)
        assert (now.level, connection.execute(select(shares)).all().__len__()) == ("levels", 2)
    again = share("levels")
    assert again.id == now.id


def test_who_only_fills_in_sees_what_is_shared_and_changes_nothing(someone, share, delen):
    item = share("gaps")
    browser = someone(Tie("invuller", HILVERSUM.code))
    browser.get(delen)
    assert "Vraag dat aan de eindverantwoordelijke" in browser.page.text
    assert "Stop met delen" not in browser.page.text
    token = browser.form("Uitloggen")[1]["csrf_token"]
    assert browser.post(f"{delen}{item.id}/intrekken", {"csrf_token": token}).status == 404
    assert browser.get(f"{delen}voorbeeld?rapport={NUMBER}&niveau=gaps").status == 404


def test_nothing_is_shared_by_a_form_that_is_not_filled_in(browser, delen, database):
    form, sent = browser.get(delen).form("Delen")
    assert "place" not in sent
    assert "niveau" not in sent
    browser.press("Delen")
    assert browser.status == 422
    assert "Kies met wie u deelt." in browser.page.text
    assert "Kies hoeveel men ziet." in browser.page.text
    sent.update({"place": "net-ander", "niveau": "gaps"})
    assert browser.post(form.get("action"), sent).status == 422
    # The page chooses the newest report beforehand; what is sent without one chooses none.
    places = [item.get("value") for item in form.all("input") if item.get("name") == "place"]
    sent["place"] = places[0]
    assert sent.pop("rapport") == NUMBER
    assert browser.post(form.get("action"), sent).status == 422
    assert "Kies een rapport uit de lijst." in browser.page.text
    assert "Kies met wie u deelt." not in browser.page.text
    with database.read() as connection:
        assert sharing.of_municipality(connection, HILVERSUM.code) == []


@pytest.mark.parametrize("end", ["removed", "moved", "off the list"])
def test_sharing_ends_and_does_not_come_back(
    someone, share, database, person, assessment_id, browser, delen, end
):
    item = share("gaps")
    with database.write() as connection:
        if end == "removed":
            assessments.remove(connection, assessment_id, by=person, now=NOW)
            assessments.restore(connection, assessment_id, by=person, now=NOW)
        elif end == "moved":
            for place in (UTRECHT, HILVERSUM):
                assessments.change(
                    connection, assessment_id, municipality=place, by=person, now=NOW
                )
        else:
            networks.change(connection, NETWORK, "Gooi", [], by=person, now=NOW)
            codes = [HILVERSUM.code]
            networks.change(connection, NETWORK, "Gooi", codes, by=person, now=NOW)
    network = someone(COORDINATOR)
    assert network.get(at(item)).status == 404
    assert "Heeft niets gedeeld" in network.get(f"/netwerk/{NETWORK}/").page.text
    browser.get(delen)
    assert "U deelt nu niets met een netwerk" in browser.page.text
    assert "Dit deelde u eerder" in browser.page.text
    assert [event.action for event in events(database, assessment_id)].count(
        "report.share_ended"
    ) == 1


def test_a_report_of_the_old_municipality_is_not_for_the_new_one(
    database, assessment_id, person, someone
):
    """A scan that moves takes its finished reports along; they stay those of who finished them."""
    with database.write() as connection:
        assessments.change(connection, assessment_id, municipality=UTRECHT, by=person, now=NOW)
        shared.add_network(connection, person, "netwerk-utrecht-cccccc", UTRECHT.code)
        with pytest.raises(UnknownReport):
            shared.share(connection, assessment_id, "notes", person, "netwerk-utrecht-cccccc")
    browser = someone(Tie("eindverantwoordelijke", UTRECHT.code))
    assert NUMBER not in browser.get(f"/invullen/{assessment_id}/delen/").page.text


def test_a_share_of_one_scan_is_not_stopped_by_way_of_another(
    database, share, browser, delen, assessment_id, person, someone
):
    item = share("gaps")
    with database.write() as connection:
        own = start(connection, person, municipality=UTRECHT)
    browser = someone(Tie("eindverantwoordelijke", UTRECHT.code))
    token = browser.get("/").form("Uitloggen")[1]["csrf_token"]
    address = f"/invullen/{own.id}/delen/{item.id}/intrekken"
    assert browser.post(address, {"csrf_token": token}).status == 404
    with database.read() as connection:
        assert sharing.of_municipality(connection, HILVERSUM.code) == [item]


def test_a_tie_that_is_withdrawn_shows_nothing_more(someone, share, database, person):
    item = share("gaps")
    browser = someone(COORDINATOR)
    assert browser.get(at(item)).status == 200
    with database.write() as connection:
        ties.withdraw(connection, browser.person.id, COORDINATOR, by=person, now=NOW)
    for address in (at(item), f"/netwerk/{NETWORK}/"):
        assert browser.get(address).status == 404


def test_no_look_that_begins_after_the_end_sees_anything(
    app, someone, share, database, person, assessment_id
):
    """Others keep looking, in threads, while the municipality stops."""
    item = share("gaps")
    seen, ended = [], threading.Event()
    browsers = [someone(COORDINATOR) for _ in range(3)]

    def keep_looking(browser):
        for _ in range(12):
            after = ended.is_set()
            seen.append((after, browser.client.get(at(item)).status_code))

    threads = [threading.Thread(target=keep_looking, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    while len(seen) < 6 and any(thread.is_alive() for thread in threads):
        time.sleep(0.01)
    with database.write() as connection:
        sharing.withdraw(connection, assessment_id, item.id, by=person, now=NOW)
    ended.set()
    for thread in threads:
        thread.join()
    assert {status for after, status in seen if after} == {404}
    assert 200 in {status for after, status in seen if not after}


# Who saw what


def test_what_was_agreed_is_kept_with_its_words(database, share, person, assessment_id):
    """Who agreed, when, to how much, in which words, how it ended; and none of it changes."""
    item = share("gaps")
    with database.write() as connection:
        sharing.withdraw(connection, assessment_id, item.id, by=person, now=NOW)
    with database.read() as connection:
        row = connection.execute(select(shares)).one()
        assert (row.level, row.words, row.function) == ("gaps", sharing.WORDS, person.function)
        [past] = sharing.past(connection, HILVERSUM.code)
        assert (past.number, past.level, past.why) == (NUMBER, "gaps", "withdrawn")
    for act in (shares.update().values(level="notes"), shares.delete(), share_ends.delete()):
        with pytest.raises(DBAPIError, match="only grows"), database.write() as connection:
            connection.execute(act)


def test_who_opened_a_shared_report_stands_in_the_logbook(
    browser, someone, share, database, assessment_id
):
    item = share("gaps")
    network = someone(COORDINATOR)
    network.get(at(item))
    network.get(at(item) + "gegevens.json")
    shown, got = list(reversed(events(database, assessment_id)))[-2:]
    assert [shown.action, got.action] == ["report.shown", "report.downloaded"]
    assert shown.object_id == NUMBER
    assert dict(shown.details) == {"place": NETWORK, "level": "gaps"}
    assert shown.function == network.person.function
    browser.get(f"/invullen/{assessment_id}/logboek")
    assert "Gedeeld rapport gelezen" in browser.page.text


def test_nobody_sees_a_report_when_it_cannot_be_noted(someone, share, monkeypatch, app):
    item = share("gaps")
    network = someone(COORDINATOR)

    def full(*given, **more):
        raise RuntimeError("no room")

    monkeypatch.setattr(sharing.audit, "note_each", full)
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert network.get(at(item)).status == 500
    assert shared.gap_name() not in network.response.text


# Reading for a comparison


def test_all_that_is_shared_is_read_in_one_query_at_its_level(
    database, share, assessment_id, person, statements
):
    share("gaps")
    with database.write() as connection:
        own = start(connection, person, municipality=UTRECHT)
        place = {"municipality_code": UTRECHT.code, "municipality_name": "Utrecht"}
        more = finished(own.id, "PS-2026-BBBB-BBBB", **place)
        finished_reports.add(connection, more, shared.files(), person)
        listed = [HILVERSUM.code, UTRECHT.code]
        networks.change(connection, NETWORK, "Gooi", listed, by=person, now=NOW)
        sharing.share(connection, own.id, more.number, NETWORK, "answers", by=person, now=NOW)
    statements.sent.clear()
    with database.read() as connection:
        found = list(sharing.shared_reports(connection, NETWORK, library()))
    assert len(statements) == 1
    assert [(item.municipality_code, file.sharing) for item, file in found] == [
        (HILVERSUM.code, "gaps"),
        (UTRECHT.code, "answers"),
    ]
    assert found[0][1].answers is None
    assert shared.CANARY not in repr(found)


def test_whose_account_is_closed_is_nobody_to_share_with(
    database, assessment_id, person, someone, share
):
    advisers = [someone(ADVISER).person, someone(COORDINATOR).person]
    with database.write() as connection:
        before = sharing.receivers(connection, HILVERSUM.code)
        assert [item.people for item in before if item.people] == [("Iemand",), ("Iemand",)]
        for one in advisers:
            keeping.close(connection, one.id, by=person, now=NOW)
        after = sharing.receivers(connection, HILVERSUM.code)
        assert [item.place for item in after if not item.is_network] == []
        assert [item.people for item in after] == [(), ()]
    with pytest.raises(sharing.NoReceiver):
        share("levels", HILVERSUM.code)


def test_the_page_of_the_people_says_it_too(browser, share):
    browser.get(f"/gemeente/{HILVERSUM.code}/mensen")
    assert "Met niemand gedeeld" in browser.page.text
    share("gaps")
    browser.get(f"/gemeente/{HILVERSUM.code}/mensen")
    assert "Gedeeld met" in browser.page.text
