"""What a page weighs on the wire, and when it is not compressed at all."""

import gzip
import re

import pytest

from assessment.web.compressing import packed
from tests.web.test_speed import page_addresses

MOST_OF_A_NEXT_VISIT = 10_000
STEP = "/stap/stap-1/1"


def ask(browser, address, encodings="gzip, br", **more):
    return browser.client.get(address, headers={"Accept-Encoding": encodings}, **more)


@pytest.mark.parametrize("kind", ["here", "filled"])
def test_the_next_page_of_a_step_is_light(request, browser, kind):
    # Style sheets, script and fonts were kept by the browser; only the page itself travels.
    address = request.getfixturevalue(kind)
    weights = {}
    for page in page_addresses(address):
        answer = ask(browser, page)
        if answer.status_code == 200 and "/stap/" in page:
            assert answer.headers["Content-Encoding"] == "gzip"
            weights[page] = len(answer.data)
    assert len(weights) > 30
    assert max(weights.values()) <= MOST_OF_A_NEXT_VISIT, weights


def test_a_compressed_page_is_the_same_page(browser, here):
    small = ask(browser, f"{here}{STEP}")
    plain = ask(browser, f"{here}{STEP}", "identity")
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    token = rb'value="[\w.-]{60,}"'
    whole = gzip.decompress(small.data)
    assert len(re.findall(token, whole)) > 0
    assert re.sub(token, b"", whole) == re.sub(token, b"", plain.data)
    assert small.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address", [f"{STEP}?terug=controle", f"{STEP}?x=value%3D%22Ij", "/aan-de-slag/?verwijderd=x"]
)
def test_a_request_that_brings_a_text_gets_a_page_that_is_not_compressed(browser, here, address):
    answer = ask(browser, f"{here}{address}")
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_what_comes_back_after_a_post_is_not_compressed(browser, here):
    form, sent = browser.get(f"{here}{STEP}").form("Opslaan en verder")
    sent["q-jaar-van-cijfers--value"] = "geen jaar"
    answer = browser.client.post(
        form.get("action"), data=sent, headers={"Accept-Encoding": "gzip, br"}
    )
    assert answer.status_code == 422
    assert "Content-Encoding" not in answer.headers


def test_a_file_is_sent_as_it_is(browser, here):
    answer = ask(browser, f"{here}/rapport.pdf")
    assert "Content-Encoding" not in answer.headers


def test_nobody_can_foresee_the_length():
    page = b"<p>tekst</p>" * 300
    lengths = {len(packed(page)) for _ in range(60)}
    assert len(lengths) > 10
    assert max(lengths) - min(lengths) <= 100
