"""The application beside a real provider, and a browser that goes from the one to the other."""

from __future__ import annotations

import dataclasses
import http.cookiejar
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from assessment.providers import Provider
from assessment.web.current import KEY
from tests.oidc.real_provider import RealProvider
from tests.web.browser import Browser
from tests.web.conftest import make_app, settings

__all__ = ["make_app", "settings"]

ADDRESS = "http://localhost"
SECRET = "een geheim+van/de:test%"


@pytest.fixture(scope="session")
def running() -> Iterator[RealProvider]:
    started = RealProvider(f"{ADDRESS}/inloggen/via/test/terug")
    yield started
    started.stop()


@pytest.fixture
def real(running: RealProvider) -> RealProvider:
    running.next(subject="ada", email="ada@gemeente.example", verified=True)
    return running


@pytest.fixture
def provider(real: RealProvider) -> Provider:
    return Provider("test", real.issuer, "spiegel", SECRET, "Testgemeente")


class Clock:
    """The real time, because the provider has no other; a test may move it."""

    ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(make_app, database, provider: Provider, clock: Clock) -> Flask:
    made = make_app(database, address=ADDRESS, providers=(provider,))
    made.extensions[KEY] = dataclasses.replace(made.extensions[KEY], clock=clock)
    return made


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Traveller(Browser):
    """A browser with cookies for both sites."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(jar))

    def leave(self, key: str = "test", **headers: str) -> str:
        """To the provider; the address that it was sent to."""
        response = self.client.get(f"/inloggen/via/{key}", headers=headers)
        assert response.status_code == 302, response.get_data(as_text=True)
        return response.headers["Location"]

    def sign_in_there(self, address: str) -> str:
        """Through the pages of the provider; the address that it sends us back to."""
        for _ in range(10):
            with pytest.raises(urllib.error.HTTPError) as sent_on:
                self.opener.open(address, timeout=10)
            with sent_on.value as answer:
                assert answer.code in (302, 303), answer.read().decode()
                address = urljoin(address, answer.headers["Location"])
            if urlsplit(address).netloc == urlsplit(ADDRESS).netloc:
                return address.removeprefix(ADDRESS)
        raise AssertionError("round in circles")

    def travel(self) -> Traveller:
        """All the way there and back."""
        self.get(self.sign_in_there(self.leave()))
        return self

    @property
    def is_in(self) -> bool:
        return self.client.get("/").status_code == 200


@pytest.fixture
def traveller(app: Flask) -> Traveller:
    return Traveller(app)
