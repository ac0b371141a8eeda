"""Every address for every role, at one's own municipality and at another one."""

# A fixture that is taken over from another file is, to a linter, defined twice.
# ruff: noqa: F811

import pytest
from sqlalchemy import select

from assessment.core.access import EVERYWHERE, MUNICIPAL, ROLES, Tie, may
from assessment.services import activities, taking_part
from assessment.storage import plans as stored_plans
from assessment.storage import ties
from assessment.storage.tables import metadata
from assessment.web import access
from tests import shared
from tests.database import HILVERSUM, NOW, UTRECHT, start
from tests.finished import NUMBER
from tests.web.test_access import CANARY, addresses, dump, kept, kind  # noqa: F401

NETWORK = shared.NETWORK


@pytest.fixture(autouse=True)
def quick(press):
    """Without the seconds of a real PDF."""


def tie(role, municipality):
    where = {"beheerder": EVERYWHERE, "coordinator": NETWORK, "adviser": NETWORK}
    return Tie(role, where.get(role, municipality.code))


# Where the addresses of the walk are about; a view that looks its places up stands here by name.
PLACES = {
    access.ASSESSMENT: HILVERSUM.code,
    access.MUNICIPALITY: HILVERSUM.code,
    access.NETWORK: NETWORK,
    access.INSTALLATION: EVERYWHERE,
    "place": NETWORK,
    **{
        f"shared_advice.{view}": NETWORK
        for view in ("ask", "index", "pdf", "put_back", "save", "take_away")
    },
    "shared_report.data": NETWORK,
    "shared_report.page": NETWORK,
    "shared_report.pdf": NETWORK,
    "shared_sheets.open_sheet": NETWORK,
    "shared_sheets.workbook": NETWORK,
}


def placed(app, addresses):
    """Every address that is about a place, with what it takes there."""
    for endpoint, method, address in addresses:
        at = access.place_of(app, endpoint)
        if at is not None:
            place = PLACES[endpoint if callable(at) else at]
            yield method, address, access.action_of(app, endpoint, method), place


def pages(app):
    """What a browser opens; what a key opens is looked at in `test_api.py`."""
    return [rule for rule in app.url_map.iter_rules() if kind(app, rule.endpoint) != "key"]


def inside(app, addresses):
    """The ones within an assessment."""
    return [given for given in placed(app, addresses) if given[1].startswith("/invullen/")]


def ask(browser, method, address):
    if method == "GET":
        browser.get(address)
    else:
        browser.post(address, {"csrf_token": browser.token})
    return browser.status


def body(browser):
    """Without the padding and the token, that are different every time."""
    return browser.page.heading, browser.page.text


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("municipality", [HILVERSUM, UTRECHT], ids=["own", "other"])
def test_every_address_opens_for_exactly_who_may(
    app,
    database,
    addresses,
    someone,
    role,
    municipality,
):
    browser = someone(tie(role, municipality))
    browser.token = browser.get("/").form("Uitloggen")[1]["csrf_token"]
    browser.get("/invullen/aaaaaaaaaaaaaaaaaaaaaaaa/")
    nothing = body(browser)
    seen = {True: 0, False: 0}
    before = kept(database)
    for method, address, action, place in placed(app, addresses):
        allowed = may({tie(role, municipality)}, action, place)
        if municipality is UTRECHT or role not in MUNICIPAL:
            assert not (allowed and place == HILVERSUM.code), address
        # What someone may do is tried last, for it changes what the others find.
        if allowed and method == "POST":
            continue
        status = ask(browser, method, address)
        seen[allowed] += 1
        if allowed:
            assert status < 400, address
        else:
            assert status == 404, address
            assert CANARY not in browser.response.text
            assert body(browser) == nothing, address
    assert kept(database) == before
    assert sum(seen.values()) > 20


def test_who_fills_in_saves_and_who_is_in_charge_removes_and_puts_back(here, someone):
    browser = someone(Tie("invuller", HILVERSUM.code))
    browser.get(f"{here}/stap/stap-1/1")
    browser.press("Opslaan en verder", {"q-beeld-van-het-probleem--value": "2"})
    assert "Uw antwoorden zijn opgeslagen" in browser.page.text
    browser = someone(Tie("eindverantwoordelijke", HILVERSUM.code))
    browser.get(f"{here}/").follow("Scan verwijderen").press("verwijderen")
    assert browser.press("Ongedaan maken").status == 200
    assert "De scan staat er weer" in browser.page.text


