"""The API: what a key reads, at which level, until when; and that it answers as it says it does."""

import re
from datetime import date, datetime, timedelta

import pytest
from flask import url_for

from assessment.core.access import Tie
from assessment.core.identity import SHARING
from assessment.core.report_file import canonical, read_report_file
from assessment.services import api_tokens, audit, networks, sharing
from assessment.storage import accounts, ties
from assessment.storage.tables import metadata
from assessment.web import access
from assessment.web.api_pace import Pace
from assessment.web.problems import VERSION
from tests import shared
from tests.database import HILVERSUM, NOW, UTRECHT
from tests.finished import NUMBER
from tests.shared import NETWORK, OTHER_NETWORK

pytestmark = pytest.mark.usefixtures("press")

COORDINATOR = Tie("coordinator", NETWORK)
IN_CHARGE = Tie("eindverantwoordelijke", HILVERSUM.code)
REPORT = f"/v1/rapporten/{NUMBER}"


@pytest.fixture
def maker(database, person):
    """Someone who may make keys, for the network and for the municipality."""
    with database.write() as connection:
        ties.give(connection, person.id, COORDINATOR, by=person, now=NOW)
    return person


@pytest.fixture
def key(database, assessment_id, maker):
    """Makes a key; gives its token."""

    def make(place=NETWORK, level="notes", days=30):
        with database.write() as connection:
            given = connection, place, "Dashboard", level, days
            return api_tokens.make(*given, by=maker, now=NOW)

    return make


@pytest.fixture
def ask(app):
    def ask(token, address, method="GET", **more):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return app.test_client().open(address, method=method, headers=headers, **more)

    return ask


@pytest.fixture
def addresses(app):
    """Every address of the API that takes a key, with its path in the description."""
    values = {
        "network_id": ("id", NETWORK),
        "municipality_code": ("code", HILVERSUM.code),
        "report_number": ("nummer", NUMBER),
        "set_id": ("id", "veilig-online-1-0"),
    }
    found = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("api.") and rule.endpoint != "api.openapi":
                given = {name: values[name][1] for name in rule.arguments}
                path = re.sub(r"<(\w+)>", lambda m: f"{{{values[m[1]][0]}}}", rule.rule)
                found[path.removeprefix("/v1")] = url_for(rule.endpoint, **given)
    return found


def fits(value, schema, whole, at=""):
    """Whether a value is what a schema of the description says; only what ours use of it."""
    if "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        for one in schema["anyOf"]:
            try:
                fits(value, one, whole, at)
            except AssertionError:
                continue
            else:
                return
        raise AssertionError(at)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    assert isinstance(value, kinds[schema["type"]]), (at, value)
    assert value in schema.get("enum", [value]), at
    if schema.get("format") == "date":
        date.fromisoformat(value)
    if schema.get("format") == "date-time":
        assert datetime.fromisoformat(value).utcoffset() == timedelta(0), at
    if schema["type"] == "array":
        for number, item in enumerate(value):
            fits(item, schema["items"], whole, f"{at}/{number}")
    if schema["type"] == "object" and "properties" in schema:
        known = schema["properties"]
        assert set(schema.get("required", ())) <= set(value) <= set(known), (at, set(value))
        assert schema["additionalProperties"] is False
        for name, item in value.items():
            fits(item, known[name], whole, f"{at}/{name}")


def test_every_answer_is_as_described(ask, key, share, addresses):
    share("gaps")
    whole = ask("", "/v1/openapi.json").json
    assert set(whole["paths"]) == set(addresses)
    for path, address in addresses.items():
        answer = ask(key(), address)
        assert answer.status_code == 200, address
        told = whole["paths"][path]["get"]["responses"]["200"]
        assert answer.mimetype in told["content"]
        fits(answer.json, told["content"][answer.mimetype]["schema"], whole, path)
        assert answer.headers["API-Version"] == VERSION == whole["info"]["version"]
        assert answer.json["_links"]["self"]["href"].split("?")[0] == address


