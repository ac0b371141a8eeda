"""What only a browser can tell: cookies between two sites, and the look of the pages."""

import os
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from assessment.services import signing_in
from assessment.storage import accounts, identities
from assessment.storage.database import Database
from tests.e2e.conftest import Server
from tests.e2e.test_accessibility import faults
from tests.oidc.conftest import SECRET
from tests.oidc.real_provider import RealProvider


@pytest.fixture
def both(tmp_path, monkeypatch):
    """A server at `localhost` and a provider at 127.0.0.1: to a browser these are two sites."""
    server = Server(tmp_path)
    home = f"http://localhost:{server.port}"
    provider = RealProvider(f"{home}/inloggen/via/test/terug")
    names = {"CLIENT_ID": "spiegel", "CLIENT_SECRET": SECRET}
    there = {**names, "ISSUER": provider.issuer, "NAME": "Gemeente Hilversum"}
    away = {**names, "ISSUER": "http://127.0.0.1:9", "NAME": "Gemeente Utrecht"}
    for key, given in (("TEST", there), ("WEG", away)):
        for name, value in given.items():
            monkeypatch.setenv(f"PREVENTIESPIEGEL_OIDC_{key}_{name}", value)
    monkeypatch.setenv("PREVENTIESPIEGEL_OIDC", "test,weg")
    monkeypatch.setenv("PREVENTIESPIEGEL_ADDRESS", home)
    server.start()
    yield home, provider, tmp_path / "instance" / "preventiespiegel.db"
    server.stop()
    provider.stop()


def look(page, title):
    expect(page).to_have_title(f"{title} - Preventiespiegel")
    assert faults(page) == []
    shots = os.environ.get("SHOTS")
    if shots:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{shots}/{title.replace(' ', '-')}-{width}.png", full_page=True)


def test_there_and_back(both, chromium):
    home, provider, path = both
    provider.next(subject="ada", email="ada@gemeente.example", verified=True)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{home}/inloggen")
    look(page, "Inloggen")
    page.click("a:text-is('Inloggen via Gemeente Hilversum')")
    look(page, "U bent nog niet uitgenodigd")
    # The page of another site cannot begin it; someone who came from there can.
    page.goto(f"{provider.issuer}/elsewhere?to={home}/inloggen/via/test")
    page.click("text=elsewhere")
    look(page, "Inloggen via Gemeente Hilversum")
    context.clear_cookies(domain="127.0.0.1")  # the provider would not ask again
    provider.next(subject="ada", denied=True)
    page.click("a:text-is('Inloggen via Gemeente Hilversum')")
    look(page, "Het inloggen is niet gelukt")
    database = Database.open(f"sqlite:///{path}")
    with database.write() as connection:
        person = signing_in.local_person(connection, datetime.now(UTC))
        accounts.set_email(connection, person.id, "ada@gemeente.example", "ada@gemeente.example")
    provider.next(subject="ada", email="ada@gemeente.example", verified=True)
    page.click("a:has-text('Probeer het opnieuw')")
    look(page, "U heeft hier al een account")
    with database.write() as connection:
        identities.link(connection, provider.issuer, "ada", person.id, datetime.now(UTC))
    database.dispose()
    provider.next(subject="ada")
    page.click("a:text-is('inloggen via Gemeente Hilversum')")
    # The way back goes over the provider, and a click does not wait for all of it.
    expect(page).to_have_title("Begin - Preventiespiegel")
    assert page.url == f"{home}/"
    page.reload()
    expect(page).to_have_title("Begin - Preventiespiegel")
    other = chromium.new_context().new_page()
    other.goto(f"{home}/inloggen/via/test/terug?state=x&code=y")
    look(other, "Het inloggen is niet gelukt")
    other.goto(f"{home}/inloggen/via/weg")
    look(other, "Gemeente Utrecht geeft geen antwoord")