def test_what_takes_more_than_filling_in_is_few_and_known(app):
    """The walk over all addresses believes what a view says; this says what it has to be."""
    usual = ("assessment.see", "assessment.fill")
    more = {
        (rule.endpoint, action)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD"}
        if access.ASSESSMENT in rule.arguments
        and (action := access.action_of(app, rule.endpoint, method)) not in usual
    }
    assert more == {
        ("advice.ask", "report.advise"),
        ("advice.put_back", "report.advise"),
        ("advice.save", "report.advise"),
        ("advice.take_away", "report.advise"),
        ("details.ask_remove", "assessment.remove"),
        ("erasing_words.ask", "assessment.remove"),
        ("erasing_words.choose", "assessment.remove"),
        ("erasing_words.erase", "assessment.remove"),
        ("rounds.ask", "assessment.begin"),
        ("rounds.begin", "assessment.begin"),
        ("logbook.download", "logbook.see"),
        ("logbook.show", "logbook.see"),
        ("details.remove", "assessment.remove"),
        ("details.restore", "assessment.remove"),
        ("finishing.ask", "report.finish"),
        ("finishing.ask_beside", "report.finish"),
        ("finishing.finish", "report.finish"),
        ("sharing.make_link", "report.share"),
        ("sharing.preview", "report.share"),
        ("sharing.share", "report.share"),
        ("sharing.withdraw", "report.share"),
        ("sharing.withdraw_link", "report.share"),
    }


def test_a_view_that_writes_takes_more_than_looking(app):
    for rule in app.url_map.iter_rules():
        if access.ASSESSMENT in rule.arguments and "POST" in rule.methods:
            assert access.action_of(app, rule.endpoint, "POST") != "assessment.see", rule.rule


def test_who_comes_in_without_a_place_finds_nothing_of_others(app):
    """Whoever has a session may open these; they show what is one's own, or of nobody."""
    views = {rule.endpoint for rule in app.url_map.iter_rules()}
    signed_in = {name for name in views if kind(app, name) == "signed_in"}
    assert {name for name in signed_in if access.place_of(app, name) is None} == {
        "account.ask_email",
        "account.ask_password",
        "account.change_email",
        "account.change_password",
        "account.end_others",
        "account.show",
        "comparing_files.again",
        "comparing_files.ask",
        "comparing_files.compare",
        "comparing_files.file",
        "own_data.file",
        "own_data.show",
        "adviser_house.ask",
        "adviser_house.logo",
        "adviser_house.save",
        "own_function.change",
        "own_function.show",
        "paper.blank",
        "paper.blank_pdf",
        "people.choose",
        "second_factor.begin",
        "second_factor.confirm",
        "second_factor.picture",
        "second_factor.remove",
        "second_factor.renew_codes",
        "second_factor.show",
        "start.begin",
        "start.index",
        "start.start",
    }


def test_an_address_that_names_a_place_is_checked_there(app):
    for rule in pages(app):
        for name in (access.MUNICIPALITY, access.NETWORK):
            if name in rule.arguments:
                at = access.place_of(app, rule.endpoint)
                assert at == name or callable(at), rule.rule


def test_an_address_of_an_assessment_names_it_as_one(app):
    """The check looks at this one name; another would slip past it."""
    for rule in pages(app):
        if rule.rule.startswith("/invullen/"):
            assert access.ASSESSMENT in rule.arguments, rule.rule
        others = {"step_id", "question_id", "activity_id", "action_id", "rule_id", "report_number"}
        others.add("thing_id")
        if rule.arguments & others:
            assert access.ASSESSMENT in rule.arguments, rule.rule


def test_an_own_assessment_is_no_way_to_what_hangs_on_another(
    app,
    database,
    addresses,
    someone,
    filled,
):
    theirs = filled.rsplit("/", 1)[1]
    browser = someone(Tie("eindverantwoordelijke", UTRECHT.code))
    with database.write() as connection:
        own = start(connection, browser.person, municipality=UTRECHT)
        activity = activities.list_all(connection, theirs)[0].activity.id
        action = stored_plans.stored(connection, theirs)[0].id
    browser.token = browser.get("/").form("Uitloggen")[1]["csrf_token"]
    before = dump(database)["activities"], dump(database)["plan_actions"]
    tried = 0
    for method, address, _, _ in inside(app, addresses):
        if any(key in address for key in (activity, action, NUMBER)):
            assert ask(browser, method, address.replace(theirs, own.id)) == 404, address
            tried += 1
    assert tried >= 10
    assert (dump(database)["activities"], dump(database)["plan_actions"]) == before


