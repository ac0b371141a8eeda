"""Whatever is sent to whatever address: an answer, never a fault of ours."""

from urllib.parse import quote

import pytest
from flask import request, request_started
from werkzeug.datastructures import MultiDict

from assessment.web import adviser_house, checking, comparing
from assessment.web.app import MEGABYTE
from assessment.web.files import MOST_SENT
from tests.web.browser import upload
from tests.web.test_access import addresses  # noqa: F401
from tests.web.test_audit import ACTS, CANARY, scene  # noqa: F401

NASTY = {
    "nothing": "",
    "NUL": "a\x00b",
    "half a character": "\ud800",
    "a number beyond 64 bits": str(2**63),
    "five thousand digits": "9" * 5000,
    "not a number": "NaN",
    "endless": "1e999",
    "lines in a name": "a\r\nSet-Cookie: b=c",
    "control characters": "\x1b[31m\x08\x0b",
    "backwards": "\u202egnp.exe",
    "no end of marks": "e" + "\u0301" * 3000,
    "a long text": "é" * 12_000,
    "brackets": "[" * 12_000,
    "a query": "' OR 1=1 --",
    "a template": "{{7*7}} %(x)s {0.__class__}",
    "a way up": "../../etc/passwd",
}
BODIES = {
    "half a character, encoded": b"name=%ED%A0%80&%ED%A0%80=1",
    "not UTF-8": b"name=%ff%fe\xff&\xff=1",
    "NUL in a name": b"a%00b=1&%00=%00",
    "only signs": b"&&&===&;;;",
}


@pytest.fixture(autouse=True)
def quick(press):
    """Without the seconds of a real PDF."""


def recorded(app, endpoint, scene):  # noqa: F811
    """What a browser sends in a good act, as (address, form)."""
    sent = []

    def note(*_, **__):
        if request.method == "POST" and request.endpoint == endpoint:
            sent.append((request.full_path, MultiDict(request.form)))

    act = ACTS[endpoint][0](scene)
    with request_started.connected_to(note, app):
        act()
    return sent[-1]


def answers(client, address, form, **more):
    """With `app.testing` an unforeseen exception comes out here instead of as a 500."""
    body = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in form.items(multi=True))
    answer = client.post(
        address, data=body, content_type="application/x-www-form-urlencoded", **more
    )
    answer.close()
    assert answer.status_code < 500, (address, form)
    assert "Set-Cookie: b" not in str(answer.headers)
    return answer.status_code


def quoted(text):
    return quote(text, safe="", errors="surrogatepass")


def with_others(form, change):
    """The form with its token, and everything else as `change` would have it."""
    made = MultiDict()
    for number, (name, value) in enumerate(form.items(multi=True)):
        keep = name in ("csrf_token", "person")
        made.add(name, value if keep else change(number, name, value))
    return made


@pytest.mark.parametrize("endpoint", ACTS)
def test_no_value_breaks_a_form(app, scene, endpoint):  # noqa: F811
    address, form = recorded(app, endpoint, scene)
    client, values = scene.browser.client, list(NASTY.values())
    codes = [answers(client, address, with_others(form, lambda *_: ""))]
    for turn, value in enumerate(values):
        # Every field gets every value once, beside others.
        def rotated(number, *_, turn=turn):
            return values[(number + turn) % len(values)]

        codes.append(answers(client, address, with_others(form, rotated)))

        # What a person typed in a good form is replaced: this one gets through to the database.
        def typed(_, name, given, v=value):
            return v if CANARY in given else given

        codes.append(answers(client, address, with_others(form, typed)))
    twice = MultiDict([*form.items(multi=True), *form.items(multi=True)])
    more = MultiDict([*form.items(multi=True), *((f"vreemd-{n}", "x") for n in range(50))])
    codes += [answers(client, address, made) for made in (twice, more)]
    assert set(codes) <= {200, 302, 400, 401, 404, 409, 410, 413, 422}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_no_body_breaks_an_address(browser, addresses, body):  # noqa: F811
    token = browser.get("/").form("Uitloggen")[1]["csrf_token"].encode()
    for endpoint, method, address in addresses:
        if method == "POST" and endpoint != "signing_in.leave":
            for kind in ("application/x-www-form-urlencoded", "text/plain", "", "a;b=\x00"):
                answer = browser.client.post(
                    address, data=b"csrf_token=" + token + b"&" + body, content_type=kind
                )
                assert answer.status_code < 500, (address, kind)
                answer.close()


