"""A view says where its place comes from, and is closed everywhere else."""

import pytest
from flask import Response, g

from assessment.core.access import EVERYWHERE, Tie
from assessment.services.taking_part import KEEPER
from assessment.web import access
from tests.database import HILVERSUM, UTRECHT

NETWORK = "net-gooi"


def shared_with(conn, report_number):
    """A report that two networks see, and one that nobody sees."""
    return {"gedeeld": ("net-ander", NETWORK)}.get(report_number, ())


@pytest.fixture
def extended(app, database):
    """The application with a view for each sort of place."""
    views = {
        "/proef/gemeente/<municipality_code>": access.needs("people.see", at=access.MUNICIPALITY),
        "/proef/netwerk/<network_id>": access.needs("accounts.manage", at=access.NETWORK),
        "/proef/rapport/<report_number>": access.needs("people.see", at=shared_with),
        "/proef/installatie": access.needs("accounts.manage", at=access.INSTALLATION),
        "/proef/zonder": access.needs("people.see"),
    }
    for address, guard in views.items():
        view = guard(lambda **_: Response("+".join(sorted(g.places)), mimetype="text/plain"))
        app.add_url_rule(address, address, view, methods=["GET"])
    return app


def test_a_municipality_is_open_for_its_own_people_alone(extended, someone):
    own = someone(Tie("eindverantwoordelijke", HILVERSUM.code))
    assert own.get(f"/proef/gemeente/{HILVERSUM.code}").status == 200
    assert own.get(f"/proef/gemeente/{UTRECHT.code}").status == 404
    assert own.get("/proef/gemeente/GM9999").status == 404
    less = someone(Tie("invuller", HILVERSUM.code))
    assert less.get(f"/proef/gemeente/{HILVERSUM.code}").status == 404


def test_the_installation_is_open_for_its_keeper_alone(extended, someone):
    assert someone(KEEPER).get("/proef/installatie").status == 200
    held = [Tie("eindverantwoordelijke", HILVERSUM.code), Tie("coordinator", NETWORK)]
    assert someone(*held).get("/proef/installatie").status == 404


def test_a_role_for_the_installation_opens_no_place(extended, someone):
    browser = someone(KEEPER)
    for address in (f"gemeente/{HILVERSUM.code}", f"netwerk/{NETWORK}", "rapport/gedeeld"):
        assert browser.get(f"/proef/{address}").status == 404


def test_what_is_looked_up_is_open_at_each_place_that_was_found(extended, someone):
    browser = someone(Tie("eindverantwoordelijke", NETWORK))
    assert browser.get("/proef/rapport/gedeeld").status == 200
    assert browser.get("/proef/rapport/niet-gedeeld").status == 404
    elsewhere = someone(Tie("eindverantwoordelijke", HILVERSUM.code))
    assert elsewhere.get("/proef/rapport/gedeeld").status == 404


def test_a_view_that_needs_something_and_is_about_nothing_is_closed(extended, someone):
    held = [Tie("eindverantwoordelijke", HILVERSUM.code), Tie("beheerder", EVERYWHERE)]
    assert someone(*held).get("/proef/zonder").status == 404