def test_the_first_page_lists_ones_own(database, browser, here, someone, person):
    with database.write() as connection:
        start(connection, person, municipality=UTRECHT)
    own = someone(Tie("invuller", UTRECHT.code)).get("/")
    assert "Gemeente Utrecht" in own.page.text
    assert CANARY not in own.page.text
    assert CANARY not in someone().get("/").page.text
    assert CANARY not in someone(taking_part.KEEPER).get("/").page.text
    assert CANARY in browser.get("/").page.text


def begin(browser, name="Hilversum"):
    return browser.get("/beginnen").press("Beginnen", {"municipality": name})


def test_nobody_claims_a_municipality_that_others_fill_in_for(database, here, someone):
    before = dump(database)["assessments"]
    for held in ([], [Tie("eindverantwoordelijke", UTRECHT.code)], [taking_part.KEEPER]):
        browser = begin(someone(*held))
        assert browser.status == 422
        assert "U kunt voor deze gemeente geen scan invullen" in browser.page.text
    assert dump(database)["assessments"] == before


def test_who_fills_in_for_a_municipality_begins_another_one(here, someone):
    assert begin(someone(Tie("invuller", HILVERSUM.code))).status == 200


def test_the_keeper_is_the_first_of_a_municipality_without_anyone(database, someone):
    browser = someone(taking_part.KEEPER)
    assert begin(browser).status == 200
    with database.read() as connection:
        assert Tie("eindverantwoordelijke", "GM0402") in ties.of_person(
            connection, browser.person.id
        )
    assert begin(someone(taking_part.KEEPER)).status == 422


def test_an_assessment_cannot_be_moved_to_where_one_has_no_part(database, here, someone, person):
    with database.write() as connection:
        start(connection, person, municipality=UTRECHT)
    before = dump(database)["assessments"]
    both = Tie("invuller", HILVERSUM.code), Tie("invuller", UTRECHT.code)
    for held in ([Tie("eindverantwoordelijke", HILVERSUM.code)], both):
        browser = someone(*held)
        browser.get(f"{here}/gegevens").press("Opslaan", {"municipality": "Utrecht"})
        assert browser.status == 422
    assert dump(database)["assessments"] == before


def test_what_is_withdrawn_is_gone_at_the_next_request(database, here, someone, person):
    held = Tie("invuller", HILVERSUM.code)
    browser = someone(held)
    assert browser.get(f"{here}/").status == 200
    page = browser.get(f"{here}/stap/stap-1/1")
    with database.write() as connection:
        taking_part.withdraw(connection, browser.person.id, held, by=person, now=NOW)
    page.press("Opslaan en verder", {"q-beeld-van-het-probleem--value": "2"})
    assert page.status == 404
    assert browser.get(f"{here}/").status == 404
    with database.read() as connection:
        rows = connection.execute(select(metadata.tables["tie_history"])).all()
    acts = [row.act for row in rows if row.person_id == browser.person.id]
    assert acts == ["given", "withdrawn"]


def test_the_last_one_in_charge_stays(database, here, person):
    held = Tie("eindverantwoordelijke", HILVERSUM.code)
    with database.write() as connection:
        with pytest.raises(taking_part.LastOneInCharge):
            taking_part.withdraw(connection, person.id, held, by=person, now=NOW)
        assert held in ties.of_person(connection, person.id)


def test_buttons_that_lead_nowhere_are_not_there(here, someone):
    for role, there in (("invuller", False), ("eindverantwoordelijke", True)):
        browser = someone(Tie(role, HILVERSUM.code))
        assert ("Scan verwijderen" in browser.get(f"{here}/").page.text) is there
        browser.get(f"{here}/rapporten/")
        assert ("Rapport vaststellen" in browser.page.text) is there
        assert ("Vraag dan uw eindverantwoordelijke" in browser.page.text) is not there