@pytest.mark.parametrize("level", SHARING)
def test_a_report_says_no_more_than_its_share_and_than_the_key(ask, key, share, level):
    share(level)
    for most in SHARING:
        least = min(level, most, key=SHARING.index)
        answer = ask(key(level=most), REPORT)
        assert answer.json["niveau"] == least
        for secret in shared.secrets(least):
            assert secret not in answer.text, (least, secret)
        sealed = read_report_file(canonical(answer.json["bestand"]))
        assert sealed.whole
        assert sealed.report.sharing == least


def test_what_is_withdrawn_is_gone_at_the_next_request(
    ask, key, share, database, assessment_id, person
):
    item, token = share("gaps"), key()
    assert ask(token, REPORT).status_code == 200
    with database.write() as connection:
        sharing.withdraw(connection, assessment_id, item.id, by=person, now=NOW)
    assert ask(token, REPORT).status_code == 404
    assert ask(token, "/v1/rapporten").json["totaal"] == 0
    assert ask(token, f"/v1/gemeenten/{HILVERSUM.code}").json["nieuwsteRapport"] is None


def test_a_municipality_off_the_list_is_gone(ask, key, share, database, person):
    share("gaps")
    token = key()
    with database.write() as connection:
        networks.change(connection, NETWORK, "Gooi", [UTRECHT.code], by=person, now=NOW)
    assert ask(token, REPORT).status_code == 404
    assert ask(token, f"/v1/gemeenten/{HILVERSUM.code}").status_code == 404


def test_a_key_reaches_its_own_place_alone(ask, key, share, database, person):
    share("notes", OTHER_NETWORK)
    token = key()
    absent = ask(token, "/v1/rapporten/PS-2026-NIET-HIER")
    for address in (REPORT, f"/v1/netwerken/{OTHER_NETWORK}", f"/v1/gemeenten/{UTRECHT.code}"):
        answer = ask(token, address)
        # What is of another is the same answer as what is not there at all.
        assert (answer.status_code, answer.data) == (404, absent.data)
    assert ask(token, "/v1/rapporten").json["rapporten"] == []


def test_a_municipality_reads_its_own_reports_without_sharing_them(ask, key, assessment_id):
    token = key(HILVERSUM.code, "gaps")
    listed = ask(token, "/v1/rapporten").json
    assert [item["nummer"] for item in listed["rapporten"]] == [NUMBER]
    assert ask(token, REPORT).json["niveau"] == "gaps"
    found = {item["id"] for item in ask(token, "/v1/netwerken").json["netwerken"]}
    assert found == {NETWORK, OTHER_NETWORK}
    assert ask(token, f"/v1/gemeenten/{UTRECHT.code}").status_code == 404


def closed(connection, maker):
    accounts.close(connection, maker.id, NOW)


def tie_gone(connection, maker):
    ties.withdraw(connection, maker.id, COORDINATOR, by=maker, now=NOW)


def withdrawn(connection, maker):
    [found] = api_tokens.of_place(connection, NETWORK, NOW)
    api_tokens.withdraw(connection, NETWORK, found.id, by=maker, now=NOW)


def ended(connection, maker):
    late = NOW - timedelta(seconds=1)
    connection.execute(metadata.tables["api_tokens"].update().values(expires_at=late))


@pytest.mark.parametrize("end", [closed, tie_gone, withdrawn, ended])
def test_a_key_ends_with_its_day_or_with_who_made_it(ask, key, share, database, maker, end):
    share("gaps")
    token = key()
    assert ask(token, REPORT).status_code == 200
    with database.write() as connection:
        end(connection, maker)
    assert ask(token, REPORT).status_code == 401


def test_without_a_key_nothing_also_not_for_who_is_signed_in(app, ask, share, someone, addresses):
    share("gaps")
    browser = someone(COORDINATOR, IN_CHARGE)
    for address in addresses.values():
        for answer in (
            ask("", address),
            ask("psp_verzonnen", address),
            browser.client.get(address),
        ):
            assert answer.status_code == 401
            assert answer.mimetype == "application/problem+json"
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    token_as_word = app.test_client().get("/v1/netwerken", headers={"Authorization": "Basic eA=="})
    assert token_as_word.status_code == 401


