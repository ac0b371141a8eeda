"""A provider that is down, slow, endless or someone else, and keys that change."""

import dataclasses
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from assessment.providers import Provider
from assessment.services.single_sign_on import asking, metadata
from assessment.services.single_sign_on.asking import NoAnswer, ask
from assessment.services.single_sign_on.metadata import Known
from assessment.web.current import KEY
from tests.oidc.conftest import Traveller


@contextmanager
def site(*parts, pause=0.0):
    """Sends these bytes to everyone, the last of them for ever."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    connected, _ = server.accept()
                except OSError:
                    return
                with connected:
                    connected.recv(10_000)
                    send(connected)

        def send(connected):
            try:
                for part in parts:
                    connected.sendall(part)
                while pause:
                    time.sleep(pause)
                    connected.sendall(parts[-1])
            except OSError:
                pass

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"


def test_an_answer_without_an_end():
    with site(GOOD, b"[" + b"1," * 500_000) as address, pytest.raises(NoAnswer):
        ask(address, {})


def test_a_drip_that_never_stops(monkeypatch):
    monkeypatch.setattr(asking, "WHOLE_SECONDS", 0.3)
    start = time.monotonic()
    with site(GOOD, b"1", pause=0.05) as address, pytest.raises(NoAnswer):
        ask(address, {})
    assert time.monotonic() - start < 3


def test_no_answer_at_all(monkeypatch):
    monkeypatch.setattr(asking, "STEP_SECONDS", 0.2)
    with site(b"", b"", pause=0.05) as address, pytest.raises(NoAnswer):
        ask(address, {})


@pytest.mark.parametrize("form", [None, "client_secret=x"])
def test_being_sent_on_is_not_followed(form):
    with site(GOOD, b'{"led": "astray"}') as other:
        moved = f"HTTP/1.1 302 Elsewhere\r\nLocation: {other}\r\nContent-Length: 0\r\n\r\n"
        with site(moved.encode()) as address:
            found = ask(address, {"Authorization": "Bearer x"}, form)
    assert (found.status, found.data) == (302, {})


@pytest.mark.parametrize("said", [b"HTTP/1.1 999999\r\n\r\n", b"\0" * 50, b"", GOOD, GOOD + b"[1]"])
def test_what_cannot_be_read(said):
    with site(said) as address, pytest.raises(NoAnswer):
        asking.ask_well(address)


@pytest.fixture
def away(make_app, database, clock):
    """A provider where nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gone = Provider("weg", f"http://127.0.0.1:{port}", "x", "y", "Gemeente Weg")
    made = make_app(database, address="http://localhost", providers=(gone,))
    made.extensions[KEY] = dataclasses.replace(made.extensions[KEY], clock=clock)
    return made


def test_a_provider_that_is_down(away):
    browser = Traveller(away).get("/inloggen/via/weg")
    assert (browser.status, browser.page.heading) == (503, "Gemeente Weg geeft geen antwoord")
    browser.follow("Probeer het opnieuw")
    assert browser.status == 503


def test_a_provider_that_is_down_is_left_alone_for_a_while(away, monkeypatch):
    asked = []

    def count(provider):
        asked.append(provider)
        raise NoAnswer("down")

    monkeypatch.setattr(metadata, "_read", count)
    browser = Traveller(away)
    for _ in range(5):
        browser.get("/inloggen/via/weg")
    assert len(asked) == 1
    monkeypatch.setattr(metadata, "PAUSE_SECONDS", 0.0)
    browser.get("/inloggen/via/weg")
    assert len(asked) == 2


def test_a_provider_that_goes_down_on_the_way(app, traveller, real, monkeypatch):
    back = traveller.sign_in_there(traveller.leave())
    known = app.extensions[KEY].providers["test"]
    known.metadata = dataclasses.replace(known.metadata, token="http://127.0.0.1:1/token")
    traveller.get(back)
    assert (traveller.status, traveller.page.heading) == (503, "Testgemeente geeft geen antwoord")


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://kwaad.example"},
        {"issuer": None},
        {"token_endpoint": "http://kwaad.example/token"},
        {"token_endpoint": "https://iemand@kwaad.example/"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"userinfo_endpoint": "http://192.0.2.1/"},
    ],
    ids=str,
)
def test_a_provider_that_says_strange_things_of_itself(traveller, real, said):
    real.next(metadata=said)
    assert traveller.get("/inloggen/via/test").status == 503


def test_a_provider_takes_new_keys(app, traveller, real, database, person, monkeypatch):
    """A key that we do not know is looked up once more, but not for every strange token."""
    monkeypatch.setattr(metadata, "PAUSE_SECONDS", 0.0)
    known: Known = app.extensions[KEY].providers["test"]
    old = metadata.KeySet.generate_key_set("RSA", 2048, count=1)
    known.keys, known.keys_at = old, time.monotonic()
    traveller.travel()
    assert traveller.status == 403  # known to be who they are, but not invited
    assert known.keys is not old


def test_keys_are_not_looked_up_for_every_strange_token(app, traveller, real, monkeypatch):
    read = []
    once = metadata._read_keys
    monkeypatch.setattr(metadata, "_read_keys", lambda address: read.append(1) or once(address))
    for _ in range(3):
        real.next(subject="ada", signedWith="strange kid")
        traveller.travel()
        assert traveller.status == 400
    assert len(read) == 1
