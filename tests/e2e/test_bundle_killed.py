"""A server that is killed while it makes the reports of a network goes on where it was."""

import io
import re
import signal
import time
import urllib.parse
import urllib.request
import zipfile
from datetime import UTC, datetime
from http.cookiejar import CookieJar

import pytest

from assessment.core.access import Tie
from assessment.services import sharing, signing_in
from assessment.storage import people, ties
from assessment.storage.database import Database
from tests import shared
from tests.database import start
from tests.shared import NETWORK

NUMBERS = [f"PS-2026-{number:04}-AAAA" for number in range(4)]
PAGE = f"/netwerk/{NETWORK}/alle-rapporten/"


@pytest.fixture
def coordinator(server):
    """Someone who coordinates a network with three reports; gives what opens an address."""
    database = Database.open(f"sqlite:///{server.folder / 'instance' / 'preventiespiegel.db'}")
    now = datetime.now(UTC)
    with database.write() as connection:
        person = people.add(connection, "Coördinator", now)
        shared.add_network(connection, person)
        ties.give(connection, person.id, Tie("coordinator", NETWORK), by=None, now=now)
        scan = start(connection, person).id
        for number in NUMBERS:
            shared.store(connection, scan, person, number)
            sharing.share(connection, scan, number, NETWORK, "gaps", by=person, now=now)
        token = signing_in.new_link(connection, now, person.id)
    database.dispose()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(path, sent=None):
        body = urllib.parse.urlencode(sent).encode() if sent else None
        # What a form says with it: a form without it came from elsewhere.
        asked = urllib.request.Request(server.address + path, body)
        with opener.open(asked, timeout=60) as answer:
            return answer.status, answer.read()

    _, page = ask(f"/binnenkomen/{token}")
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.decode())
    ask(f"/binnenkomen/{token}", {"csrf_token": csrf[1]})
    return ask


def test_a_killed_server_goes_on_and_the_zip_is_whole(server, coordinator):
    folder = server.folder / "instance" / "concepten"
    until = time.monotonic() + 120

    def made():
        return len(list(folder.glob("*.name")))

    status, _ = coordinator(PAGE)
    while not made():
        time.sleep(0.02)
    before = made()
    server.stop(signal.SIGKILL)
    assert before < len(NUMBERS), "it was ready before it could be killed"
    old = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.pdf")}
    server.start()
    while status != 200:
        assert time.monotonic() < until
        status, _ = coordinator(PAGE)
        time.sleep(0.3)
    now = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.pdf")}
    assert old.items() <= now.items()  # what was made is not made again
    _, raw = coordinator(f"{PAGE}rapporten.zip")
    archive = zipfile.ZipFile(io.BytesIO(raw))
    assert archive.testzip() is None
    assert len(archive.namelist()) == len(NUMBERS) + 1
    for name in archive.namelist()[:-1]:
        assert archive.read(name).startswith(b"%PDF-1.7")