def test_a_key_opens_no_page(app, key, share):
    item = share("gaps")
    headers = {"Authorization": f"Bearer {key()}"}
    for address in ("/", f"/gedeeld/{item.id}/", f"/netwerk/{NETWORK}/", f"/sleutels/{NETWORK}/"):
        assert app.test_client().get(address, headers=headers).status_code == 401


def test_only_the_api_takes_a_key_and_all_of_it(app):
    for rule in app.url_map.iter_rules():
        kind = access.access_of(app, rule.endpoint)
        if rule.endpoint != "api.openapi":
            assert (kind == "key") == rule.rule.startswith("/v1/"), rule.rule
        if kind == "key":
            assert rule.methods == {"GET", "HEAD"}


def test_every_answer_has_the_headers_and_sets_no_cookie(ask, key, share, addresses):
    share("gaps")
    for address in (*addresses.values(), "/v1/openapi.json", "/v1/er-is-niets"):
        headers = ask(key(), address).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "Set-Cookie" not in headers
        open_to_all = address.endswith("openapi.json")
        assert ("Access-Control-Allow-Origin" in headers) is open_to_all


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("/v1/rapporten?gemeentee=GM0402", 400, "gemeentee"),
        ("/v1/rapporten?pagina=0", 400, "pagina"),
        ("/v1/rapporten?paginaGrootte=501", 400, "500"),
        ("/v1/rapporten?alleenNieuwste=ja", 400, "true of false"),
        ("/v1/rapporten?gemeente=%00", 400, "GM0402"),
        ("/v1/rapporten?pagina=1&pagina=2", 400, "één keer"),
        ("/v1/rapporten/", 404, "niet"),
        ("/v1", 404, "niet"),
        ("/v1/vragenlijsten/veilig-online-9-9", 404, "niet"),
    ],
)
def test_what_goes_wrong_is_a_problem_with_words(ask, key, address, code, said):
    answer = ask(key(), address)
    assert answer.status_code == code
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == code
    assert said in answer.json["detail"]


def test_there_is_nothing_to_write(ask, key, addresses):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for address in addresses.values():
            answer = ask(key, address, method)
            assert answer.status_code == 405
            assert answer.mimetype == "application/problem+json"


def test_pages_of_a_list_lead_to_each_other(ask, key, share, database, assessment_id, person):
    for number in ("PS-2026-AAAA-BBBB", "PS-2026-CCCC-DDDD"):
        with database.write() as connection:
            shared.store(connection, assessment_id, person, number)
    token = key(HILVERSUM.code)
    address, seen = "/v1/rapporten?paginaGrootte=2", []
    while address:
        answer = ask(token, address).json
        assert answer["totaal"] == 3
        seen += [item["nummer"] for item in answer["rapporten"]]
        address = (answer["_links"]["next"] or {}).get("href")
    assert len(seen) == len(set(seen)) == 3
    newest = ask(token, "/v1/rapporten?alleenNieuwste=true&gemeente=GM0402").json
    assert newest["totaal"] == 1
    assert ask(token, "/v1/rapporten?gemeente=GM9999").json["totaal"] == 0


def test_a_look_is_noted_in_the_logbook_once_an_hour(ask, key, share, database, assessment_id):
    share("gaps")
    token = key()
    for _ in range(3):
        ask(token, REPORT)
    ask(token, "/v1/rapporten")
    with database.read() as connection:
        events = audit.listed(connection, assessment_id)
    [seen] = [item for item in events if item.action == "report.downloaded"]
    assert seen.object_id == NUMBER
    with database.read() as connection:
        [listed] = api_tokens.of_place(connection, NETWORK, NOW)
    assert listed.used_at == NOW


def test_the_lists_cost_the_same_number_of_queries_however_long(
    ask, key, share, statements, database, assessment_id, person
):
    share("gaps")
    token = key()
    ask(token, "/v1/rapporten")
    counts = []
    for extra in range(2):
        for address in ("/v1/rapporten", "/v1/gemeenten"):
            statements.sent.clear()
            ask(token, address)
            counts.append(len(statements))
        if not extra:
            with database.write() as connection:
                shared.store(connection, assessment_id, person, "PS-2026-NEWE-R222")
                given = connection, assessment_id, "PS-2026-NEWE-R222", NETWORK, "gaps"
                sharing.share(*given, by=person, now=NOW)
    assert counts[:2] == counts[2:]
    assert max(counts) <= 7


