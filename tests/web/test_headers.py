"""Every answer, of every address and with every outcome, tells the browser what it may not do."""

import dataclasses

import pytest

from assessment.web.current import KEY
from assessment.web.security import CONTENT_SECURITY_POLICY
from tests.web.browser import Browser
from tests.web.test_access import ELSEWHERE, addresses, kind  # noqa: F401

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# The style of the product, and that of a finished report: files without a word of anyone.
STYLES = {"static_files.static_file", "finished_report.style"}
# Whoever has the address can read, so no other site hears of it.
TELLS_NOBODY = {"reading_link.page", "reading_link.pdf"}
TOO_LARGE = {
    "CONTENT_LENGTH": str(10**9),
    "CONTENT_TYPE": "application/x-www-form-urlencoded",
}
FORBIDDEN = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "data:", "http:", "https:", "*")


@pytest.fixture(autouse=True)
def quick(press):
    """Without the seconds of a real PDF."""


def look(answer, endpoint=""):
    headers, kept = answer.headers, endpoint in STYLES
    referrer = "no-referrer" if endpoint in TELLS_NOBODY else "same-origin"
    for name, value in {**ALWAYS, "Referrer-Policy": referrer}.items():
        assert headers.getlist(name) == [value], name
    for feature in ("camera", "geolocation", "microphone", "payment", "usb"):
        assert f"{feature}=()" in headers["Permissions-Policy"]
    if answer.get_data():
        told = headers["Content-Type"]
        assert "charset=utf-8" in told or not told.startswith("text/")
    if not kept:
        assert headers.getlist("Cache-Control") == ["no-store"]
    for name in ("X-Powered-By", "Access-Control-Allow-Origin", "Strict-Transport-Security"):
        assert name not in headers
    answer.close()


def test_what_is_there(browser, addresses):  # noqa: F811
    for endpoint, method, address in addresses:
        if method == "GET":
            answer = browser.client.get(address)
            assert answer.status_code < 400 or endpoint in ELSEWHERE, address
            look(answer, endpoint)
            look(browser.client.head(address), endpoint)


def test_what_is_not_there(browser, addresses):  # noqa: F811
    for _, _, address in addresses:
        answer = browser.client.get(f"{address.rstrip('/')}/er/is/hier/niets.css")
        assert answer.status_code == 404, address
        look(answer)


def test_who_is_not_signed_in(app, addresses):  # noqa: F811
    for endpoint, method, address in addresses:
        if method == "GET" and kind(app, endpoint) == "signed_in":
            answer = Browser(app).client.get(address)
            assert answer.status_code == 401, address
            look(answer)


def test_what_cannot_be_done_there(browser, addresses):  # noqa: F811
    for address in {address for _, _, address in addresses}:
        for other in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "EIGEN"):
            answer = browser.client.open(address, method=other)
            assert answer.status_code == 405, (other, address)
            assert set(answer.headers["Allow"].split(", ")) <= {"GET", "HEAD", "POST"}
            look(answer)


def test_what_is_too_large(browser, addresses):  # noqa: F811
    for _, method, address in addresses:
        if method == "POST":
            answer = browser.client.post(address, environ_overrides=TOO_LARGE)
            assert answer.status_code == 413, address
            look(answer)


def test_what_is_sent_without_a_token(browser, addresses):  # noqa: F811
    for _, method, address in addresses:
        if method == "POST":
            answer = browser.client.post(address)
            assert answer.status_code == 400, address
            look(answer)


def test_what_goes_wrong(app, browser, addresses):  # noqa: F811
    def broken():
        raise RuntimeError("geheim uit de machinekamer")

    app.testing = False
    app.extensions[KEY] = dataclasses.replace(app.extensions[KEY], clock=broken)
    failed = 0
    for endpoint, method, address in addresses:
        if method == "GET" and kind(app, endpoint) == "signed_in":
            answer = browser.client.get(address)
            assert answer.status_code == 500, address
            assert "geheim uit de machinekamer" not in answer.text
            assert "Traceback" not in answer.text
            look(answer)
            failed += 1
    assert failed > 30


def test_over_tls_a_browser_never_goes_back(make_app, database):
    answer = make_app(database, secure_cookies=True).test_client().get("/privacy")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_policy_is_what_internet_nl_asks():
    """Its test of websites: these four are there, and nothing lets in what it does not trust."""
    policy = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert policy["default-src"] in ("'none'", "'self'")
    for name in ("base-uri", "form-action", "frame-ancestors"):
        assert policy[name] in ("'none'", "'self'")
    assert set(policy.values()) <= {"'none'", "'self'"}
    assert not any(word in CONTENT_SECURITY_POLICY for word in FORBIDDEN)


def test_leaving_empties_the_browser(browser):
    _, sent = browser.get("/").form("Uitloggen")
    answer = browser.client.post("/uitloggen", data=sent)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    look(answer)
