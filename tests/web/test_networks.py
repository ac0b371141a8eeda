"""Networks: who makes them, who changes the list, and what the list does not do."""

import pytest

from assessment.core.access import Tie
from assessment.services import networks, sharing
from assessment.services.taking_part import KEEPER
from assessment.storage import accounts
from assessment.storage import networks as stored
from tests import shared
from tests.core.builders import library
from tests.database import HILVERSUM, NOW, UTRECHT
from tests.shared import NETWORK
from tests.web.test_sharing import COORDINATOR, at

pytestmark = pytest.mark.usefixtures("press")


def listed(database, network_id):
    with database.read() as connection:
        return stored.members(connection, network_id)


def test_the_keeper_makes_a_network_out_of_a_region_and_sees_nothing_of_it(someone, database):
    region = networks.regions(library())[0]
    browser = someone(KEEPER).get("/").follow("Netwerken van gemeenten")
    browser.press(
        "Maak dit netwerk", {"name": "Samen Sterk", "region": region, "municipalities": "utrecht"}
    )
    assert "Het netwerk “Samen Sterk” is gemaakt" in browser.page.text
    with database.read() as connection:
        [network] = stored.every(connection)
    codes = {item.code for item in networks.of_region(library(), region)} | {UTRECHT.code}
    assert set(listed(database, network.id)) == codes
    assert browser.get(f"/netwerk/{network.id}/").status == 404


def test_only_the_keeper_makes_networks(someone):
    held = [COORDINATOR, Tie("adviser", NETWORK), Tie("eindverantwoordelijke", HILVERSUM.code)]
    browser = someone(*held)
    assert "Netwerken van gemeenten" not in browser.get("/").page.text
    assert browser.get("/netwerken/").status == 404


def test_the_coordinator_changes_the_list_and_the_name(someone, assessment_id, database):
    browser = someone(COORDINATOR).get(f"/netwerk/{NETWORK}/").follow("Naam en gemeenten aanpassen")
    sent = browser.form("Opslaan")[1]
    assert sent["municipalities"] == "Hilversum"
    fill = {"name": "Gooi en meer", "municipalities": "Hilversum\nDen Haag\n\n 's-Hertogenbosch "}
    browser.press("Opslaan", fill)
    assert browser.page.heading == "Netwerk Gooi en meer"
    names = [item.text for item in browser.page.all("h2")]
    assert names == ["Gemeente Den Haag", "Gemeente 's-Hertogenbosch", "Gemeente Hilversum"]
    assert len(listed(database, NETWORK)) == 3


def test_an_adviser_of_a_network_reads_along_and_changes_nothing(someone, share):
    share("gaps")
    browser = someone(Tie("adviser", NETWORK)).get(f"/netwerk/{NETWORK}/")
    assert "Naam en gemeenten aanpassen" not in browser.page.text
    assert browser.get(f"/netwerk/{NETWORK}/gemeenten").status == 404
    browser.get(f"/netwerk/{NETWORK}/").follow("Rapport van")
    assert browser.status == 200


def test_what_is_not_clear_is_said_per_line_and_nothing_changes(someone, assessment_id, database):
    browser = someone(COORDINATOR).get(f"/netwerk/{NETWORK}/gemeenten")
    browser.press("Opslaan", {"name": "", "municipalities": "Hilversum\nNergenshuizen\nBergen"})
    assert browser.status == 422
    assert "Geef het netwerk een naam." in browser.page.text
    assert "De gemeente “Nergenshuizen” kennen wij niet." in browser.page.text
    assert "“Bergen” kan meer gemeenten zijn" in browser.page.text
    # What was typed is still there.
    assert "Nergenshuizen" in browser.form("Opslaan")[1]["municipalities"]
    browser.press("Opslaan", {"name": "x" * 121})
    assert "hooguit 120 tekens" in browser.page.text
    browser.press("Opslaan", {"municipalities": "Utrecht\n" * 500})
    assert "hooguit 400" in browser.page.text
    assert listed(database, NETWORK) == [HILVERSUM.code]


def test_the_people_of_a_network_read_whose_account_is_closed(someone, assessment_id, database):
    here = f"/netwerk/{NETWORK}/mensen/"
    closed, browser = someone(Tie("adviser", NETWORK)).person, someone(COORDINATOR)
    said = "Dit account is gesloten: deze persoon komt niet binnen."
    assert said not in browser.get(here).page.text
    with database.write() as connection:
        accounts.close(connection, closed.id, NOW)
    assert browser.get(here).page.text.count(said) == 1


def test_standing_on_a_list_gives_nobody_anything(someone, share, database, person):
    """Not the network, and not the other municipalities on it."""
    item = share("notes", shared.OTHER_NETWORK)
    assert "Heeft niets gedeeld" in someone(COORDINATOR).get(f"/netwerk/{NETWORK}/").page.text
    for role in ("invuller", "eindverantwoordelijke"):
        neighbour = someone(Tie(role, UTRECHT.code))
        for address in (f"/netwerk/{shared.OTHER_NETWORK}/", at(item)):
            assert neighbour.get(address).status == 404


def test_a_list_without_a_municipality_hides_what_it_shared(someone, share, database):
    """Also when nobody ended the share: the list is asked at every look."""
    item = share("gaps")
    with database.write() as connection:
        stored.take_off_list(connection, NETWORK, [HILVERSUM.code])
    assert someone(COORDINATOR).get(at(item)).status == 404


def test_a_municipality_shares_with_its_own_networks_alone(database, assessment_id, person):
    with database.write() as connection:
        shared.add_network(connection, person, "netwerk-utrecht-cccccc", UTRECHT.code)
        found = {item.place for item in sharing.receivers(connection, HILVERSUM.code)}
    assert found == {NETWORK, shared.OTHER_NETWORK}


def test_the_newest_report_stands_first_and_costs_no_query_each(
    someone, share, database, statements, assessment_id, person
):
    share("gaps")
    browser = someone(COORDINATOR)
    statements.sent.clear()
    browser.client.get(f"/netwerk/{NETWORK}/")
    few = len(statements)
    with database.write() as connection:
        shared.store(connection, assessment_id, person, "PS-2026-NEWE-R222")
        number = "PS-2026-NEWE-R222"
        sharing.share(
            connection, assessment_id, number, NETWORK, "levels", by=person, now=shared.NOW
        )
    statements.sent.clear()
    browser.client.get(f"/netwerk/{NETWORK}/")
    assert len(statements) == few <= 4
    assert (
        "Andere rapporten van gemeente Hilversum: 1"
        in browser.get(f"/netwerk/{NETWORK}/").page.text
    )