def test_who_asks_too_much_hears_how_long_to_wait(ask, key, monkeypatch):
    monkeypatch.setattr("assessment.web.api.PACE", Pace(most=2, seconds=60))
    token, other = key(), key()
    assert [ask(token, "/v1/netwerken").status_code for _ in range(3)] == [200, 200, 429]
    answer = ask(token, "/v1/netwerken")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert answer.json["title"] == "Te veel verzoeken"
    assert ask(other, "/v1/netwerken").status_code == 200


# The page


def test_a_key_is_shown_once_and_stored_as_a_digest(someone, assessment_id, database, ask):
    browser = someone(COORDINATOR).get(f"/netwerk/{NETWORK}/").follow("Sleutels voor andere")
    fill = {"naam": "Dashboard van de regio", "niveau": "gaps", "dagen": "30"}
    browser.press("Maak een sleutel", fill)
    [token] = re.findall(r"psp_[\w-]{43}", browser.response.text)
    assert ask(token, "/v1/netwerken").status_code == 200
    with database.read() as connection:
        rows = connection.execute(metadata.tables["api_tokens"].select()).all()
    assert token not in repr(rows)
    browser.get(f"/sleutels/{NETWORK}/")
    assert "Dashboard van de regio" in browser.page.text
    assert token not in browser.response.text
    assert "Voor het laatst gebruikt" in browser.page.text
    browser.press("Intrekken")
    assert "is ingetrokken" in browser.page.text
    assert ask(token, "/v1/netwerken").status_code == 401


def test_what_is_not_clear_is_said_at_its_field(someone, assessment_id):
    browser = someone(IN_CHARGE).get(f"/sleutels/{HILVERSUM.code}/")
    browser.press("Maak een sleutel", {"naam": "", "dagen": "999"})
    assert browser.status == 422
    for said in ("Vul in waarvoor", "Kies hoeveel", "van 1 tot en met 365"):
        assert said in browser.page.text
    browser.press("Maak een sleutel", {"naam": "x" * 121})
    assert "hooguit 120 tekens" in browser.page.text


def test_only_who_is_in_charge_makes_keys(someone, assessment_id):
    for held in (Tie("adviser", NETWORK), Tie("invuller", HILVERSUM.code), Tie("beheerder", "")):
        browser = someone(held)
        for place in (NETWORK, HILVERSUM.code):
            assert browser.get(f"/sleutels/{place}/").status == 404
    assert someone(IN_CHARGE).get(f"/sleutels/{NETWORK}/").status == 404
    assert someone(COORDINATOR).get(f"/sleutels/{HILVERSUM.code}/").status == 404


def test_a_key_of_another_place_cannot_be_withdrawn(someone, key, ask, database):
    token = key(HILVERSUM.code)
    with database.read() as connection:
        [found] = api_tokens.of_place(connection, HILVERSUM.code, NOW)
    browser = someone(COORDINATOR).get(f"/sleutels/{NETWORK}/")
    _, sent = browser.form("Maak een sleutel")
    token_of_form = {"csrf_token": sent["csrf_token"]}
    browser.post(f"/sleutels/{NETWORK}/{found.id}/intrekken", token_of_form)
    assert browser.status == 404
    assert ask(token, "/v1/netwerken").status_code == 200


def test_a_place_has_no_more_keys_than_it_can_use(someone, key, monkeypatch):
    monkeypatch.setattr(api_tokens, "MOST_OPEN", 1)
    key()
    browser = someone(COORDINATOR).get(f"/sleutels/{NETWORK}/")
    browser.press("Maak een sleutel", {"naam": "Nog een", "niveau": "gaps"})
    assert browser.status == 422
    assert "Trek er eerst een in" in browser.page.text