def test_json_is_no_form(browser, addresses):  # noqa: F811
    deep = b"[" * 100_000
    for _, method, address in addresses:
        if method == "POST":
            for body in (deep, b'{"a": NaN, "a": 1e999}', b"\xff"):
                answer = browser.client.post(address, data=body, content_type="application/json")
                assert answer.status_code == 400, address
                answer.close()


@pytest.mark.parametrize("turn", range(len(NASTY)), ids=NASTY.keys())
def test_no_address_breaks_a_page(browser, addresses, here, turn):  # noqa: F811
    value = list(NASTY.values())[turn][:1000]
    names = ("bladzijde", "wie", "soort", "tekst", "plek", "thema", "status", "volgorde", "terug",
             "verwijderd", "voorbeeld", "lengte", "deel", "opnieuw", "zelf", "versie")  # fmt: skip
    query = "&".join(f"{name}={quoted(value)}" for name in names)
    for endpoint, method, address in addresses:
        if method == "GET" and not endpoint.startswith("paper."):
            answer = browser.client.get(f"{address}?{query}")
            assert answer.status_code < 500, address
            answer.close()
    known = here.rsplit("/", 1)[1]
    part = quoted(value.replace("/", ""))[:3000]
    for number, (_, method, address) in enumerate(addresses):
        # Half of the addresses get it behind them; the next value is for the other half.
        behind = (number + turn) % 2
        made = f"{address.rstrip('/')}{part}" if behind else address.replace(known, part)
        answer = browser.client.open(made, method=method)
        assert answer.status_code < 500, made
        answer.close()


@pytest.mark.parametrize(
    "name",
    ["a\\r\\nX-Kwaad: 1.xlsx", "../../x.xlsx", "\x00.xlsx", "=1+1.xlsx", "é" * 300, "a.xlsx.exe"],
)
@pytest.mark.parametrize("area", ["excel", "aan-de-slag/excel"])
def test_the_name_of_a_file_does_nothing(browser, here, area, name):
    browser.get(f"{here}/{area}/")
    form, sent = browser.form("Bekijk wat er verandert")
    upload(browser, form.get("action"), b"geen werkmap", name, sent["csrf_token"])
    # A list of activities may be plain text too.
    assert browser.status == (422 if area == "excel" else 200)
    assert "X-Kwaad" not in browser.response.headers


# The most that an address takes, in bytes: forms, and the areas that take a file.
LIMITS = {
    "vergelijken/": 151_000_000,
    "excel": MOST_SENT,
    "controleer": checking.MOST_SENT,
    "rapport/vergelijken": comparing.MOST_SENT,
    "account/voorblad": adviser_house.MOST_SENT,
    "": MEGABYTE,
}


def test_every_address_has_a_limit(app, browser, addresses):  # noqa: F811
    """One byte over is refused before it is read; that goes for what a header promises too."""
    for endpoint, method, address in addresses:
        if method == "POST":
            most = max(limit for part, limit in LIMITS.items() if f"/{part}" in address)
            answer = browser.client.post(
                address,
                environ_overrides={
                    "CONTENT_LENGTH": str(most + 1),
                    "CONTENT_TYPE": "multipart/form-data; boundary=x",
                },
            )
            assert answer.status_code == 413, endpoint
            answer.close()
