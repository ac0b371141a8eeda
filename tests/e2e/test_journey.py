"""The whole journey in a real browser: from the first link to a PDF with the expected gaps."""

import io
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.core.builders import ROOT
from tests.e2e.conftest import Server

EMPTY_ROUTE = "Niets"


def come_in(tab, link):
    tab.goto(link)
    with tab.expect_navigation():
        tab.get_by_role("button", name="Naar binnen").click()


def begin(tab, name="Hilversum", depth="Volledig"):
    tab.goto("/")
    tab.get_by_role("main").locator('a[href="/beginnen"]').first.click()
    tab.get_by_label("Gemeente").fill(name)
    tab.get_by_role("radio", name=re.compile(depth)).check()
    tab.get_by_role("button", name="Beginnen").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text(name)
    return tab.url


def open_step(tab, address, step):
    tab.goto(address)
    tab.get_by_role("link", name=re.compile(step)).first.click()


def question(tab, words):
    return tab.get_by_role("group", name=re.compile(words)).first


def save(tab):
    # The form may wait for an answer that is just saving itself.
    with tab.expect_navigation():
        tab.get_by_role("button", name="Opslaan en verder").click()


def report_pdf(tab):
    """The file behind the button; a page in between says so when it has to wait."""
    link = tab.get_by_role("link", name="Dit rapport als PDF").get_attribute("href")
    for _ in range(60):
        answer = tab.context.request.get(link)
        if answer.status != 202:
            break
        time.sleep(1)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def test_from_the_first_link_to_the_report(tab, server, tmp_path):
    come_in(tab, server.entrance)
    address = begin(tab)

    # Answer a page, and stop there.
    open_step(tab, address, "Bij incidenten")
    level = question(tab, "Hoe goed is hulp geregeld")
    level.get_by_role("radio").first.check()
    tab.get_by_role("button", name="Opslaan en later verder").click()
    expect(tab.get_by_text("opgeslagen").first).to_be_visible()

    # Leave, and come back with a new link: the answer is still there.
    tab.get_by_role("button", name="Uitloggen").click()
    tab.goto(address)
    expect(tab.get_by_role("heading", level=1)).to_contain_text("niet ingelogd")
    link = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from assessment.cli import main; sys.exit(main(sys.argv[1:]))",
            "link",
            "--port",
            str(server.port),
        ],
        cwd=ROOT,
        env={"PREVENTIESPIEGEL_INSTANCE": str(tmp_path / "instance"), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    come_in(tab, link)
    open_step(tab, address, "Bij incidenten")
    expect(question(tab, "Hoe goed is hulp geregeld").get_by_role("radio").first).to_be_checked()

    # The rest of the page: no help in the route at all.
    route = question(tab, "Welke hulp zit in uw route")
    route.get_by_role("checkbox", name=re.compile(EMPTY_ROUTE)).check()
    save(tab)

    # One activity in the overview.
    tab.goto(f"{address}aan-de-slag/")
    tab.get_by_role("link", name="Activiteit toevoegen", exact=True).click()
    tab.get_by_label("Hoe heet de activiteit?").fill("Gastles over online contact")
    tab.get_by_label("Wie voert het uit?").fill("Jongerenwerk")
    tab.get_by_role("checkbox", name="Voortgezet onderwijs").check()
    tab.get_by_role("checkbox", name=re.compile("^norm$", re.IGNORECASE)).check()
    tab.get_by_role("button", name="Opslaan").click()
    expect(tab.get_by_role("main")).to_contain_text("Gastles over online contact")

    # The report as a page, and as a PDF.
    tab.goto(address)
    tab.get_by_role("link", name="Bekijk het rapport").click()
    expect(tab.get_by_role("main")).to_contain_text("Geen steun voor slachtoffers")
    raw = report_pdf(tab)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
    words = " ".join(text.split())
    assert "Hilversum" in words
    assert "Geen steun voor slachtoffers" in words
    assert "Aanpak van plegers: dit moet u nog uitzoeken" in words
    assert "Helpwanted" in words


def test_a_killed_server_forgets_nothing(tab, server):
    come_in(tab, server.entrance)
    address = begin(tab, "Aalten", "Kort")
    open_step(tab, address, "Stap 1")
    question(tab, "Hoe goed weet u").get_by_role("radio").nth(2).check()
    save(tab)
    server.stop(signal.SIGKILL)
    server.start()
    # The session is a row in the database, so nobody has to sign in again.
    open_step(tab, address, "Stap 1")
    expect(question(tab, "Hoe goed weet u").get_by_role("radio").nth(2)).to_be_checked()


def test_only_the_first_start_prints_a_way_in(tmp_path):
    server = Server(tmp_path).start()
    assert server.said.strip().splitlines()[-1].endswith(server.entrance)
    server.stop()
    server.start()
    again = server.said
    server.stop()
    # Nobody has come in yet, so a lost link is no lost installation.
    assert "binnenkomen" in again


def test_the_demonstration_shows_twelve_municipalities_that_do_not_exist(chromium, tmp_path):
    server = Server(tmp_path, "demo").start()
    try:
        context = chromium.new_context(base_url=server.address, locale="nl-NL")
        page = context.new_page()
        come_in(page, server.entrance)
        names = page.get_by_role("link", name=re.compile("^Gemeente "))
        expect(names).to_have_count(12)
        names.first.click()
        page.get_by_role("link", name="Bekijk het rapport").click()
        expect(page.get_by_role("heading", name="In het kort").first).to_be_visible()
        context.close()
    finally:
        server.stop()


def test_an_address_that_is_too_long_is_refused_before_it_is_read(server):
    """As `openapi.json` says; no browser and no program of ours makes one."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.address}/v1/netwerken?gemeente={'a' * 4_100}")
    refused.value.close()
    assert refused.value.code == 414
